/* workers_fixture.h - jobs of forty small tasks, and what became of them, for tests. */
#ifndef SSG_TESTS_WORKERS_FIXTURE_H
#define SSG_TESTS_WORKERS_FIXTURE_H

#include "workers/workers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { TASKS = 40, VICTIM = 17, NO_TASK = -1 };

static const struct jail jail = {.file_size = 8 << 20};

static inline struct place place_of(void *self, size_t task)
{
	static const char *const paths[] = {"even.md", "odd.md"};

	(void)self;
	return (struct place){.path = text_of(paths[task % 2]), .line = (uint32_t)task};
}

static inline void square(struct buffer *out, size_t task)
{
	uint64_t value = task * task;

	buffer_add(out, &value, sizeof value);
}

static inline uint64_t value_of(const struct results *results, size_t task)
{
	uint64_t value;

	assert_int_equal(results->tasks[task].bytes.size, sizeof value);
	assert_int_equal((uintptr_t)results->tasks[task].bytes.at % 8, 0);
	memcpy(&value, results->tasks[task].bytes.at, sizeof value);
	return value;
}

/* All tasks but EXCEPT gave their square. */
static inline void assert_squares(const struct results *results, size_t tasks, long except)
{
	assert_int_equal(results->count, tasks);
	for (size_t i = 0; i < tasks; i++) {
		assert_int_equal(results->tasks[i].finished, (long)i != except);
		if ((long)i != except)
			assert_int_equal(value_of(results, i), i * i);
	}
}

static inline void assert_one_problem(const struct diagnostics *d, const char *code,
				      const char *part)
{
	assert_int_equal(d->count, 1);
	assert_string_equal(d->list[0].code.at, code);
	if (text_find(d->list[0].message, text_of(part)) == SIZE_MAX)
		fail_msg("\"%.*s\" does not say \"%s\"", TEXT_ARGS(d->list[0].message), part);
}

static inline struct job job_of(void (*run)(void *, size_t, struct buffer *, struct diagnostics *))
{
	return (struct job){.name = "test",
			    .tasks = TASKS,
			    .workers = 2,
			    .jail = &jail,
			    .run = run,
			    .place = place_of};
}

/* One task does something terrible: only it is lost, and said to be. */
static inline void assert_victim(void (*run)(void *, size_t, struct buffer *, struct diagnostics *),
				 struct job limits, const char *code, const char *part)
{
	struct job job = job_of(run);
	struct results results;
	struct diagnostics d = {0};

	job.deadline = limits.deadline;
	job.memory = limits.memory;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_squares(&results, TASKS, VICTIM);
	assert_one_problem(&d, code, part);
	assert_int_equal(d.list[0].place.line, VICTIM);
	assert_true(text_is(d.list[0].place.path, "odd.md"));
	results_free(&results);
	diagnostics_free(&d);
}

static inline void run_square(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	(void)d;
	square(out, task);
}

#endif
