#include "workers_fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct jail forking_jail = {.file_size = 64 << 20, .may_fork = true};

/* ---- results */

static void results_are_in_the_order_of_tasks(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.tasks = 12000;
	job.workers = 5;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_squares(&results, job.tasks, NO_TASK);
	assert_int_equal(d.count, 0);
	results_free(&results);
}

static void a_job_without_tasks_is_done(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.tasks = 0;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_int_equal(results.count, 0);
	results_free(&results);
}

static void one_task_runs_in_another_process(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};
	(void)state;
	job.tasks = 1;
	job.workers = 1;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_squares(&results, 1, NO_TASK);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	results_free(&results);
}

static void run_uneven(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	if (task % 3 == 0)
		diag_warning(d, "W-TEST", place_of(NULL, task), "problem %zu", task);
	for (size_t i = 0; i < task; i++)
		buffer_byte(out, 'x');
}

static void results_of_any_size_come_back_with_their_diagnostics_in_order(void **state)
{
	struct job job = job_of(run_uneven);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	for (size_t i = 0; i < TASKS; i++) {
		assert_int_equal(results.tasks[i].bytes.size, i);
		assert_int_equal((uintptr_t)results.tasks[i].bytes.at % 8, 0);
	}
	assert_int_equal(d.count, (TASKS + 2) / 3);
	for (size_t i = 0; i < d.count; i++)
		assert_int_equal(d.list[i].place.line, 3 * i);
	results_free(&results);
	diagnostics_free(&d);
}

static void run_large(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	(void)d;
	memset(buffer_reserve(out, 1 << 20), (int)task, 1 << 20);
	out->size += 1 << 20;
}

static void results_may_be_larger_together_than_one_file_may_be(void **state)
{
	struct job job = job_of(run_large);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	for (size_t i = 0; i < TASKS; i++) {
		assert_int_equal(results.tasks[i].bytes.size, 1 << 20);
		assert_int_equal(results.tasks[i].bytes.at[12345], (char)i);
	}
	results_free(&results);
}

static void start_before_tasks(void *self)
{
	*(size_t *)self = 7;
}

static void run_started(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (*(size_t *)self != 7)
		diag_error(d, "E-TEST", place_of(NULL, task), "not started");
	*(size_t *)self = 7;
	square(out, task);
}

/* What the supervisor of run_signed is given. */
struct takings {
	pid_t supervisor;
	unsigned taken[TASKS];
	uint64_t workers[TASKS]; /* their process numbers, in the order in which they ended */
	size_t worker_count;
};

/* 4000 bytes that begin with the worker's number. */
static void run_signed(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	uint64_t words[500] = {(uint64_t)getpid()};

	(void)self;
	buffer_add(out, words, sizeof words);
	diag_warning(d, "W-TEST", place_of(NULL, task), "problem %zu", task);
}

static void take_signed(void *self, size_t task, struct text bytes)
{
	struct takings *takings = self;
	uint64_t worker;

	assert_int_equal(getpid(), takings->supervisor);
	assert_int_equal(bytes.size, 4000);
	memcpy(&worker, bytes.at, sizeof worker);
	takings->taken[task]++;
	if (!takings->worker_count || takings->workers[takings->worker_count - 1] != worker)
		takings->workers[takings->worker_count++] = worker;
}

static void results_are_taken_by_handfuls_and_then_not_kept(void **state)
{
	struct takings takings = {.supervisor = getpid()};
	struct job job = job_of(run_signed);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.self = &takings;
	job.take = take_signed;
	job.results_max = 16000; /* four tasks and their headers */
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	for (size_t i = 0; i < TASKS; i++) {
		assert_int_equal(takings.taken[i], 1);
		assert_true(results.tasks[i].finished);
		assert_int_equal(results.tasks[i].bytes.size, 0);
		assert_int_equal(d.list[i].place.line, i);
	}
	assert_in_range(takings.worker_count, TASKS / 4, TASKS / 4 + job.workers);
	assert_int_equal(results.file_count, 0);
	results_free(&results);
	diagnostics_free(&d);
}

