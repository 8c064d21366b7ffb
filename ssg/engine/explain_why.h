/* explain_why.h - says why the last build made or kept a file; the build noted the reason with
 * the trace (cache/traces.h). */
#ifndef SSG_ENGINE_EXPLAIN_WHY_H
#define SSG_ENGINE_EXPLAIN_WHY_H

#include "cache/traces.h"
#include "engine/read_recorder.h"

struct explained_file {
	struct text path;
	lang_id lang;
	const char *noun;         /* "page" */
	const char *inputs_words; /* names its inputs: "its bytes" */
};

/* Appends records to OUT (engine/explain_record.h). RECORDER has recorded how the file is made.
 * False if no build made the file. */
bool explain_why(const struct traces *traces, const struct explained_file *file,
		 const struct recorder *recorder, struct buffer *out);

/* Appends each line of READ once: "themes/igf/layouts/page.html:12, 14, lua-plugins/x.lua:3 and 4
 * more". False if there is none. */
bool explain_lines(const struct recorded_read *read, struct buffer *out);

#endif
