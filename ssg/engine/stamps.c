#include "engine/stamps.h"

#include "base/embedded.h"
#include "render/locale.h"

/* Files that all pages may depend on. */
static const struct text folders[] = {
    {"site.yaml", 9}, {"content/types/", 14}, {"content/data/", 13}, {"lua-plugins/", 12}};

enum { FOLDERS = sizeof folders / sizeof *folders };

bool stamp_covers(struct text path)
{
	for (size_t i = 0; i < FOLDERS; i++)
		if (text_starts_with(path, folders[i]))
			return true;
	return false;
}

static struct digest join_file(struct digest stamp, const struct file *file)
{
	stamp = digest_join(stamp, digest_text(file->path));
	return digest_join(stamp, digest_of(&file->blob, sizeof file->blob));
}

struct digest stamp_join_files(struct digest stamp, const struct snapshot *snapshot,
			       const struct text *below, size_t folder_count)
{
	for (size_t f = 0; f < folder_count; f++) {
		size_t first, count = snapshot_below(snapshot, below[f], &first);
		for (size_t i = first; i < first + count; i++)
			stamp = join_file(stamp, &snapshot->files[i]);
	}
	return stamp;
}

struct digest stamp_of_program(void)
{
	struct digest stamp = digest_text(text_of(embedded_build_id));
	struct buffer icu = {0};

	locale_library_version(&icu);
	stamp = digest_join(stamp, digest_text(buffer_view(&icu)));
	buffer_free(&icu);
	return stamp;
}

/* What is no file of the site. */
static struct digest stamp_of_surroundings(const struct snapshot *snapshot)
{
	return digest_join(stamp_of_program(),
			   digest_text(text_of(snapshot->shallow ? "shallow" : "")));
}

struct digest stamp_of_pages(const struct snapshot *snapshot)
{
	return stamp_join_files(stamp_of_surroundings(snapshot), snapshot, folders, FOLDERS);
}

struct digest stamp_of_commit(const struct snapshot *snapshot)
{
	struct digest stamp = stamp_of_surroundings(snapshot);

	stamp = digest_join(stamp, digest_text(snapshot->prefix));
	return digest_join(stamp, digest_text(text_of(snapshot->commit)));
}

struct digest stamp_of_all(const struct snapshot *snapshot)
{
	struct digest whole = stamp_of_commit(snapshot);

	for (size_t i = 0; i < snapshot->count && snapshot->directory.size; i++)
		whole = join_file(whole, &snapshot->files[i]);
	return whole;
}
