#include "render/message_pattern.h"

#include "base/characters.h"

#include <string.h>
#include <unicode/uchar.h>

enum { DEPTH_MAX = 8 };  /* arguments within arguments: the parser recurses */
enum { DIGITS_MAX = 9 }; /* of =N and offset:N */

struct parser {
	struct arena *arena;
	struct text pattern;
	size_t at;
	unsigned depth;
	struct buffer literal; /* text being read, without its quoting */
	struct place place;    /* of the pattern */
	struct diagnostics *d;
};

struct place message_place(struct text pattern, size_t offset, struct place at)
{
	if (at.line == 0)
		return at;
	for (size_t i = 0; i < offset && i < pattern.size; i++) {
		if (pattern.at[i] == '\n') {
			at.line++;
			at.column = 1;
		} else if (at.column && ((unsigned char)pattern.at[i] & 0xC0) != 0x80) {
			at.column++;
		}
	}
	return at;
}

/* ---- errors */

static struct place place_of(const struct parser *p, size_t offset)
{
	return message_place(p->pattern, offset, p->place);
}

/* Names what is at the parser's position, for messages. */
static struct text found(const struct parser *p)
{
	size_t end = p->at;

	if (p->at >= p->pattern.size)
		return TEXT("the end");
	characters_next(p->pattern, &end);
	return arena_printf(p->arena, "\"%.*s\"", (int)(end - p->at), p->pattern.at + p->at);
}

static bool fail_expected(struct parser *p, const char *expected, struct text of)
{
	diag_error(p->d, "E-MESSAGE", place_of(p, p->at), "expected %s%s%.*s%s, found %.*s",
		   expected, of.size ? " \"" : "", TEXT_ARGS(of), of.size ? "\"" : "",
		   TEXT_ARGS(found(p)));
	return false;
}

/* ---- small pieces */

static char byte_at(const struct parser *p, size_t offset)
{
	if (offset >= p->pattern.size)
		return '\0';
	return p->pattern.at[offset];
}

static bool take(struct parser *p, char byte)
{
	if (p->at >= p->pattern.size || p->pattern.at[p->at] != byte)
		return false;
	p->at++;
	return true;
}

/* UAX 31 Pattern_White_Space: it contains the marks of direction, so that an editor of Arabic
 * patterns may set them. */
static void skip_space(struct parser *p)
{
	while (p->at < p->pattern.size) {
		size_t next = p->at;
		UChar32 c = (UChar32)characters_next(p->pattern, &next);
		if (!u_hasBinaryProperty(c, UCHAR_PATTERN_WHITE_SPACE))
			return;
		p->at = next;
	}
}

/* ICU's identifiers: no Pattern_Syntax, no Pattern_White_Space. May be empty. */
static struct text take_identifier(struct parser *p)
{
	size_t start = p->at;

	while (p->at < p->pattern.size) {
		size_t next = p->at;
		UChar32 c = (UChar32)characters_next(p->pattern, &next);
		if (c < ' ' || u_hasBinaryProperty(c, UCHAR_PATTERN_SYNTAX) ||
		    u_hasBinaryProperty(c, UCHAR_PATTERN_WHITE_SPACE))
			break;
		p->at = next;
	}
	return text_slice(p->pattern, start, p->at - start);
}

static bool take_whole_number(struct parser *p, double *number)
{
	size_t start = p->at;

	*number = 0;
	while (byte_at(p, p->at) >= '0' && byte_at(p, p->at) <= '9' && p->at - start < DIGITS_MAX)
		*number = *number * 10 + (p->pattern.at[p->at++] - '0');
	return p->at > start || fail_expected(p, "a whole number", TEXT(""));
}

/* ---- styles of numbers and dates */

struct style {
	const char *name;
	int value;
};

static const struct style number_styles[] = {
    {"integer", NUMBER_INTEGER},
    {"percent", NUMBER_PERCENT},
    {NULL, 0},
};

static const struct style date_styles[] = {
    {"short", DATE_SHORT}, {"medium", DATE_MEDIUM}, {"long", DATE_LONG}, {"full", DATE_FULL},
    {"::y", DATE_YEAR},    {"::yMMMM", DATE_MONTH}, {NULL, 0},
};

/* The rest of a number or date: "}", or ", style}". */
static bool parse_style(struct parser *p, struct text name, const struct style *styles,
			const char *expected, int *style)
{
	size_t start;
	struct text word;

	skip_space(p);
	if (take(p, '}'))
		return true;
	if (!take(p, ','))
		return fail_expected(p, "\"}\" or \",\" after the kind of", name);
	skip_space(p);
	start = p->at;
	while (p->at < p->pattern.size && !strchr("{}", p->pattern.at[p->at]))
		p->at++;
	word = text_trim(text_slice(p->pattern, start, p->at - start));
	for (; styles->name; styles++) {
		if (text_is(word, styles->name)) {
			*style = styles->value;
			return take(p, '}') || fail_expected(p, "\"}\" at the end of", name);
		}
	}
	diag_error(p->d, "E-MESSAGE", place_of(p, start), "unknown style \"%.*s\": expected %s",
		   TEXT_ARGS(word), expected);
	return false;
}

