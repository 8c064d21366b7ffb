#include "engine/settings.h"

#include "content/yaml.h"
#include "site/config.h"
#include "workers/pulse.h"

struct settings_reader {
	const struct snapshot *snapshot;
	struct arena *arena;
	struct limits limits;
	struct diagnostics *d;
};

/* Copies the bytes of FILE to the arena: nodes point into them until they are flattened. */
static bool read_text(struct settings_reader *reader, const struct file *file, struct text *yaml)
{
	struct buffer bytes = {0};

	pulse_tick();
	bool ok = snapshot_read(reader->snapshot, file, &bytes, reader->d) == STATUS_OK;

	if (ok)
		*yaml = arena_text(reader->arena, buffer_view(&bytes));
	buffer_free(&bytes);
	return ok;
}

static void add_entry(struct settings_reader *reader, struct value_node *map, struct text key,
		      struct value_node *value)
{
	struct value_node *name = value_node(reader->arena, VALUE_STRING);

	name->text = key;
	value_node_add(reader->arena, map, name);
	value_node_add(reader->arena, map, value);
}

/* Reads site.yaml, under default limits. */
static struct value_node *read_site(struct settings_reader *reader)
{
	const struct file *file = snapshot_find(reader->snapshot, SITE_YAML);
	struct value_node *site = NULL;
	struct text yaml;

	if (!file)
		diag_error(reader->d, "E-SITE", (struct place){.path = SITE_YAML},
			   "the site has no site.yaml");
	else if (read_text(reader, file, &yaml))
		site = yaml_parse_map(reader->arena, yaml, SITE_YAML, 1, &reader->limits,
				      "site.yaml", reader->d);
	return site ? site : value_node(reader->arena, VALUE_MAP);
}

static struct limits limits_of(const struct value_node *site)
{
	struct diagnostics ignored = {0}; /* config_read reports the same */
	struct buffer flat = {0};
	size_t root = value_flatten(&flat, site);
	const struct value *value = (const struct value *)(const void *)(flat.at + root);
	struct limits limits = limits_read(value_get(value, "limits"), SITE_YAML, &ignored);

	buffer_free(&flat);
	diagnostics_free(&ignored);
	return limits;
}

/* "x" for PATH "<folder>x.yaml"; empty for another kind of file. */
static struct text name_in(struct text path, struct text folder)
{
	struct text name = text_slice(path, folder.size, path.size);

	if (!text_ends_with(name, TEXT(".yaml")) || text_find_byte(name, '/') != SIZE_MAX)
		return TEXT("");
	return text_slice(name, 0, name.size - (sizeof ".yaml" - 1));
}

/* A map with an entry per YAML file of FOLDER. WHAT names a file in messages if each has to be a
 * map; NULL if not. */
static struct value_node *read_folder(struct settings_reader *reader, struct text folder,
				      const char *what)
{
	struct value_node *map = value_node(reader->arena, VALUE_MAP);
	size_t first, count = snapshot_below(reader->snapshot, folder, &first);

	for (size_t i = first; i < first + count; i++) {
		const struct file *file = &reader->snapshot->files[i];
		struct text name = name_in(file->path, folder), yaml;
		struct value_node *value;
		if (!name.size || !read_text(reader, file, &yaml))
			continue;
		value = what ? yaml_parse_map(reader->arena, yaml, file->path, 1, &reader->limits,
					      what, reader->d)
			     : yaml_parse(reader->arena, yaml, file->path, 1, &reader->limits,
					  reader->d);
		if (value)
			add_entry(reader, map, name, value);
	}
	return map;
}

enum status settings_read(const struct snapshot *snapshot, struct buffer *out, size_t *root,
			  struct diagnostics *d)
{
	struct arena arena = {0};
	struct settings_reader reader = {snapshot, &arena, limits_default(), d};
	struct value_node *map = value_node(&arena, VALUE_MAP), *site = read_site(&reader);

	reader.limits = limits_of(site);
	add_entry(&reader, map, TEXT("site"), site);
	add_entry(&reader, map, TEXT("types"),
		  read_folder(&reader, TEXT("content/types/"), "a type"));
	add_entry(&reader, map, TEXT("data"), read_folder(&reader, TEXT("content/data/"), NULL));
	*root = value_flatten(out, map);
	arena_free(&arena);
	return diagnostics_status(d);
}
