#include "content/raw_html.h"

#include <strings.h>

/* https://github.github.com/gfm/#disallowed-raw-html-extension- */
static const char *const refused_tags[] = {"title",   "textarea", "style",  "xmp",      "iframe",
					   "noembed", "noframes", "script", "plaintext"};

/* True if SOURCE, which begins with '<', begins with the tag NAME. */
static bool is_tag(struct text source, struct text name)
{
	struct text rest = text_slice(source, 1, source.size);

	if (text_starts_with(rest, TEXT("/")))
		rest = text_slice(rest, 1, rest.size);
	if (rest.size <= name.size || strncasecmp(rest.at, name.at, name.size) != 0)
		return false;
	rest = text_slice(rest, name.size, rest.size);
	switch (rest.at[0]) {
	case '>':
	case ' ':
	case '\t':
	case '\n':
	case '\v':
	case '\f':
	case '\r':
		return true;
	default:
		return text_starts_with(rest, TEXT("/>"));
	}
}

static bool is_refused(struct text source)
{
	for (size_t i = 0; i < sizeof refused_tags / sizeof *refused_tags; i++) {
		if (is_tag(source, text_of(refused_tags[i])))
			return true;
	}
	return false;
}

void raw_html_add(struct buffer *html, struct text source, bool is_inline)
{
	size_t at;

	while ((at = text_find_byte(source, '<')) != SIZE_MAX) {
		buffer_text(html, text_slice(source, 0, at));
		source = text_slice(source, at, source.size);
		buffer_string(html, is_refused(source) ? "&lt;" : "<");
		source = text_slice(source, 1, source.size);
		if (is_inline)
			break;
	}
	buffer_text(html, source);
}

bool raw_html_is_comment(struct text source)
{
	source = text_trim(source);
	if (!text_starts_with(source, TEXT("<!--")))
		return false;
	source = text_slice(source, 4, source.size);
	return text_ends_with(source, TEXT("-->")) &&
	       text_find(source, TEXT("-->")) == source.size - 3;
}

bool raw_html_next_id(struct text *rest, struct text *id)
{
	size_t equals;

	while ((equals = text_find_byte(*rest, '=')) != SIZE_MAX) {
		struct text before = text_slice(*rest, 0, equals);
		*rest = text_slice(*rest, equals + 1, rest->size);
		if (!text_ends_with(before, TEXT(" id")) && !text_ends_with(before, TEXT(" name")))
			continue;
		if (!rest->size || (rest->at[0] != '"' && rest->at[0] != '\''))
			continue;
		char quote = rest->at[0];
		*rest = text_slice(*rest, 1, rest->size);
		struct text inner = *rest;
		if (text_split(&inner, quote, id))
			return true;
	}
	return false;
}
