#include "content/markdown_scan.h"

#include "base/block16.h"
#include "base/characters.h"
#include "content/markdown_line.h"

enum { OFFSETS_MAX = 128 }; /* more than `nesting` may be set to */

enum excess {
	EXCESS_LINE,
	EXCESS_NESTING,
	EXCESS_COLUMNS,
	EXCESS_CELLS,
	EXCESS_SEARCH,
	EXCESS_BRACKETS,
	EXCESS_EMPHASIS,
	EXCESS_DECLARATIONS,
	EXCESS_ADDRESSES,
	EXCESS_AT_SIGNS,
	EXCESS_REFERENCES,
	EXCESSES,
};

/* Lines since the last one that was surely the end of a paragraph. */
struct paragraph {
	size_t lines, bytes;
	size_t brackets, emphasis_runs, declarations;
	size_t columns;     /* of the widest row of hyphens in it; 0: none */
	bool plain;         /* no quote, list, indentation, footnote or HTML in it */
	bool table;         /* surely inside a table: each row is parsed by itself */
	struct text before; /* the line before this one, when it is in the paragraph */
};

/* How far the newest link definition has been read. */
enum definition {
	DEFINITION_NONE,
	DEFINITION_LABEL,   /* "[label]:": the address is in the next line */
	DEFINITION_ADDRESS, /* the next line may begin a title */
	DEFINITION_TITLE,   /* inside a title: goes on up to an empty line */
};

struct scan {
	const struct limits *limits;
	struct text path;
	struct diagnostics *d;
	uint32_t line;
	bool reported[EXCESSES];
	bool passed; /* some limit is */

	struct paragraph paragraph;
	bool html;            /* a line has begun with "<" since the last empty one */
	bool fences_in_doubt; /* a fence or HTML block may be open that is not tracked here */
	size_t offsets[OFFSETS_MAX]; /* columns where the contents of open list items begin */
	size_t depth;                /* of offsets */

	enum definition definition;
	size_t definition_bytes; /* of the newest one */
	struct place definition_place;
	size_t longest_definition;
	struct place longest_place;

	size_t table_cells, table_search, at_signs, closing_brackets;
};

static void report(struct scan *s, enum excess excess, struct place place)
{
	static const struct {
		const char *limit, *message, *advice;
	} words[EXCESSES] = {
	    [EXCESS_LINE] = {"line_bytes", "this line is too long", "divide it"},
	    [EXCESS_NESTING] = {"nesting", "too many quotations and lists inside each other here",
				"make the list flatter"},
	    [EXCESS_COLUMNS] = {"table_columns", "too many columns (\"|\") in this line",
				"divide the table"},
	    [EXCESS_CELLS] = {"table_cells", "too many table cells on this page",
			      "divide the table or the page"},
	    [EXCESS_SEARCH] = {"table_search", "too much text directly above this table",
			       "put an empty line before the table"},
	    [EXCESS_BRACKETS] = {"brackets", "too many brackets \"[\" in one paragraph",
				 "divide it with empty lines"},
	    [EXCESS_EMPHASIS] = {"emphasis_runs", "too many of * _ ~ in one paragraph",
				 "divide it with empty lines"},
	    [EXCESS_DECLARATIONS] = {"declarations", "too many \"<!\" or \"<?\" in one paragraph",
				     "write \"&lt;\" for \"<\", or divide the paragraph"},
	    [EXCESS_ADDRESSES] = {"addresses",
				  "too many web addresses without a space between them",
				  "put spaces between them"},
	    [EXCESS_AT_SIGNS] = {"at_signs", "too many \"@\" on this page", "divide it"},
	    [EXCESS_REFERENCES] = {"reference_bytes",
				   "this link definition is too long for the number of links",
				   "shorten its address or title"},
	};

	s->passed = true;
	if (s->reported[excess])
		return;
	s->reported[excess] = true;
	diag_error(s->d, "E-LIMIT", place, "%s", words[excess].message);
	diag_hint(s->d, "%s, or raise \"%s\" under \"limits\" in site.yaml", words[excess].advice,
		  words[excess].limit);
}

/* The place after BEFORE, which is the beginning of the line. */
static struct place place_behind(const struct scan *s, struct text before)
{
	return (struct place){s->path, s->line, characters_count(before) + 1};
}

static struct place place_of_line(const struct scan *s)
{
	return (struct place){s->path, s->line, 1};
}

static void end_paragraph(struct scan *s)
{
	s->paragraph = (struct paragraph){.plain = true};
}

/* ---- nesting */

/* A list item whose contents begin in column CONTENT, its marker in column MARKER. */
static void open_item(struct scan *s, size_t marker, size_t content)
{
	while (s->depth && s->offsets[s->depth - 1] > marker)
		s->depth--;
	if (s->depth < OFFSETS_MAX)
		s->offsets[s->depth++] = content;
}

/* Walks over the quotes and list markers at the start of LINE, and returns the offset after
 * them. Columns of quote marks count like spaces: close enough for depth. */
