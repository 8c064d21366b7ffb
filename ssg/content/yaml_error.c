#include "content/yaml_error.h"

#include "base/characters.h"

#include <string.h>

/* A mistake and where it is. */
struct mistake {
	struct text before; /* of the line in which libyaml stopped: up to there */
	struct text rest;   /* and from there */
	yaml_mark_t mark;
	struct text above;        /* the line before that one */
	struct text context_line; /* the line in which the thing began that libyaml was reading */
	yaml_mark_t context;
	const char *problem, *reading; /* libyaml's words; never NULL */
};

/* The text of the report. */
struct finding {
	yaml_mark_t mark;
	const char *message, *hint;
};

/* Line NUMBER (from 0) of TEXT, cut in two after COLUMN characters. */
static void cut_line(struct text text, size_t number, size_t column, struct text *before,
		     struct text *rest)
{
	struct text line = TEXT("");
	size_t i = 0;

	while (text_split(&text, '\n', &line) && number-- > 0)
		line = TEXT("");
	while (i < line.size && (column || ((unsigned char)line.at[i] & 0xC0) == 0x80))
		if (((unsigned char)line.at[i++] & 0xC0) != 0x80)
			column--;
	*before = text_slice(line, 0, i);
	*rest = text_slice(line, i, line.size);
}

/* libyaml stops far after a tab that indents, or says something else. */
static bool is_tab(const struct mistake *m, struct finding *f)
{
	size_t i = 0;

	while (i < m->before.size && m->before.at[i] == ' ')
		i++;
	bool tab =
	    i < m->before.size ? m->before.at[i] == '\t' : m->rest.size && m->rest.at[0] == '\t';
	if (!tab)
		return false;
	*f = (struct finding){m->mark, "this line is indented with a tab", "use spaces"};
	f->mark.column = i;
	return true;
}

/* "title:Access", or a line of words only. LINE has NUMBER, from 0. */
static void find_missing_colon(struct text line, size_t number, struct finding *f)
{
	size_t colon = text_find_byte(line, ':');

	f->mark = (yaml_mark_t){.line = number};
	while (f->mark.column < line.size && line.at[f->mark.column] == ' ')
		f->mark.column++;
	f->message = "this line is no field: it has no colon";
	f->hint = "write a name, a colon, a space and the value: \"title: Access\"";
	if (colon != SIZE_MAX && colon + 1 < line.size) {
		f->mark.column = characters_count(text_slice(line, 0, colon));
		f->message = "there is no space behind the colon";
		f->hint = "write \"title: Access\", not \"title:Access\"";
	}
}

static bool is_missing_colon(const struct mistake *m, struct finding *f)
{
	if (!strstr(m->problem, "could not find expected ':'"))
		return false;
	find_missing_colon(m->context_line, m->context.line, f);
	return true;
}

/* "title: Access: a right", or a line that libyaml takes for a continuation of the text above it */
static bool is_colon_in_text(const struct mistake *m, struct finding *f)
{
	struct text above = text_trim(m->above);

	if (!strstr(m->problem, "mapping values are not allowed"))
		return false;
	f->mark = m->mark;
	if (text_find(m->before, TEXT(": ")) != SIZE_MAX) {
		f->message = "a text with a colon and a space in it needs quotes";
		f->hint = "put the text in quotes: title: \"Access: a right\"";
	} else if (above.size && text_find(above, TEXT(": ")) == SIZE_MAX &&
		   !text_ends_with(above, TEXT(":"))) {
		find_missing_colon(m->above, m->mark.line - 1, f);
	} else {
		f->mark.column = 0;
		while (f->mark.column < m->before.size && m->before.at[f->mark.column] == ' ')
			f->mark.column++;
		f->message = "this line is indented, but the field above it has its value already";
		f->hint = "begin it in the same column as the field above, or put a text of "
			  "several lines in quotes";
	}
	return true;
}

static bool is_unclosed_quote(const struct mistake *m, struct finding *f)
{
	if (!strstr(m->reading, "quoted scalar") ||
	    (!strstr(m->problem, "end of stream") && !strstr(m->problem, "document indicator")))
		return false;
	bool single =
	    text_starts_with(text_slice(m->context_line, m->context.column, SIZE_MAX), TEXT("'"));
	*f = (struct finding){m->context, "the quotation mark that begins here is not closed",
			      single ? "end the text with '; inside it, an apostrophe is written "
				       "twice: 'L''accès'"
				     : "end the text with \"; inside it, write \\\" for a "
				       "quotation mark"};
	return true;
}

static bool is_escape(const struct mistake *m, struct finding *f)
{
	if (!strstr(m->reading, "quoted scalar") ||
	    (!strstr(m->problem, "escape") && !strstr(m->problem, "hexdecimal")))
		return false;
	*f = (struct finding){m->mark, "a backslash in \"double quotes\" has a special meaning",
			      "write it twice (\\\\), or put the text in 'single quotes'"};
	return true;
}

/* "title: *Access*" and "title: & more" */
static bool is_reference(const struct mistake *m, struct finding *f)
{
	if (!strstr(m->problem, "alphabetic or numeric character"))
		return false;
	*f = (struct finding){m->context, "a text cannot begin with \"*\" or \"&\"",
			      "put the text in quotes"};
	return true;
}

