#include "engine/comparison.h"

#include "base/file.h"
#include "publish/checksums.h"
#include "publish/page_text.h"

#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEMORY = 1 << 30 };

/* Appends the bytes of the file PATH in FOLDER to OUT. */
static enum status read_file(const char *folder, struct text path, struct buffer *out,
			     struct diagnostics *d)
{
	struct arena arena = {0};
	const char *name = arena_printf(&arena, "%s/%.*s", folder, TEXT_ARGS(path)).at;
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool good = fd >= 0 && file_read_all(fd, out);

	if (!good)
		diag_errno(d, "reading", name);
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	return good ? STATUS_OK : STATUS_MACHINE;
}

/* ---- which files differ */

/* Removes the first file from SUMS; an empty path at the end. */
static struct published_file next(struct comparison *comparison, struct text *sums)
{
	struct published_file file = {.path = TEXT("")};

	while (checksums_next(sums, &comparison->arena, &file) && text_is(file.path, "mirror.json"))
		file = (struct published_file){.path = TEXT("")};
	return file;
}

static void add(struct comparison *comparison, enum change_kind kind, struct text path)
{
	struct change change = {.kind = kind,
				.page = text_ends_with(path, TEXT(".html")),
				.path = arena_text(&comparison->arena, path),
				.diff = TEXT("")};

	comparison->changes =
	    arena_grow(&comparison->arena, comparison->changes, comparison->count, sizeof change);
	comparison->changes[comparison->count++] = change;
	comparison->pages += change.page;
}

/* Both lists are sorted by path. */
static void merge(struct comparison *comparison, struct text before, struct text after)
{
	struct published_file old = next(comparison, &before), new = next(comparison, &after);

	while (old.path.size || new.path.size) {
		int order = !old.path.size   ? 1
			    : !new.path.size ? -1
					     : text_compare(old.path, new.path);
		if (order < 0)
			add(comparison, CHANGE_REMOVED, old.path);
		else if (order > 0)
			add(comparison, CHANGE_ADDED, new.path);
		else if (memcmp(&old.checksum, &new.checksum, sizeof old.checksum) != 0)
			add(comparison, CHANGE_CHANGED, new.path);
		if (order <= 0)
			old = next(comparison, &before);
		if (order >= 0)
			new = next(comparison, &after);
	}
}

static int pages_first(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	return a->page != b->page ? b->page - a->page : text_compare(a->path, b->path);
}

enum status comparison_find(struct comparison *comparison, const char *before, const char *after,
			    struct diagnostics *d)
{
	struct buffer old = {0}, new = {0};

	*comparison = (struct comparison){.before = before, .after = after};
	enum status status = read_file(before, TEXT("SHA256SUMS"), &old, d);
	if (status == STATUS_OK)
		status = read_file(after, TEXT("SHA256SUMS"), &new, d);
	if (status == STATUS_OK)
		merge(comparison, buffer_view(&old), buffer_view(&new));
	if (comparison->count)
		qsort(comparison->changes, comparison->count, sizeof *comparison->changes,
		      pages_first);
	buffer_free(&old);
	buffer_free(&new);
	return status;
}

/* ---- how their texts differ */

static enum status read_text(const char *folder, struct text path, struct buffer *text,
			     struct diagnostics *d)
{
	struct buffer html = {0};
	enum status status = read_file(folder, path, &html, d);

	page_text_add(text, buffer_view(&html));
	buffer_free(&html);
	return status;
}

static void report_git(struct diagnostics *d, struct text path)
{
	const git_error *error = git_error_last();
	struct arena arena = {0};

	diag_machine(d, "comparing", arena_string(&arena, path),
		     error ? error->message : "libgit2 failed");
	arena_free(&arena);
}

/* libgit2 calls a file /dev/null only if its text is NULL. */
static void write_diff(const struct change *change, struct text before, struct text after,
		       struct buffer *out, struct diagnostics *d)
{
	struct arena arena = {0};
	const char *path = arena_string(&arena, change->path);
	git_diff_options options;
	git_patch *patch = NULL;
	git_buf text = {0};

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FORCE_TEXT;
	if (git_patch_from_buffers(
		&patch, change->kind == CHANGE_ADDED ? NULL : before.at, before.size, path,
		change->kind == CHANGE_REMOVED ? NULL : after.at, after.size, path, &options) < 0 ||
	    git_patch_to_buf(&text, patch) < 0)
		report_git(d, change->path);
	else
		buffer_add(out, text.ptr, text.size);
	git_buf_dispose(&text);
	git_patch_free(patch);
	arena_free(&arena);
}

static void comparison_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct comparison *comparison = self;
	const struct change *change = &comparison->changes[task];
	struct buffer before = {0}, after = {0};
	enum status status = STATUS_OK;

	/* Neither text is NULL, even if the page has none. */
	buffer_reserve(&before, 1);
	buffer_reserve(&after, 1);
	if (change->kind != CHANGE_ADDED)
		status = read_text(comparison->before, change->path, &before, d);
	if (status == STATUS_OK && change->kind != CHANGE_REMOVED)
		status = read_text(comparison->after, change->path, &after, d);
	if (status == STATUS_OK && !text_equal(buffer_view(&before), buffer_view(&after)))
		write_diff(change, buffer_view(&before), buffer_view(&after), out, d);
	buffer_free(&before);
	buffer_free(&after);
}

static struct place comparison_task_place(void *self, size_t task)
{
	const struct comparison *comparison = self;

	return (struct place){.path = comparison->changes[task].path};
}

enum status comparison_read_texts(struct comparison *comparison, unsigned workers,
				  struct diagnostics *d)
{
	const char *folders[] = {comparison->before, comparison->after, NULL};
	struct jail jail = {.read_paths = folders};
	struct job job = {
	    .name = "compare",
	    .tasks = comparison->pages, /* pages come first */
	    .workers = workers,
	    .memory = MEMORY,
	    .jail = &jail,
	    .self = comparison,
	    .run = comparison_task,
	    .place = comparison_task_place,
	};

	if (!comparison->pages)
		return STATUS_OK;
	git_libgit2_init();
	enum status status = workers_run(&job, &comparison->results, d);
	git_libgit2_shutdown();
	for (size_t i = 0; i < comparison->results.count; i++) {
		/* Results are padded with zeros to a multiple of 8. */
		struct text diff = comparison->results.tasks[i].bytes;
		while (diff.size && !diff.at[diff.size - 1])
			diff.size--;
		comparison->changes[i].diff = diff;
	}
	return status == STATUS_OK ? diagnostics_status(d) : status;
}

void comparison_free(struct comparison *comparison)
{
	results_free(&comparison->results);
	arena_free(&comparison->arena);
}
