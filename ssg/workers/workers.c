#include "workers/workers.h"

#include "workers/death.h"
#include "workers/in_process.h"
#include "workers/pulse.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How a worker ends by itself; a library's exit(1) must look like none of these. */
enum { EXIT_DONE = 0, EXIT_JAIL = 90, EXIT_RESULT = 91, EXIT_OVERTIME = 92 };

enum {
	TICK_MILLISECONDS = 100,
	ROUNDS_MAX = 8,    /* a second one is rare: see round_run */
	STALL_FACTOR = 60, /* wall-clock time to CPU time, on a busy machine */
	STALL_SECONDS_MIN = 60,
	GRACE_SECONDS = 1, /* by the clock, to say which line was running */
	CACHE_LINE = 64,
};

/* Shared with the workers, and therefore not trusted. TURN is 0 while a worker starts, then 1 +
 * the index of its task in crew.todo. */
struct slot {
	_Alignas(CACHE_LINE) _Atomic uint64_t turn;
	struct pulse pulse;
};

struct control {
	_Alignas(CACHE_LINE) _Atomic uint64_t next; /* index in crew.todo of the next task */
	_Alignas(CACHE_LINE) _Atomic uint64_t finished;
	struct slot slots[];
};

/* A place for a worker; pid is 0 when nobody is in it. */
struct worker {
	pid_t pid;
	int results;      /* memory file */
	enum fate killed; /* OVERTIME or STALLED once it was to end, after the ticks below */
	uint64_t ticks;   /* as last seen, and the clocks then */
	double cpu, wall;
};

struct crew {
	const struct job *job;
	struct results *results;
	struct diagnostics *d;
	struct arena arena;
	struct control *control;
	size_t control_size;
	struct worker *workers; /* job->workers, or the number of tasks if that is less */
	struct pollfd *polls;   /* their pidfds; -1: nobody */
	size_t size;
	size_t running;
	size_t starts;    /* in this round */
	size_t overtimes; /* tasks that met the deadline: see too_many */
	size_t *todo;     /* tasks of this round */
	size_t todo_count;
	struct outcome *outcomes; /* by task */
	unsigned walls;
	bool halted; /* a worker failed for a reason that every worker would meet: start no more */
	bool broken; /* and that is the machine's */
};

/* ---- in the worker */

/* True if a result file of SIZE bytes is full: a new worker begins the next file. */
static bool is_full(const struct job *job, uint64_t size)
{
	return (job->results_max && size >= job->results_max) ||
	       (job->jail->file_size && size >= job->jail->file_size / 2);
}

static void run_tasks(const struct crew *crew, size_t number)
{
	const struct job *job = crew->job;
	_Atomic uint64_t *turn = &crew->control->slots[number].turn;
	struct buffer out = {0}, notes = {0};
	struct diagnostics d = {0};
	int64_t size = 0;

	while (!is_full(job, (uint64_t)size)) {
		uint64_t next = atomic_fetch_add(&crew->control->next, 1);
		if (next >= crew->todo_count)
			break;
		atomic_store(turn, next + 1);
		pulse_tick();
		job->run(job->self, crew->todo[next], &out, &d);
		if (d.count || d.unlisted)
			diagnostics_write(&d, &notes);
		size = result_file_append(crew->workers[number].results, crew->todo[next], &out,
					  &notes);
		if (size < 0)
			_exit(EXIT_RESULT);
		atomic_fetch_add(&crew->control->finished, 1);
		diagnostics_free(&d);
		buffer_clear(&out);
		buffer_clear(&notes);
	}
	buffer_free(&out);
	buffer_free(&notes);
}

/* Never returns. Uses _exit, because buffers of stdio and functions of atexit belong to the
 * parent. */
static _Noreturn void be_worker(const struct crew *crew, size_t number, pid_t supervisor,
				uint64_t inherited)
{
	struct jail jail = *crew->job->jail;

	pulse_begin(&crew->control->slots[number].pulse, EXIT_OVERTIME);
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
	if (getppid() != supervisor) /* it died before the line above */
		_exit(EXIT_DONE);
	result_file_keep_only(crew->workers[number].results);
	/* For this worker, not for workers of a nested job. */
	madvise(crew->control, crew->control_size, MADV_DONTFORK);
	/* Unknown in a jail whose /proc is not there: then what it inherits stays the limit. */
	if (crew->job->memory && inherited)
		jail.memory = inherited + crew->job->memory;
	if (jail_enter(&jail) != crew->walls)
		_exit(EXIT_JAIL);
	if (crew->job->start)
		crew->job->start(crew->job->self);
	run_tasks(crew, number);
	_exit(EXIT_DONE);
}

