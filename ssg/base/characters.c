#include "base/characters.h"

#include <string.h>

/* A text of another encoding is all faults: after this many lines the editor has got it. */
enum { REPORTS_MAX = 20 };

/* Bytes of the character at P, at most SIZE; 0: no UTF-8 (Unicode 15, table 3-7). */
static size_t decode(const unsigned char *p, size_t size, uint32_t *code_point)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	uint32_t value = p[0];

	if (length == 0 || p[0] > 0xF4 || length > size)
		return 0;
	if (length > 1)
		value &= 0x7Fu >> length;
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3F);
	}
	if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*code_point = value;
	return length;
}

static enum character_fault judge(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r' ? CHARACTER_FINE : CHARACTER_CONTROL;
	/* XML has no U+FFFE and U+FFFF, so a feed could not bear them. */
	if ((c >= 0x7F && c <= 0x9F) || c == 0xFFFE || c == 0xFFFF)
		return CHARACTER_CONTROL;
	if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return CHARACTER_REORDERS;
	if (c == 0x2028 || c == 0x2029)
		return CHARACTER_SEPARATOR;
	return CHARACTER_FINE;
}

/* Most text has no fault. A fixed count of bytes is judged at once, by the rules of decode() and
 * judge(), which compilers vectorise; each of them with the three bytes before it. */
enum { BLOCK = 16, BEFORE = 3 };

