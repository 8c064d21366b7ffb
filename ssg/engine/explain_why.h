/* explain_why.h - why the last build made a file, or kept it: as it decided then, and kept with the
 * trace (cache/traces.h). */
#ifndef SSG_ENGINE_EXPLAIN_WHY_H
#define SSG_ENGINE_EXPLAIN_WHY_H

#include "cache/traces.h"
#include "engine/read_recorder.h"

struct explained_file {
	struct text path;
	lang_id lang;
	const char *noun;         /* "page" */
	const char *inputs_words; /* what its inputs are: "its bytes" */
};

/* Appends records to OUT (engine/explain_record.h). RECORDER has seen the file made. False: no
 * build has made it. */
bool explain_why(const struct traces *traces, const struct explained_file *file,
		 const struct recorder *recorder, struct buffer *out);

/* "themes/igf/layouts/page.html:12, 14, lua-plugins/x.lua:3 and 4 more": each line of READ once.
 * False: there is none, nothing was added. */
bool explain_lines(const struct recorded_read *read, struct buffer *out);

#endif