/* ---- in the supervisor */

static double seconds(clockid_t clock)
{
	struct timespec time = {0};

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Says why, then halts the crew. */
static void halt(struct crew *crew, const char *doing, const char *reason)
{
	diag_machine(crew->d, doing, NULL, reason);
	crew->halted = true;
	crew->broken = true;
}

static void worker_start(struct crew *crew, size_t number)
{
	struct worker *worker = &crew->workers[number];
	pid_t supervisor = getpid();
	uint64_t inherited = crew->job->memory ? jail_memory_now() : 0;

	crew->starts++;
	*worker = (struct worker){.ticks = UINT64_MAX};
	memset(&crew->control->slots[number], 0, sizeof *crew->control->slots);
	worker->results = result_file_make();
	if (worker->results < 0) {
		halt(crew, "making a results file", strerror(errno));
		return;
	}
	worker->pid = fork();
	if (worker->pid == 0)
		be_worker(crew, number, supervisor, inherited);
	if (worker->pid > 0)
		crew->polls[number].fd = pidfd_open(worker->pid, 0);
	if (worker->pid > 0 && crew->polls[number].fd >= 0) {
		crew->running++;
		return;
	}
	halt(crew, "starting a worker", strerror(errno));
	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
	}
	worker->pid = 0;
	close(worker->results);
}

/* Ends a worker that shows no sign of life: one that computes is asked first where it is. */
static void watch(const struct crew *crew, size_t number)
{
	struct worker *worker = &crew->workers[number];
	double limit = job_deadline(crew->job);
	double stall = STALL_FACTOR * limit;
	uint64_t ticks = atomic_load(&crew->control->slots[number].pulse.ticks);
	clockid_t clock;

	if (clock_getcpuclockid(worker->pid, &clock) != 0)
		return;
	double cpu = seconds(clock), wall = seconds(CLOCK_MONOTONIC);
	if (worker->killed) {
		if (wall - worker->wall > GRACE_SECONDS)
			kill(worker->pid, SIGKILL);
	} else if (ticks != worker->ticks) {
		worker->ticks = ticks;
		worker->cpu = cpu;
		worker->wall = wall;
	} else if (cpu - worker->cpu > limit) {
		worker->killed = OVERTIME;
		worker->wall = wall;
		kill(worker->pid, SIGXCPU);
	} else if (wall - worker->wall > (stall > STALL_SECONDS_MIN ? stall : STALL_SECONDS_MIN)) {
		worker->killed = STALLED;
		kill(worker->pid, SIGKILL);
	}
}

static void finish(struct crew *crew, const struct result_frame *frame)
{
	const struct job *job = crew->job;
	struct outcome *outcome = &crew->outcomes[frame->task];
	struct task_result *result = &crew->results->tasks[frame->task];

	outcome->fate = FINISHED;
	result->finished = true;
	if (!job->take) {
		result->bytes = frame->bytes;
		outcome->diagnostics = frame->diagnostics;
		return;
	}
	job->take(job->self, frame->task, frame->bytes);
	if (frame->diagnostics.size)
		outcome->diagnostics = arena_text(&crew->arena, frame->diagnostics);
}

static void collect(struct crew *crew, int fd)
{
	struct results *results = crew->results;
	struct result_file file;
	struct result_frame frame;
	size_t offset = 0;

	if (!result_file_map(&file, fd)) {
		/* EBUSY is an attack: a process that outlived its worker. Nothing it wrote counts.
		 */
		halt(crew, "reading a worker's results", strerror(errno));
		return;
	}
	while (result_file_next(&file, &offset, &frame))
		if (frame.task < results->count && crew->outcomes[frame.task].fate == PENDING)
			finish(crew, &frame);
	if (crew->job->take || !file.size) {
		result_file_unmap(&file);
		return;
	}
	results->files = arena_grow(&results->arena, results->files, results->file_count,
				    sizeof *results->files);
	results->files[results->file_count++] = file;
}

/* The reason why worker NUMBER ended. PENDING if no task is to blame. */
static struct outcome cause_of_death(struct crew *crew, size_t number, int status)
{
	const struct worker *worker = &crew->workers[number];
	const struct pulse *pulse = &crew->control->slots[number].pulse;
	struct outcome cause = {.fate = CRASHED};
	struct place line = {.path = TEXT("")};
	struct text phase;

