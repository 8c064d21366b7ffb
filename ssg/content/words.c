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

/* The same for ASCII at the start of TEXT, without a branch a byte: most text is of it. Gives
 * where it ends. */
static size_t count_ascii(struct word_count *count, const uint8_t *bytes, size_t from, size_t size)
{
	static const uint64_t word_bytes[2] = {0x03ff000000000000, 0x07fffffe07fffffe};
	bool in_word = count->in_word;
	size_t i;

	for (i = from; i < size && bytes[i] < 0x80; i++) {
		bool word = word_bytes[bytes[i] >> 6] >> (bytes[i] & 63) & 1;
		count->words += word && !in_word;
		in_word = word || (in_word && bytes[i] == '\'');
	}
	count->in_word = in_word;
	return i;
}

void words_add(struct word_count *count, struct text text)
{
	const uint8_t *bytes = (const uint8_t *)text.at;

	for (size_t i = 0; i < text.size;) {
		UChar32 c;
		i = count_ascii(count, bytes, i, text.size);
		if (i == text.size)
			break;
		U8_NEXT_OR_FFFD(bytes, i, text.size, c);
		count_character(count, character_class(c));
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

struct excerpt words_excerpt(struct text text)
{
	const uint8_t *bytes = (const uint8_t *)text.at;
	size_t characters = 0, end = 0;
	size_t sentence = 0, word = 0, cluster = 0; /* ends of the last whole one */
	UChar32 before = 0;

	while (end < text.size && characters <= EXCERPT_CHARACTERS) {
		UChar32 c;
		size_t at = end;
		U8_NEXT_OR_FFFD(bytes, end, text.size, c);
		bool space = u_isUWhiteSpace(c);
		if (space && !u_isUWhiteSpace(before))
			word = at;
		if (!(U_GET_GC_MASK(c) & U_GC_M_MASK))
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
	/* A first word longer than half of it is no word: a text without spaces, an address. */
	bool has_words = word >= cluster / 2;
	return (struct excerpt){text_slice(text, 0, has_words ? word : cluster), true};
}