static void start_runs_in_each_worker_and_not_in_the_supervisor(void **state)
{
	struct job job = job_of(run_started);
	struct results results;
	struct diagnostics d = {0};
	size_t started = 1;

	(void)state;
	job.self = &started;
	job.start = start_before_tasks;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_int_equal(d.count, 0);
	assert_int_equal(started, 1);
	results_free(&results);
}

static void note_progress(void *self, size_t finished, size_t tasks)
{
	size_t *last = self;

	assert_in_range(finished, *last, tasks);
	*last = finished;
}

static void progress_ends_with_all_tasks(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};
	size_t finished = 0;

	(void)state;
	job.self = &finished;
	job.progress = note_progress;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_int_equal(finished, TASKS);
	results_free(&results);
}

/* ---- deaths */

static void run_crash(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM) {
		signal(SIGSEGV, SIG_DFL); /* AddressSanitizer's handler would exit */
		raise(SIGSEGV);
	}
	run_square(self, task, out, d);
}

static void a_crash_costs_one_task_and_names_the_signal(void **state)
{
	(void)state;
	assert_victim(run_crash, (struct job){0}, "E-CRASH",
		      "the worker crashed (segmentation fault)");
}

static void run_abort(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM)
		abort();
	run_square(self, task, out, d);
}

static void an_abort_of_a_library_is_named(void **state)
{
	(void)state;
	assert_victim(run_abort, (struct job){0}, "E-CRASH", "the worker crashed (abort)");
}

static void run_exit(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM)
		_exit(1);
	run_square(self, task, out, d);
}

static void an_exit_of_a_library_is_a_crash(void **state)
{
	(void)state;
	assert_victim(run_exit, (struct job){0}, "E-CRASH", "status 1");
}

static void run_quiet_exit(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM)
		_exit(0);
	run_square(self, task, out, d);
}

static void an_exit_that_claims_success_does_not_lose_a_task_silently(void **state)
{
	(void)state;
	assert_victim(run_quiet_exit, (struct job){0}, "E-CRASH", "ended without a result");
}

static void run_eat(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct arena arena = {0};

	for (size_t i = 0; task == VICTIM && i < 4096; i++)
		memset(arena_alloc(&arena, 1 << 20), 1, 1 << 20);
	arena_free(&arena);
	run_square(self, task, out, d);
}

static void a_task_that_eats_memory_is_stopped_at_the_limit(void **state)
{
	(void)state;
	if (!jail_limits_memory())
		skip();
	assert_victim(run_eat, (struct job){.memory = 100000000}, "E-MEMORY",
		      "the worker needed more than 100 MB of memory");
}

static void run_huge(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM) {
		memset(buffer_reserve(out, 9 << 20), 0, 9 << 20);
		out->size += 9 << 20;
	} else {
		run_square(self, task, out, d);
	}
}

static void a_result_past_the_file_size_is_refused(void **state)
{
	(void)state;
	assert_victim(run_huge, (struct job){0}, "E-MEMORY", "result too large");
}

static void run_all_crash(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	(void)task;
	(void)out;
	(void)d;
	abort();
}

static void every_task_may_die(void **state)
{
	struct job job = job_of(run_all_crash);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_int_equal(d.count, TASKS);
	for (size_t i = 0; i < TASKS; i++) {
		assert_false(results.tasks[i].finished);
		assert_int_equal(results.tasks[i].bytes.size, 0);
		assert_int_equal(d.list[i].place.line, i);
	}
	results_free(&results);
	diagnostics_free(&d);
}

static void start_crash(void *self)
{
	(void)self;
	abort();
}

static void a_crash_before_the_first_task_is_said_once(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.start = start_crash;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_one_problem(&d, "E-CRASH", "starting a worker for test: it crashed (abort)");
	results_free(&results);
	diagnostics_free(&d);
}

