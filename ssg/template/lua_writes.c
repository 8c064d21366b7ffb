#include "template/lua_writes.h"

#include "base/map.h"
#include "template/lua_token.h"

#include <string.h>

enum { OWN, GIVEN }; /* what is known of a name */

/* Words of nothing around those of the chunk, so that neighbours can be looked at. */
enum { BEFORE = 2, BEHIND = 6 };
static const struct lua_token nothing = {.kind = TOKEN_SPACE, .text = {"", 0}};

struct word {
	struct lua_token token;
	size_t partner;   /* of a bracket: the other one; of others, and if there is none: 0 */
	bool in_table;    /* right in a constructor, in no function in it */
	bool after_local; /* an `=` that belongs to `local` or `for` */
};

struct scan {
	struct arena arena;
	struct word *words;
	size_t count;
	struct map names;
	bool writes;
};

/* ---- words */

static bool is_symbol(const struct scan *scan, size_t i, char symbol)
{
	const struct lua_token *token = &scan->words[i].token;

	return token->kind == TOKEN_SYMBOL && token->text.at[0] == symbol;
}

static bool is_name(const struct scan *scan, size_t i)
{
	return scan->words[i].token.kind == TOKEN_NAME;
}

static bool is_word(const struct scan *scan, size_t i, const char *word)
{
	return is_name(scan, i) && text_is(scan->words[i].token.text, word);
}

/* Does word I follow the one before it without a space? */
static bool is_joined(const struct scan *scan, size_t i)
{
	struct text before = scan->words[i - 1].token.text;

	return before.at + before.size == scan->words[i].token.text.at;
}

/* One dot, or the colon of a method, before word I: it is a field. Two dots join texts. */
static bool is_field(const struct scan *scan, size_t i)
{
	if (is_symbol(scan, i - 1, ':'))
		return true;
	return is_symbol(scan, i - 1, '.') &&
	       !(is_symbol(scan, i - 2, '.') && is_joined(scan, i - 1));
}

/* An `=` by itself: no part of ==, ~=, <= or >=. */
static bool is_equals(const struct scan *scan, size_t i)
{
	static const char before[] = "=~<>";

	if (!is_symbol(scan, i, '=') || (is_symbol(scan, i + 1, '=') && is_joined(scan, i + 1)))
		return false;
	for (const char *at = before; *at; at++)
		if (is_symbol(scan, i - 1, *at) && is_joined(scan, i))
			return false;
	return true;
}

/* What stands open at a place. */
struct open {
	size_t bracket;
	bool function; /* one has begun in it */
};

static void pair(struct scan *scan, size_t i, struct open *open, size_t *depth)
{
	char symbol = scan->words[i].token.text.at[0];

	if (scan->words[i].token.kind == TOKEN_SYMBOL && strchr("([{", symbol)) {
		open[(*depth)++] = (struct open){.bracket = i};
	} else if (scan->words[i].token.kind == TOKEN_SYMBOL && strchr(")]}", symbol) && *depth) {
		size_t partner = open[--*depth].bracket;
		scan->words[i].partner = partner;
		scan->words[partner].partner = i;
	} else if (is_word(scan, i, "function") && *depth) {
		open[*depth - 1].function = true;
	}
}

static struct word *add_word(struct scan *scan, struct lua_token token)
{
	scan->words = arena_grow(&scan->arena, scan->words, scan->count, sizeof *scan->words);
	scan->words[scan->count] = (struct word){.token = token};
	return &scan->words[scan->count++];
}

/* False: the chunk is no Lua. */
static bool read_words(struct scan *scan, struct text chunk)
{
	struct open *open = NULL;
	size_t depth = 0;

	for (size_t i = 0; i < BEFORE; i++)
		add_word(scan, nothing);
	for (size_t at = 0; at < chunk.size;) {
		struct lua_token token = lua_token_at(chunk, at, '\0', 0);
		if (token.kind == TOKEN_BROKEN)
			return false;
		at += token.text.size;
		if (token.kind == TOKEN_SPACE || token.kind == TOKEN_COMMENT)
			continue;
		open = arena_grow(&scan->arena, open, depth, sizeof *open);
		add_word(scan, token)->in_table = depth &&
						  is_symbol(scan, open[depth - 1].bracket, '{') &&
						  !open[depth - 1].function;
		pair(scan, scan->count - 1, open, &depth);
	}
	for (size_t i = 0; i < BEHIND; i++)
		add_word(scan, nothing);
	return true;
}

/* ---- what binds names */

static void bind(struct scan *scan, size_t i, size_t what)
{
	struct text name = scan->words[i].token.text;

	if (what == GIVEN || map_get(&scan->names, name) == MAP_NONE)
		map_put(&scan->names, name, what);
}

/* Is what begins at word I a constructor and nothing else? Then *END is behind it. */
static bool is_constructor(const struct scan *scan, size_t i, size_t *end)
{
	if (!is_symbol(scan, i, '{') || !scan->words[i].partner)
		return false;
	*end = scan->words[i].partner + 1;
	return *end + BEHIND >= scan->count || is_symbol(scan, *end, ';') ||
	       is_symbol(scan, *end, ',') ||
	       (is_name(scan, *end) && !is_word(scan, *end, "and") && !is_word(scan, *end, "or"));
}

