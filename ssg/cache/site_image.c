#include "cache/site_image.h"

#include "base/file.h"
#include "site/assemble.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "ssg-si2";

enum { REGION_OFFSET = 4096 };

/* Followed by zeros up to REGION_OFFSET, and there the region, which begins with struct site_made.
 */
struct header {
	char magic[8];
	uint64_t size; /* of the region */
	struct digest key;
	struct digest titles; /* of all documents; zero: nothing but pages depends on them */
	struct digest bytes;
};

/* ---- the key */

static void add_digest(struct buffer *bytes, struct digest digest)
{
	buffer_add(bytes, &digest, sizeof digest);
}

static bool is_section_index(struct text path)
{
	return text_ends_with(path, TEXT("/index.md"));
}

static void add_title(struct buffer *bytes, const struct content *content, size_t document)
{
	const struct record *record = (const void *)content->records[document].at;

	if (content->records[document].size)
		add_digest(bytes, digest_text(record_text(record, record->title)));
}

/* Of the titles of all documents: one that cannot be read has none. */
static struct digest digest_titles(const struct site_step *step)
{
	struct buffer bytes = {0};

	for (size_t i = 0; i < step->content->count; i++)
		add_title(&bytes, step->content, i);
	struct digest titles = digest_text(buffer_view(&bytes));
	buffer_free(&bytes);
	return titles;
}

void site_image_set_key(struct site *site)
{
	const struct site_step *step = site->step;
	const struct snapshot *snapshot = step->snapshot;
	const struct content *content = step->content;
	struct buffer bytes = {0}, for_pages = {0};
	size_t document = 0;

	add_digest(&bytes, step->stamp);
	add_digest(&bytes, digest_text(text_of(step->history.count ? "history" : "")));
	for (size_t i = 0; i < snapshot->count; i++) {
		const struct file *file = &snapshot->files[i];
		bool is_document = document < content->count && content->files[document] == file;
		struct buffer *of = theme_is_for_pages(file->path) ? &for_pages : &bytes;
		buffer_text(of, file->path);
		buffer_byte(of, '\0');
		if (!is_document) {
			buffer_add(of, &file->blob, sizeof file->blob);
			continue;
		}
		add_digest(of, content->outlines[document]);
		if (is_section_index(file->path))
			add_title(of, content, document);
		document++;
	}
	site->key = digest_text(buffer_view(&bytes));
	site->presentation = digest_text(buffer_view(&for_pages));
	buffer_free(&bytes);
	buffer_free(&for_pages);
}

static bool is_zero(struct digest digest)
{
	return !digest.low && !digest.high;
}

struct digest site_image_name(const struct site *site)
{
	if (is_zero(site->key))
		return site->key;
	return site->made->model.titles_read ? digest_join(site->key, digest_titles(site->step))
					     : site->key;
}

/* ---- using */

static bool read_header(int fd, struct header *header)
{
	return fd >= 0 && pread(fd, header, sizeof *header, 0) == (ssize_t)sizeof *header &&
	       memcmp(header->magic, magic, sizeof magic) == 0 &&
	       header->size >= sizeof(struct site_made);
}

/* Of which documents is the text of today another? */
static bool is_changed(const struct document *document, const struct file *file)
{
	return memcmp(&document->file->blob, &file->blob, sizeof file->blob) != 0;
}

/* Is a warning about a place in a text that is not what it was? */
static bool problems_have_moved(const struct site *site)
{
	const struct model *model = &site->made->model;
	const size_t languages = model->config->language_count;
	struct diagnostics problems = {0};
	bool moved = false;

	diagnostics_read(&problems, site->made->problems);
	for (size_t i = 0; i < problems.count && !moved; i++) {
		struct text path = problems.list[i].place.path;
		const struct file *file = snapshot_find(site->step->snapshot, path);
		work_id work = model_work(model, document_name(path).id);
		lang_id lang = config_language(model->config, document_name(path).lang);
		if (!file || work == NONE || lang == LANGUAGES_MAX)
			continue;
		document_id document = model->document_of[work * languages + lang];
		moved = document != NONE && is_changed(&model->documents[document], file);
	}
	diagnostics_free(&problems);
	return moved;
}

/* Is it the model of KEY, and of the titles of today if it depends on them? */
static bool is_of_today(const struct header *header, const struct site *site)
{
	return digest_equal(header->key, site->key) &&
	       (is_zero(header->titles) || digest_equal(header->titles, digest_titles(site->step)));
}

