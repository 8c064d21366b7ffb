#include "engine/explain_record.h"

#include <string.h>

/* A record is its kind, a byte, and its texts, each a size (uint32_t) and bytes. */
enum { END = 'e' }; /* a result is padded with zeros, and zero is a kind */

void explain_record_add(struct buffer *out, const struct explain_record *record)
{
	buffer_byte(out, (char)record->kind);
	for (int i = 0; i < EXPLAINED_TEXTS; i++) {
		uint32_t size = (uint32_t)record->texts[i].size;
		buffer_add(out, &size, sizeof size);
		buffer_text(out, record->texts[i]);
	}
}

void explain_record_end(struct buffer *out)
{
	buffer_byte(out, END);
}

bool explain_record_next(struct text *bytes, struct explain_record *record)
{
	struct text rest = *bytes;
	uint32_t size;

	if (!rest.size || (unsigned char)rest.at[0] > EXPLAINED_READ)
		return false;
	record->kind = (enum explained)rest.at[0];
	rest = text_slice(rest, 1, rest.size);
	for (int i = 0; i < EXPLAINED_TEXTS; i++) {
		if (rest.size < sizeof size)
			return false;
		memcpy(&size, rest.at, sizeof size);
		rest = text_slice(rest, sizeof size, rest.size);
		if (rest.size < size)
			return false;
		record->texts[i] = text_slice(rest, 0, size);
		rest = text_slice(rest, size, rest.size);
	}
	*bytes = rest;
	return true;
}
