/* model_cache.h - keeps the model, with everything that `site` hooks added, for builds in which
 * nothing that it was made from has changed.
 *
 * The model is an output like any other. Its inputs are the KEY, a digest of everything that the
 * assembly reads (engine/site_reuse.h); its trace is what hooks read, and the texts of documents
 * that warnings are about.
 *
 *   if (model_cache_find(&kept, &log, key, &config)) …
 *           … give the model its records, files and history, open digests …
 *           if (model_cache_holds(&kept, &digests)) … it is the model of this build …
 *   else    … make a new one …
 *           model_cache_write(&made, &lent, sizes);
 *
 * Models with equal *names* were made from equal inputs by hooks that read equal values: they are
 * the same, number by number. */
#ifndef SSG_CACHE_MODEL_CACHE_H
#define SSG_CACHE_MODEL_CACHE_H

#include "cache/log.h"
#include "site/digests.h"
#include "site/reads.h"
#include "source/history.h"

enum model_run {
	MODEL_HEAD,     /* struct model_head */
	MODEL_IMAGE,    /* cache/model_image.h */
	MODEL_DIGESTS,  /* uint64_t: of all numbered reads; 0 if not known */
	MODEL_NUMBERS,  /* uint32_t: the numbered reads of the trace */
	MODEL_NAMES,    /* the named reads, in the format of struct reads */
	MODEL_NAMED,    /* uint64_t: their digests; for a set, those of its members */
	MODEL_PROBLEMS, /* warnings, from diagnostics_write */
};
enum { MODEL_RUNS = MODEL_PROBLEMS + 1 };

struct model_head {
	struct digest key, name;
	struct history_state history; /* of that build (source/history.h) */
	uint64_t titles;              /* digest of all titles */
};

_Static_assert(sizeof(struct model_head) == 80, "as it lies on the disk");

struct kept_model {
	struct model_head head;
	struct model *model;
	const uint64_t *digests;
	struct text problems;
	/* private */
	struct text image;
	const struct log_segment *segment;
};

/* LOG outlives the model. False if it has no model of KEY. */
bool model_cache_find(struct kept_model *kept, const struct log *log, struct digest key,
		      const struct config *config);
void model_cache_close(struct kept_model *kept); /* KEPT may be zeros */
/* True if everything that hooks read has the digest that it had. */
bool model_cache_holds(const struct kept_model *kept, struct digests *digests);

/* A new model, and what is kept with it. */
struct made_model {
	const struct model *model;
	struct digests *digests; /* of the complete model; those that are known are kept */
	const struct reads *reads;
	struct digest key;
	struct history_state history;
	struct text problems;
};

/* The name that the model will have when it is found again. */
struct digest model_cache_name(const struct made_model *made);
/* Writes all runs and fills MODEL_RUNS SIZES. False, with errno, on failure. */
bool model_cache_write(const struct made_model *made, const struct log_lent *lent, uint64_t *sizes);

#endif