static bool is_control(unsigned char c)
{
	return ((c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r')) | (c == 0x7F);
}

/* The same for text in which no character has more than two bytes, as in most alphabets. */
static bool is_short_without_fault(const unsigned char *block)
{
	unsigned char fault = (block[-1] >= 0xE0) | (block[-2] >= 0xE0) | (block[-3] >= 0xF0);

	for (int i = 0; i < BLOCK; i++) {
		unsigned char c = block[i], c1 = block[i - 1];
		fault |= ((c & 0xC0) == 0x80) != (c1 >= 0xC0);
		fault |= (c == 0xC0) | (c == 0xC1) | (c >= 0xE0);
		fault |= is_control(c) | ((c1 == 0xC2) & (c < 0xA0));
	}
	return !fault;
}

static bool is_without_fault(const unsigned char *block)
{
	unsigned char fault = 0;

	for (int i = 0; i < BLOCK; i++) {
		unsigned char c = block[i], c1 = block[i - 1], c2 = block[i - 2], c3 = block[i - 3];
		bool goes_on = (c1 >= 0xC0) | (c2 >= 0xE0) | (c3 >= 0xF0);
		fault |= ((c & 0xC0) == 0x80) != goes_on;
		fault |= (c == 0xC0) | (c == 0xC1) | (c >= 0xF5);
		fault |= (c1 == 0xE0) & (c < 0xA0);
		fault |= (c1 == 0xED) & (c >= 0xA0);
		fault |= (c1 == 0xF0) & (c < 0x90);
		fault |= (c1 == 0xF4) & (c >= 0x90);
		fault |= is_control(c) | ((c1 == 0xC2) & (c < 0xA0));
		fault |= (c2 == 0xE2) & (c1 == 0x80) & (c >= 0xA8) & (c <= 0xAE);
		fault |= (c2 == 0xE2) & (c1 == 0x81) & (c >= 0xA6) & (c <= 0xA9);
		fault |= (c2 == 0xEF) & (c1 == 0xBF) & (c >= 0xBE);
	}
	return !fault;
}

/* Offset of a character at or after FROM, which begins one, with no fault before it; it is near
 * the first fault or the end. */
static size_t skip_faultless(struct text text, size_t from)
{
	const unsigned char *at = (const unsigned char *)text.at;
	unsigned char first[BEFORE + BLOCK] = "   ";
	size_t i = from + BLOCK;

	if (text.size - from < BLOCK)
		return from;
	memcpy(first + BEFORE, at + from, BLOCK);
	if (!is_without_fault(first + BEFORE))
		return from;
	while (text.size - i >= BLOCK &&
	       (is_short_without_fault(at + i) || is_without_fault(at + i)))
		i += BLOCK;
	/* The last character may continue after the blocks, unless all its four bytes are in
	 * them. */
	size_t end = i;
	for (i -= BEFORE; i < end && (at[i] & 0xC0) == 0x80; i++)
		;
	return i;
}

enum character_fault characters_find_fault(struct text text, size_t *offset, uint32_t *code_point,
					   size_t *size)
{
	for (size_t i = skip_faultless(text, *offset); i < text.size; i += *size) {
		enum character_fault fault = CHARACTER_BROKEN;
		*code_point = 0;
		*size = decode((const unsigned char *)text.at + i, text.size - i, code_point);
		if (*size)
			fault = judge(*code_point);
		else
			*size = 1;
		if (fault != CHARACTER_FINE) {
			*offset = i;
			return fault;
		}
	}
	*offset = text.size;
	return CHARACTER_FINE;
}

uint32_t characters_next(struct text text, size_t *at)
{
	uint32_t code_point = 0xFFFD;
	size_t size = decode((const unsigned char *)text.at + *at, text.size - *at, &code_point);

	*at += size ? size : 1;
	return code_point;
}

static bool starts_character(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

uint32_t characters_count(struct text text)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; text.size - i >= BLOCK; i += BLOCK) {
		unsigned char in_block = 0;
		for (size_t j = 0; j < BLOCK; j++)
			in_block = (unsigned char)(in_block + starts_character(text.at[i + j]));
		count += in_block;
	}
	for (; i < text.size; i++)
		count += starts_character(text.at[i]);
	return count;
}

static void report(enum character_fault fault, uint32_t code_point, struct place place,
		   struct diagnostics *d)
{
	switch (fault) {
	case CHARACTER_BROKEN:
		diag_error(d, "E-UTF8", place, "the file is not in UTF-8");
		diag_hint(d, "save it with the encoding UTF-8");
		break;
	case CHARACTER_REORDERS:
		diag_error(
		    d, "E-BIDI", place,
		    "the invisible character U+%04X makes text look different from what it is",
		    code_point);
		diag_hint(d, "delete it; Arabic and Hebrew are shown right without it, and the "
			     "marks U+200E and U+200F are allowed");
		break;
	case CHARACTER_SEPARATOR:
		diag_error(d, "E-CONTROL", place, "the invisible character U+%04X ends a line here",
			   code_point);
		diag_hint(d, "delete it, or begin a new line in its place");
		break;
	default:
		diag_error(d, "E-CONTROL", place, "the control character U+%04X cannot be shown",
			   code_point);
		diag_hint(d, "delete it; it often comes with text that was copied");
	}
}

bool characters_check(struct text text, bool yaml, struct text path, uint32_t first_line,
		      struct diagnostics *d)
{
	size_t reports = 0, line_at = 0;
	uint32_t code_point, line = first_line;
	enum character_fault fault;

	for (size_t i = 0, size = 0;; i += size) {
		fault = characters_find_fault(text, &i, &code_point, &size);
		if (fault == CHARACTER_FINE || reports == REPORTS_MAX)
			break;
		if (fault == CHARACTER_SEPARATOR && !yaml)
			continue;
		uint32_t reported = reports ? line : 0;
		for (size_t end; (end = text_find_byte(text_slice(text, line_at, i - line_at),
						       '\n')) != SIZE_MAX;
		     line_at += end + 1)
			line++;
		if (line == reported)
			continue;
		struct text before = text_slice(text, line_at, i - line_at);
		report(fault, code_point, (struct place){path, line, characters_count(before) + 1},
		       d);
		reports++;
		if (fault == CHARACTER_BROKEN)
			break; /* what follows is guesswork */
	}
	return reports == 0;
}

struct place characters_place(struct text text, size_t offset, struct text path,
			      uint32_t first_line)
{
	struct text before = text_slice(text, 0, offset);
	uint32_t line = first_line;

	for (size_t end; (end = text_find_byte(before, '\n')) != SIZE_MAX; line++)
		before = text_slice(before, end + 1, before.size);
	return (struct place){path, line, characters_count(before) + 1};
}