bool site_image_find(struct site *site)
{
	struct header header;
	int fd = site->step->image;

	if (!read_header(fd, &header) || !is_of_today(&header, site) ||
	    !region_map(&site->region, fd, REGION_OFFSET, header.size))
		return false;
	if (!digest_equal(digest_text(region_view(&site->region)), header.bytes)) {
		region_free(&site->region);
		return false;
	}
	site->made = (void *)site->region.at;
	site->made->arena.region = site->made->model.arena.region = &site->region;
	if (problems_have_moved(site)) {
		site->made = NULL;
		region_free(&site->region);
		return false;
	}
	return true;
}

/* Of all other works the history is what it was. NULL: of none. */
static bool *mark_touched(struct site *site)
{
	const struct site_made *made = site->made;
	const struct text *paths;
	size_t count;

	if (!made->model.history ||
	    !history_since(&site->history, &made->history, &site->arena, &paths, &count))
		return NULL;
	bool *touched = arena_array(&site->arena, made->model.work_count + 1, sizeof *touched);
	for (size_t i = 0; i < count; i++) {
		work_id work = model_work(&made->model, document_name(paths[i]).id);
		if (work != NONE)
			touched[work] = true;
	}
	return touched;
}

/* Documents are in the order of their files; drafts and strays are none. */
void site_image_renew(struct site *site, struct diagnostics *d)
{
	const struct content *content = site->step->content;
	struct model *model = &site->made->model;
	document_id next = 0;

	diagnostics_read(d, site->made->problems);
	site->changed = arena_array(&site->arena, model->work_count + 1, sizeof *site->changed);
	for (size_t i = 0; i < content->count && next < model->document_count; i++) {
		struct document *document = &model->documents[next];
		if (!text_equal(document->path, content->files[i]->path))
			continue;
		document->record = (const void *)content->records[i].at;
		if (is_changed(document, content->files[i])) {
			document->file->blob = content->files[i]->blob;
			document->file->size = content->files[i]->size;
			site->changed[document->work] = true;
		}
		next++;
	}
	for (document_id i = 0; i < model->document_count; i++)
		if (site->changed[model->documents[i].work])
			works_mark_stale(model, &model->documents[i], d);
	site->touched = mark_touched(site);
}

/* ---- keeping */

static void write_image(const struct site *site, int fd)
{
	struct text bytes = region_view(&site->region);
	struct header header = {.size = bytes.size, .key = site->key, .bytes = digest_text(bytes)};

	if (site->made->model.titles_read)
		header.titles = digest_titles(site->step);
	memcpy(header.magic, magic, sizeof magic);
	/* The header last: without it, it is no image. */
	if (file_write_at(fd, bytes, REGION_OFFSET))
		file_write_at(fd, text_make((const char *)&header, sizeof header), 0);
}

/* Names and directions that ICU has given. */
static void keep_languages(struct site_made *made)
{
	for (size_t i = 0; i < made->config.language_count; i++) {
		struct language *language = &made->config.languages[i];
		language->name = arena_text(&made->arena, language->name);
		language->dir = arena_text(&made->arena, language->dir);
	}
}

void site_image_keep(struct site *site, const struct digests *digests)
{
	struct site_made *made = site->made;
	struct model *model = &made->model;
	struct buffer problems = {0};

	if (site->step->fresh_image < 0 || site->problems.errors || site->problems.unlisted ||
	    is_zero(site->key))
		return;
	diagnostics_write(&site->problems, &problems);
	made->problems = arena_text(&model->arena, buffer_view(&problems));
	buffer_free(&problems);
	size_t count = digests->layout.first[READ_KINDS];
	made->digests = arena_array(&model->arena, count, sizeof *made->digests);
	memcpy(made->digests, digests->fixed, count * sizeof *made->digests);
	keep_languages(made);
	if (made->model.history)
		made->history = history_state(&site->history);
	path_set_free(&model->outputs);
	/* What points elsewhere, for as long as it is looked at: see site_image_find, _renew, and
	 * site_make_surroundings. */
	const struct snapshot *snapshot = model->snapshot;
	const struct history *history = model->history;
	const struct record **records =
	    arena_array(&site->arena, model->document_count + 1, sizeof(struct record *));
	for (size_t i = 0; i < model->document_count; i++) {
		records[i] = model->documents[i].record;
		model->documents[i].record = NULL;
	}
	model->snapshot = NULL;
	model->history = NULL;
	made->arena.region = model->arena.region = NULL;
	if (region_is_closed(&site->region, site->step->gaps))
		write_image(site, site->step->fresh_image);
	made->arena.region = model->arena.region = &site->region;
	model->history = history;
	model->snapshot = snapshot;
	for (size_t i = 0; i < model->document_count; i++)
		model->documents[i].record = records[i];
}

bool site_image_is_whole(int fd)
{
	struct header header;
	struct stat status;

	return read_header(fd, &header) && fstat(fd, &status) == 0 &&
	       (uint64_t)status.st_size == REGION_OFFSET + header.size;
}
