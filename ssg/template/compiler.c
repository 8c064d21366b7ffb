#include "template/compiler.h"

#include "base/characters.h"
#include "base/map.h"
#include "template/frame.h"
#include "template/lua_token.h"
#include "template/quiet_line.h"
#include "template/seam.h"

#include <string.h>

enum { TEMPLATE_BYTES_MAX = 1000000 }; /* a hundred times a long layout */

struct compiler {
	struct text source, path;
	size_t at;
	struct frames frames;
	bool extends;       /* it fills the blocks of another template */
	struct text parent; /* which one: a string literal */
	bool trim_next;     /* the last tag ended in '-' */
	struct text raw;    /* text to print before what comes next */
	size_t quiet_end;   /* up to here the lines hold only statements: they leave nothing */
	bool failed;
	struct map blocks; /* names that are taken */
	struct buffer *lua;
	struct buffer named; /* the chunk's second result */
	struct diagnostics *d;
};

/* ---- places and errors */

static struct place place_at(const struct compiler *c, size_t offset)
{
	return characters_place(c->source, offset, c->path, 1);
}

__attribute__((format(printf, 3, 4))) static bool error_at(struct compiler *c, size_t offset,
							   const char *format, ...)
{
	struct buffer message = {0};
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&message, format, arguments);
	va_end(arguments);
	struct text text = buffer_view(&message);
	diag_error(c->d, "E-TEMPLATE", place_at(c, offset), "%.*s", TEXT_ARGS(text));
	buffer_free(&message);
	c->failed = true;
	return false;
}

/* ---- what the template itself says */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The line ends of TEXT, so that lines stay lines. */
static void emit_lines(struct compiler *c, struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.at[i] == '\n')
			buffer_byte(c->lua, '\n');
	}
}

static void emit_quoted(struct buffer *lua, struct text text)
{
	buffer_byte(lua, '"');
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.at[i];
		if (byte == '\r') {
			buffer_string(lua, "\\r");
			continue;
		}
		if (byte == '"' || byte == '\\' || byte == '\n')
			buffer_byte(lua, '\\'); /* "\" and a line end is a line end */
		buffer_byte(lua, byte);
	}
	buffer_byte(lua, '"');
}

static void emit_call(struct compiler *c, enum seam_function function)
{
	buffer_printf(c->lua, "%s(", seam_names[function]);
}

/* Before any other code is written. */
static void emit_raw(struct compiler *c)
{
	if (!c->raw.size)
		return;
	emit_call(c, SEAM_RAW);
	emit_quoted(c->lua, c->raw);
	buffer_string(c->lua, ");");
	c->raw = TEXT("");
}

/* Finds the byte at which the HTML context was refused. */
static bool report_refused(struct compiler *c, struct html_context context, size_t from)
{
	for (size_t i = from; i < c->source.size; i++) {
		html_context_feed(&context, text_slice(c->source, i, 1));
		if (context.state == HTML_REFUSED)
			return error_at(c, i, "%s", context.reason);
	}
	return false;
}

/* The end of the text from FROM on that is printed: before the tag at END, or before its line if
 * that line leaves nothing. Only in text: in a tag white space separates, in a value it counts. */
static size_t find_text_end(struct compiler *c, size_t from, size_t end)
{
	struct html_context there = c->frames.context;
	size_t line = end;

	while (line > from && c->source.at[line - 1] != '\n' && is_space(c->source.at[line - 1]))
		line--;
	if (end == c->source.size || (line > 0 && c->source.at[line - 1] != '\n'))
		return end;
	html_context_feed(&there, text_slice(c->source, from, line - from));
	size_t line_end = html_context_is_text(&there) ? quiet_line_end(c->source, line) : 0;
	if (!line_end)
		return end;
	c->quiet_end = line_end;
	return line;
}

