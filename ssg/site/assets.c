#include "site/assets.h"

#include "base/digest.h"
#include "base/embedded.h"
#include "content/image_size.h"
#include "site/output_paths.h"

#include <strings.h>

enum { NAME_DIGITS = 10 };

#define CONTENT_ASSETS TEXT("content/assets/")

struct collector {
	struct model *model;
	struct diagnostics *d;
	struct map names;      /* of the assets so far: the first one counts */
	struct buffer picture; /* the one being measured */
	enum status status;
};

/* The part after the last dot of the file's name; empty if there is none, or for a name like
 * ".css". */
static struct text extension_of(struct text name)
{
	size_t slash = text_find_last_byte(name, '/'), dot;
	struct text file = slash == SIZE_MAX ? name : text_slice(name, slash + 1, name.size);

	dot = text_find_last_byte(file, '.');
	return dot == SIZE_MAX || !dot ? TEXT("") : text_slice(file, dot + 1, file.size);
}

static bool is_one_of(struct text extension, const char *const *list)
{
	for (; *list; list++)
		if (text_of(*list).size == extension.size &&
		    !strncasecmp(*list, extension.at, extension.size))
			return true;
	return false;
}

static bool is_picture(struct text extension)
{
	static const char *const pictures[] = {"png",  "jpg",  "jpeg", "gif",
					       "webp", "avif", "svg",  NULL};

	return is_one_of(extension, pictures);
}

static bool is_named_by_digits(struct text extension)
{
	static const char *const code[] = {"css", "js", NULL};

	return is_picture(extension) || is_one_of(extension, code);
}

/* Ten digits of git's name for the bytes; of a digest, for those in the program. */
static void digits_of(const struct asset *asset, char digits[2 * sizeof(struct blob_id) + 1])
{
	if (asset->file)
		text_hex(digits, asset->file->blob.bytes, sizeof asset->file->blob.bytes);
	else
		digest_hex(digits, digest_text(asset->embedded), NAME_DIGITS);
	digits[NAME_DIGITS] = 0;
}

static struct text output_name(struct arena *arena, const struct asset *asset, struct text name)
{
	struct text extension = extension_of(name);
	struct text stem = text_slice(name, 0, name.size - extension.size); /* with its dot */
	char digits[2 * sizeof(struct blob_id) + 1];

	if (!is_named_by_digits(extension))
		return arena_printf(arena, "assets/%.*s", TEXT_ARGS(name));
	digits_of(asset, digits);
	return arena_printf(arena, "assets/%.*s%s.%.*s", TEXT_ARGS(stem), digits,
			    TEXT_ARGS(extension));
}

static void measure(struct collector *collector, struct asset *asset)
{
	struct image_size size;
	struct text bytes = asset->embedded;

	if (asset->file) {
		buffer_clear(&collector->picture);
		enum status status = snapshot_read(collector->model->snapshot, asset->file,
						   &collector->picture, collector->d);
		if (status != STATUS_OK) {
			collector->status = status;
			return;
		}
		bytes = buffer_view(&collector->picture);
	}
	if (image_size_read(bytes, &size)) {
		asset->width = size.width;
		asset->height = size.height;
	}
}

static void add(struct collector *collector, struct asset asset, struct text folder)
{
	struct model *model = collector->model;
	struct text name = text_slice(asset.path, folder.size, asset.path.size);

	if (map_get(&collector->names, name) != MAP_NONE)
		return;
	map_put(&collector->names, name, model->asset_count);
	asset.output = output_name(&model->arena, &asset, name);
	outputs_claim(model, asset.output, (struct place){.path = asset.path}, collector->d);
	if (is_picture(extension_of(name)))
		measure(collector, &asset);
	model->assets = arena_grow(&model->arena, model->assets, model->asset_count, sizeof asset);
	map_put(&model->asset_by_path, asset.path, model->asset_count);
	model->assets[model->asset_count++] = asset;
}

static void add_committed(struct collector *collector, struct text folder)
{
	const struct snapshot *snapshot = collector->model->snapshot;
	size_t first, count = snapshot_below(snapshot, folder, &first);

	for (size_t i = first; i < first + count; i++)
		add(collector,
		    (struct asset){.path = snapshot->files[i].path, .file = &snapshot->files[i]},
		    folder);
}

static void add_embedded(struct collector *collector, struct text folder)
{
	for (size_t i = 0; i < embedded_count; i++) {
		const struct embedded_file *file = &embedded_files[i];
		struct text path = text_of(file->path);
		if (text_starts_with(path, folder))
			add(collector,
			    (struct asset){.path = path,
					   .embedded =
					       text_make((const char *)file->bytes, file->size)},
			    folder);
	}
}

static struct text theme_assets(struct arena *arena, struct text theme)
{
	return arena_printf(arena, "themes/%.*s/assets/", TEXT_ARGS(theme));
}

enum status assets_collect(struct model *model, struct diagnostics *d)
{
	struct collector collector = {.model = model, .d = d};
	struct text themes[] = {model->config->theme, TEXT("plain")};

	add_committed(&collector, CONTENT_ASSETS);
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
		struct text folder = theme_assets(&model->arena, themes[i]);
		add_committed(&collector, folder);
		add_embedded(&collector, folder);
	}
	map_free(&collector.names);
	buffer_free(&collector.picture);
	return collector.status;
}

asset_id asset_find(const struct model *model, struct text name)
{
	struct arena arena = {0};
	struct text folders[] = {CONTENT_ASSETS, theme_assets(&arena, model->config->theme),
				 theme_assets(&arena, TEXT("plain"))};
	size_t found = MAP_NONE;

	for (size_t i = 0; i < sizeof folders / sizeof *folders && found == MAP_NONE; i++)
		found = map_get(
		    &model->asset_by_path,
		    arena_printf(&arena, "%.*s%.*s", TEXT_ARGS(folders[i]), TEXT_ARGS(name)));
	arena_free(&arena);
	return found == MAP_NONE ? NONE : (asset_id)found;
}