	if (worker->killed)
		/* If it went on before the signal reached it, its task is run again. */
		cause.fate = worker->ticks == atomic_load(&pulse->ticks) ? worker->killed : PENDING;
	else if (WIFSIGNALED(status))
		cause.signal = WTERMSIG(status);
	else if (WEXITSTATUS(status) == EXIT_DONE)
		cause.fate = PENDING;
	else if (WEXITSTATUS(status) == EXIT_MACHINE)
		cause.fate = NO_MEMORY;
	else if (WEXITSTATUS(status) == EXIT_RESULT)
		cause.fate = NO_ROOM;
	else if (WEXITSTATUS(status) == EXIT_OVERTIME)
		cause.signal = SIGXCPU; /* not from us */
	else
		cause.exit_status = WEXITSTATUS(status);
	if (cause.fate == OVERTIME && pulse_read(pulse, &line.path, &line.line, &phase)) {
		line.path = arena_text(&crew->arena, line.path);
		cause.line = line;
		cause.phase = arena_text(&crew->arena, phase);
	}
	return cause;
}

/* A worker that dies before its first task would do so again: no task is to blame, and none can
 * run. */
static void died_at_start(struct crew *crew, const struct outcome *cause)
{
	if (!crew->halted) {
		struct text who =
		    arena_printf(&crew->arena, "starting a worker for %s: it", crew->job->name);
		death_report(crew->job, NO_PLACE, who.at, cause, crew->d);
	}
	crew->halted = true;
	crew->results->unstarted = true;
}

/* If so many tasks hang, all would: tasks that nobody has begun are left out. */
static bool too_many(const struct crew *crew)
{
	return crew->overtimes > crew->size;
}

static void task_died(struct crew *crew, size_t task, const struct outcome *cause)
{
	struct outcome *outcome = &crew->outcomes[task];

	if (outcome->fate != PENDING)
		return;
	*outcome = *cause;
	crew->overtimes += cause->fate == OVERTIME;
	if (too_many(crew))
		atomic_store(&crew->control->next, crew->todo_count);
}

static void worker_end(struct crew *crew, size_t number)
{
	struct worker *worker = &crew->workers[number];
	uint64_t turn = atomic_load(&crew->control->slots[number].turn);
	int status = 0;

	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	collect(crew, worker->results);
	close(worker->results);
	close(crew->polls[number].fd);
	crew->polls[number].fd = -1;
	worker->pid = 0;
	crew->running--;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_JAIL) {
		if (!crew->halted)
			halt(crew, "jailing a worker", "Landlock, seccomp or a limit failed");
		return;
	}
	struct outcome cause = cause_of_death(crew, number, status);
	if (cause.fate == PENDING)
		return;
	if (turn == 0)
		died_at_start(crew, &cause);
	else if (turn <= crew->todo_count)
		task_died(crew, crew->todo[turn - 1], &cause);
}

static void report_progress(const struct crew *crew)
{
	uint64_t finished = atomic_load(&crew->control->finished);

	if (crew->job->progress)
		crew->job->progress(crew->job->self,
				    finished < crew->job->tasks ? (size_t)finished
								: crew->job->tasks,
				    crew->job->tasks);
}

/* Waits until a worker ends or a tick passes, and does what is due. */
static void supervise(struct crew *crew, double *ticked)
{
	poll(crew->polls, crew->size, TICK_MILLISECONDS); /* EINTR: as a tick */
	pulse_tick();                                     /* of a worker that supervises others */
	for (size_t i = 0; i < crew->size; i++) {
		if (!crew->workers[i].pid)
			continue;
		if (crew->polls[i].revents)
			worker_end(crew, i);
		else
			watch(crew, i);
	}
	double now = seconds(CLOCK_MONOTONIC);
	if (now - *ticked >= TICK_MILLISECONDS / 1e3) {
		*ticked = now;
		report_progress(crew);
	}
}

/* Decides each task once, except those that a death left open without blame: they stay pending.
 * Returns the number of decided tasks. */
