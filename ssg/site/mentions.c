#include "site/mentions.h"

#include <stdlib.h>
#include <unicode/uchar.h>

enum { HEAD_SIZE = 2 }; /* an acronym of one letter is not a mention */

static bool is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* True if the character at AT, of two bytes, is a letter: Latin beyond ASCII, Greek, Cyrillic,
 * Hebrew and Arabic, but not their signs ("،"). */
static bool is_letter(struct text text, size_t at)
{
	unsigned char lead = (unsigned char)text.at[at];

	if (lead < 0xC2 || lead > 0xDF || at + 1 == text.size)
		return false;
	UChar32 character = (lead & 0x1F) << 6 | ((unsigned char)text.at[at + 1] & 0x3F);
	return u_hasBinaryProperty(character, UCHAR_ALPHABETIC);
}

/* True if a letter of an alphabet ends just before (starts at) AT. Han is written without
 * spaces, so an ideograph beside a Latin acronym is not a part of its word. */
static bool letter_before(struct text text, size_t at)
{
	if (!at)
		return false;
	unsigned char c = (unsigned char)text.at[at - 1];
	if (c < 0x80)
		return is_ascii_word(c) || c == '-' || c == '&';
	size_t start = at - 1;
	while (start && ((unsigned char)text.at[start] & 0xC0) == 0x80)
		start--;
	return is_letter(text, start);
}

static bool letter_at(struct text text, size_t at)
{
	if (at >= text.size)
		return false;
	unsigned char c = (unsigned char)text.at[at];
	if (c == '-')
		return at + 1 < text.size && is_ascii_word((unsigned char)text.at[at + 1]);
	return c < 0x80 ? is_ascii_word(c) : is_letter(text, at);
}

/* Bytes of white space at AT: any run counts as one space. */
static size_t spaces_at(struct text text, size_t at)
{
	size_t from = at;

	for (;;) {
		struct text rest = text_slice(text, at, 3);
		if (rest.size && (rest.at[0] == ' ' || rest.at[0] == '\n'))
			at++;
		else if (text_starts_with(rest, TEXT("\xC2\xA0")))
			at += 2;
		else if (text_starts_with(rest, TEXT("\xE2\x80\xAF")))
			at += 3;
		else
			return at - from;
	}
}

/* Bytes of TEXT from AT that MENTION matches, or 0. */
static size_t match_at(struct text text, size_t at, struct text mention)
{
	size_t from = at, i = 0;

	while (i < mention.size) {
		size_t wanted = spaces_at(mention, i), found = spaces_at(text, at);
		if (wanted && !found)
			return 0;
		if (wanted) {
			i += wanted;
			at += found;
		} else if (at < text.size && text.at[at] == mention.at[i]) {
			i++;
			at++;
		} else {
			return 0;
		}
	}
	return letter_at(text, at) ? 0 : at - from;
}

static int by_head(const void *left, const void *right)
{
	const struct mention *a = left, *b = right;
	int order =
	    text_compare(text_slice(a->text, 0, HEAD_SIZE), text_slice(b->text, 0, HEAD_SIZE));

	if (!order)
		order = (a->text.size < b->text.size) - (a->text.size > b->text.size);
	if (!order)
		order = text_compare(a->text, b->text);
	return order ? order : (a->work > b->work) - (a->work < b->work);
}

void mentions_build(struct mentions *mentions, const struct model *model, lang_id lang,
		    struct arena *arena)
{
	*mentions = (struct mentions){
	    .list = arena_array(arena, model->mention_count + 1, sizeof(struct mention))};
	for (size_t i = 0; i < model->mention_count; i++) {
		const struct mention *mention = &model->mentions[i];
		if (mention->text.size >= HEAD_SIZE &&
		    (mention->lang == lang || mention->lang == LANG_NONE))
			mentions->list[mentions->count++] = *mention;
	}
	if (mentions->count)
		qsort(mentions->list, mentions->count, sizeof *mentions->list, by_head);
	for (size_t i = mentions->count; i-- > 0;) {
		struct text head = text_slice(mentions->list[i].text, 0, HEAD_SIZE);
		unsigned char first = (unsigned char)head.at[0];
		map_put(&mentions->by_head, head, i);
		mentions->first[first >> 3] |= (unsigned char)(1u << (first & 7));
	}
}

void mentions_free(struct mentions *mentions)
{
	map_free(&mentions->by_head);
}

static bool find_at(const struct mentions *mentions, struct text text, size_t at,
		    struct mention_match *match)
{
	struct text head = text_slice(text, at, HEAD_SIZE);
	size_t i = map_get(&mentions->by_head, head);

	for (; i < mentions->count; i++) {
		const struct mention *mention = &mentions->list[i];
		if (!text_equal(text_slice(mention->text, 0, HEAD_SIZE), head))
			return false;
		size_t size = match_at(text, at, mention->text);
		if (size) {
			*match = (struct mention_match){at, size, mention->work};
			return true;
		}
	}
	return false;
}

bool mentions_next(const struct mentions *mentions, struct text text, size_t from,
		   struct mention_match *match)
{
	for (size_t at = from; at < text.size; at++) {
		unsigned char c = (unsigned char)text.at[at];
		if (mentions->first[c >> 3] >> (c & 7) & 1 && !letter_before(text, at) &&
		    find_at(mentions, text, at, match))
			return true;
	}
	return false;
}
