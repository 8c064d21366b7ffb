#include "sandbox/state.h"

#include "sandbox/failure.h"
#include "sandbox/small_blocks.h"
#include "workers/pulse.h"

#include <lauxlib.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	TICK = 250,                 /* instructions between two looks at the accounts */
	RESUME_WORK = 20,           /* a resume costs about as much */
	NESTING_MAX = 50,           /* coroutines inside coroutines: each takes C stack */
	SOURCE_BYTES_MAX = 4000000, /* a hundred times a long plugin */
	MEGABYTE = 1024 * 1024,
};

struct state {
	lua_State *main;
	lua_State *running;
	struct lua_limits limits;
	size_t used; /* bytes that Lua holds */
	struct small_blocks blocks;
	bool over;         /* past the soft limit since the last collection */
	bool doomed;       /* FAILURE holds the reason and its place */
	uint64_t left;     /* instructions */
	unsigned calls;    /* of state_call, nested */
	const char *where; /* of the innermost */
	timer_t timer;     /* of process ->timed; no child inherits it */
	pid_t timed;
	double interval;             /* of the timer, seconds */
	volatile sig_atomic_t ticks; /* of it, left to the call that runs; -1: none is timed */
	volatile sig_atomic_t overtime;
	unsigned nesting; /* of coroutines */
	struct failure failure;
};

struct lua_limits lua_limits_default(void)
{
	return (struct lua_limits){
	    .memory_soft = (size_t)128 * MEGABYTE,
	    .memory_hard = (size_t)512 * MEGABYTE,
	    .instructions = 500000000, /* about 5 seconds */
	    .seconds = 60,
	};
}

struct state *state_of(lua_State *L)
{
	struct state *state;

	memcpy(&state, lua_getextraspace(L), sizeof state);
	return state;
}

lua_State *state_lua(struct state *state)
{
	return state->running;
}

void state_set_budget(struct state *state, uint64_t instructions, double seconds)
{
	state->limits.instructions = instructions;
	state->limits.seconds = seconds;
}

bool state_is_doomed(lua_State *L)
{
	return state_of(L)->doomed;
}

/* ---- limits */

/* Takes the reason and the place once: what follows is only the way out. */
static void condemn(struct state *state, lua_State *L, struct text reason)
{
	if (state->doomed)
		return;
	state->doomed = true;
	failure_clear(&state->failure);
	buffer_text(&state->failure.message, reason);
	failure_locate(&state->failure, L);
}

/* The stack is gone when Lua reports this: allocate() has kept the place. */
static void condemn_exhausted(struct state *state)
{
	if (state->doomed)
		return;
	state->doomed = true;
	buffer_clear(&state->failure.message);
	buffer_clear(&state->failure.calls);
	buffer_printf(&state->failure.message, "more than %zu MB of memory are wanted",
		      state->limits.memory_hard / MEGABYTE);
}

static void hook(lua_State *L, lua_Debug *ar);

static _Noreturn void raise_doom(lua_State *L)
{
	/* If some code catches the error after all, it gets no further than one instruction. */
	lua_sethook(L, hook, LUA_MASKCOUNT, 1);
	luaL_error(L, "a limit was passed");
	abort(); /* luaL_error does not return */
}

static void check_memory(lua_State *L)
{
	struct state *state = state_of(L);

	state->over = false;
	lua_gc(L, LUA_GCCOLLECT, 0);
	/* Well below, or a collection a few instructions later would be all that happens. */
	if (state->used > state->limits.memory_soft - state->limits.memory_soft / 8)
		state_doom(L, "more than %zu MB of memory are in use",
			   state->limits.memory_soft / MEGABYTE);
}

void state_charge(lua_State *L, uint64_t work)
{
	struct state *state = state_of(L);

	if (state->doomed)
		raise_doom(L);
	if (state->over)
		check_memory(L);
	if (state->overtime)
		state_doom(L, "more than %g s: is this an endless loop?", state->limits.seconds);
	if (!state->limits.instructions)
		return;
	if (work > state->left)
		state_doom(L, "more than %llu instructions: is this an endless loop?",
			   (unsigned long long)state->limits.instructions);
	state->left -= work;
}

void state_expect_memory(lua_State *L, size_t size)
{
	struct state *state = state_of(L);

	if (size > state->limits.memory_soft)
		luaL_error(L, "the result would be larger than the memory limit of %d MB",
			   (int)(state->limits.memory_soft / MEGABYTE));
}

void state_doom(lua_State *L, const char *format, ...)
{
	struct buffer reason = {0};
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&reason, format, arguments);
	va_end(arguments);
	condemn(state_of(L), L, buffer_view(&reason));
	buffer_free(&reason);
	raise_doom(L);
}