static size_t read_prefix(struct scan *s, struct text line)
{
	struct line_marker marker;
	size_t at = 0, column = 0, quotes = 0, least = 0;
	bool item = false;

	while (line_marker(line, at, column, &marker)) {
		/* Indented by more than three columns, it is text or code. */
		size_t inner = s->depth && !item ? s->offsets[s->depth - 1] : least;
		if (marker.column > inner + 3 && marker.column > least + 3)
			break;
		if (marker.quote) {
			quotes++;
		} else {
			if (!item && line_is_rule(text_slice(line, marker.at, line.size)))
				break;
			item = true;
			open_item(s, marker.column, marker.end_column);
			s->paragraph.plain = false;
		}
		s->paragraph.plain = s->paragraph.plain && !quotes;
		at = marker.end;
		least = column = marker.end_column;
		if (quotes + (item ? s->depth : 0) > s->limits->nesting) {
			report(s, EXCESS_NESTING, place_behind(s, text_slice(line, 0, marker.at)));
			break;
		}
	}
	return at;
}

/* ---- link definitions */

static void grow_definition(struct scan *s, size_t bytes)
{
	s->definition_bytes += bytes;
	if (s->definition_bytes > s->longest_definition) {
		s->longest_definition = s->definition_bytes;
		s->longest_place = s->definition_place;
	}
}

/* The rest after a title that begins in TITLE. */
static enum definition definition_after_title(struct text title)
{
	char first = title.at[0];
	char last = title.at[title.size - 1];

	if (first != '"' && first != '\'' && first != '(')
		return DEFINITION_NONE;
	return title.size > 1 && last == (first == '(' ? ')' : first) ? DEFINITION_NONE
								      : DEFINITION_TITLE;
}

/* The rest after an address and perhaps a title in REST. */
static enum definition definition_after_address(struct text rest)
{
	size_t end = 0;

	rest = text_trim(rest);
	if (!rest.size)
		return DEFINITION_LABEL;
	while (end < rest.size && rest.at[end] != ' ' && rest.at[end] != '\t')
		end++;
	rest = text_trim(text_slice(rest, end, rest.size));
	return rest.size ? definition_after_title(rest) : DEFINITION_ADDRESS;
}

/* Takes all up to the first "]:" off CONTENT. False: it has none. */
static bool skip_label(struct text *content)
{
	struct text rest = *content, label;

	while (text_split(&rest, ']', &label)) {
		if (!text_starts_with(rest, TEXT(":")))
			continue;
		*content = text_slice(rest, 1, rest.size);
		return true;
	}
	return false;
}

static void scan_definition(struct scan *s, struct text line)
{
	struct text content = text_trim(text_slice(line, line_skip_quotes(line), line.size));

	if (!content.size) {
		s->definition = DEFINITION_NONE;
		return;
	}
	if (s->definition == DEFINITION_ADDRESS) {
		s->definition = definition_after_title(content);
		if (s->definition == DEFINITION_TITLE || content.at[0] != '[')
			grow_definition(s, content.size);
	} else if (s->definition == DEFINITION_LABEL) {
		grow_definition(s, content.size);
		s->definition = definition_after_address(content);
		return;
	}
	if (s->definition == DEFINITION_TITLE) {
		grow_definition(s, content.size);
		return;
	}
	if (!skip_label(&content))
		return;
	s->definition_bytes = 0;
	s->definition_place = place_of_line(s);
	grow_definition(s, content.size);
	s->definition = definition_after_address(content);
}

/* ---- what a line has */

/* Counters that start at zero in each line. */
struct line_counts {
	size_t columns;
	size_t addresses;  /* without white space between them … */
	size_t address_at; /* … the last of which is here */
};

static size_t count_address(struct text line, size_t i, struct line_counts *in)
{
	if (!line_is_address(line, i))
		return in->addresses;
	struct text between = text_slice(line, in->address_at, i - in->address_at);
	if (text_find_byte(between, ' ') != SIZE_MAX || text_find_byte(between, '\t') != SIZE_MAX)
		in->addresses = 0;
	in->address_at = i;
	return ++in->addresses;
}

/* Counts byte I of LINE. The limit that it passes, or EXCESSES. */
static enum excess count_byte(struct scan *s, struct text line, size_t i, struct line_counts *in)
{
	struct paragraph *p = &s->paragraph;
	const struct limits *limits = s->limits;
	char c = line.at[i];

	switch (c) {
	case '[':
		return ++p->brackets > limits->brackets ? EXCESS_BRACKETS : EXCESSES;
	case ']':
		s->closing_brackets++;
		return EXCESSES;
	case '*':
	case '_':
	case '~':
		if (i == 0 || line.at[i - 1] != c)
			p->emphasis_runs++;
		return p->emphasis_runs > limits->emphasis_runs ? EXCESS_EMPHASIS : EXCESSES;
	case '<':
		p->declarations += line_is_declaration(text_slice(line, i, 3));
		return p->declarations > limits->declarations ? EXCESS_DECLARATIONS : EXCESSES;
	case '@':
		return ++s->at_signs > limits->at_signs ? EXCESS_AT_SIGNS : EXCESSES;
	case '|':
		return ++in->columns > limits->table_columns ? EXCESS_COLUMNS : EXCESSES;
	case ':':
	case '.':
		return count_address(line, i, in) > limits->addresses ? EXCESS_ADDRESSES : EXCESSES;
	default:
		return EXCESSES;
	}
}

