#include "site/data_files.h"

#include "site/output_paths.h"

/* Types that browsers run, or show as markup that can run: HTML, XML of any kind, scripts and
 * style. */
static const char *const refused[] = {
    "html", "htm", "xhtml", "xht", "shtml", "mhtml", "svg", "svgz", "xml", "xsl",
    "xslt", "mml", "js",    "mjs", "css",   "wasm",  "php", "cgi",  "swf",
};

static bool is_refused(struct text extension)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *name = refused[i];
		size_t at = 0;
		while (at < extension.size && name[at] && (extension.at[at] | 0x20) == name[at])
			at++;
		if (at == extension.size && !name[at])
			return true;
	}
	return false;
}

/* Why no data can be in a file of PATH's name; NULL: it can. Each extension counts, as servers may
 * look at another than the last. */
static const char *mistake_of(struct text path)
{
	size_t slash = text_find_last_byte(path, '/');
	struct text rest = text_slice(path, slash == SIZE_MAX ? 0 : slash + 1, path.size), part;

	if (text_starts_with(rest, TEXT(".")))
		return "hidden files are for servers";
	if (text_find_byte(rest, '.') == SIZE_MAX || text_ends_with(rest, TEXT(".")))
		return "without an extension nobody can tell what it is";
	text_split(&rest, '.', &part);
	while (text_split(&rest, '.', &part))
		if (is_refused(part))
			return "pages are made by site:add_page, feeds by site:add_feed, assets "
			       "belong to content/assets/";
	return NULL;
}

bool files_add(struct model *model, const struct file_plan *file, struct diagnostics *d)
{
	struct text path = arena_text(&model->arena, file->path);
	const char *mistake = mistake_of(path);

	if (mistake) {
		diag_error(d, "E-PATH", file->place, "\"%.*s\" cannot be a file of data: %s",
			   TEXT_ARGS(text_slice(path, 0, 200)), mistake);
		return false;
	}
	if (!outputs_claim(model, path, file->place, d))
		return false;
	model->files = arena_grow(&model->arena, model->files, model->file_count, sizeof *file);
	model->files[model->file_count] = *file;
	model->files[model->file_count].path = path;
	model->files[model->file_count].plugin = arena_text(&model->arena, file->plugin);
	map_put(&model->file_by_path, path, model->file_count++);
	return true;
}