/* ---- without workers */

struct here {
	pid_t process;
	unsigned starts, stops, taken;
};

static void start_here(void *self)
{
	((struct here *)self)->starts++;
}

static void stop_here(void *self)
{
	((struct here *)self)->stops++;
}

static void run_here(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct here *here = self;

	assert_int_equal(getpid(), here->process);
	assert_int_equal(here->starts - here->stops, 1);
	assert_int_equal(d->count, 0);
	run_uneven(self, task, out, d);
	square(out, task);
}

static void without_workers_all_tasks_run_in_this_process(void **state)
{
	struct here here = {.process = getpid()};
	struct job job = job_of(run_here);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.workers = 0;
	job.self = &here;
	job.start = start_here;
	job.stop = stop_here;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_int_equal(here.stops, 1);
	assert_int_equal(d.count, (TASKS + 2) / 3);
	for (size_t i = 0; i < TASKS; i++) {
		assert_true(results.tasks[i].finished);
		assert_int_equal(results.tasks[i].bytes.size, i + 8);
		assert_int_equal((uintptr_t)results.tasks[i].bytes.at % 8, 0);
	}
	results_free(&results);
	diagnostics_free(&d);
}

static void take_here(void *self, size_t task, struct text bytes)
{
	struct here *here = self;

	assert_int_equal(task, here->taken++);
	assert_int_equal(bytes.size, task + 8);
}

static void without_workers_results_are_taken_too(void **state)
{
	struct here here = {.process = getpid(), .starts = 1};
	struct job job = job_of(run_here);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.workers = 0;
	job.self = &here;
	job.take = take_here;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_int_equal(here.taken, TASKS);
	assert_int_equal(results.tasks[VICTIM].bytes.size, 0);
	results_free(&results);
	diagnostics_free(&d);
}

/* ---- nested jobs */

static void run_nested(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct job inner = job_of(run_crash);
	struct results results;

	(void)self;
	(void)task;
	inner.memory = 200000000;
	workers_run(&inner, &results, d);
	for (size_t i = 0; i < results.count; i++)
		buffer_text(out, results.tasks[i].bytes);
	results_free(&results);
}

static void a_jailed_worker_can_supervise_workers_of_its_own(void **state)
{
	struct job job = job_of(run_nested);
	struct results results;
	struct diagnostics d = {0};
	uint64_t last;

	(void)state;
	job.tasks = 1;
	job.jail = &forking_jail;
	job.memory = 400000000;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_one_problem(&d, "E-CRASH", "segmentation fault");
	assert_int_equal(d.list[0].place.line, VICTIM);
	assert_int_equal(results.tasks[0].bytes.size, 8 * (TASKS - 1));
	memcpy(&last, results.tasks[0].bytes.at + 8 * (TASKS - 2), 8);
	assert_int_equal(last, (TASKS - 1) * (TASKS - 1));
	results_free(&results);
	diagnostics_free(&d);
}

/* ---- supervisors */

static void run_sleep(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	int *pipe_ends = self;
	volatile bool endless = true;

	(void)task;
	(void)out;
	(void)d;
	/* The pipe's end closes when the last process that holds it is gone. */
	if (write(pipe_ends[1], "r", 1) == 1)
		while (endless)
			;
}

static void workers_die_with_their_supervisor(void **state)
{
	struct job job = job_of(run_sleep);
	struct results results;
	struct diagnostics d = {0};
	int pipe_ends[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(pipe_ends), 0);
	job.self = pipe_ends;
	pid_t supervisor = fork();
	if (supervisor == 0) {
		workers_run(&job, &results, &d);
		_exit(0);
	}
	close(pipe_ends[1]);
	assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
	kill(supervisor, SIGKILL);
	assert_int_equal(waitpid(supervisor, NULL, 0), supervisor);
	while (read(pipe_ends[0], &byte, 1) == 1)
		;
	close(pipe_ends[0]);
}