/* The text from ->at to END; TRIM_END: the tag that follows begins with '-'. */
static bool compile_text(struct compiler *c, size_t end, bool trim_end)
{
	size_t from = c->at;

	if (from < c->quiet_end && html_context_is_text(&c->frames.context))
		from = c->quiet_end < end ? c->quiet_end : end;
	size_t to = find_text_end(c, from, end);
	while (c->trim_next && from < to && is_space(c->source.at[from]))
		from++;
	while (trim_end && to > from && is_space(c->source.at[to - 1]))
		to--;
	struct text text = text_slice(c->source, from, to - from);
	emit_lines(c, text_slice(c->source, c->at, from - c->at));
	if (c->extends && !frames_inside(&c->frames)) {
		struct text words = text_trim(text);
		if (words.size)
			return error_at(c, (size_t)(words.at - c->source.at),
					"a template that extends another prints only inside its "
					"blocks");
		emit_lines(c, text);
	} else if (text.size) {
		struct html_context before = c->frames.context;
		html_context_feed(&c->frames.context, text);
		if (c->frames.context.state == HTML_REFUSED)
			return report_refused(c, before, from);
		emit_raw(c);
		c->raw = text;
	}
	if (to < end)
		emit_raw(c); /* on its own line */
	emit_lines(c, text_slice(c->source, to, end - to));
	c->trim_next = false;
	c->at = end;
	return true;
}

/* ---- Lua in tags */

static bool is_ignored(const struct lua_token *token)
{
	return token->kind == TOKEN_SPACE || token->kind == TOKEN_COMMENT;
}

/* Brackets must close in the tag in which they open. */
static bool count_brackets(struct compiler *c, char symbol, unsigned *brackets)
{
	if (strchr("([{", symbol))
		++*brackets;
	else if (strchr(")]}", symbol) && (*brackets)-- == 0)
		return error_at(c, c->at, "there is no bracket that this '%c' could close", symbol);
	return true;
}

static bool compile_token(struct compiler *c, const struct lua_token *token, unsigned *brackets)
{
	bool closed_block = false;

	switch (token->kind) {
	case TOKEN_SPACE:
	case TOKEN_COMMENT:
		buffer_byte(c->lua, ' ');
		emit_lines(c, token->text);
		return true;
	case TOKEN_NAME:
		if (text_starts_with(token->text, TEXT("ssg_")))
			return error_at(c, c->at, "names that begin with \"ssg_\" are reserved");
		if (!frames_word(&c->frames, token->text, c->at, &closed_block))
			return error_at(c, c->at, "%s", c->frames.problem);
		break;
	case TOKEN_LABEL:
		if (!frames_label(&c->frames))
			return error_at(c, c->at, "%s", c->frames.problem);
		break;
	case TOKEN_SYMBOL:
		if (!count_brackets(c, token->text.at[0], brackets))
			return false;
		break;
	case TOKEN_BROKEN:
		return error_at(c, c->at, "%s", token->problem);
	case TOKEN_NUMBER:
	case TOKEN_STRING:
	case TOKEN_CLOSE:
		break;
	}
	buffer_text(c->lua, token->text);
	if (closed_block)
		buffer_string(c->lua, ");");
	return true;
}

/* Copies Lua up to the end of the tag that began at TAG; WORDS counts what is not white space. */
static bool compile_lua(struct compiler *c, char close, size_t tag, size_t *words)
{
	unsigned brackets = 0;

	*words = 0;
	for (;;) {
		struct lua_token token = lua_token_at(c->source, c->at, close, brackets);
		if (token.kind == TOKEN_CLOSE) {
			if (brackets)
				return error_at(c, tag, "a bracket in this tag is not closed");
			c->trim_next = token.text.at[0] == '-';
			c->at += token.text.size;
			return true;
		}
		if (token.kind == TOKEN_BROKEN && c->at >= c->source.size)
			c->at = tag; /* where the tag begins says more than the end of the file */
		if (!compile_token(c, &token, &brackets))
			return false;
		*words += !is_ignored(&token);
		c->at += token.text.size;
	}
}