/* "tags: [a, b" and no "]" */
static bool is_unclosed_bracket(const struct mistake *m, struct finding *f)
{
	bool list = strstr(m->problem, "',' or ']'") != NULL;

	if (!list && !strstr(m->problem, "',' or '}'"))
		return false;
	if (m->mark.line > m->context.line || !text_trim(m->rest).size) {
		f->mark = m->context;
		f->message = list ? "the bracket [ is not closed" : "the bracket { is not closed";
		f->hint = list ? "end the list with ], or put a text that begins with [ in quotes"
			       : "end the map with }, or put a text that begins with { in quotes";
	} else {
		f->mark = m->mark;
		f->message = "a comma is missing before this";
		f->hint = "put commas between the values, and quotes around a text with commas, "
			  "brackets or colons";
	}
	return true;
}

/* "title: "Access" for all" and "title: [Draft] Access" */
static bool is_text_behind_end(const struct mistake *m, struct finding *f)
{
	struct text before = text_trim(m->before);
	char last = before.size ? before.at[before.size - 1] : ' ';

	if (!strstr(m->problem, "did not find expected key") || !text_trim(m->rest).size)
		return false;
	f->mark = m->mark;
	if (m->rest.at[0] == ':') {
		f->message = "the name before the colon is missing";
		f->hint = "write \"title: Access\"";
	} else if (last == ']' || last == '}') {
		f->message = "there is text behind the closing bracket";
		f->hint = "put a text that begins with a bracket in quotes";
	} else if (last == '\'') {
		f->message = "there is text behind the closing quotation mark";
		f->hint = "write an apostrophe inside 'single quotes' twice ('L''accès'), or use "
			  "\"double quotes\"";
	} else if (last == '"') {
		f->message = "there is text behind the closing quotation mark";
		f->hint =
		    "put the whole text in quotes, and write \\\" for a quotation mark inside";
	} else {
		f->message = "this line does not begin in the column of the fields before it";
		f->hint = "fields that belong together begin in the same column";
	}
	return true;
}

/* Mistakes that libyaml's words tell, at its position. */
static const struct known {
	const char *problem, *message, *hint;
} known[] = {
    {"cannot start any token", "a text cannot begin with this character", "put the text in quotes"},
    {"block sequence entries are not allowed", "a list cannot begin here",
     "write each \"- item\" on a line of its own, or put a text that begins with \"-\" in quotes"},
    {"mapping keys are not allowed", "a text cannot begin with \"? \" here",
     "put the text in quotes"},
    {"expected '-' indicator",
     "this line is between the items of a list and does not begin with \"- \"",
     "begin it with \"- \", or in the column of the fields above the list"},
    {"violate", "this line is indented with a tab", "use spaces"},
    {"indentation space is expected", "this line is indented with a tab", "use spaces"},
    {"expected comment or line break", "there is text behind \"|\" or \">\"",
     "begin the text on the next line, or put it in quotes"},
    {"indentation indicator", "this number cannot follow \"|\" or \">\"",
     "begin the text on the next line, or put it in quotes"},
    {"expected node content", "a value is missing here",
     "put a text that begins with \"]\", \"}\" or \",\" in quotes"},
    {"expected key", "a field is missing here", "write \"name: value\""},
    {"expected <document start>", "this line does not belong to what stands above it",
     "write every field as \"name: value\""},
};

static struct finding find(const struct mistake *m)
{
	static bool (*const tests[])(const struct mistake *, struct finding *) = {
	    is_tab,    is_colon_in_text, is_missing_colon,    is_unclosed_quote,
	    is_escape, is_reference,     is_unclosed_bracket, is_text_behind_end};
	struct finding f = {.mark = m->mark, .message = m->problem, .hint = NULL};

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		if (tests[i](m, &f))
			return f;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strstr(m->problem, known[i].problem)) {
			f.message = known[i].message;
			f.hint = known[i].hint;
			return f;
		}
	}
	return f;
}

void yaml_error_report(const yaml_parser_t *parser, struct text yaml, struct text path,
		       uint32_t first_line, struct diagnostics *d)
{
	struct mistake m = {.mark = parser->problem_mark,
			    .context = parser->context_mark,
			    .problem = parser->problem ? parser->problem : "this cannot be read",
			    .reading = parser->context ? parser->context : ""};
	struct text empty;

	if (parser->error == YAML_MEMORY_ERROR)
		memory_exhausted(0);
	/* At the end of the text libyaml names the line after it, which no editor shows. */
	cut_line(yaml, m.mark.line, m.mark.column, &m.before, &m.rest);
	if (m.mark.line > 0)
		cut_line(yaml, m.mark.line - 1, 0, &empty, &m.above);
	cut_line(yaml, m.context.line, 0, &empty, &m.context_line);

	struct finding f = find(&m);
	diag_error(
	    d, "E-YAML",
	    (struct place){path, first_line + (uint32_t)f.mark.line, (uint32_t)f.mark.column + 1},
	    "%s", f.message);
	if (f.hint)
		diag_hint(d, "%s", f.hint);
}
