/* explain_why.h - why the last build made a file anew, or kept it. */
#ifndef SSG_ENGINE_EXPLAIN_WHY_H
#define SSG_ENGINE_EXPLAIN_WHY_H

#include "engine/explain_step.h"

struct explained_file {
	struct text path;
	lang_id lang;
	const char *noun; /* "page" */
	uint64_t inputs;
	const char *inputs_words; /* what they are, when they differ: "its bytes" */
	bool traced; /* RECORDER has seen its reads; else the words are about them too */
};

/* Appends records to OUT (engine/explain_record.h). MEMORY is found in the question's. RECORDER has
 * seen the file made. */
void explain_why(const struct explain_question *question, const struct explained_file *file,
		 const struct page_memory *memory, const struct recorder *recorder,
		 struct buffer *out);

/* "themes/igf/layouts/page.html:12, 14, lua-plugins/x.lua:3 and 4 more": each line of PLACES
 * once; if ONLY is not empty, those that read a key of it. False: there is none, nothing was added.
 */
bool explain_lines(const struct recorded_read *read, const struct text *only, size_t only_count,
		   struct buffer *out);

#endif
