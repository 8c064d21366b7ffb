/* explain.h - what a file of OUT is made from, and why the last build made it again or kept it.
 *
 *   struct explain_options options = {.site = ".", .out = "public", .file = "fr/x.html"};
 *   status = explain_run(&options, &answer, d);
 *   while (explain_record_next(&answer.records, &record)) …
 *   explain_answer_free(&answer);
 *
 * Writes nothing: it assembles the site again from the commit (or the work tree) that OUT was built
 * from, and renders that one file while it records the reads. */
#ifndef SSG_ENGINE_EXPLAIN_H
#define SSG_ENGINE_EXPLAIN_H

#include "engine/build.h"
#include "engine/explain_record.h"

struct explain_options {
	const char *site;
	const char *out;
	const char *file; /* relative to OUT or with OUT in front; or a document, "content/…" */
	unsigned workers;
	struct progress_watch watch;
};

struct explain_answer {
	struct arena arena;
	struct build_report report; /* only its snapshot is set, for the lines under messages */
	struct text records;        /* engine/explain_record.h; empty if ->refusal is set */
	struct text refusal;        /* why the question cannot be answered */
};

/* STATUS_USAGE: ->refusal or, if that is empty, D says why. Free ANSWER after any status. */
enum status explain_run(const struct explain_options *options, struct explain_answer *answer,
			struct diagnostics *d);
void explain_answer_free(struct explain_answer *answer);

#endif