/* ---- forged results: what a worker that was taken over could write */

static void frames_that_claim_more_than_the_file_holds_are_left_out(void **state)
{
	struct result_file file;
	struct result_frame frame;
	struct buffer bytes = {0}, notes = {0};
	size_t offset = 0;
	const uint64_t forged[3] = {2, UINT64_MAX - 3, 0};
	int fd = result_file_make();

	(void)state;
	buffer_string(&bytes, "whole");
	assert_int_equal(result_file_append(fd, 1, &bytes, &notes), 32);
	assert_int_equal(write(fd, forged, sizeof forged), sizeof forged);
	assert_true(result_file_map(&file, fd));
	assert_true(result_file_next(&file, &offset, &frame));
	assert_int_equal(frame.task, 1);
	assert_true(text_is(frame.bytes, "whole"));
	assert_int_equal(frame.diagnostics.size, 0);
	assert_false(result_file_next(&file, &offset, &frame));
	result_file_unmap(&file);
	close(fd);
	buffer_free(&bytes);
	buffer_free(&notes);
}

static void a_mapped_results_file_cannot_be_changed_or_shortened(void **state)
{
	struct result_file file;
	struct buffer bytes = {0}, notes = {0};
	int fd = result_file_make();

	(void)state;
	assert_true(result_file_append(fd, 0, &bytes, &notes) > 0);
	assert_true(result_file_map(&file, fd));
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(ftruncate(fd, 4096), -1);
	result_file_unmap(&file);
	close(fd);
	buffer_free(&bytes);
	buffer_free(&notes);
}

static void run_forge(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	(void)d;
	square(out, task);
	if (task == VICTIM) { /* frames of tasks that do not exist, into every file it has */
		const uint64_t forged[3] = {TASKS + 1, 0, 0};
		for (int fd = 3; fd < 64; fd++)
			if (write(fd, forged, sizeof forged) < 0)
				continue;
	}
}

static void forged_task_numbers_do_no_harm(void **state)
{
	struct job job = job_of(run_forge);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_squares(&results, TASKS, NO_TASK);
	results_free(&results);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(results_are_in_the_order_of_tasks),
	    cmocka_unit_test(a_job_without_tasks_is_done),
	    cmocka_unit_test(one_task_runs_in_another_process),
	    cmocka_unit_test(results_of_any_size_come_back_with_their_diagnostics_in_order),
	    cmocka_unit_test(results_may_be_larger_together_than_one_file_may_be),
	    cmocka_unit_test(results_are_taken_by_handfuls_and_then_not_kept),
	    cmocka_unit_test(start_runs_in_each_worker_and_not_in_the_supervisor),
	    cmocka_unit_test(progress_ends_with_all_tasks),
	    cmocka_unit_test(a_crash_costs_one_task_and_names_the_signal),
	    cmocka_unit_test(an_abort_of_a_library_is_named),
	    cmocka_unit_test(an_exit_of_a_library_is_a_crash),
	    cmocka_unit_test(an_exit_that_claims_success_does_not_lose_a_task_silently),
	    cmocka_unit_test(a_task_that_eats_memory_is_stopped_at_the_limit),
	    cmocka_unit_test(a_result_past_the_file_size_is_refused),
	    cmocka_unit_test(every_task_may_die),
	    cmocka_unit_test(a_crash_before_the_first_task_is_said_once),
	    cmocka_unit_test(without_workers_all_tasks_run_in_this_process),
	    cmocka_unit_test(without_workers_results_are_taken_too),
	    cmocka_unit_test(a_jailed_worker_can_supervise_workers_of_its_own),
	    cmocka_unit_test(workers_die_with_their_supervisor),
	    cmocka_unit_test(frames_that_claim_more_than_the_file_holds_are_left_out),
	    cmocka_unit_test(a_mapped_results_file_cannot_be_changed_or_shortened),
	    cmocka_unit_test(forged_task_numbers_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
