#include "cache/model_cache.h"

#include "cache/model_image.h"

#include <string.h>
#include <sys/mman.h>

/* ---- using */

/* Copies the image to memory of this process, filled at once: writing to a mapped file costs a
 * fault per page, which took half the time of an edit. */
static struct text own_copy(struct text bytes)
{
	const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE;
	void *at = mmap(NULL, bytes.size + 1, PROT_READ | PROT_WRITE, how, -1, 0);

	return at == MAP_FAILED ? TEXT("")
				: text_make(memcpy(at, bytes.at, bytes.size), bytes.size);
}

void model_cache_close(struct kept_model *kept)
{
	if (kept->image.size)
		munmap((void *)(uintptr_t)kept->image.at, kept->image.size + 1);
	*kept = (struct kept_model){.model = NULL};
}

bool model_cache_find(struct kept_model *kept, const struct log *log, struct digest key,
		      const struct config *config)
{
	*kept = (struct kept_model){.model = NULL};
	if (!log->count)
		return false;
	const struct log_segment *segment = &log->segments[log->count - 1];
	memcpy(&kept->head, segment->runs[MODEL_HEAD].at, sizeof kept->head);
	if (!digest_equal(kept->head.key, key))
		return false;
	kept->segment = segment;
	kept->image = own_copy(segment->runs[MODEL_IMAGE]);
	if (!kept->image.size)
		return false;
	kept->model = model_image_load(kept->image, config);
	kept->digests = (const void *)segment->runs[MODEL_DIGESTS].at;
	kept->problems = segment->runs[MODEL_PROBLEMS];
	return true;
}

static bool numbers_hold(const struct kept_model *kept, struct digests *digests)
{
	const uint32_t *numbers = (const void *)kept->segment->runs[MODEL_NUMBERS].at;
	size_t count = kept->segment->runs[MODEL_NUMBERS].size / sizeof *numbers;

	for (size_t i = 0; i < count; i++)
		if (digests_number(digests, numbers[i]) != kept->digests[numbers[i]])
			return false;
	return true;
}

/* Calls VISIT with each name and each member of a set, until it returns false. */
static bool visit_names(struct text names, bool (*visit)(void *self, struct text name), void *self)
{
	struct text name, members;
	struct buffer member = {0};
	bool going = true;

	while (going && reads_next_name(&names, &name)) {
		if (!reads_is_set(name, &members)) {
			going = visit(self, name);
			continue;
		}
		while (going && reads_next_member(name, &members, &member)) {
			going = visit(self, buffer_view(&member));
			buffer_clear(&member);
		}
	}
	buffer_free(&member);
	return going;
}

struct comparison {
	struct digests *digests;
	const uint64_t *next; /* old digest of the next name */
	uint64_t titles;      /* old digest of all titles */
};

static bool name_holds(void *self, struct text name)
{
	struct comparison *comparison = self;
	uint64_t before = *comparison->next++;

	return !digests_name_can_change(comparison->digests, name, comparison->titles) ||
	       digests_name(comparison->digests, name) == before;
}

bool model_cache_holds(const struct kept_model *kept, struct digests *digests)
{
	struct comparison comparison = {
	    .digests = digests,
	    .next = (const void *)kept->segment->runs[MODEL_NAMED].at,
	    .titles = kept->head.titles,
	};

	return numbers_hold(kept, digests) &&
	       visit_names(kept->segment->runs[MODEL_NAMES], name_holds, &comparison);
}

/* ---- keeping */

struct digesting {
	struct digests *digests;
	struct buffer out;
};

static bool add_digest(void *self, struct text name)
{
	struct digesting *digesting = self;
	uint64_t digest = digests_name(digesting->digests, name);

	buffer_add(&digesting->out, &digest, sizeof digest);
	return true;
}

/* Returns the digests of named reads; from here on, those of numbered ones are known too. */
static struct buffer digest_trace(const struct made_model *made)
{
	const uint32_t *numbers = (const void *)made->reads->numbers.at;
	struct digesting digesting = {.digests = made->digests};

	for (size_t i = 0; i < made->reads->numbers.size / sizeof *numbers; i++)
		digests_number(made->digests, numbers[i]);
	visit_names(buffer_view(&made->reads->names), add_digest, &digesting);
	return digesting.out;
}

struct digest model_cache_name(const struct made_model *made)
{
	const uint32_t *numbers = (const void *)made->reads->numbers.at;
	struct buffer all = digest_trace(made);

	for (size_t i = 0; i < made->reads->numbers.size / sizeof *numbers; i++)
		buffer_add(&all, &made->digests->numbered[numbers[i]], sizeof(uint64_t));
	struct digest name = digest_join(made->key, digest_text(buffer_view(&all)));
	buffer_free(&all);
	return name;
}

bool model_cache_write(const struct made_model *made, const struct log_lent *lent, uint64_t *sizes)
{
	struct model_head head = {.key = made->key,
				  .name = model_cache_name(made),
				  .history = made->history,
				  .titles = digests_titles(made->digests)};
	size_t count = made->digests->layout.first[READ_NUMBERED_KINDS];
	struct buffer image = {0}, named = digest_trace(made);

	model_image_save(&image, made->model);
	const struct text runs[MODEL_RUNS] = {
	    [MODEL_HEAD] = text_make((const char *)&head, sizeof head),
	    [MODEL_IMAGE] = buffer_view(&image),
	    [MODEL_DIGESTS] = text_make((const char *)made->digests->numbered,
					count * sizeof *made->digests->numbered),
	    [MODEL_NUMBERS] = buffer_view(&made->reads->numbers),
	    [MODEL_NAMES] = buffer_view(&made->reads->names),
	    [MODEL_NAMED] = buffer_view(&named),
	    [MODEL_PROBLEMS] = made->problems,
	};
	bool good = log_lent_write(lent, runs, MODEL_RUNS, sizes);
	buffer_free(&image);
	buffer_free(&named);
	return good;
}