/* `local` at word I. */
static void bind_local(struct scan *scan, size_t i)
{
	size_t first = i + 1, end = first;

	while (is_name(scan, end) && is_symbol(scan, end + 1, ','))
		end += 2;
	bool has_values = is_equals(scan, end + 1);
	size_t value = end + 2;
	scan->words[end + 1].after_local = has_values;
	for (size_t name = first; name <= end; name += 2) {
		size_t next = value;
		bool own = has_values && is_constructor(scan, value, &next);
		bind(scan, name, own ? OWN : GIVEN);
		/* The place of others is not known behind anything else. */
		has_values = own && is_symbol(scan, next, ',');
		value = next + 1;
	}
}

/* `function` at word I, perhaps with a name, and its parameters. */
static void bind_function(struct scan *scan, size_t i)
{
	if (is_name(scan, i + 1)) {
		bind(scan, ++i, GIVEN);
		if (is_symbol(scan, i + 1, '.') || is_symbol(scan, i + 1, ':'))
			scan->writes = true;
	}
	for (i++; i < scan->count && !is_symbol(scan, i, ')'); i++)
		if (is_name(scan, i))
			bind(scan, i, GIVEN);
}

/* `for` at word I. */
static void bind_for(struct scan *scan, size_t i)
{
	for (i++; i < scan->count && !is_word(scan, i, "in"); i++) {
		scan->words[i].after_local = true;
		if (is_equals(scan, i))
			break;
		if (is_name(scan, i))
			bind(scan, i, GIVEN);
	}
}

/* ---- what writes */

/* Is the target that ends at word END a name, or a field of an own name? A name is bound. *START is
 * its first word. */
static bool is_own_target(struct scan *scan, size_t end, bool bind_names, size_t *start)
{
	size_t base = end;

	*start = end;
	if (is_symbol(scan, end, ']') && !scan->words[end].partner)
		return false;
	if (is_symbol(scan, end, ']'))
		base = scan->words[end].partner - 1;
	else if (is_name(scan, end) && is_field(scan, end))
		base = end - 2;
	else if (bind_names && is_name(scan, end))
		bind(scan, end, GIVEN);
	*start = base;
	if (base == end)
		return is_name(scan, end);
	return is_name(scan, base) && !is_field(scan, base) &&
	       (bind_names || map_get(&scan->names, scan->words[base].token.text) == OWN);
}

/* The `=` at word I, if it assigns. */
static void look_at_targets(struct scan *scan, size_t i, bool bind_names)
{
	size_t end = i - 1, start;

	if (!is_equals(scan, i) || scan->words[i].after_local || scan->words[i].in_table)
		return;
	while (is_own_target(scan, end, bind_names, &start)) {
		if (!is_symbol(scan, start - 1, ','))
			return;
		end = start - 2;
	}
	scan->writes = true;
}

/* Is the last argument of the call whose bracket is word I a constructor? */
static bool ends_with_constructor(const struct scan *scan, size_t i)
{
	size_t last = scan->words[i].partner - 1;

	return is_symbol(scan, i, '(') && scan->words[i].partner && is_symbol(scan, last, '}') &&
	       scan->words[last].partner && is_symbol(scan, scan->words[last].partner - 1, ',');
}

/* The name `table` at word I. */
static void look_at_table(struct scan *scan, size_t i)
{
	static const char *const reading[] = {"concat", "unpack", "pack"};
	static const char *const writing[] = {"insert", "remove", "sort"};

	if (is_field(scan, i) || (scan->words[i].in_table && is_equals(scan, i + 1)))
		return;
	for (size_t k = 0; k < 3 && is_symbol(scan, i + 1, '.'); k++) {
		if (is_word(scan, i + 2, reading[k]))
			return;
		if (is_word(scan, i + 2, writing[k]) && is_symbol(scan, i + 3, '(') &&
		    is_name(scan, i + 4) &&
		    map_get(&scan->names, scan->words[i + 4].token.text) == OWN &&
		    (is_symbol(scan, i + 5, ',') || is_symbol(scan, i + 5, ')')))
			return;
	}
	if (is_symbol(scan, i + 1, '.') && is_word(scan, i + 2, "move") &&
	    ends_with_constructor(scan, i + 3))
		return;
	scan->writes = true;
}

static void find_bindings(struct scan *scan)
{
	for (size_t i = BEFORE; i + BEHIND < scan->count; i++) {
		if (is_word(scan, i, "local") && !is_word(scan, i + 1, "function"))
			bind_local(scan, i);
		else if (is_word(scan, i, "function"))
			bind_function(scan, i);
		else if (is_word(scan, i, "for"))
			bind_for(scan, i);
		else
			look_at_targets(scan, i, true);
	}
}

static void find_writes(struct scan *scan)
{
	for (size_t i = BEFORE; i + BEHIND < scan->count; i++) {
		look_at_targets(scan, i, false);
		if (is_word(scan, i, "table"))
			look_at_table(scan, i);
		else if (is_word(scan, i, "_ENV") && !is_field(scan, i))
			scan->writes = true;
	}
}

bool lua_writes(struct text chunk)
{
	struct scan scan = {.writes = false};

	if (read_words(&scan, chunk)) {
		find_bindings(&scan);
		find_writes(&scan);
	} else {
		scan.writes = true;
	}
	map_free(&scan.names);
	arena_free(&scan.arena);
	return scan.writes;
}
