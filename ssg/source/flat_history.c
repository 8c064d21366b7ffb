#include "source/flat_history.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t MAGIC = 0x3174736968677373; /* "ssghist1" where bytes are little-endian */

/* Behind it: paths, contributions, authors, commits, texts; the prefix is the first text. */
struct header {
	uint64_t magic;
	struct digest digest; /* of all that follows it */
	uint64_t path_count, contribution_count, author_count, commit_count, text_size, prefix_size;
	struct blob_id head;
	uint32_t zero;
};

enum { DIGESTED_FROM = offsetof(struct header, path_count) };

/* ---- reading */

/* Takes COUNT items of ITEM_SIZE bytes off REST; NULL when they are not there. */
static const void *take(struct text *rest, uint64_t count, size_t item_size)
{
	const char *at = rest->at;

	if (!at || count > rest->size / item_size) {
		*rest = text_make(NULL, 0);
		return NULL;
	}
	*rest = text_make(at + count * item_size, rest->size - count * item_size);
	return at;
}

static bool is_within(uint64_t from, uint64_t size, uint64_t whole)
{
	return from <= whole && size <= whole - from;
}

/* The digest finds accidents; this, a history that somebody made up. */
static bool references_are_right(const struct flat_history *flat)
{
	for (size_t i = 0; i < flat->path_count; i++) {
		const struct flat_path *path = &flat->paths[i];
		if (!is_within(path->path, path->path_size, flat->texts.size) ||
		    !is_within(path->first_contribution, path->contribution_count,
			       flat->contribution_count))
			return false;
	}
	for (size_t i = 0; i < flat->contribution_count; i++)
		if (flat->contributions[i].author >= flat->author_count)
			return false;
	for (size_t i = 0; i < flat->author_count; i++)
		if (!is_within(flat->authors[i].name, flat->authors[i].size, flat->texts.size))
			return false;
	return true;
}

bool flat_history_read(struct flat_history *flat, struct text bytes)
{
	struct text rest = bytes;
	const struct header *header;

	*flat = (struct flat_history){.path_count = 0};
	if (bytes.size < sizeof *header || (uintptr_t)bytes.at % _Alignof(struct header))
		return false;
	header = take(&rest, 1, sizeof *header);
	if (!header || header->magic != MAGIC ||
	    !digest_equal(header->digest,
			  digest_of(bytes.at + DIGESTED_FROM, bytes.size - DIGESTED_FROM)))
		return false;
	flat->paths = take(&rest, header->path_count, sizeof *flat->paths);
	flat->contributions = take(&rest, header->contribution_count, sizeof *flat->contributions);
	flat->authors = take(&rest, header->author_count, sizeof *flat->authors);
	flat->origin.commits = take(&rest, header->commit_count, sizeof *flat->origin.commits);
	flat->texts = text_make(take(&rest, header->text_size, 1), header->text_size);
	if (!rest.at || rest.size || header->prefix_size > header->text_size)
		return false;
	flat->path_count = header->path_count;
	flat->contribution_count = header->contribution_count;
	flat->author_count = header->author_count;
	flat->origin.commit_count = header->commit_count;
	flat->origin.head = header->head;
	flat->origin.prefix = text_slice(flat->texts, 0, header->prefix_size);
	return references_are_right(flat);
}

struct text flat_history_path(const struct flat_history *flat, size_t path)
{
	return text_slice(flat->texts, flat->paths[path].path, flat->paths[path].path_size);
}

struct text flat_history_author(const struct flat_history *flat, size_t author)
{
	return text_slice(flat->texts, flat->authors[author].name, flat->authors[author].size);
}

