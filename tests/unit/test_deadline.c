/* Workers that show no sign of life. */
#include "workers/pulse.h"

#include "lua_fixture.h"
#include "workers_fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

static void run_loop(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	volatile bool endless = task == VICTIM;

	while (endless)
		;
	run_square(self, task, out, d);
}

static void an_endless_loop_meets_the_deadline(void **state)
{
	(void)state;
	assert_victim(run_loop, (struct job){.deadline = 0.2}, "E-DEADLINE",
		      "the worker used more than 0.2 s of CPU time without progress");
}

static void run_busy(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct timespec now, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	end.tv_nsec += 40 * 1000 * 1000;
	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	while ((now.tv_sec - end.tv_sec) * 1000000000 + now.tv_nsec < end.tv_nsec);
	run_square(self, task, out, d);
}

static void run_deaf_loop(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	if (task == VICTIM)
		signal(SIGXCPU, SIG_IGN);
	run_loop(self, task, out, d);
}

static void a_loop_that_does_not_answer_meets_the_deadline(void **state)
{
	(void)state;
	assert_victim(run_deaf_loop, (struct job){.deadline = 0.2}, "E-DEADLINE",
		      "the worker used more than 0.2 s of CPU time without progress");
}

static void say_line(void *self, struct pulse *pulse)
{
	pulse_say(pulse, self, 12, "hook page");
}

static void run_known_loop(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	static char path[] = "x.lua";

	pulse_witness((struct witness){say_line, path});
	run_loop(self, task, out, d);
}

static void an_endless_loop_of_a_plugin_is_told_with_its_line(void **state)
{
	struct job job = job_of(run_known_loop);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.deadline = 0.2;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_squares(&results, TASKS, VICTIM);
	assert_one_problem(&d, "E-DEADLINE", "more than 0.2 s of CPU time without progress");
	assert_true(text_is(d.list[0].place.path, "x.lua"));
	assert_int_equal(d.list[0].place.line, 12);
	assert_true(text_is(d.list[0].hint, "in hook page"));
	results_free(&results);
	diagnostics_free(&d);
}

static void run_crashing_witness(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)self;
	pulse_witness((struct witness){(void (*)(void *, struct pulse *))abort, NULL});
	run_loop(NULL, task, out, d);
}

static void a_crash_while_the_line_is_looked_for_is_no_other_death(void **state)
{
	(void)state;
	assert_victim(run_crashing_witness, (struct job){.deadline = 0.2}, "E-DEADLINE",
		      "the worker used more than 0.2 s of CPU time without progress");
}

static void run_endless(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	(void)task;
	run_loop(self, VICTIM, out, d);
}

static void when_too_many_tasks_hang_the_others_are_left_out(void **state)
{
	struct job job = job_of(run_endless);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.deadline = 0.1;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_in_range(d.count, job.workers + 2, 2 * job.workers + 1);
	for (size_t i = 0; i + 1 < d.count; i++)
		assert_true(text_is(d.list[i].code, "E-DEADLINE"));
	assert_int_equal(d.list[d.count - 1].place.path.size, 0);
	assert_true(text_find(d.list[d.count - 1].message, TEXT("were left out")) != SIZE_MAX);
	results_free(&results);
	diagnostics_free(&d);
}

static void the_deadline_is_of_a_task_not_of_a_worker(void **state)
{
	struct job job = job_of(run_busy);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.deadline = 0.3;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_squares(&results, TASKS, NO_TASK);
	results_free(&results);
}

static void run_slow(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	for (int i = 0; i < 15 && task == VICTIM; i++) {
		run_busy(self, task, out, d);
		buffer_clear(out);
		pulse_tick();
	}
	run_square(self, task, out, d);
}

static void a_sign_of_life_puts_the_deadline_off(void **state)
{
	struct job job = job_of(run_slow);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.deadline = 0.3;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_OK);
	assert_squares(&results, TASKS, NO_TASK);
	results_free(&results);
}

