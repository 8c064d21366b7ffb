/* A message pattern from a stranger, formatted without its arguments. */
#include "render/message_pattern.h"
#include "render/messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct diagnostics d = {0};
	struct arena arena = {0};
	struct buffer out = {0};
	struct message_argument n = {.name = TEXT("n"), .kind = ARGUMENT_NUMBER, .number = 3};
	struct locale *locale = locale_open("ru", &d);
	struct message *message = message_parse(&arena, text_make((const char *)bytes, size),
						(struct place){TEXT("strings/ru.yaml"), 1, 1}, &d);

	if (message && locale)
		message_format(message, locale, &n, 1, &out);
	locale_close(locale);
	buffer_free(&out);
	arena_free(&arena);
	diagnostics_free(&d);
	return 0;
}
