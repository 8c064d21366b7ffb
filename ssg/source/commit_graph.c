#include "source/commit_graph.h"

#include "source/names.h"
#include "source/tree.h"

#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = sizeof(struct blob_id), HEX_SIZE = 2 * ID_SIZE };

/* 9999-12-31: what calendars, feeds and formats of dates can hold. */
static const int64_t DATE_MAX = 253402300799;

void commit_graph_free(struct commit_graph *graph)
{
	map_free(&graph->by_id);
	map_free(&graph->by_author);
	arena_free(&graph->arena);
	*graph = (struct commit_graph){.count = 0};
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

struct walk {
	struct commit_graph *graph;
	const struct snapshot *snapshot;
	const struct flat_history *known;
	size_t known_count;
};

static bool is_known(const struct walk *walk, const unsigned char *id)
{
	for (size_t i = 0; i < walk->known_count; i++) {
		const struct flat_history *known = &walk->known[i];
		if (known->commit_count &&
		    bsearch(id, known->commits, known->commit_count, ID_SIZE, compare_ids))
			return true;
	}
	return false;
}

/* The index of the commit ID, which is new in the list unless it was met before. */
static size_t enter(const struct walk *walk, const unsigned char *id)
{
	struct commit_graph *graph = walk->graph;
	struct text key = text_make((const char *)id, ID_SIZE);
	size_t at = map_get(&graph->by_id, key);

	if (at != MAP_NONE)
		return at;
	struct graph_commit commit = {.id = arena_text(&graph->arena, key)};
	commit.known = is_known(walk, id);
	graph->commits =
	    arena_grow(&graph->arena, graph->commits, graph->count, sizeof *graph->commits);
	map_put(&graph->by_id, commit.id, graph->count);
	graph->commits[graph->count] = commit;
	return graph->count++;
}

static bool read_hex(struct text hex, unsigned char *id)
{
	git_oid oid;

	if (hex.size != HEX_SIZE || git_oid_fromstrn(&oid, hex.at, HEX_SIZE) != 0)
		return false;
	memcpy(id, oid.id, ID_SIZE);
	return true;
}

/* Adds one part of an identity. What is not UTF-8 is taken for ISO 8859-1, as git itself does
 * with such a name (commit.c, verify_utf8); control characters are dropped. */
static void add_name(struct buffer *out, struct text name)
{
	bool latin = !names_is_utf8(name);

	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char)name.at[i];
		if (c < 0x20 || c == 0x7F || (latin && c >= 0x80 && c < 0xA0))
			continue;
		if (latin && c >= 0x80) {
			buffer_byte(out, (char)(0xC0 | c >> 6));
			c = (unsigned char)(0x80 | (c & 0x3F));
		}
		buffer_byte(out, (char)c);
	}
}

static uint32_t enter_author(struct commit_graph *graph, struct text name, struct text email)
{
	struct buffer identity = {.size = 0};

	add_name(&identity, text_trim(name));
	buffer_byte(&identity, '\n');
	add_name(&identity, text_trim(email));
	size_t at = map_get(&graph->by_author, buffer_view(&identity));
	if (at == MAP_NONE) {
		struct text key = arena_text(&graph->arena, buffer_view(&identity));
		at = graph->author_count;
		graph->authors =
		    arena_grow(&graph->arena, graph->authors, at, sizeof *graph->authors);
		graph->authors[graph->author_count++] = key;
		map_put(&graph->by_author, key, at);
	}
	buffer_free(&identity);
	return (uint32_t)at;
}

/* Reads seconds; the time zone does not matter. Anything that is not a date is 1970, as in git. */
static int64_t read_date(struct text text)
{
	int64_t date = 0;

	text = text_trim(text);
	for (size_t i = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; i++) {
		date = 10 * date + (text.at[i] - '0');
		if (date > DATE_MAX)
			return DATE_MAX;
	}
	return date;
}

/* "name <email> 1700000000 +0100" */
static void read_author(struct commit_graph *graph, struct graph_commit *commit, struct text line)
{
	size_t less = text_find_byte(line, '<'), greater = text_find_last_byte(line, '>');

	if (less == SIZE_MAX || greater == SIZE_MAX || greater < less)
		less = greater = line.size;
	commit->author =
	    enter_author(graph, text_slice(line, 0, less),
			 text_slice(line, less + 1, greater - less - (greater > less)));
	commit->date = read_date(text_slice(line, greater + 1, line.size));
}

/* Commit I is in the object database? Asked only where a shallow clone may end. */
static bool is_there(const struct snapshot *s, const unsigned char *id)
{
	git_oid oid;

	memcpy(oid.id, id, ID_SIZE);
	return git_odb_exists(s->odb, &oid);
}

/* Fills commit I from its bytes and enters its parents. False: damaged. */
static bool parse(const struct walk *walk, size_t i, struct text bytes)
{
	struct commit_graph *graph = walk->graph;
	struct graph_commit commit = graph->commits[i];
	unsigned char parent[ID_SIZE];
	struct text line;
	bool has_tree = false;

	commit.first_parent = graph->parent_count;
	while (text_split(&bytes, '\n', &line) && line.size) {
		if (text_starts_with(line, TEXT("tree "))) {
			has_tree = read_hex(text_slice(line, 5, line.size), commit.tree.bytes);
		} else if (text_starts_with(line, TEXT("author "))) {
			read_author(graph, &commit, text_slice(line, 7, line.size));
		} else if (text_starts_with(line, TEXT("parent ")) && !commit.known) {
			if (!read_hex(text_slice(line, 7, line.size), parent))
				return false;
			if (walk->snapshot->shallow && !is_there(walk->snapshot, parent))
				continue;
			size_t at = enter(walk, parent);
			graph->parents = arena_grow(&graph->arena, graph->parents,
						    graph->parent_count, sizeof *graph->parents);
			graph->parents[graph->parent_count++] = at;
			commit.parent_count++;
		}
	}
	graph->commits[i] = commit;
	return has_tree;
}

enum status commit_graph_walk(struct commit_graph *graph, const struct snapshot *s,
			      const struct flat_history *known, size_t known_count,
			      struct diagnostics *d)
{
	const struct walk walk = {graph, s, known, known_count};
	unsigned char head[ID_SIZE];

	*graph = (struct commit_graph){.count = 0};
	if (!read_hex(text_of(s->commit), head))
		return STATUS_MACHINE;
	enter(&walk, head);
	for (size_t i = 0; i < graph->count; i++) {
		git_odb_object *object = NULL;
		const unsigned char *id = (const unsigned char *)graph->commits[i].id.at;
		int code = tree_read(&object, s->odb, id, GIT_OBJECT_COMMIT);
		bool fine = code == 0 && parse(&walk, i, tree_bytes(object));
		if (!fine) {
			char hex[HEX_SIZE + 1];
			text_hex(hex, id, ID_SIZE);
			diag_machine(d, "reading commit", hex,
				     code ? tree_error(code) : "it is damaged");
		}
		git_odb_object_free(object);
		if (!fine)
			return STATUS_MACHINE;
	}
	return STATUS_OK;
}