/* ---- plurals and selects */

static bool parse_body(struct parser *p, bool in_plural, struct message_body *body);

static bool parse_selector(struct parser *p, const struct message_part *part,
			   struct message_branch *branch)
{
	branch->at = p->at;
	if (part->kind == PART_PLURAL && take(p, '=')) {
		branch->exact = true;
		if (!take_whole_number(p, &branch->number))
			return false;
	} else if (take_identifier(p).size == 0) {
		return fail_expected(p,
				     part->kind == PART_PLURAL
					 ? "=N or a plural category, or \"}\" at the end of"
					 : "a word to choose by, or \"}\" at the end of",
				     part->text);
	}
	branch->selector = text_slice(p->pattern, branch->at, p->at - branch->at);
	if (part->kind == PART_PLURAL && !branch->exact &&
	    !plural_named(branch->selector, &branch->category)) {
		diag_error(p->d, "E-MESSAGE", place_of(p, branch->at),
			   "unknown plural category \"%.*s\": expected =N, zero, one, two, few, "
			   "many or other",
			   TEXT_ARGS(branch->selector));
		return false;
	}
	for (size_t i = 0; i < part->branch_count; i++) {
		if (text_equal(part->branches[i].selector, branch->selector)) {
			diag_error(p->d, "E-MESSAGE", place_of(p, branch->at),
				   "\"%.*s\" is twice in \"%.*s\"", TEXT_ARGS(branch->selector),
				   TEXT_ARGS(part->text));
			return false;
		}
	}
	return true;
}

static bool parse_branch(struct parser *p, const struct message_part *part,
			 struct message_branch *branch)
{
	size_t opening;

	if (!parse_selector(p, part, branch))
		return false;
	skip_space(p);
	opening = p->at;
	if (!take(p, '{'))
		return fail_expected(p, "\"{\" after", branch->selector);
	if (!parse_body(p, part->kind == PART_PLURAL, &branch->body))
		return false;
	if (!take(p, '}')) {
		diag_error(p->d, "E-MESSAGE", place_of(p, opening),
			   "expected \"}\" for this \"{\" of \"%.*s\", found the end",
			   TEXT_ARGS(branch->selector));
		return false;
	}
	return true;
}

static bool parse_offset(struct parser *p, struct message_part *part)
{
	struct text rest = text_slice(p->pattern, p->at, p->pattern.size);

	if (part->kind != PART_PLURAL || !text_starts_with(rest, TEXT("offset:")))
		return true;
	p->at += TEXT("offset:").size;
	skip_space(p);
	return take_whole_number(p, &part->offset);
}

static bool parse_branches(struct parser *p, struct message_part *part)
{
	bool has_other = false;

	skip_space(p);
	if (!take(p, ','))
		return fail_expected(p, "\",\" after the kind of", part->text);
	skip_space(p);
	if (!parse_offset(p, part))
		return false;
	for (skip_space(p); !take(p, '}'); skip_space(p)) {
		struct message_branch branch = {0};
		if (!parse_branch(p, part, &branch))
			return false;
		part->branches = arena_grow(p->arena, part->branches, part->branch_count,
					    sizeof(*part->branches));
		part->branches[part->branch_count++] = branch;
		has_other |= text_is(branch.selector, "other");
	}
	if (!has_other)
		diag_error(p->d, "E-MESSAGE", place_of(p, p->at - 1),
			   "expected \"other {…}\" before the end of \"%.*s\"",
			   TEXT_ARGS(part->text));
	return has_other;
}

/* ---- arguments */

struct argument_kind {
	const char *name;
	enum message_part_kind part;
};

static bool parse_kind(struct parser *p, struct message_part *part)
{
	static const struct argument_kind kinds[] = {
	    {"number", PART_NUMBER},        {"date", PART_DATE},     {"plural", PART_PLURAL},
	    {"selectordinal", PART_PLURAL}, {"select", PART_SELECT},
	};
	enum { KINDS = sizeof(kinds) / sizeof(*kinds) };
	struct text names[KINDS];
	size_t start = p->at;
	struct text name = take_identifier(p);

	if (name.size == 0)
		return fail_expected(p, "number, date, plural, selectordinal or select for",
				     part->text);
	for (size_t i = 0; i < KINDS; i++) {
		names[i] = text_of(kinds[i].name);
		if (text_equal(name, names[i])) {
			part->kind = kinds[i].part;
			if (text_is(name, "selectordinal"))
				part->plural_kind = PLURAL_ORDINAL;
			return true;
		}
	}
	diag_error(p->d, "E-MESSAGE", place_of(p, start),
		   "unknown kind of argument \"%.*s\": expected number, date, plural, "
		   "selectordinal or select",
		   TEXT_ARGS(name));
	diag_suggest(p->d, diag_closest(name, names, KINDS));
	return false;
}

