#include "engine/publish_step.h"

#include "publish/written.h"

#include <errno.h>

#define MIRROR TEXT(MIRROR_NAME)
#define SUMS TEXT(SUMS_NAME)

/* ---- the lists */

/* Counts files and bytes: those of the generation before, and the differences. */
static void count(struct publish_step *step)
{
	const struct file_changes *changes = &step->changes;
	struct text entry;

	for (size_t i = 0; i < changes->count; i++) {
		const struct file_change *change = &changes->list[i];
		if (list_find(LIST_MIRROR, step->mirror, change->file.path, &entry)) {
			step->files--;
			step->bytes -= mirror_entry_size(entry);
		}
		if (!change->removed) {
			step->files++;
			step->bytes += change->file.size;
		}
	}
}

/* If nothing was kept, there is no generation before. */
static enum status find_changes(struct publish_step *step, struct diagnostics *d)
{
	const struct site_output *site = step->site;

	if (!file_changes_make(&step->changes, site->written, site->removed)) {
		diag_machine(d, "listing", "the files of the site", "two have one path");
		return STATUS_MACHINE;
	}
	step->written = step->changes.written;
	if (site->kept_count) {
		step->sums = list_entries(LIST_SUMS, step->last->sums);
		step->mirror = list_entries(LIST_MIRROR, step->last->mirror);
		step->files = step->last->files;
		step->bytes = step->last->bytes;
	}
	count(step);
	if (step->files == step->written + site->kept_count)
		return STATUS_OK;
	diag_machine(d, "listing the files of", step->generation->out_path,
		     "the kept files are not those of the last build");
	return STATUS_MACHINE;
}

static enum status write_list(struct publish_step *step, const char *name,
			      const struct merged_list *list, struct digest *digest,
			      struct diagnostics *d)
{
	*digest = digest_parts(list->parts, list->count);
	return generation_write_parts(step->generation->next_fd, name, list->parts, list->count, d);
}

static enum status write_mirror(struct publish_step *step, struct diagnostics *d)
{
	struct file_changes *changes = &step->changes;
	struct published_file file = {.path = MIRROR};
	struct merged_list list;
	struct buffer head = {0};

	mirror_head(step->snapshot->commit, step->snapshot->time, step->bytes, &head);
	list_merge(&list, LIST_MIRROR, step->mirror, changes->list, changes->count,
		   buffer_view(&head));
	file.checksum = checksum_of_parts(list.parts, list.count);
	file_changes_add(changes, &file);
	enum status status = write_list(step, MIRROR_NAME, &list, &step->mirror_digest, d);
	list_free(&list);
	buffer_free(&head);
	return status;
}

static enum status write_sums(struct publish_step *step, struct diagnostics *d)
{
	struct merged_list list;

	list_merge(&list, LIST_SUMS, step->sums, step->changes.list, step->changes.count, TEXT(""));
	enum status status = write_list(step, SUMS_NAME, &list, &step->sums_digest, d);
	list_free(&list);
	return status;
}

/* ---- keeping files of the old generation */

static bool is_published(const struct publish_step *step, struct text path)
{
	const struct file_change *change = file_changes_find(&step->changes, path);
	struct text entry;

	return change ? !change->removed : list_find(LIST_SUMS, step->sums, path, &entry);
}

/* Links each file that has not changed to the one in OUT. */
static enum status link_kept(struct publish_step *step, struct diagnostics *d)
{
	struct arena arena = {0};
	struct text rest = step->site->kept_count ? step->last->sums : TEXT("");
	struct published_file file;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && checksums_next(&rest, &arena, &file)) {
		if (file_changes_find(&step->changes, file.path))
			continue;
		const char *path = arena_string(&arena, file.path);
		if (!generation_keep(step->generation, path)) {
			diag_errno(d, "keeping", path);
			status = STATUS_MACHINE;
		}
	}
	arena_free(&arena);
	return status;
}

/* previous/ differs from OUT in the delta of the last build: only that, and the changes of this
 * build, have to be applied to it. */
static enum status bring_forward(struct publish_step *step, struct diagnostics *d)
{
	const struct file_changes *changes = &step->changes;
	struct text last = step->last->delta;
	size_t most = changes->count + output_count(last) + 1;
	struct arena arena = {0};
	struct text *written = arena_array(&arena, most, sizeof *written);
	struct text *kept = arena_array(&arena, most, sizeof *kept);
	struct text *removed = arena_array(&arena, most, sizeof *removed);
	struct generation_delta delta = {.written = written, .kept = kept, .removed = removed};
	struct published_file file;

	for (size_t i = 0; i < changes->count; i++)
		if (changes->list[i].removed)
			removed[delta.removed_count++] = changes->list[i].file.path;
		else
			written[delta.written_count++] = changes->list[i].file.path;
	written[delta.written_count++] = SUMS;
	while (output_next(&last, &file))
		if (!is_published(step, file.path))
			removed[delta.removed_count++] = file.path;
		else if (!file_changes_find(changes, file.path))
			kept[delta.kept_count++] = file.path;
	enum status status = generation_forward(step->generation, &delta, d);
	arena_free(&arena);
	return status;
}

enum status publish_step_run(struct publish_step *step, struct diagnostics *d)
{
	const struct site_output *site = step->site;
	enum status status = find_changes(step, d);

	if (status == STATUS_OK)
		status = write_mirror(step, d);
	if (status == STATUS_OK)
		status = write_sums(step, d);
	if (status != STATUS_OK)
		return status;
	status = step->last->previous_known && step->written < site->kept_count
		     ? bring_forward(step, d)
		     : link_kept(step, d);
	return status == STATUS_OK ? generation_publish(step->generation, d) : status;
}

void publish_step_free(struct publish_step *step)
{
	file_changes_free(&step->changes);
}
