#include "build/publish_step.h"

#include "build/output.h"

#include <errno.h>

#define MIRROR TEXT("mirror.json")
#define SUMS TEXT("SHA256SUMS")

static size_t count_files(struct text list)
{
	struct published_file file;
	size_t count = 0;

	while (output_next(&list, &file))
		count++;
	return count;
}

/* Without anything kept, all was written. */
static enum status list_files(struct publish_step *step, struct diagnostics *d)
{
	const struct site_output *site = step->site;
	struct text before = site->kept_count ? step->last->files : TEXT("");

	file_list_make(&step->files, before, site->written, site->removed);
	step->written = count_files(site->written);
	for (size_t i = 1; i < step->files.count; i++)
		if (text_equal(step->files.files[i - 1].path, step->files.files[i].path)) {
			diag_machine(d, "listing", "the files of the site", "two have one path");
			return STATUS_MACHINE;
		}
	if (step->files.count == step->written + site->kept_count) {
		file_list_write(&step->files, &step->listed);
		step->listing = buffer_view(&step->listed);
		return STATUS_OK;
	}
	diag_machine(d, "listing the files of", step->generation->out_path,
		     "those that were kept are not those of the last build");
	return STATUS_MACHINE;
}

static enum status write_list(struct publish_step *step, const char *name, struct text bytes,
			      struct diagnostics *d)
{
	return generation_write(step->generation->next_fd, name, bytes, d);
}

static enum status write_lists(struct publish_step *step, struct diagnostics *d)
{
	const struct snapshot *snapshot = step->snapshot;
	struct file_list *files = &step->files;
	struct buffer mirror = {0}, sums = {0};
	enum status status;

	mirror_json_write(files->files, files->count, snapshot->commit, snapshot->time, &mirror);
	file_list_add(files, &(struct published_file){MIRROR, mirror.size,
						      checksum_of(buffer_view(&mirror))});
	checksums_write(files->files, files->count, &sums);
	step->sums = digest_text(buffer_view(&sums));
	status = write_list(step, "mirror.json", buffer_view(&mirror), d);
	if (status == STATUS_OK)
		status = write_list(step, "SHA256SUMS", buffer_view(&sums), d);
	buffer_free(&mirror);
	buffer_free(&sums);
	return status;
}

/* ---- of the old generation what has not changed */

/* Each file that has not changed as a link to the one in OUT. */
static enum status link_kept(struct publish_step *step, struct diagnostics *d)
{
	struct arena arena = {0};
	struct file_list written;
	enum status status = STATUS_OK;

	file_list_read(&written, step->site->written);
	for (size_t i = 0; i < step->files.count && status == STATUS_OK; i++) {
		const char *path = arena_string(&arena, step->files.files[i].path);
		if (text_equal(step->files.files[i].path, MIRROR) ||
		    file_list_has(&written, step->files.files[i].path))
			continue;
		if (!generation_keep(step->generation, path)) {
			diag_errno(d, "keeping", path);
			status = STATUS_MACHINE;
		}
	}
	file_list_free(&written);
	arena_free(&arena);
	return status;
}

/* The paths of LIST, with room for two more. */
static struct text *paths_of(struct arena *arena, struct text list, size_t *count)
{
	struct text *paths = arena_array(arena, count_files(list) + 2, sizeof *paths);
	struct published_file file;

	*count = 0;
	while (output_next(&list, &file))
		paths[(*count)++] = file.path;
	return paths;
}

/* previous/ is OUT but for the delta of the last build: that, and what this build changes, is all
 * that has to be brought forward. */
static enum status bring_forward(struct publish_step *step, struct diagnostics *d)
{
	const struct site_output *site = step->site;
	struct arena arena = {0};
	struct file_list written;
	size_t last_count, written_count, removed_count, kept_count = 0, gone_count = 0;
	const struct text *last = paths_of(&arena, step->last->delta, &last_count);
	struct text *fresh = paths_of(&arena, site->written, &written_count);
	const struct text *removed = paths_of(&arena, site->removed, &removed_count);
	struct text *kept = arena_array(&arena, last_count + 1, sizeof *kept);
	struct text *gone = arena_array(&arena, removed_count + last_count + 1, sizeof *gone);

	file_list_read(&written, site->written);
	while (gone_count < removed_count) {
		gone[gone_count] = removed[gone_count];
		gone_count++;
	}
	for (size_t i = 0; i < last_count; i++)
		if (!file_list_has(&step->files, last[i]))
			gone[gone_count++] = last[i];
		else if (!file_list_has(&written, last[i]))
			kept[kept_count++] = last[i];
	fresh[written_count++] = MIRROR;
	fresh[written_count++] = SUMS;
	enum status status = generation_forward(step->generation,
						&(struct generation_delta){
						    .written = fresh,
						    .written_count = written_count,
						    .kept = kept,
						    .kept_count = kept_count,
						    .removed = gone,
						    .removed_count = gone_count,
						},
						d);
	file_list_free(&written);
	arena_free(&arena);
	return status;
}

static bool is_listed(void *self, const struct stat *status, struct text path)
{
	const struct publish_step *step = self;

	(void)status;
	return file_list_has(&step->files, path) || text_equal(path, SUMS);
}

enum status publish_step_run(struct publish_step *step, struct diagnostics *d)
{
	const struct site_output *site = step->site;
	enum status status = list_files(step, d);

	if (status == STATUS_OK)
		status = write_lists(step, d);
	if (status == STATUS_OK)
		status = generation_sift(step->generation, is_listed, step, d);
	if (status != STATUS_OK)
		return status;
	status = step->last->previous_known && step->written < site->kept_count
		     ? bring_forward(step, d)
		     : link_kept(step, d);
	return status == STATUS_OK ? generation_publish(step->generation, d) : status;
}

void publish_step_free(struct publish_step *step)
{
	file_list_free(&step->files);
	buffer_free(&step->listed);
}
