#include "site/address.h"

#include <limits.h>
#include <string.h>

void address_of_work(const struct model *model, work_id work, lang_id lang, struct buffer *out)
{
	buffer_text(out, model->config->languages[lang].code);
	buffer_byte(out, '/');
	buffer_text(out, model->works[work].id);
	buffer_string(out, ".html");
}

void address_of_section(const struct model *model, section_id section, lang_id lang,
			struct buffer *out)
{
	buffer_text(out, model->config->languages[lang].code);
	buffer_byte(out, '/');
	buffer_text(out, model->sections[section].id);
	buffer_string(out, section ? "/index.html" : "index.html");
}

void address_of_term(const struct model *model, term_id term, lang_id lang, struct buffer *out)
{
	const struct term *self = &model->terms[term];

	buffer_text(out, model->config->languages[lang].code);
	buffer_byte(out, '/');
	buffer_text(out, model->taxonomies[self->taxonomy].config->id);
	buffer_byte(out, '/');
	buffer_text(out, self->id);
	buffer_string(out, ".html");
}

/* RFC 3987 ipchar without ":": in a first segment it would look like a scheme. */
__extension__ static const bool is_plain[UCHAR_MAX + 1] = {
    ['a' ... 'z'] = true, ['@' ... 'Z'] = true, /* '@' is the byte before 'A' */
    ['&' ... '9'] = true,                       /* & ' ( ) * + , - . / 0 to 9 */
    ['!'] = true,         ['$'] = true,         [';'] = true,           ['='] = true,
    ['_'] = true,         ['~'] = true,         [0x80 ... 0xFF] = true,
};

void address_encode(struct text path, struct buffer *out)
{
	size_t from = 0;

	for (size_t i = 0; i < path.size; i++) {
		unsigned char c = (unsigned char)path.at[i];
		if (is_plain[c])
			continue;
		buffer_text(out, text_slice(path, from, i - from));
		buffer_printf(out, "%%%02X", c);
		from = i + 1;
	}
	buffer_text(out, text_slice(path, from, path.size));
}

void address_relative(struct text from, struct text to, struct buffer *out)
{
	size_t common = 0, shorter = from.size < to.size ? from.size : to.size;

	for (size_t i = 0; i < shorter && from.at[i] == to.at[i]; i++)
		if (from.at[i] == '/')
			common = i + 1;
	for (size_t i = common; i < from.size; i++)
		if (from.at[i] == '/')
			buffer_string(out, "../");
	address_encode(text_slice(to, common, to.size), out);
}

static int hexadecimal(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct text address_decode(struct arena *arena, struct text reference)
{
	char *at = arena_alloc(arena, reference.size + 1);
	size_t size = 0;

	for (size_t i = 0; i < reference.size; i++) {
		int high = -1, low = -1;
		if (reference.at[i] == '%' && i + 2 < reference.size) {
			high = hexadecimal(reference.at[i + 1]);
			low = hexadecimal(reference.at[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			at[size++] = (char)(16 * high + low);
			i += 2;
		} else {
			at[size++] = reference.at[i];
		}
	}
	return text_make(at, size);
}

bool address_resolve(struct text from, struct text reference, struct arena *arena,
		     struct text *path)
{
	size_t slash = text_find_last_byte(from, '/');
	char *at = arena_alloc(arena, from.size + reference.size + 2);
	size_t size = slash == SIZE_MAX ? 0 : slash;
	struct text rest = address_decode(arena, reference), part;

	if (!rest.size)
		return false;
	if (size)
		memcpy(at, from.at, size);
	while (text_split(&rest, '/', &part)) {
		if (text_is(part, "") || text_is(part, "."))
			continue;
		if (!text_is(part, "..")) {
			if (size)
				at[size++] = '/';
			memcpy(at + size, part.at, part.size);
			size += part.size;
			continue;
		}
		if (!size)
			return false;
		slash = text_find_last_byte(text_make(at, size), '/');
		size = slash == SIZE_MAX ? 0 : slash;
	}
	*path = text_make(at, size);
	return true;
}
