/* explain.h - what a file of OUT is made from, and why the last build made it anew or did not.
 *
 *   struct explain_options options = {.site = ".", .out = "public", .file = "fr/x.html"};
 *   status = explain_run(&options, &answer, d);
 *   while (explain_record_next(&answer.records, &record)) …
 *   explain_answer_free(&answer);
 *
 * Nothing is written: the site is put together once more from the commit (or the work tree) that
 * OUT was built from, and the one file rendered and watched. */
#ifndef SSG_ENGINE_EXPLAIN_H
#define SSG_ENGINE_EXPLAIN_H

#include "engine/build.h"
#include "engine/explain_record.h"

struct explain_options {
	const char *site;
	const char *out;
	const char *file; /* below OUT, with OUT before it or not; or a document's, "content/…" */
	unsigned workers;
	struct progress_watch watch;
};

struct explain_answer {
	struct arena arena;
	struct build_report report; /* of the snapshot alone, for messages */
	struct text records;        /* engine/explain_record.h; empty: */
	struct text refusal;        /* why there is none: the question is wrong */
};

/* STATUS_USAGE: see ->refusal, or D if that is empty. ANSWER is to be freed after any status. */
enum status explain_run(const struct explain_options *options, struct explain_answer *answer,
			struct diagnostics *d);
void explain_answer_free(struct explain_answer *answer);

#endif
