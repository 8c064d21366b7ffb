/* site_plugins.h - finds and loads the plugins that site.yaml names.
 *
 * A plugin is lua-plugins/<name>.lua of the commit, else the one of that name in the program. */
#ifndef SSG_ENGINE_SITE_PLUGINS_H
#define SSG_ENGINE_SITE_PLUGINS_H

#include "api/plugins.h"
#include "source/snapshot.h"

/* Loads all plugins. Their sources lie in ARENA, which outlives PLUGINS. False: errors were
 * reported. */
bool site_plugins_load(struct plugins *plugins, const struct config *config,
		       const struct snapshot *snapshot, struct arena *arena, struct diagnostics *d);

#endif
