#include "content/words.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

/* Line breaks are free between all letters of these scripts: nobody writes spaces. */
static bool without_spaces(UChar32 c)
{
	UErrorCode error = U_ZERO_ERROR;

	if (c < 0x0E00 || (c >= 0xAC00 && c <= 0xD7A3)) /* below Thai; Hangul has spaces */
		return false;
	if (c >= 0x4E00 && c <= 0x9FFF)
		return true;
	switch (uscript_getScript(c, &error)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_BOPOMOFO:
	case USCRIPT_YI:
	case USCRIPT_THAI:
	case USCRIPT_LAO:
	case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
	case USCRIPT_TAI_LE:
	case USCRIPT_NEW_TAI_LUE:
	case USCRIPT_LANNA:
		return true;
	default:
		return uscript_hasScript(c, USCRIPT_KATAKANA); /* the long sound ー is of two */
	}
}

enum character_class { BETWEEN_WORDS, IN_WORD, JOINS, IDEOGRAPH };

static enum character_class character_class(UChar32 c)
{
	if (c >= 0x4E00 && c <= 0x9FFF)
		return IDEOGRAPH;
	if (c == 0x2019) /* the typographic apostrophe */
		return JOINS;
	uint32_t category = U_GET_GC_MASK(c);
	if (category & (U_GC_M_MASK | U_GC_CF_MASK))
		return JOINS; /* accents, vowel signs, joiners: part of what they follow */
	if (!(category & (U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK)))
		return BETWEEN_WORDS;
	return without_spaces(c) ? IDEOGRAPH : IN_WORD;
}

static void count_character(struct word_count *count, enum character_class class)
{
	switch (class) {
	case IN_WORD:
		count->words += !count->in_word;
		count->in_word = true;
		break;
	case IDEOGRAPH:
		count->ideographs++;
		count->in_word = false;
		break;
	case BETWEEN_WORDS:
		count->in_word = false;
		break;
	case JOINS:
		break;
	}
}

static size_t count_next(struct word_count *count, const uint8_t *bytes, size_t i, size_t size)
{
	static const uint64_t word_bytes[2] = {0x03ff000000000000, 0x07fffffe07fffffe};
	UChar32 c;

	U8_NEXT_OR_FFFD(bytes, i, size, c);
	if (c >= 0x80)
		count_character(count, character_class(c));
	else if (c != '\'')
		count_character(count,
				word_bytes[c >> 6] >> (c & 63) & 1 ? IN_WORD : BETWEEN_WORDS);
	return i;
}

/* Most text is of few alphabets. A fixed count of bytes of them is counted at once, which compilers
 * vectorise. */
enum { BLOCK = 16 };

static bool is_letter_byte(uint8_t c)
{
	uint8_t lower = c | 0x20;

	return ((lower >= 'a') & (lower <= 'z')) | ((c >= '0') & (c <= '9')) | (c >= 0x80);
}

/* Returns how many bytes were counted: all, or all except the last, whose character continues
 * after the block; 0 if there are characters other than ASCII and the letters U+00C0 to U+027F,
 * U+0400 to U+047F and U+0620 to U+064A. */
static size_t count_block(struct word_count *count, const uint8_t *block)
{
	uint8_t starts = 0, other = count->in_word != is_letter_byte(block[-1]);

	for (int i = 0; i < BLOCK; i++) {
		uint8_t c = block[i], before = block[i - 1];
		other |= (c == '\'') | ((c >= 0xC0) & (c < 0xC3)) | ((c > 0xC9) & (c < 0xD0));
		other |= ((c > 0xD1) & (c < 0xD8)) | (c > 0xD9);
		other |= (before == 0xC3) & ((c | 0x20) == 0xB7); /* U+00D7, U+00F7 */
		other |= (before == 0xD8) & (c < 0xA0);
		other |= (before == 0xD9) & (c > 0x8A);
		starts = (uint8_t)(starts + (is_letter_byte(before) < is_letter_byte(c)));
	}
	if (other)
		return 0;
	size_t size = block[BLOCK - 1] < 0xC0 ? BLOCK : BLOCK - 1;
	count->in_word = is_letter_byte(block[size - 1]);
	count->words += starts;
	count->words -= size < BLOCK && !count->in_word;
	return size;
}

void words_add(struct word_count *count, struct text text)
{
	const uint8_t *bytes = (const uint8_t *)text.at;

	for (size_t i = 0; i < text.size;) {
		size_t step = i ? BLOCK : 1; /* a block looks at the byte before it */
		size_t end = text.size - i < step ? text.size : i + step;
		size_t counted = end - i == BLOCK ? count_block(count, bytes + i) : 0;
		i += counted;
		while (!counted && i < end)
			i = count_next(count, bytes, i, text.size);
	}
}

void words_break(struct word_count *count)
{
	count->in_word = false;
}

static bool ends_sentence(UChar32 c)
{
	return u_hasBinaryProperty(c, UCHAR_S_TERM);
}

/* 。！？ and the like are wide: no space follows them. */
static bool ends_sentence_alone(UChar32 c)
{
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}

/* ICU's answer, which takes its time, is known for most characters. */
static bool is_space(UChar32 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') ||
	       (c >= 0x85 && (c <= 0xA0 || (c >= 0x1680 && c <= 0x3000)) && u_isUWhiteSpace(c));
}

static bool is_mark(UChar32 c)
{
	return c >= 0x300 && U_GET_GC_MASK(c) & U_GC_M_MASK;
}

struct excerpt words_excerpt(struct text text)
{
	const uint8_t *bytes = (const uint8_t *)text.at;
	size_t characters = 0, end = 0;
	size_t sentence = 0, word = 0, cluster = 0; /* ends of the last complete one */
	UChar32 before = 0;

	while (end < text.size && characters <= EXCERPT_CHARACTERS) {
		UChar32 c;
		size_t at = end;
		U8_NEXT_OR_FFFD(bytes, end, text.size, c);
		bool space = is_space(c);
		if (space && !is_space(before))
			word = at;
		if (!is_mark(c))
			cluster = at;
		if (characters >= EXCERPT_CHARACTERS / 2 &&
		    (ends_sentence_alone(before) || (space && ends_sentence(before))))
			sentence = at;
		before = c;
		characters++;
	}
	if (end == text.size && characters <= EXCERPT_CHARACTERS)
		return (struct excerpt){text, false};
	if (sentence)
		return (struct excerpt){text_slice(text, 0, sentence), false};
	/* A first word longer than half of it is not a word but a text without spaces, or an
	 * address. */
	bool has_words = word >= cluster / 2;
	return (struct excerpt){text_slice(text, 0, has_words ? word : cluster), true};
}
