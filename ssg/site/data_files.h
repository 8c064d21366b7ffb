/* data_files.h - files that plugins add to the site: JSON, CSV, calendars and so on.
 *
 *   files_add(model, &file, diags);        what site:add_file asks for
 *
 * No page can be made this way: what a browser would run or show as markup is refused, since
 * only templates know how to escape for it. */
#ifndef SSG_SITE_DATA_FILES_H
#define SSG_SITE_DATA_FILES_H

#include "site/model.h"

enum {
	FILES_MAX = 1000000,       /* more are a loop that never ends, and would fill the disk */
	FILE_BYTES_MAX = 32 << 20, /* as for a page: a worker may hold it several times */
};

struct file_plan {
	lang_id lang;             /* that the hook reads the site in */
	struct text path;         /* "data/messages/x.json" */
	const struct value *data; /* for the hook, or NULL */
	struct text plugin;       /* the plugin whose hook makes the text: "lua-plugins/x.lua" */
	struct place place;       /* where it was asked for */
};

/* The path is copied; the plugin's name lives as long as the model. False: it cannot be a file of
 * the site, or is not for data; reported (E-PATH). */
bool files_add(struct model *model, const struct file_plan *file, struct diagnostics *d);

#endif