static size_t round_run(struct crew *crew)
{
	double ticked = seconds(CLOCK_MONOTONIC);
	size_t open = 0;

	crew->todo_count = 0;
	for (size_t i = 0; i < crew->results->count; i++)
		if (crew->outcomes[i].fate == PENDING)
			crew->todo[crew->todo_count++] = i;
	atomic_store(&crew->control->next, 0);
	crew->starts = 0;
	do {
		/* Each death costs a task; only a forged counter could make more of them. */
		for (size_t i = 0; i < crew->size && !crew->halted; i++)
			if (!crew->workers[i].pid && crew->starts < crew->size + crew->todo_count &&
			    atomic_load(&crew->control->next) < crew->todo_count)
				worker_start(crew, i);
		if (crew->running)
			supervise(crew, &ticked);
	} while (crew->running || (!crew->halted && crew->starts < crew->size + crew->todo_count &&
				   atomic_load(&crew->control->next) < crew->todo_count));
	for (size_t i = 0; i < crew->todo_count; i++)
		open += crew->outcomes[crew->todo[i]].fate == PENDING;
	return crew->todo_count - open;
}

/* Puts all diagnostics into D, by task. False when a task did not finish. */
static bool report(struct crew *crew)
{
	size_t left_out = 0;
	bool all = true;

	for (size_t i = 0; i < crew->results->count; i++) {
		struct outcome *outcome = &crew->outcomes[i];
		struct task_result *result = &crew->results->tasks[i];

		if (outcome->fate == FINISHED && outcome->diagnostics.size &&
		    !diagnostics_read(crew->d, outcome->diagnostics)) {
			*outcome = (struct outcome){.fate = CRASHED};
			*result = (struct task_result){.bytes = TEXT("")};
		}
		all = all && outcome->fate == FINISHED;
		/* After a halt, why the others did not run has been said. */
		if (outcome->fate == PENDING && too_many(crew))
			left_out++;
		else if (outcome->fate > FINISHED || (outcome->fate == PENDING && !crew->halted))
			death_report(crew->job, crew->job->place(crew->job->self, i), "the worker",
				     outcome, crew->d);
	}
	if (left_out)
		diag_error(crew->d, "E-DEADLINE", NO_PLACE,
			   "%s: %zu more files were left out, as too many before them took too "
			   "long",
			   crew->job->name, left_out);
	return all;
}

static bool crew_gather(struct crew *crew)
{
	struct results *results = crew->results;

	crew->size = crew->job->workers;
	if (crew->size > results->count)
		crew->size = results->count;
	crew->walls = jail_available();
	crew->workers = arena_array(&crew->arena, crew->size, sizeof *crew->workers);
	crew->polls = arena_array(&crew->arena, crew->size, sizeof *crew->polls);
	for (size_t i = 0; i < crew->size; i++)
		crew->polls[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	crew->todo = arena_array(&crew->arena, results->count, sizeof *crew->todo);
	crew->outcomes = arena_array(&crew->arena, results->count, sizeof *crew->outcomes);
	crew->control_size = sizeof *crew->control + crew->size * sizeof *crew->control->slots;
	void *control = mmap(NULL, crew->control_size, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (control == MAP_FAILED) {
		diag_errno(crew->d, "sharing memory with workers", NULL);
		return false;
	}
	crew->control = control;
	return true;
}

enum status workers_run(const struct job *job, struct results *results, struct diagnostics *d)
{
	struct crew crew = {.job = job, .results = results, .d = d};
	enum status status = STATUS_OK;

	*results = (struct results){.count = job->tasks};
	if (!job->tasks)
		return STATUS_OK;
	results->tasks = arena_array(&results->arena, results->count, sizeof *results->tasks);
	for (size_t i = 0; i < results->count; i++)
		results->tasks[i].bytes = TEXT("");
	if (!job->workers) {
		in_process_run(job, results, d);
		return STATUS_OK;
	}
	if (!crew_gather(&crew)) {
		status = STATUS_MACHINE;
		goto done;
	}
	for (unsigned round = 0; round < ROUNDS_MAX && !crew.halted && !too_many(&crew); round++)
		if (round_run(&crew) == 0)
			break;
	report_progress(&crew);
	if (!report(&crew))
		status = STATUS_CONTENT;
	if (crew.broken)
		status = STATUS_MACHINE;
done:
	if (crew.control)
		munmap(crew.control, crew.control_size);
	arena_free(&crew.arena);
	return status;
}

void results_free(struct results *results)
{
	for (size_t i = 0; i < results->file_count; i++)
		result_file_unmap(&results->files[i]);
	arena_free(&results->arena);
	*results = (struct results){0};
}
