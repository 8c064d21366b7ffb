#include "publish/page_text.h"

#include <cmark-gfm.h>
#include <cmark-gfm/houdini.h>
#include <string.h>
#include <strings.h>

struct extraction {
	struct buffer *out;
	size_t line; /* where the present line begins in OUT */
	bool space;  /* white space was met that a text has yet to follow */
	bool preformatted;
};

struct tag {
	struct text name, attributes;
	bool closing;
};

/* ---- tags */

/* Elements inside a line; all others end it. */
static const char *const inline_names[] = {
    "a",     "abbr", "b",      "bdi", "bdo",  "cite", "code", "data", "del", "dfn",
    "em",    "i",    "ins",    "kbd", "mark", "q",    "rp",   "rt",   "s",   "samp",
    "small", "span", "strong", "sub", "sup",  "time", "u",    "var",  "wbr", "ruby"};

/* Elements whose content nobody reads as text. */
static const char *const silent_names[] = {"script", "style", "template", "svg", "noscript"};

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* NAME is in lower case. */
static bool is_named(struct text found, const char *name)
{
	if (found.size != strlen(name))
		return false;
	for (size_t i = 0; i < found.size; i++)
		if (lower(found.at[i]) != name[i])
			return false;
	return true;
}

static bool is_one_of(struct text found, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_named(found, names[i]))
			return true;
	return false;
}

static bool ends_name(char byte)
{
	return byte == '>' || byte == '/' || byte == ' ' || byte == '\t' || byte == '\n' ||
	       byte == '\r' || byte == '\f';
}

/* The end of the tag that begins at *REST: a '>' outside quotes. */
static size_t tag_end(struct text rest)
{
	char quote = 0;

	for (size_t i = 1; i < rest.size; i++) {
		char byte = rest.at[i];
		if (quote)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '>')
			return i + 1;
	}
	return rest.size;
}

/* Takes what begins at REST's first byte, a '<', off it. A comment or declaration has no name. */
static struct tag take_tag(struct text *rest)
{
	struct tag tag = {0};
	size_t end = tag_end(*rest), at = 1, start;

	if (text_starts_with(*rest, TEXT("<!--"))) {
		size_t comment = text_find(*rest, TEXT("-->"));
		*rest =
		    text_slice(*rest, comment == SIZE_MAX ? rest->size : comment + 3, rest->size);
		return tag;
	}
	if (at < end && rest->at[at] == '/') {
		tag.closing = true;
		at++;
	}
	for (start = at; at < end && !ends_name(rest->at[at]);)
		at++;
	if (at > start && rest->at[start] != '!' && rest->at[start] != '?')
		tag.name = text_slice(*rest, start, at - start);
	tag.attributes = text_slice(*rest, at, end - at);
	*rest = text_slice(*rest, end, rest->size);
	return tag;
}

/* The value of a double-quoted attribute, as ssg's templates write them; empty if there is none. */
static struct text attribute(const struct tag *tag, struct text start)
{
	size_t at = text_find(tag->attributes, start);

	if (at == SIZE_MAX)
		return TEXT("");
	struct text value = text_slice(tag->attributes, at + start.size, tag->attributes.size);
	size_t end = text_find_byte(value, '"');
	return text_slice(value, 0, end);
}

/* Takes all up to the end tag of NAME off REST, and that. */
static void skip_element(struct text *rest, struct text name)
{
	size_t next;

	while (name.size && (next = text_find(*rest, TEXT("</"))) != SIZE_MAX) {
		*rest = text_slice(*rest, next, rest->size);
		if (rest->size > name.size + 2 && ends_name(rest->at[name.size + 2]) &&
		    strncasecmp(rest->at + 2, name.at, name.size) == 0) {
			take_tag(rest);
			return;
		}
		*rest = text_slice(*rest, 2, rest->size);
	}
	*rest = TEXT("");
}

/* ---- lines */

