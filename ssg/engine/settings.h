/* settings.h - reads the YAML of a site into the one flat map that config_read() checks.
 *
 *   {site: {…}, types: {<type>: {…}}, data: {<name>: …}}
 *
 * from site.yaml, content/types/<type>.yaml and content/data/<name>.yaml; other files, and files in
 * subfolders, are not read. Runs in a jailed worker, because it parses untrusted input. */
#ifndef SSG_ENGINE_SETTINGS_H
#define SSG_ENGINE_SETTINGS_H

#include "source/snapshot.h"

/* Appends the map to OUT, aligned to 8 bytes; the offset of its root goes to *ROOT. A file with
 * errors is reported and left out (site.yaml: an empty map), so there is always a map.
 * site.yaml itself is read under default limits, the other files under those that it sets. */
enum status settings_read(const struct snapshot *snapshot, struct buffer *out, size_t *root,
			  struct diagnostics *d);

#endif
