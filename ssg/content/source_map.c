#include "content/source_map.h"

#include "base/characters.h"

#include <string.h>

/* How far after its line something is searched: a long paragraph. More would make a document of
 * references that cannot be found nearly quadratic. */
enum { SEARCH_BYTES = 8 * 1024, SEARCH_TRIES = 64 };

void source_map_begin(struct source_map *map, struct text path, struct text body,
		      uint32_t first_line)
{
	map->path = path;
	map->body = body;
	map->first_line = first_line;
	map->cursor = 0;
	map->counted = 0;
	map->column = 1;
	buffer_clear(&map->lines);
}

void source_map_free(struct source_map *map)
{
	buffer_free(&map->lines);
}

void source_map_rewind(struct source_map *map)
{
	map->cursor = 0;
}

/* Lines end as in CommonMark 2.2: LF, CR LF, or CR. Gives where the one at AT ends, or NULL. */
static const char *line_end(const char *at, const char *end, bool has_returns)
{
	if (!has_returns)
		return memchr(at, '\n', (size_t)(end - at));
	for (; at < end; at++) {
		if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n')))
			return at;
	}
	return NULL;
}

static void find_lines(struct source_map *map)
{
	const char *at = map->body.at, *end = at + map->body.size;
	bool has_returns = text_find_byte(map->body, '\r') != SIZE_MAX;
	size_t start = 0;

	buffer_add(&map->lines, &start, sizeof start);
	while (at < end && (at = line_end(at, end, has_returns))) {
		start = (size_t)(++at - map->body.at);
		buffer_add(&map->lines, &start, sizeof start);
	}
}

static const size_t *lines(struct source_map *map, size_t *count)
{
	if (!map->lines.size)
		find_lines(map);
	*count = map->lines.size / sizeof(size_t);
	return (const size_t *)(const void *)map->lines.at;
}

/* Line numbers of the body, from 1, as cmark counts. */
static size_t line_start(struct source_map *map, int line)
{
	size_t count;
	const size_t *starts = lines(map, &count);

	if (line < 1)
		return 0;
	return (size_t)line <= count ? starts[line - 1] : map->body.size;
}

static size_t line_of(struct source_map *map, size_t offset)
{
	size_t low = 0, high;
	const size_t *starts = lines(map, &high);

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

static struct place place_at(struct source_map *map, size_t offset)
{
	size_t line = line_of(map, offset);
	size_t start = line_start(map, (int)line);
	uint32_t column = 1;

	if (map->counted >= start && map->counted <= offset) {
		start = map->counted;
		column = map->column;
	}
	column += characters_count(text_slice(map->body, start, offset - start));
	map->counted = offset;
	map->column = column;
	return (struct place){map->path, map->first_line + (uint32_t)line - 1, column};
}

/* Nodes made by plugins have no line of their own. */
static const cmark_node *placed(const cmark_node *node)
{
	while (node->start_line < 1 && node->parent)
		node = node->parent;
	return node;
}

static struct place line_only(struct source_map *map, const cmark_node *node)
{
	int line = placed(node)->start_line;
	uint32_t below = line > 0 ? (uint32_t)line - 1 : 0;

	return (struct place){map->path, map->first_line + below, 0};
}

struct place source_map_block(struct source_map *map, const cmark_node *block)
{
	struct place place = line_only(map, block);
	int column = placed(block)->start_column;

	if (column > 0) {
		size_t start = line_start(map, placed(block)->start_line);
		struct text before = text_slice(map->body, start, (size_t)column - 1);
		place.column = characters_count(before) + 1;
	}
	return place;
}

/* The source in which NODE must be. */
static struct text window(struct source_map *map, const cmark_node *node)
{
	size_t from = line_start(map, placed(node)->start_line);

	if (from < map->cursor)
		from = map->cursor;
	return text_slice(map->body, from, SEARCH_BYTES);
}

static struct place found(struct source_map *map, const char *at, size_t size)
{
	size_t offset = (size_t)(at - map->body.at);

	map->cursor = offset + size;
	return place_at(map, offset);
}

/* True if an address begins after BEFORE: "(", perhaps with white space, or "<". */
static bool opens_address(struct text before)
{
	return text_ends_with(before, TEXT("<")) || text_ends_with(text_trim(before), TEXT("("));
}

static const char *find_address(struct text source, struct text address, bool bare)
{
	for (size_t from = 0, tries = 0; tries < SEARCH_TRIES; tries++) {
		size_t at = text_find(text_slice(source, from, source.size), address);
		if (at == SIZE_MAX)
			break;
		at += from;
		if (bare || opens_address(text_slice(source, 0, at)))
			return source.at + at;
		from = at + 1;
	}
	return NULL;
}

/* The words of an autolink are its address, except what was added before "www.example.org" and
 * "someone@example.org". */
static bool is_autolink(struct text address, struct text words)
{
	if (!words.size || !text_ends_with(address, words))
		return false;
	struct text added = text_slice(address, 0, address.size - words.size);
	return !added.size || text_is(added, "http://") || text_is(added, "mailto:");
}

struct place source_map_link(struct source_map *map, const cmark_node *link)
{
	struct text address = markdown_text(&link->as.link.url);
	const cmark_node *child = link->first_child;
	struct text words = TEXT("");

	if (child && !child->next && child->type == CMARK_NODE_TEXT)
		words = markdown_text(&child->as.literal);
	/* A scheme tells "<https://a>" from "[a.md](a.md)". */
	bool bare = is_autolink(address, words) && text_find_byte(address, ':') != SIZE_MAX;
	if (bare)
		address = words;
	const char *at = address.size ? find_address(window(map, link), address, bare) : NULL;
	if (at)
		return found(map, at, address.size);
	if (link->start_line < 1 || link->start_column < 1)
		return line_only(map, link);
	size_t start = line_start(map, link->start_line) + (size_t)link->start_column - 1;
	bool opens =
	    start < map->body.size && text_find_byte(TEXT("[!<"), map->body.at[start]) != SIZE_MAX;
	return opens ? place_at(map, start) : line_only(map, link);
}

struct place source_map_words(struct source_map *map, const cmark_node *node, struct text words)
{
	struct text source = window(map, node);
	size_t at = words.size ? text_find(source, words) : SIZE_MAX;

	return at == SIZE_MAX ? line_only(map, node) : found(map, source.at + at, words.size);
}

bool source_map_wiki(struct source_map *map, const cmark_node *node, struct text target,
		     struct place *place)
{
	struct text source = window(map, node);
	size_t at = 0;

	for (size_t from = 0, tries = 0; tries < SEARCH_TRIES; from = at + 1, tries++) {
		at = text_find(text_slice(source, from, source.size), target);
		if (at == SIZE_MAX)
			break;
		at += from;
		struct text before = text_trim(text_slice(source, 0, at));
		bool plain = text_ends_with(before, TEXT("[["));
		bool escaped =
		    text_ends_with(before, TEXT("[\\[")) || text_ends_with(before, TEXT("\\[["));
		if (!plain && !escaped)
			continue;
		const char *begin = before.at + before.size - (plain ? 2 : 3);
		*place = found(map, begin, (size_t)(source.at + at - begin) + target.size);
		return !escaped;
	}
	*place = line_only(map, node);
	return true;
}