/* Parses from "{" to its "}". */
static bool parse_argument(struct parser *p, struct message_part *part)
{
	int style;

	*part = (struct message_part){.kind = PART_NAME, .at = p->at++};
	skip_space(p);
	part->text = take_identifier(p);
	if (part->text.size == 0)
		return fail_expected(p, "the name of an argument after \"{\"", TEXT(""));
	skip_space(p);
	if (take(p, '}'))
		return true;
	if (!take(p, ','))
		return fail_expected(p, "\"}\" or \",\" after the argument", part->text);
	skip_space(p);
	if (!parse_kind(p, part))
		return false;
	switch (part->kind) {
	case PART_NUMBER:
		style = NUMBER_DECIMAL;
		if (!parse_style(p, part->text, number_styles, "integer or percent", &style))
			return false;
		part->number_style = (enum number_style)style;
		return true;
	case PART_DATE:
		style = DATE_MEDIUM;
		if (!parse_style(p, part->text, date_styles,
				 "short, medium, long, full, ::y or ::yMMMM", &style))
			return false;
		part->date_style = (enum date_style)style;
		return true;
	default:
		return parse_branches(p, part);
	}
}

/* ---- text */

/* At an apostrophe: an apostrophe, or a quotation. */
static bool parse_apostrophe(struct parser *p, bool in_plural)
{
	size_t opening = p->at++;
	char next = byte_at(p, p->at);

	if (next != '{' && next != '}' && !(in_plural && next == '#')) {
		take(p, '\'');
		buffer_byte(&p->literal, '\'');
		return true;
	}
	while (p->at < p->pattern.size) {
		char byte = p->pattern.at[p->at++];
		if (byte == '\'' && !take(p, '\''))
			return true;
		buffer_byte(&p->literal, byte);
	}
	diag_error(p->d, "E-MESSAGE", place_of(p, opening),
		   "expected another ' at the end of what this one quotes, found the end");
	diag_hint(p->d, "write '' for an apostrophe before a brace");
	return false;
}

static void add_part(struct parser *p, struct message_body *body, const struct message_part *part)
{
	body->parts = arena_grow(p->arena, body->parts, body->count, sizeof(*body->parts));
	body->parts[body->count++] = *part;
}

static void add_literal(struct parser *p, struct message_body *body)
{
	struct message_part part = {.kind = PART_TEXT};

	if (p->literal.size == 0)
		return;
	part.text = arena_text(p->arena, buffer_view(&p->literal));
	add_part(p, body, &part);
	buffer_clear(&p->literal);
}

static bool parse_inner_argument(struct parser *p, struct message_part *part)
{
	bool parsed;

	if (p->depth == DEPTH_MAX) {
		diag_error(p->d, "E-MESSAGE", place_of(p, p->at),
			   "expected at most %d arguments within each other", DEPTH_MAX);
		return false;
	}
	p->depth++;
	parsed = parse_argument(p, part);
	p->depth--;
	return parsed;
}

/* Parses to the end, or to the "}" that ends a branch, which is left to the caller. */
static bool parse_body(struct parser *p, bool in_plural, struct message_body *body)
{
	while (p->at < p->pattern.size) {
		char byte = p->pattern.at[p->at];
		struct message_part part = {.kind = PART_HASH, .at = p->at};
		if (byte == '\'') {
			if (!parse_apostrophe(p, in_plural))
				return false;
		} else if (byte == '{') {
			add_literal(p, body);
			if (!parse_inner_argument(p, &part))
				return false;
			add_part(p, body, &part);
		} else if (byte == '#' && in_plural) {
			add_literal(p, body);
			add_part(p, body, &part);
			p->at++;
		} else if (byte == '}' && p->depth) {
			break;
		} else if (byte == '}') {
			diag_error(p->d, "E-MESSAGE", place_of(p, p->at),
				   "expected \"{\" before this \"}\"");
			diag_hint(p->d, "write '}' with its apostrophes for the character itself");
			return false;
		} else {
			buffer_byte(&p->literal, byte);
			p->at++;
		}
	}
	add_literal(p, body);
	return true;
}

struct message *message_parse(struct arena *arena, struct text pattern, struct place at,
			      struct diagnostics *d)
{
	struct parser parser = {.arena = arena, .pattern = pattern, .place = at, .d = d};
	struct message *message = arena_alloc(arena, sizeof(*message));

	message->pattern = pattern;
	if (!parse_body(&parser, false, &message->body))
		message = NULL;
	buffer_free(&parser.literal);
	return message;
}
