/* lua_fixture.h - runs a piece of Lua as a plugin would be run, for tests. */
#ifndef SSG_TESTS_LUA_FIXTURE_H
#define SSG_TESTS_LUA_FIXTURE_H

#include "sandbox/html_library.h"
#include "sandbox/json.h"
#include "sandbox/sandbox.h"

#include "reports.h"

/* Small limits, so that tests of them are fast. */
static inline struct state *open_small_state(void)
{
	struct lua_limits limits = {
	    .memory_soft = 32 << 20, .memory_hard = 128 << 20, .instructions = 10000000};

	struct state *state = sandbox_open(&limits);

	html_library_open(state_lua(state));
	json_open(state_lua(state), NULL);
	return state;
}

/* Runs SOURCE in an environment of its own. True: no error; its one result is on the stack. */
static inline bool run_lua_in(struct state *state, const char *source, struct diagnostics *d)
{
	sandbox_push_environment(state_lua(state));
	return state_load(state, text_of(source), TEXT("lua-plugins/x.lua"), d) &&
	       state_call(state, 0, 1, "a test", d);
}

/* SOURCE runs without error; its asserts hold. */
static inline void assert_lua(const char *source)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	bool good = run_lua_in(state, source, &d);

	assert_no_report(&d);
	assert_true(good);
	diagnostics_free(&d);
	state_close(state);
}

/* SOURCE fails with one error at LINE that has WORDS in it; afterwards STATE, which is closed, is
 * as good as new. */
static inline void assert_lua_fails_in(struct state *state, const char *source, unsigned line,
				       const char *words)
{
	struct diagnostics d = {0};

	assert_false(run_lua_in(state, source, &d));
	assert_int_equal(d.count, 1);
	assert_report(&d, 0, line, 0, "E-LUA", words);
	assert_int_equal(lua_gettop(state_lua(state)), 0);
	assert_true(run_lua_in(state, "local t = {} for i = 1, 1000 do t[i] = {i} end", &d));
	diagnostics_free(&d);
	state_close(state);
}

static inline void assert_lua_fails(const char *source, unsigned line, const char *words)
{
	assert_lua_fails_in(open_small_state(), source, line, words);
}

/* SOURCE returns this text. */
static inline void assert_lua_returns(const char *source, const char *expected)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	bool good = run_lua_in(state, source, &d);

	assert_no_report(&d);
	assert_true(good);
	assert_string_equal(lua_tostring(state_lua(state), -1), expected);
	diagnostics_free(&d);
	state_close(state);
}

#endif
