#include "content/front_matter.h"

/* Takes one line off REST: ends with LF, CRLF or the text; without that end. */
static struct text take_line(struct text *rest)
{
	size_t end = text_find_byte(*rest, '\n');
	struct text line = text_slice(*rest, 0, end);

	*rest = text_slice(*rest, end == SIZE_MAX ? rest->size : end + 1, rest->size);
	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	return line;
}

static bool is_fence(struct text line)
{
	/* White space after the hyphens cannot be seen, so it is ignored. */
	return text_starts_with(line, TEXT("---")) && text_is(text_trim(line), "---");
}

/* "name:" or "name: value", with a name in lower case as fields have: no prose begins so. */
static bool is_field(struct text line)
{
	size_t colon = text_find_byte(line, ':');

	if (colon == SIZE_MAX || colon == 0)
		return false;
	for (size_t i = 0; i < colon; i++) {
		char c = line.at[i];
		if ((c < 'a' || c > 'z') && c != '_' && c != '-')
			return false;
	}
	return colon + 1 == line.size || line.at[colon + 1] == ' ';
}

/* YAML's own end of a document closes it too: other generators allow it. */
static bool is_end(struct text line)
{
	return is_fence(line) || text_is(text_trim(line), "...");
}

/* A first line of hyphens that is a rule across the page: an empty line follows it, and then no
 * field. */
static bool is_rule(struct text rest)
{
	struct text line = take_line(&rest);

	if (text_trim(line).size)
		return false;
	while (rest.size && !text_trim(line).size)
		line = take_line(&rest);
	return !is_field(line);
}

/* An empty line above `---` makes a front matter into text. Nobody means that, and the page
 * would lose all its fields, so it is an error. */
static bool check_misplaced(struct text blob, struct text path, struct diagnostics *d)
{
	uint32_t line = 0;
	struct text first;

	do {
		if (!blob.size)
			return true;
		first = take_line(&blob);
		line++;
	} while (!text_trim(first).size);
	if (!is_fence(text_trim(first)) || !is_field(take_line(&blob)))
		return true;
	diag_error(d, "E-FRONT-MATTER", (struct place){path, line, 1},
		   "the front matter does not begin in the first line");
	diag_hint(d, "delete everything above \"---\", empty lines and spaces too");
	return false;
}

/* The fence of TOML, as in other generators; in Markdown it would be a line of text. */
static bool is_toml(struct text blob)
{
	return text_is(text_trim(take_line(&blob)), "+++");
}

bool front_matter_split(struct text blob, struct text path, struct front_matter *result,
			struct diagnostics *d)
{
	static const struct text byte_order_mark = TEXT_INIT("\xEF\xBB\xBF");

	if (text_starts_with(blob, byte_order_mark))
		blob = text_slice(blob, byte_order_mark.size, blob.size);
	*result = (struct front_matter){.yaml_line = 1, .body = blob, .body_line = 1};

	if (is_toml(blob)) {
		diag_error(d, "E-FRONT-MATTER", (struct place){path, 1, 1},
			   "front matter in TOML is not read");
		diag_hint(d, "write it in YAML, between two lines \"---\": title: Access for all");
		return false;
	}
	struct text rest = blob;
	if (!is_fence(take_line(&rest)))
		return check_misplaced(blob, path, d);
	if (is_rule(rest))
		return true;

	struct text yaml = rest;
	for (uint32_t line = 2; rest.size; line++) {
		size_t size = yaml.size - rest.size;
		if (is_end(take_line(&rest))) {
			yaml.size = size;
			*result = (struct front_matter){true, yaml, 2, rest, line + 1};
			return true;
		}
	}
	diag_error(d, "E-FRONT-MATTER", (struct place){path, 1, 1},
		   "the front matter is not closed");
	diag_hint(d, "end it with a line of its own that is just \"---\"; to begin a page with a "
		     "line across it, write \"***\"");
	return false;
}