/* The next word of the tag; white space before it is passed. */
static struct lua_token next_word(struct compiler *c)
{
	for (;;) {
		struct lua_token token = lua_token_at(c->source, c->at, '%', 0);
		if (!is_ignored(&token))
			return token;
		emit_lines(c, token.text);
		c->at += token.text.size;
	}
}

static bool end_of_tag(struct compiler *c, const char *what)
{
	struct lua_token token = next_word(c);

	if (token.kind != TOKEN_CLOSE)
		return error_at(c, c->at, "nothing may follow %s in this tag", what);
	c->trim_next = token.text.at[0] == '-';
	c->at += token.text.size;
	return true;
}

/* ---- tags */

/* The size of `name.name`, perhaps with more names, at FROM, where an expression begins; 0 if it
 * is anything else, or has a line end in it. Sets *FIELD to the last name. */
static size_t field_size(const struct compiler *c, size_t from, struct text *field)
{
	struct lua_token token = lua_token_at(c->source, from, '}', 0);
	size_t at = from, names = 0;

	while (token.kind == TOKEN_NAME && !text_starts_with(token.text, TEXT("ssg_"))) {
		*field = token.text;
		names++;
		at += token.text.size;
		token = lua_token_at(c->source, at, '}', 0);
		if (token.kind != TOKEN_SYMBOL || token.text.at[0] != '.')
			break;
		token = lua_token_at(c->source, at + 1, '}', 0);
		at++;
	}
	size_t size = at - from;
	if (token.kind == TOKEN_SPACE && text_find_byte(token.text, '\n') == SIZE_MAX)
		token = lua_token_at(c->source, at + token.text.size, '}', 0);
	return names > 1 && token.kind == TOKEN_CLOSE ? size : 0;
}

/* Prints a field of one of our objects without making a text of Lua of it. True if the value is
 * still to be printed when ssg_field says so, and the statement needs its `end`. */
static bool compile_field(struct compiler *c, enum print_place place)
{
	struct text field = TEXT("");
	size_t at = c->at;

	while (at < c->source.size && c->source.at[at] == ' ')
		at++;
	size_t size = field_size(c, at, &field);
	if (!size)
		return false;
	struct text object = text_slice(c->source, at, size - field.size - 1);
	buffer_string(c->lua, "if ");
	emit_call(c, SEAM_FIELD);
	buffer_printf(c->lua, "%d, %.*s, \"%.*s\"", place, TEXT_ARGS(object), TEXT_ARGS(field));
	if (c->raw.size) {
		buffer_string(c->lua, ", ");
		emit_quoted(c->lua, c->raw);
		c->raw = TEXT("");
	}
	buffer_string(c->lua, ") then ");
	return true;
}

static bool compile_expression(struct compiler *c, size_t tag)
{
	size_t open = c->frames.count, words;
	const char *reason;
	enum print_place place = html_context_place(&c->frames.context, &reason);

	if (place == PRINT_NOWHERE) {
		/* Goes on: there may be more of these, and each is worth knowing. */
		error_at(c, tag, "nothing can be printed safely here, %s", reason);
		place = PRINT_TEXT;
	}
	if (c->extends && !frames_inside(&c->frames))
		return error_at(c, tag,
				"a template that extends another prints only inside its "
				"blocks");
	bool conditional = compile_field(c, place);
	emit_raw(c);
	emit_call(c, (enum seam_function)place);
	buffer_byte(c->lua, '(');
	if (!compile_lua(c, '}', tag, &words))
		return false;
	buffer_string(c->lua, conditional ? ")) end;" : "));");
	if (words == 0)
		return error_at(c, tag, "there is no expression between {{ and }}");
	if (c->frames.count != open)
		return error_at(c, tag, "a statement cannot be printed: write it in {%% %%}");
	html_context_expression(&c->frames.context);
	return true;
}

/* A string literal without escapes; LITERAL has its quotes. */
static bool read_name(struct compiler *c, const char *after, struct text *literal)
{
	struct lua_token token = next_word(c);

	if (token.kind != TOKEN_STRING || text_find_byte(token.text, '\\') != SIZE_MAX ||
	    token.text.size < 3 || token.text.at[0] == '[')
		return error_at(c, c->at, "%s wants the name of a template in quotes", after);
	*literal = token.text;
	return true;
}

