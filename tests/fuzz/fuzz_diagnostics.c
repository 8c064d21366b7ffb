/* Diagnostics from a worker that may have been taken over: damaged bytes are refused. */
#include "base/diagnostics.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct diagnostics d = {0};
	struct buffer flat = {0};

	buffer_add(&flat, bytes, size); /* aligned */
	if (diagnostics_read(&d, buffer_view(&flat))) {
		diagnostics_sort(&d);
		buffer_clear(&flat);
		diagnostics_write(&d, &flat);
	}
	buffer_free(&flat);
	diagnostics_free(&d);
	return 0;
}
