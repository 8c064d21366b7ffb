#include "content/wiki_link.h"

/* The offset of "[[" at or after FROM, or SIZE_MAX. */
static size_t find_brackets(struct text text, size_t from)
{
	for (;;) {
		size_t at = text_find_byte(text_slice(text, from, text.size), '[');
		if (at == SIZE_MAX)
			return SIZE_MAX;
		from += at + 1;
		if (from < text.size && text.at[from] == '[')
			return from - 1;
	}
}

/* The size of the text between brackets at the start of TEXT. */
static size_t inner_size(struct text text)
{
	size_t size = 0;

	while (size < text.size && text.at[size] != '[' && text.at[size] != ']')
		size++;
	return size;
}

bool wiki_link_next(struct text *rest, struct wiki_link *link)
{
	for (size_t from = 0;;) {
		size_t at = find_brackets(*rest, from);
		if (at == SIZE_MAX)
			return false;
		struct text inner = text_slice(*rest, at + 2, rest->size);
		inner.size = inner_size(inner);
		size_t end = at + 2 + inner.size;
		struct text behind = text_slice(*rest, end, 2);
		link->label = inner;
		text_split(&link->label, '|', &link->target);
		link->target = text_trim(link->target);
		link->label = text_trim(link->label);
		if (link->target.size && text_equal(behind, TEXT("]]"))) {
			link->before = text_slice(*rest, 0, at);
			*rest = text_slice(*rest, end + 2, rest->size);
			return true;
		}
		/* In "[[[a]]" the link begins one bracket later. */
		from = inner.size ? end : at + 1;
	}
}

struct text wiki_link_words(const struct wiki_link *link)
{
	return link->label.size ? link->label : link->target;
}
