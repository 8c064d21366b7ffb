/* A document from a stranger: front matter, limits, Markdown. What is built must be a valid record.
 */
#include "content/document.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct limits limits = limits_default();
	struct document_parser parser = {
	    .markdown = {.raw_html = true, .figures = true, .callouts = true, .wiki = true},
	    .limits = &limits,
	};
	struct diagnostics d = {0};
	struct buffer record = {0};

	if (document_parse(&parser, TEXT("content/en/x.md"), text_make((const char *)bytes, size),
			   &record, &d) == STATUS_OK &&
	    !record_valid(buffer_view(&record)))
		abort();
	buffer_free(&record);
	diagnostics_free(&d);
	return 0;
}