void state_pass_on(lua_State *L, int status)
{
	struct state *state = state_of(L);

	if (status == LUA_ERRMEM)
		condemn_exhausted(state);
	if (state->doomed)
		lua_error(L);
}

/* True while nothing is wrong. */
static void count_instructions(const struct state *state, lua_State *L)
{
	if (state->limits.instructions)
		lua_sethook(L, hook, LUA_MASKCOUNT, TICK);
	else
		lua_sethook(L, NULL, 0, 0);
}

static void hook(lua_State *L, lua_Debug *ar)
{
	int count = lua_gethookcount(L);

	(void)ar;
	pulse_tick();
	state_charge(L, (uint64_t)count);
	if (count != TICK)
		count_instructions(state_of(L), L);
}

/* ---- time */

/* lua_sethook may be called here, as Lua's own interpreter does it. */
static void tick(int signal, siginfo_t *info, void *context)
{
	struct state *state = info->si_value.sival_ptr;

	(void)signal;
	(void)context;
	if (state->ticks > 0)
		state->ticks--;
	if (state->ticks != 0)
		return;
	state->overtime = 1;
	lua_sethook(state->running, hook, LUA_MASKCOUNT, 1);
}

static void make_timer(struct state *state)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF};

	action.sa_sigaction = tick;
	sigemptyset(&action.sa_mask);
	event.sigev_value.sival_ptr = state;
	if (sigaction(SIGPROF, &action, NULL) < 0 ||
	    timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &state->timer) < 0)
		return;
	state->timed = getpid();
	state->interval = 0;
}

/* The timer runs on from call to call, as pages are many: to set it for each takes longer than to
 * count. So a call has its seconds, and up to one interval more. Without a timer the worker's
 * deadline is all there is. */
static void begin_time(struct state *state)
{
	enum { PARTS = 4 };
	const double longest = 0.5;
	double limit = state->limits.seconds;
	double interval = limit / PARTS < longest ? limit / PARTS : longest;

	state->overtime = 0;
	state->ticks = limit > 0 ? (sig_atomic_t)ceil(limit / interval) + 1 : -1;
	if (limit <= 0)
		return;
	if (state->timed != getpid())
		make_timer(state);
	if (state->timed && interval != state->interval) {
		time_t whole = (time_t)interval;
		struct timespec part = {whole, (long)((interval - (double)whole) * 1e9)};
		state->interval = interval;
		timer_settime(state->timer, 0, &(struct itimerspec){part, part}, NULL);
	}
}

/* A witness (workers/pulse.h). Reads the stack alone: if the signal has come while Lua was moving
 * it, the process, which is at its end, may crash here. */
static void say_where(void *self, struct pulse *pulse)
{
	const struct state *state = self;
	lua_Debug ar;

	if (failure_find_line(state->running, &ar))
		pulse_say(pulse, ar.source + 1, (uint32_t)ar.currentline, state->where);
}

/* ---- memory */

static void give_back(struct state *state, void *block, size_t size)
{
	if (block && size <= SMALL_BLOCK_MAX)
		small_blocks_give(&state->blocks, block, size);
	else
		free(block);
}

/* Like realloc, for sizes that are not 0; with an OLD_SIZE of 0 there is no BLOCK. */
static void *move(struct state *state, void *block, size_t old_size, size_t new_size)
{
	bool was_small = old_size && old_size <= SMALL_BLOCK_MAX;

	if (new_size > SMALL_BLOCK_MAX && !was_small)
		return realloc(block, new_size);
	void *moved = new_size <= SMALL_BLOCK_MAX ? small_blocks_take(&state->blocks, new_size)
						  : malloc(new_size);
	if (moved && block) {
		memcpy(moved, block, old_size < new_size ? old_size : new_size);
		give_back(state, block, old_size);
	}
	return moved;
}

/* Past the soft limit memory is still given, since an allocator cannot raise an error with a
 * position: the hook is set to look after the next instruction. */
static void *allocate(void *self, void *block, size_t old_size, size_t new_size)
{
	struct state *state = self;

	if (!block)
		old_size = 0; /* it was a type tag */
	if (new_size == 0) {
		give_back(state, block, old_size);
		state->used -= old_size;
		return NULL;
	}
	if (new_size > old_size) {
		size_t used = state->used + (new_size - old_size);
		if (used > state->limits.memory_hard) {
			/* Lua tries again after a collection. If that fails it raises an error
			 * without a position: this is the last chance to know it. */
			if (state->running && !state->doomed) {
				failure_clear(&state->failure);
				failure_locate(&state->failure, state->running);
			}
			return NULL;
		}
		if (used > state->limits.memory_soft && !state->over && state->running) {
			state->over = true;
			lua_sethook(state->running, hook, LUA_MASKCOUNT, 1);
		}
	}
	void *larger = move(state, block, old_size, new_size);
	if (larger)
		state->used = state->used - old_size + new_size;
	else if (new_size <= old_size)
		memory_exhausted(new_size); /* Lua relies on shrinking */
	return larger;
}

