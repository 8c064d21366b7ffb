#include "source/flat_history.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t MAGIC = 0x3274736968677373; /* "ssghist2" where bytes are little-endian */

/* Behind it: paths, contributions, authors, commits, texts; the prefix is the first text. */
struct header {
	uint64_t magic;
	struct digest digest; /* of all that follows it */
	uint64_t path_count, contribution_count, author_count, commit_count, text_size, prefix_size;
	struct digest base;
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

bool flat_history_read(struct flat_history *flat, struct text bytes, bool whole)
{
	struct text rest = bytes;
	const struct header *header;

	*flat = (struct flat_history){.path_count = 0};
	if (bytes.size < sizeof *header || (uintptr_t)bytes.at % _Alignof(struct header))
		return false;
	header = take(&rest, 1, sizeof *header);
	if (!header || header->magic != MAGIC)
		return false;
	if (!whole && !digest_equal(header->digest, digest_of(bytes.at + DIGESTED_FROM,
							      bytes.size - DIGESTED_FROM)))
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
	flat->origin.base = header->base;
	flat->origin.prefix = text_slice(flat->texts, 0, header->prefix_size);
	flat->size = bytes.size;
	flat->digest = header->digest;
	return whole || references_are_right(flat);
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

static void join_path(struct touches *touches, struct touched_path *touched,
		      const struct flat_history *flat, const struct flat_path *path)
{
	widen(touched, path->created, path->updated);
	for (size_t i = 0; i < path->contribution_count; i++) {
		const struct flat_contribution *own =
		    &flat->contributions[path->first_contribution + i];
		contribute(touches, touched,
			   enter_author(touches, flat_history_author(flat, own->author)),
			   own->date);
	}
}

void touches_join(struct touches *touches, const struct flat_history *flat)
{
	for (size_t i = 0; i < flat->path_count; i++) {
		const struct flat_path *path = &flat->paths[i];
		join_path(touches, enter_path(touches, flat_history_path(flat, i), path->created),
			  flat, path);
	}
}

void touches_join_touched(struct touches *touches, const struct flat_history *flat)
{
	for (size_t i = 0; i < touches->path_count; i++) {
		const struct flat_path *path = flat_history_find(flat, touches->paths[i].path);
		if (path)
			join_path(touches, &touches->paths[i], flat, path);
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

static void sort_all(struct touches *touches)
{
	sort(touches->paths, touches->path_count, sizeof *touches->paths, compare_paths);
	sort(touches->authors, touches->author_count, sizeof *touches->authors, compare_texts);
}

/* ---- writing: what is touched into what was known before, both sorted */

struct merging {
	struct arena arena;
	const struct flat_history *before;
	struct text *authors; /* of both, sorted */
	size_t author_count;
	uint64_t *known_places;   /* in authors, by number in BEFORE */
	uint64_t *touched_places; /* the same by number in the touches */
	struct buffer paths, contributions, texts;
};

static void merge_authors(struct merging *m, struct touches *touches)
{
	size_t known = m->before->author_count, touched = touches->author_count, k = 0, t = 0;

	m->authors = arena_array(&m->arena, known + touched + 1, sizeof *m->authors);
	m->known_places = arena_array(&m->arena, known + 1, sizeof *m->known_places);
	m->touched_places = arena_array(&m->arena, touched + 1, sizeof *m->touched_places);
	while (k < known || t < touched) {
		int order = k == known     ? 1
			    : t == touched ? -1
					   : text_compare(flat_history_author(m->before, k),
							  touches->authors[t]);
		m->authors[m->author_count] =
		    order <= 0 ? flat_history_author(m->before, k) : touches->authors[t];
		if (order <= 0)
			m->known_places[k++] = m->author_count;
		if (order >= 0)
			m->touched_places[map_get(&touches->by_author, touches->authors[t++])] =
			    m->author_count;
		m->author_count++;
	}
}

static void put_path(struct merging *m, struct text path, int64_t created, int64_t updated)
{
	struct flat_path flat = {
	    .created = created,
	    .updated = updated,
	    .path = m->texts.size,
	    .path_size = (uint32_t)path.size,
	    .first_contribution = m->contributions.size / sizeof(struct flat_contribution),
	};

	buffer_text(&m->texts, path);
	buffer_add(&m->paths, &flat, sizeof flat);
}

static void put_contribution(struct merging *m, struct flat_contribution contribution)
{
	struct flat_path *path = (void *)(m->paths.at + m->paths.size - sizeof(struct flat_path));

	path->contribution_count++;
	buffer_add(&m->contributions, &contribution, sizeof contribution);
}

static void put_known(struct merging *m, const struct flat_path *path)
{
	put_path(m, text_slice(m->before->texts, path->path, path->path_size), path->created,
		 path->updated);
	for (size_t i = 0; i < path->contribution_count; i++) {
		struct flat_contribution own =
		    m->before->contributions[path->first_contribution + i];
		own.author = m->known_places[own.author];
		put_contribution(m, own);
	}
}

/* KNOWN is NULL for a path that was not there before. */
static void put_touched(struct merging *m, struct touches *touches, struct touched_path *path,
			const struct flat_path *known)
{
	for (size_t i = 0; i < path->contribution_count; i++)
		path->contributions[i].author = m->touched_places[path->contributions[i].author];
	if (known)
		widen(path, known->created, known->updated);
	for (size_t i = 0; known && i < known->contribution_count; i++) {
		const struct flat_contribution *own =
		    &m->before->contributions[known->first_contribution + i];
		contribute(touches, path, m->known_places[own->author], own->date);
	}
	sort(path->contributions, path->contribution_count, sizeof *path->contributions,
	     compare_contributions);
	put_path(m, path->path, path->created, path->updated);
	for (size_t i = 0; i < path->contribution_count; i++)
		put_contribution(m, path->contributions[i]);
}

static void merge_paths(struct merging *m, struct touches *touches)
{
	size_t next = 0;

	for (size_t i = 0; i < m->before->path_count; i++) {
		const struct flat_path *known = &m->before->paths[i];
		struct text path = flat_history_path(m->before, i);
		int order = 1;
		while (next < touches->path_count &&
		       (order = text_compare(touches->paths[next].path, path)) < 0)
			put_touched(m, touches, &touches->paths[next++], NULL);
		if (order == 0 && next < touches->path_count)
			put_touched(m, touches, &touches->paths[next++], known);
		else
			put_known(m, known);
	}
	while (next < touches->path_count)
		put_touched(m, touches, &touches->paths[next++], NULL);
}

void touches_write(struct touches *touches, const struct flat_history *before,
		   const struct history_origin *origin, struct buffer *out)
{
	struct merging m = {.before = before};
	struct header header = {.magic = MAGIC,
				.commit_count = origin->commit_count,
				.prefix_size = origin->prefix.size,
				.base = origin->base,
				.head = origin->head};
	size_t start = buffer_align(out, _Alignof(struct header));

	sort_all(touches);
	merge_authors(&m, touches);
	buffer_text(&m.texts, origin->prefix);
	merge_paths(&m, touches);
	header.path_count = m.paths.size / sizeof(struct flat_path);
	header.contribution_count = m.contributions.size / sizeof(struct flat_contribution);
	header.author_count = m.author_count;
	buffer_add(out, &header, sizeof header);
	buffer_text(out, buffer_view(&m.paths));
	buffer_text(out, buffer_view(&m.contributions));
	for (size_t i = 0; i < m.author_count; i++) {
		struct flat_author author = {.name = m.texts.size, .size = m.authors[i].size};
		buffer_text(&m.texts, m.authors[i]);
		buffer_add(out, &author, sizeof author);
	}
	buffer_add(out, origin->commits, origin->commit_count * sizeof *origin->commits);
	header.text_size = m.texts.size;
	buffer_text(out, buffer_view(&m.texts));
	memcpy(out->at + start, &header, sizeof header);
	header.digest =
	    digest_of(out->at + start + DIGESTED_FROM, out->size - start - DIGESTED_FROM);
	memcpy(out->at + start, &header, sizeof header);
	buffer_free(&m.paths);
	buffer_free(&m.contributions);
	buffer_free(&m.texts);
	arena_free(&m.arena);
}