static void start_loop(void *self)
{
	volatile bool endless = true;

	(void)self;
	while (endless)
		;
}

static void an_endless_loop_before_the_first_task_meets_the_deadline(void **state)
{
	struct job job = job_of(run_square);
	struct results results;
	struct diagnostics d = {0};

	(void)state;
	job.start = start_loop;
	job.deadline = 0.2;
	assert_int_equal(workers_run(&job, &results, &d), STATUS_CONTENT);
	assert_one_problem(&d, "E-DEADLINE", "starting a worker for test");
	results_free(&results);
	diagnostics_free(&d);
}

/* ---- Lua */

/* SELF is a source. */
static void run_lua(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct state *state = open_small_state();

	(void)task;
	(void)out;
	run_lua_in(state, self, d);
	state_close(state);
}

static void assert_told(const char *source, uint32_t line, const char *code, const char *part)
{
	struct job job = job_of(run_lua);
	struct results results;
	struct diagnostics d = {0};

	job.tasks = 1;
	job.deadline = 0.3;
	job.self = (void *)(uintptr_t)source;
	workers_run(&job, &results, &d);
	assert_one_problem(&d, code, part);
	assert_true(text_is(d.list[0].place.path, "lua-plugins/x.lua"));
	assert_int_equal(d.list[0].place.line, line);
	assert_true(text_starts_with(d.list[0].hint, TEXT("in a test")));
	results_free(&results);
	diagnostics_free(&d);
}

#define HANG "(('a'):rep(30000)):find(('.-'):rep(100) .. 'b')"

static void a_pattern_that_never_ends_is_told_with_its_line(void **state)
{
	const char *part = "is this a pattern that never ends?";

	(void)state;
	assert_told("\n\nreturn " HANG, 3, "E-DEADLINE", part);
	assert_told("local function f()\n  pcall(function()\n    local x = " HANG
		    "\n  end)\nend\nf()",
		    3, "E-DEADLINE", part);
	assert_told("coroutine.wrap(function()\n  coroutine.yield(" HANG ")\nend)()", 2,
		    "E-DEADLINE", part);
	assert_told("for _ in (('a'):rep(30000)):gmatch(\n('.-'):rep(100) .. 'b') do\nend", 1,
		    "E-DEADLINE", part);
	assert_told("\nhtml.escape(('a'):rep(30000)):replace(('.-'):rep(100) .. 'b', '')", 2,
		    "E-DEADLINE", part);
}

static void a_loop_in_lua_meets_its_budget_before(void **state)
{
	(void)state;
	assert_told("local i = 0\nwhile true do i = i + 1 end", 2, "E-LUA", "instructions");
}

/* Instructions are few there: it is the time that ends it. */
static void a_loop_around_slow_work_in_c_ends_too(void **state)
{
	struct lua_limits limits = lua_limits_default();

	(void)state;
	limits.seconds = 0.2;
	assert_lua_fails_in(sandbox_open(&limits),
			    "local s, p = ('a'):rep(100), ('.-'):rep(3) .. 'b'\n"
			    "while true do s:find(p) end",
			    2, "more than 0.2 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_endless_loop_meets_the_deadline),
	    cmocka_unit_test(a_loop_that_does_not_answer_meets_the_deadline),
	    cmocka_unit_test(an_endless_loop_of_a_plugin_is_told_with_its_line),
	    cmocka_unit_test(a_crash_while_the_line_is_looked_for_is_no_other_death),
	    cmocka_unit_test(when_too_many_tasks_hang_the_others_are_left_out),
	    cmocka_unit_test(the_deadline_is_of_a_task_not_of_a_worker),
	    cmocka_unit_test(a_sign_of_life_puts_the_deadline_off),
	    cmocka_unit_test(an_endless_loop_before_the_first_task_meets_the_deadline),
	    cmocka_unit_test(a_pattern_that_never_ends_is_told_with_its_line),
	    cmocka_unit_test(a_loop_in_lua_meets_its_budget_before),
	    cmocka_unit_test(a_loop_around_slow_work_in_c_ends_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
