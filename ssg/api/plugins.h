/* plugins.h - loads the plugins of a site and runs their hooks (docs/lua-api.md, "Plugins").
 *
 *   plugins = plugins_open(state, &reader);
 *   plugins_load(plugins, path, source, d);      for each, in the order in which they run
 *   plugins_run_site(plugins, d);
 *   plugins_run_page(plugins, "page fr/x.html", d);
 *   plugins_run_file(plugins, &model.files[i], &out, d);
 *   plugins_close(plugins);                      before state_close
 *
 * A plugin's file is run again for each document and each page, with new globals: what a hook
 * leaves in variables is gone before the next, so that no page depends on which pages were rendered
 * before it, and by which worker. */
#ifndef SSG_API_PLUGINS_H
#define SSG_API_PLUGINS_H

#include "api/hook_document.h"
#include "api/reader.h"
#include "base/event_log.h"
#include "sandbox/state.h"
#include "site/data_files.h"

enum hook { HOOK_DOCUMENT, HOOK_SITE, HOOK_PAGE, HOOK_FILE };
enum { HOOKS = HOOK_FILE + 1 };

struct plugins;

/* Gives STATE the globals of plugins, `html` and `json`. STATE and READER outlive the plugins. */
struct plugins *plugins_open(struct state *state, struct reader *reader);
void plugins_close(struct plugins *plugins); /* NULL is fine */

/* From now on each call of a hook is an event of EVENTS; NULL for none. */
void plugins_time(struct plugins *plugins, struct event_log *events);

/* Runs SOURCE, the file PATH, to see which hooks it has. Both outlive PLUGINS. False: reported
 * (E-LUA, E-PLUGIN). */
bool plugins_load(struct plugins *plugins, struct text path, struct text source,
		  struct diagnostics *d);

/* The next of them from *AT = 0, in the order in which they run. False: at the end. */
bool plugins_next(const struct plugins *plugins, size_t *at, struct text *path, bool hooks[HOOKS]);
/* "page": the name of a hook in Lua. */
const char *plugins_hook_name(enum hook hook);
/* True if any plugin has HOOK. */
bool plugins_have(const struct plugins *plugins, enum hook hook);

/* All run, whichever fails. False: errors were reported. */
bool plugins_run_document(struct plugins *plugins, struct hook_document *document,
			  struct diagnostics *d);
/* The reader's draft is the model. BEGUN, if not NULL, is called before each plugin. */
bool plugins_run_site(struct plugins *plugins, void (*begun)(void *self, struct text path),
		      void *self, struct diagnostics *d);
/* The page's object (bind_page.h) is on top of the stack, and stays there. Errors mention WHERE. */
bool plugins_run_page(struct plugins *plugins, const char *where, struct diagnostics *d);
/* Appends the text that the plugin which asked for FILE gives it. False: errors were reported, OUT
 * is as it was. */
bool plugins_run_file(struct plugins *plugins, const struct file_plan *file, struct buffer *out,
		      struct diagnostics *d);

#endif