/* True if none of these bytes is one of those above, as is usual. */
static bool counts_nothing(block16 b)
{
	return !block16_any((b == '[') | (b == ']') | (b == '*') | (b == '_') | (b == '~') |
			    (b == '<') | (b == '@') | (b == '|') | (b == ':') | (b == '.'));
}

static void scan_bytes(struct scan *s, struct text line)
{
	struct line_counts in = {0};

	for (size_t i = 0, end; i < line.size; i = end) {
		end = line.size - i < sizeof(block16) ? line.size : i + sizeof(block16);
		if (end - i == sizeof(block16) && counts_nothing(block16_at(line.at + i)))
			continue;
		for (; i < end; i++) {
			enum excess excess = count_byte(s, line, i, &in);
			if (excess != EXCESSES && !s->reported[excess])
				report(s, excess, place_behind(s, text_slice(line, 0, i)));
		}
	}
}

/* Tables: rows of hyphens, the lines above them, and the cells below. */
static void scan_table(struct scan *s, struct text line)
{
	struct paragraph *p = &s->paragraph;
	size_t columns = line_table_columns(line);
	size_t search;

	if (p->table) {
		p->table = line_is_table_row(line);
		p->brackets = p->emphasis_runs = p->declarations = 0;
	} else if (columns) {
		if (__builtin_mul_overflow(p->lines, p->bytes, &search) ||
		    __builtin_add_overflow(s->table_search, search, &s->table_search) ||
		    s->table_search > s->limits->table_search)
			report(s, EXCESS_SEARCH, place_of_line(s));
		p->table = p->plain && line_begins_table(p->before, line);
	}
	s->table_cells += p->columns;
	if (s->table_cells > s->limits->table_cells)
		report(s, EXCESS_CELLS, place_of_line(s));
	if (columns > p->columns)
		p->columns = columns;
}

/* True if a fence or an HTML block could be open after this line, other than one that is
 * skipped. */
static void scan_doubts(struct scan *s, struct text line, size_t prefix)
{
	struct text content = text_slice(line, prefix, line.size);

	while (content.size && (content.at[0] == ' ' || content.at[0] == '\t'))
		content = text_slice(content, 1, content.size);
	if (line_fence(content).length || line_opens_html(content))
		s->fences_in_doubt = true;
	if (text_starts_with(content, TEXT("<")))
		s->html = true;
	if (s->html || text_starts_with(content, TEXT("[^")) || line.at[0] == ' ' ||
	    line.at[0] == '\t')
		s->paragraph.plain = false;
}

static void scan_line(struct scan *s, struct text line)
{
	if (line.size > s->limits->line_bytes)
		report(s, EXCESS_LINE, place_of_line(s));
	scan_definition(s, line);
	if (!text_trim(line).size) {
		s->html = false;
		end_paragraph(s);
		return;
	}
	if (line_is_empty_quote(line) || line_begins_item(line))
		end_paragraph(s);
	scan_doubts(s, line, read_prefix(s, line));
	scan_table(s, line);
	scan_bytes(s, line);
	s->paragraph.lines++;
	s->paragraph.bytes += line.size;
	s->paragraph.before = line;
}

/* Takes the lines up to the end of the fence that LINE opens off REST. False, and REST as it
 * was, when LINE opens none, or when cmark-gfm might see that otherwise. A fence that is not
 * closed goes on to the end: it is not trusted either, nor is any after it. */
static bool skip_code(struct scan *s, struct text line, struct text *rest)
{
	struct line_fence fence = line_fence(line);
	struct text ahead = *rest, inner;
	uint32_t lines = 0;

	if (!fence.length || s->fences_in_doubt || s->html)
		return false;
	while (ahead.size) {
		inner = line_take(&ahead);
		lines++;
		if (inner.size > s->limits->line_bytes)
			return false; /* then the line is reported */
		if (line_closes_fence(inner, fence)) {
			*rest = ahead;
			s->line += lines;
			s->definition = DEFINITION_NONE;
			end_paragraph(s);
			return true;
		}
	}
	s->fences_in_doubt = true;
	return false;
}

bool markdown_scan(const struct limits *limits, struct text markdown, struct text path,
		   uint32_t first_line, struct diagnostics *d)
{
	struct scan s = {.limits = limits, .path = path, .d = d, .line = first_line};
	size_t copied;

	if (!limits_check_size(markdown, limits->document_bytes, "document_bytes", path, d) ||
	    !characters_check(markdown, false, path, first_line, d))
		return false;
	end_paragraph(&s);
	for (; markdown.size; s.line++) {
		struct text line = line_take(&markdown);
		if (!skip_code(&s, line, &markdown))
			scan_line(&s, line);
	}
	if (__builtin_mul_overflow(s.longest_definition, s.closing_brackets, &copied) ||
	    copied > limits->reference_bytes)
		report(&s, EXCESS_REFERENCES, s.longest_place);
	return !s.passed;
}