static void end_line(struct extraction *x)
{
	struct buffer *out = x->out;

	x->space = false;
	if (out->size > x->line)
		buffer_byte(out, '\n');
	x->line = out->size;
}

/* A separator follows what is already in the line. */
static void begin_cell(struct extraction *x)
{
	if (x->out->size > x->line)
		buffer_string(x->out, " | ");
	x->space = false;
}

static void add_word(struct extraction *x, struct text word)
{
	size_t size = x->out->size;

	if (x->space && size > x->line && x->out->at[size - 1] != ' ')
		buffer_byte(x->out, ' ');
	x->space = false;
	buffer_text(x->out, word);
}

static void add_decoded(struct extraction *x, struct text text)
{
	while (text.size) {
		size_t at = 0;
		while (at < text.size && !strchr(" \t\n\r\f", text.at[at]))
			at++;
		if (at)
			add_word(x, text_slice(text, 0, at));
		if (at < text.size) {
			if (x->preformatted && text.at[at] == '\n')
				end_line(x);
			else if (x->preformatted)
				buffer_byte(x->out, ' ');
			else
				x->space = true;
			at++;
		}
		text = text_slice(text, at, text.size);
	}
}

static void add_text(struct extraction *x, struct text text)
{
	cmark_strbuf decoded;

	cmark_strbuf_init(cmark_get_default_mem_allocator(), &decoded, 0);
	houdini_unescape_html_f(&decoded, (const uint8_t *)text.at, (bufsize_t)text.size);
	add_decoded(x, text_make((const char *)decoded.ptr, (size_t)decoded.size));
	cmark_strbuf_free(&decoded);
}

static void add_picture(struct extraction *x, const struct tag *tag)
{
	struct text words = attribute(tag, TEXT("alt=\""));

	if (!words.size)
		return;
	add_word(x, TEXT("["));
	add_text(x, words);
	add_word(x, TEXT("]"));
}

/* ---- pages */

/* The contents of the first element NAME; HTML if there is none. */
static bool find_element(struct text html, const char *name, struct text *inside)
{
	struct text rest = html;
	size_t next;

	while ((next = text_find_byte(rest, '<')) != SIZE_MAX) {
		rest = text_slice(rest, next, rest.size);
		struct tag tag = take_tag(&rest);
		if (tag.closing || !is_named(tag.name, name))
			continue;
		*inside = rest;
		return true;
	}
	return false;
}

static void take_element(struct extraction *x, const struct tag *tag, struct text *rest)
{
	bool whole = tag->closing || text_ends_with(tag->attributes, TEXT("/>"));

	if (!whole &&
	    is_one_of(tag->name, silent_names, sizeof silent_names / sizeof *silent_names)) {
		skip_element(rest, tag->name);
	} else if (is_named(tag->name, "img")) {
		add_picture(x, tag);
	} else if (is_named(tag->name, "td") || is_named(tag->name, "th")) {
		if (!tag->closing)
			begin_cell(x);
	} else if (tag->name.size && !is_one_of(tag->name, inline_names,
						sizeof inline_names / sizeof *inline_names)) {
		if (is_named(tag->name, "pre"))
			x->preformatted = !tag->closing;
		end_line(x);
	}
}

void page_text_add(struct buffer *out, struct text html)
{
	struct extraction x = {.out = out, .line = out->size};
	const char *within = "main";
	struct text rest = html;

	if (!find_element(html, within, &rest)) {
		within = "body";
		find_element(html, within, &rest);
	}
	while (rest.size) {
		size_t next = text_find_byte(rest, '<');
		add_text(&x, text_slice(rest, 0, next));
		rest = text_slice(rest, next == SIZE_MAX ? rest.size : next, rest.size);
		if (!rest.size)
			break;
		struct tag tag = take_tag(&rest);
		if (tag.closing && is_named(tag.name, within))
			break;
		take_element(&x, &tag, &rest);
	}
	end_line(&x);
}