static void add_named(struct compiler *c, struct text literal, bool extends)
{
	struct place at = place_at(c, c->at);

	buffer_printf(&c->named, "%.*s, %u, %u, %s, ", TEXT_ARGS(literal), (unsigned)at.line,
		      (unsigned)at.column, extends ? "true" : "false");
}

static bool compile_include(struct compiler *c, size_t tag)
{
	struct text literal = TEXT("");
	size_t words;

	if (!read_name(c, "include", &literal))
		return false;
	if (!html_context_is_text(&c->frames.context))
		return error_at(c, tag, "templates are included in text only; this is %s",
				html_context_name(&c->frames.context));
	if (c->extends && !frames_inside(&c->frames))
		return error_at(c, tag,
				"a template that extends another includes only inside its "
				"blocks");
	add_named(c, literal, false);
	c->at += literal.size;
	emit_call(c, SEAM_INCLUDE);
	buffer_text(c->lua, literal);
	bool arguments = next_word(c).kind != TOKEN_CLOSE;
	if (arguments)
		buffer_string(c->lua, ", ");
	if (!compile_lua(c, '%', tag, &words))
		return false;
	buffer_string(c->lua, ");");
	return true;
}

static bool compile_extends(struct compiler *c, size_t tag)
{
	if (!c->extends || c->parent.size)
		return error_at(c, tag, "extends must be the first tag of a template");
	if (!read_name(c, "extends", &c->parent))
		return false;
	add_named(c, c->parent, true);
	c->at += c->parent.size;
	return end_of_tag(c, "the name");
}

static bool compile_block(struct compiler *c, size_t tag)
{
	bool defines = c->extends && !frames_inside(&c->frames);
	struct lua_token name = next_word(c);

	if (name.kind != TOKEN_NAME)
		return error_at(c, c->at, "block wants a name");
	if (map_get(&c->blocks, name.text) != MAP_NONE)
		return error_at(c, c->at, "there is a block \"%.*s\" above already",
				TEXT_ARGS(name.text));
	map_put(&c->blocks, name.text, tag);
	if (!frames_open_block(&c->frames, tag))
		return error_at(c, tag, "%s", c->frames.problem);
	emit_call(c, defines ? SEAM_DEFINE : SEAM_BLOCK);
	buffer_printf(c->lua, "\"%.*s\", function(super) ", TEXT_ARGS(name.text));
	c->at += name.text.size;
	return end_of_tag(c, "the block's name");
}

/* True if the word at ->at, a NAME, begins a statement of ours. `block = 1` is Lua. */
static bool is_ours(const struct compiler *c, struct text name, const char *statement,
		    enum lua_token_kind follower)
{
	size_t at = c->at + name.size;

	if (!text_is(name, statement))
		return false;
	for (;;) {
		struct lua_token token = lua_token_at(c->source, at, '%', 0);
		if (!is_ignored(&token))
			return token.kind == follower || token.kind == TOKEN_CLOSE;
		at += token.text.size;
	}
}

static bool compile_statement(struct compiler *c, size_t tag)
{
	static const struct {
		const char *name;
		enum lua_token_kind follower;
		bool (*compile)(struct compiler *c, size_t tag);
	} statements[] = {
	    {"block", TOKEN_NAME, compile_block},
	    {"extends", TOKEN_STRING, compile_extends},
	    {"include", TOKEN_STRING, compile_include},
	};
	size_t words;

	emit_raw(c);
	html_context_statement(&c->frames.context);
	struct lua_token first = next_word(c);
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		if (is_ours(c, first.text, statements[i].name, statements[i].follower)) {
			c->at += first.text.size;
			return statements[i].compile(c, tag);
		}
	}
	if (!compile_lua(c, '%', tag, &words))
		return false;
	/* Or a '(' at the start of the next statement would make a call of this one. */
	buffer_byte(c->lua, ';');
	return true;
}