/* ---- opening */

static int panic(lua_State *L)
{
	/* Outside a protected call only memory can fail: nothing else is called there. */
	memory_exhausted(state_of(L)->used);
	return 0;
}

struct state *state_open(const struct lua_limits *limits)
{
	struct state *state = calloc(1, sizeof *state);

	if (!state)
		memory_exhausted(sizeof *state);
	state->limits = *limits;
	state->main = lua_newstate(allocate, state);
	if (!state->main)
		memory_exhausted(limits->memory_hard);
	memcpy(lua_getextraspace(state->main), &state, sizeof state);
	lua_atpanic(state->main, panic);
	state->running = state->main;
	state->ticks = -1;
	state->left = limits->instructions;
	count_instructions(state, state->main);
	return state;
}

void state_close(struct state *state)
{
	if (!state)
		return;
	if (state->timed == getpid())
		timer_delete(state->timer);
	lua_close(state->main);
	small_blocks_free(&state->blocks);
	failure_free(&state->failure);
	free(state);
}

/* ---- loading and calling */

bool state_load(struct state *state, struct text source, struct text path, struct diagnostics *d)
{
	lua_State *L = state->running;

	if (source.size > SOURCE_BYTES_MAX) {
		diag_error(d, "E-LUA", (struct place){.path = path},
			   "the file has %zu bytes: more than %d are not read as Lua", source.size,
			   SOURCE_BYTES_MAX);
		lua_pop(L, 1);
		return false;
	}
	struct buffer name = {0};
	buffer_byte(&name, '@');
	buffer_text(&name, path);
	buffer_byte(&name, '\0');
	int status = luaL_loadbufferx(L, source.at, source.size, name.at, "t");
	buffer_free(&name);
	if (status == LUA_OK) {
		lua_insert(L, -2);
		lua_setupvalue(L, -2, 1); /* _ENV is a main function's first */
		return true;
	}
	failure_describe_syntax(&state->failure, L, path);
	failure_report(&state->failure, NULL, d);
	lua_pop(L, 2);
	return false;
}

static int describe(lua_State *L)
{
	struct state *state = state_of(L);

	if (!state->doomed)
		failure_describe(&state->failure, L);
	return 1;
}

static void report(struct state *state, int status, const char *where, struct diagnostics *d)
{
	if (status == LUA_ERRMEM)
		condemn_exhausted(state);
	else if (status == LUA_ERRERR && !state->failure.message.size)
		buffer_string(&state->failure.message, "an error in an error handler");
	failure_report(&state->failure, where, d);
}

bool state_call(struct state *state, int arguments, int results, const char *where,
		struct diagnostics *d)
{
	lua_State *L = state->running;
	int base = lua_gettop(L) - arguments;
	unsigned nesting = state->nesting;

	if (!lua_checkstack(L, 10)) {
		diag_error(d, "E-LUA", NO_PLACE, "stack overflow (in %s)", where);
		lua_settop(L, base - 1);
		return false;
	}
	lua_pushcfunction(L, describe);
	lua_insert(L, base);
	const char *where_before = state->where;
	state->where = where;
	struct witness before = pulse_witness((struct witness){say_where, state});
	pulse_tick();
	if (state->calls++ == 0) {
		state->doomed = false;
		state->left = state->limits.instructions;
		count_instructions(state, L);
		failure_clear(&state->failure);
		begin_time(state);
	}
	int status = lua_pcall(L, arguments, results, base);
	pulse_witness(before);
	state->where = where_before;
	if (--state->calls == 0)
		state->ticks = -1;
	state->running = L; /* an error may have left a coroutine that was running */
	state->nesting = nesting;
	lua_remove(L, base);
	if (status == LUA_OK)
		return true;
	report(state, status, where, d);
	lua_pop(L, 1);
	return false;
}

lua_State *state_new_coroutine(lua_State *L)
{
	/* Its hook counts from the start: else work that is split into many coroutines would be
	 * free. */
	state_charge(L, TICK);
	return lua_newthread(L);
}

int state_resume(lua_State *L, lua_State *coroutine, int arguments, int *results)
{
	struct state *state = state_of(L);
	lua_State *running = state->running;
	unsigned nesting = state->nesting;

	if (nesting >= NESTING_MAX)
		luaL_error(L, "coroutines are nested more than %d deep", NESTING_MAX);
	state_charge(L, RESUME_WORK);
	state->running = coroutine;
	state->nesting++;
	int status = lua_resume(coroutine, L, arguments, results);
	state->running = running;
	state->nesting = nesting;
	return status;
}
