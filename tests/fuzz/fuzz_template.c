/* A template from a stranger: whatever it is, compiling it ends, with Lua or with an error. */
#include "template/compiler.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};
	bool compiled =
	    template_compile(text_make((const char *)bytes, size), TEXT("x.html"), &lua, &d);

	if (compiled != (d.errors == 0))
		abort();
	buffer_free(&lua);
	diagnostics_free(&d);
	return 0;
}