static bool compile_comment(struct compiler *c, size_t tag)
{
	struct text rest = text_slice(c->source, c->at, c->source.size);
	size_t size = text_find(rest, TEXT("#}"));

	if (size == SIZE_MAX)
		return error_at(c, tag, "this comment has no end: \"#}\"");
	emit_lines(c, text_slice(rest, 0, size));
	c->trim_next = size > 0 && rest.at[size - 1] == '-';
	c->at += size + 2;
	return true;
}

/* Offset of the next tag, or the end. */
static size_t find_tag(const struct compiler *c, size_t at)
{
	while (at < c->source.size) {
		size_t brace = text_find_byte(text_slice(c->source, at, c->source.size), '{');
		if (brace == SIZE_MAX || at + brace + 1 >= c->source.size)
			break;
		at += brace;
		if (strchr("{%#", c->source.at[at + 1]))
			return at;
		at++;
	}
	return c->source.size;
}

static bool compile_tag(struct compiler *c, size_t tag)
{
	char kind = c->source.at[tag + 1];

	c->at = tag + 2;
	if (c->at < c->source.size && c->source.at[c->at] == '-')
		c->at++;
	if (kind == '#')
		return compile_comment(c, tag);
	return kind == '{' ? compile_expression(c, tag) : compile_statement(c, tag);
}

/* ---- the whole file */

/* True if the first tag, except comments, is an `extends`. */
static bool begins_with_extends(const struct compiler *c)
{
	struct text rest = text_trim(c->source);

	while (text_starts_with(rest, TEXT("{#"))) {
		size_t end = text_find(rest, TEXT("#}"));
		if (end == SIZE_MAX)
			return false;
		rest = text_trim(text_slice(rest, end + 2, rest.size));
	}
	if (!text_starts_with(rest, TEXT("{%")))
		return false;
	rest = text_slice(rest, text_starts_with(rest, TEXT("{%-")) ? 3 : 2, rest.size);
	return text_starts_with(text_trim(rest), TEXT("extends"));
}

static bool compile_all(struct compiler *c)
{
	while (c->at < c->source.size) {
		size_t tag = find_tag(c, c->at);
		bool trim = tag + 2 < c->source.size && c->source.at[tag + 2] == '-';
		if (!compile_text(c, tag, trim))
			return false;
		if (tag < c->source.size && !compile_tag(c, tag))
			return false;
	}
	emit_raw(c);
	if (c->frames.count) {
		const struct frame *frame = &c->frames.list[c->frames.count - 1];
		return error_at(c, frame->at, "this `%s` has no `%s`", frame_word(frame),
				frame->kind == FRAME_REPEAT ? "until" : "end");
	}
	if (!html_context_is_text(&c->frames.context))
		return error_at(c, c->source.size, "the template ends %s",
				html_context_name(&c->frames.context));
	return true;
}

bool template_compile(struct text template, struct text path, struct buffer *lua,
		      struct diagnostics *d)
{
	struct compiler c = {.source = template, .path = path, .lua = lua, .d = d};

	if (template.size > TEMPLATE_BYTES_MAX)
		return error_at(&c, 0, "the template has more than %d bytes", TEMPLATE_BYTES_MAX);
	if (!characters_check(template, false, path, 1, d))
		return false;
	c.extends = begins_with_extends(&c);
	for (size_t i = 0; i < SEAM_FUNCTIONS; i++)
		buffer_printf(lua, "%s %s", i ? "," : "local", seam_names[i]);
	buffer_string(lua, " = ...; return function(args) ");
	if (compile_all(&c) && c.extends) {
		emit_call(&c, SEAM_EXTEND);
		buffer_printf(lua, "%.*s, args) ", TEXT_ARGS(c.parent));
	}
	buffer_string(lua, "end, {");
	buffer_text(lua, buffer_view(&c.named));
	buffer_byte(lua, '}');
	buffer_free(&c.named);
	map_free(&c.blocks);
	return !c.failed;
}
