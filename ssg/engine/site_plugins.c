#include "engine/site_plugins.h"

#include "base/embedded.h"

#define FOLDER "lua-plugins/"
#define EXTENSION TEXT(".lua")

/* Names of all plugins, for "did you mean". */
static const struct text *all_names(const struct snapshot *snapshot, struct arena *arena,
				    size_t *count)
{
	size_t first, committed = snapshot_below(snapshot, TEXT(FOLDER), &first);
	struct text *names = arena_array(arena, committed + embedded_count + 1, sizeof *names);
	size_t folder = sizeof FOLDER - 1;

	*count = 0;
	for (size_t i = 0; i < committed + embedded_count; i++) {
		struct text path = i < committed ? snapshot->files[first + i].path
						 : text_of(embedded_files[i - committed].path);
		if (text_starts_with(path, TEXT(FOLDER)) && text_ends_with(path, EXTENSION))
			names[(*count)++] =
			    text_slice(path, folder, path.size - folder - EXTENSION.size);
	}
	return names;
}

static bool read_source(const struct snapshot *snapshot, struct text path, struct arena *arena,
			struct text *source, struct diagnostics *d)
{
	const struct file *file = snapshot_find(snapshot, path);
	struct buffer bytes = {0};
	bool found = false;

	if (file) {
		found = snapshot_read(snapshot, file, &bytes, d) == STATUS_OK;
		*source = arena_text(arena, buffer_view(&bytes));
		buffer_free(&bytes);
		return found;
	}
	for (size_t i = 0; i < embedded_count && !found; i++) {
		found = text_is(path, embedded_files[i].path);
		*source = text_make((const char *)embedded_files[i].bytes, embedded_files[i].size);
	}
	return found;
}

static void report_missing(const struct config *config, size_t plugin,
			   const struct snapshot *snapshot, struct arena *arena,
			   struct diagnostics *d)
{
	size_t count;
	const struct text *names = all_names(snapshot, arena, &count);
	const struct value *list = value_get(config->site, "plugins");
	struct text name = config->plugins[plugin];
	const struct value *at = list;

	for (size_t i = 0; i < value_count(list); i++)
		if (text_equal(value_text(value_item(list, i)), name))
			at = value_item(list, i);
	diag_error(d, "E-SITE", value_place(SITE_YAML, at),
		   "the plugin lua-plugins/%.*s.lua does not exist", TEXT_ARGS(name));
	diag_suggest(d, diag_closest(name, names, count));
}

bool site_plugins_load(struct plugins *plugins, const struct config *config,
		       const struct snapshot *snapshot, struct arena *arena, struct diagnostics *d)
{
	bool good = true;

	for (size_t i = 0; i < config->plugin_count; i++) {
		struct text path =
		    arena_printf(arena, FOLDER "%.*s.lua", TEXT_ARGS(config->plugins[i]));
		struct text source = TEXT("");
		size_t errors = d->errors;
		if (read_source(snapshot, path, arena, &source, d)) {
			good &= plugins_load(plugins, path, source, d);
		} else {
			good = false;
			if (d->errors == errors)
				report_missing(config, i, snapshot, arena, d);
		}
	}
	return good;
}
