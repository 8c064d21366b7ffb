/* model_cache.h - the model of the last build, with all that `site` hooks made, for builds in which
 * nothing has changed that it was made from.
 *
 * It is an output like others. Its inputs are the KEY, a digest of all that the assembly of a model
 * looks at (engine/site_reuse.h); its trace is what hooks read, and texts that warnings are about.
 *
 *   if (model_cache_find(&kept, &log, key, &config)) …
 *           give the model its records, files and history, and open digests …
 *           if (model_cache_holds(&kept, &digests)) … it is the model of this build …
 *   else    … make it …
 *           model_cache_write(&made, &lent, sizes);
 *
 * Models of one *name* are made from the same inputs by hooks that read the same: they have the
 * same structure, with the same numbers. */
#ifndef SSG_CACHE_MODEL_CACHE_H
#define SSG_CACHE_MODEL_CACHE_H

#include "cache/log.h"
#include "site/digests.h"
#include "site/reads.h"

enum model_run {
	MODEL_HEAD,     /* struct model_head */
	MODEL_IMAGE,    /* cache/model_image.h */
	MODEL_DIGESTS,  /* uint64_t: of all numbered reads; 0: not known */
	MODEL_NUMBERS,  /* uint32_t: numbered reads of the trace */
	MODEL_NAMES,    /* named ones, as struct reads has them */
	MODEL_NAMED,    /* uint64_t: a digest for each of these, sets member by member */
	MODEL_PROBLEMS, /* warnings, as of diagnostics_write */
	MODEL_TOUCHED,  /* uint32_t: works, see struct model_head */
};
enum { MODEL_RUNS = MODEL_TOUCHED + 1 };

struct model_head {
	struct digest key, name;
	/* The history then: how it went on is known as long as it has this beginning
	 * (source/history.h), and for works that it had touched behind it. Zero: unknown. */
	struct digest history;
	uint64_t titles; /* digest of all titles */
};

_Static_assert(sizeof(struct model_head) == 56, "as it lies on the disk");

struct kept_model {
	struct model_head head;
	struct model *model;
	const uint64_t *digests;
	struct text problems;
	const work_id *touched;
	size_t touched_count;
	/* private */
	const struct log_segment *segment;
};

/* LOG is opened by LOG_OWN: the model lies in its runs. False: it holds no model of KEY. */
bool model_cache_find(struct kept_model *kept, const struct log *log, struct digest key,
		      const struct config *config);
/* Has all that hooks read the digest that it had? */
bool model_cache_holds(const struct kept_model *kept, struct digests *digests);

/* What the model just made is kept with. */
struct made_model {
	const struct model *model;
	struct digests *digests; /* of the complete model; all that is known of them is kept */
	const struct reads *reads;
	struct digest key, history;
	const work_id *touched;
	size_t touched_count;
	struct text problems;
};

/* Its name: that of the model found later. */
struct digest model_cache_name(const struct made_model *made);
/* Fills MODEL_RUNS SIZES. False, with errno. */
bool model_cache_write(const struct made_model *made, const struct log_lent *lent, uint64_t *sizes);

#endif
