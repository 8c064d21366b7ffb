#include "source/flat_history.h"

#include <stdlib.h>
#include <string.h>

/* Followed by paths, contributions, authors, commits, texts. */
struct header {
	uint64_t path_count, contribution_count, author_count, commit_count, text_size;
	struct blob_id head;
	uint32_t zero;
};

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

/* A slice comes from a worker, whom nobody has to believe. */
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
	const struct header *header = take(&rest, 1, sizeof *header);

	*flat = (struct flat_history){.path_count = 0};
	if (!header || (uintptr_t)header % _Alignof(struct header))
		return false;
	flat->paths = take(&rest, header->path_count, sizeof *flat->paths);
	flat->contributions = take(&rest, header->contribution_count, sizeof *flat->contributions);
	flat->authors = take(&rest, header->author_count, sizeof *flat->authors);
	flat->commits = take(&rest, header->commit_count, sizeof *flat->commits);
	flat->texts = text_make(take(&rest, header->text_size, 1), header->text_size);
	if (!rest.at || rest.size)
		return false;
	flat->path_count = header->path_count;
	flat->contribution_count = header->contribution_count;
	flat->author_count = header->author_count;
	flat->commit_count = header->commit_count;
	flat->head = header->head;
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

/* ---- writing */

struct writing {
	uint64_t *places; /* of authors when they are sorted, by number */
	struct buffer paths, contributions, authors, texts;
};

static void put_authors(struct writing *w, struct touches *touches)
{
	sort(touches->authors, touches->author_count, sizeof *touches->authors, compare_texts);
	w->places = arena_array(&touches->arena, touches->author_count + 1, sizeof *w->places);
	for (size_t i = 0; i < touches->author_count; i++) {
		struct text name = touches->authors[i];
		struct flat_author author = {.name = w->texts.size, .size = name.size};
		w->places[map_get(&touches->by_author, name)] = i;
		buffer_add(&w->authors, &author, sizeof author);
		buffer_text(&w->texts, name);
	}
}

static void put_path(struct writing *w, struct touched_path *path)
{
	struct flat_path flat = {
	    .created = path->created,
	    .updated = path->updated,
	    .path = w->texts.size,
	    .path_size = (uint32_t)path->path.size,
	    .contribution_count = (uint32_t)path->contribution_count,
	    .first_contribution = w->contributions.size / sizeof(struct flat_contribution),
	};

	for (size_t i = 0; i < path->contribution_count; i++)
		path->contributions[i].author = w->places[path->contributions[i].author];
	sort(path->contributions, path->contribution_count, sizeof *path->contributions,
	     compare_contributions);
	buffer_add(&w->contributions, path->contributions,
		   path->contribution_count * sizeof *path->contributions);
	buffer_text(&w->texts, path->path);
	buffer_add(&w->paths, &flat, sizeof flat);
}

void touches_write(struct touches *touches, struct blob_id head, const struct blob_id *commits,
		   size_t commit_count, struct buffer *out)
{
	struct writing w = {.places = NULL};

	put_authors(&w, touches);
	sort(touches->paths, touches->path_count, sizeof *touches->paths, compare_paths);
	for (size_t i = 0; i < touches->path_count; i++)
		put_path(&w, &touches->paths[i]);
	struct header header = {.path_count = touches->path_count,
				.contribution_count =
				    w.contributions.size / sizeof(struct flat_contribution),
				.author_count = touches->author_count,
				.commit_count = commit_count,
				.text_size = w.texts.size,
				.head = head};
	buffer_align(out, _Alignof(struct header));
	buffer_add(out, &header, sizeof header);
	buffer_text(out, buffer_view(&w.paths));
	buffer_text(out, buffer_view(&w.contributions));
	buffer_text(out, buffer_view(&w.authors));
	buffer_add(out, commits, commit_count * sizeof *commits);
	buffer_text(out, buffer_view(&w.texts));
	buffer_free(&w.paths);
	buffer_free(&w.contributions);
	buffer_free(&w.authors);
	buffer_free(&w.texts);
}