const struct flat_path *flat_history_find(const struct flat_history *flat, struct text path)
{
	size_t from = 0, to = flat->path_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = text_compare(flat_history_path(flat, middle), path);
		if (order == 0)
			return &flat->paths[middle];
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

/* ---- building */

struct touched_path {
	struct text path;
	int64_t created, updated;
	struct flat_contribution *contributions;
	size_t contribution_count;
};

void touches_free(struct touches *touches)
{
	map_free(&touches->by_path);
	map_free(&touches->by_author);
	arena_free(&touches->arena);
	*touches = (struct touches){.path_count = 0};
}

static size_t enter_author(struct touches *touches, struct text author)
{
	size_t at = map_get(&touches->by_author, author);

	if (at != MAP_NONE)
		return at;
	at = touches->author_count++;
	touches->authors =
	    arena_grow(&touches->arena, touches->authors, at, sizeof *touches->authors);
	touches->authors[at] = arena_text(&touches->arena, author);
	map_put(&touches->by_author, touches->authors[at], at);
	return at;
}

static struct touched_path *enter_path(struct touches *touches, struct text path, int64_t date)
{
	size_t at = map_get(&touches->by_path, path);

	if (at != MAP_NONE)
		return &touches->paths[at];
	at = touches->path_count++;
	touches->paths = arena_grow(&touches->arena, touches->paths, at, sizeof *touches->paths);
	touches->paths[at] = (struct touched_path){
	    .path = arena_text(&touches->arena, path), .created = date, .updated = date};
	map_put(&touches->by_path, touches->paths[at].path, at);
	return &touches->paths[at];
}

static void widen(struct touched_path *path, int64_t created, int64_t updated)
{
	if (created < path->created)
		path->created = created;
	if (updated > path->updated)
		path->updated = updated;
}

static void contribute(struct touches *touches, struct touched_path *path, size_t author,
		       int64_t date)
{
	for (size_t i = 0; i < path->contribution_count; i++) {
		struct flat_contribution *contribution = &path->contributions[i];
		if (contribution->author != author)
			continue;
		if (date < contribution->date)
			contribution->date = date;
		return;
	}
	path->contributions = arena_grow(&touches->arena, path->contributions,
					 path->contribution_count, sizeof *path->contributions);
	path->contributions[path->contribution_count++] =
	    (struct flat_contribution){.date = date, .author = author};
}

void touches_add(struct touches *touches, struct text path, struct text author, int64_t date)
{
	struct touched_path *touched = enter_path(touches, path, date);

	widen(touched, date, date);
	contribute(touches, touched, enter_author(touches, author), date);
}

void touches_join(struct touches *touches, const struct flat_history *flat)
{
	for (size_t i = 0; i < flat->path_count; i++) {
		const struct flat_path *path = &flat->paths[i];
		struct touched_path *touched =
		    enter_path(touches, flat_history_path(flat, i), path->created);
		widen(touched, path->created, path->updated);
		for (size_t c = 0; c < path->contribution_count; c++) {
			const struct flat_contribution *contribution =
			    &flat->contributions[path->first_contribution + c];
			contribute(
			    touches, touched,
			    enter_author(touches, flat_history_author(flat, contribution->author)),
			    contribution->date);
		}
	}
}

static int compare_paths(const void *a, const void *b)
{
	return text_compare(((const struct touched_path *)a)->path,
			    ((const struct touched_path *)b)->path);
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static int compare_contributions(const void *a, const void *b)
{
	const struct flat_contribution *one = a, *other = b;

	if (one->date != other->date)
		return one->date < other->date ? -1 : 1;
	return (one->author > other->author) - (one->author < other->author);
}

static void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(items, count, size, compare);
}

/* Sorts all lists; authors get the number of their place in the order of their identities. */
static void make_canonical(struct touches *touches)
{
	size_t *places = arena_array(&touches->arena, touches->author_count, sizeof *places);
	struct text *authors = arena_array(&touches->arena, touches->author_count, sizeof *authors);

	if (touches->author_count)
		memcpy(authors, touches->authors, touches->author_count * sizeof *authors);
	sort(authors, touches->author_count, sizeof *authors, compare_texts);
	for (size_t i = 0; i < touches->author_count; i++)
		places[map_get(&touches->by_author, authors[i])] = i;
	touches->authors = authors;
	for (size_t i = 0; i < touches->path_count; i++) {
		struct touched_path *path = &touches->paths[i];
		for (size_t c = 0; c < path->contribution_count; c++)
			path->contributions[c].author = places[path->contributions[c].author];
		sort(path->contributions, path->contribution_count, sizeof *path->contributions,
		     compare_contributions);
	}
	sort(touches->paths, touches->path_count, sizeof *touches->paths, compare_paths);
}

static void write_paths(const struct touches *touches, struct header *header, struct buffer *out,
			struct buffer *texts)
{
	for (size_t i = 0; i < touches->path_count; i++) {
		const struct touched_path *touched = &touches->paths[i];
		struct flat_path path = {
		    .created = touched->created,
		    .updated = touched->updated,
		    .path = texts->size,
		    .path_size = (uint32_t)touched->path.size,
		    .contribution_count = (uint32_t)touched->contribution_count,
		    .first_contribution = header->contribution_count,
		};
		buffer_text(texts, touched->path);
		buffer_add(out, &path, sizeof path);
		header->contribution_count += touched->contribution_count;
	}
	for (size_t i = 0; i < touches->path_count; i++)
		buffer_add(out, touches->paths[i].contributions,
			   touches->paths[i].contribution_count * sizeof(struct flat_contribution));
}

void touches_write(struct touches *touches, const struct history_origin *origin, struct buffer *out)
{
	struct buffer texts = {.size = 0};
	struct header header = {.magic = MAGIC,
				.path_count = touches->path_count,
				.author_count = touches->author_count,
				.commit_count = origin->commit_count,
				.prefix_size = origin->prefix.size,
				.head = origin->head};
	size_t start = buffer_align(out, _Alignof(struct header));

	make_canonical(touches);
	buffer_add(out, &header, sizeof header);
	buffer_text(&texts, origin->prefix);
	write_paths(touches, &header, out, &texts);
	for (size_t i = 0; i < touches->author_count; i++) {
		struct flat_author author = {.name = texts.size, .size = touches->authors[i].size};
		buffer_text(&texts, touches->authors[i]);
		buffer_add(out, &author, sizeof author);
	}
	buffer_add(out, origin->commits, origin->commit_count * sizeof *origin->commits);
	header.text_size = texts.size;
	buffer_text(out, buffer_view(&texts));
	memcpy(out->at + start, &header, sizeof header);
	header.digest =
	    digest_of(out->at + start + DIGESTED_FROM, out->size - start - DIGESTED_FROM);
	memcpy(out->at + start, &header, sizeof header);
	buffer_free(&texts);
}
