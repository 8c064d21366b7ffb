/* renderer_fixture.h - a site of site_fixture.h with all that plugins and templates see of it. */
#ifndef SSG_TESTS_RENDERER_FIXTURE_H
#define SSG_TESTS_RENDERER_FIXTURE_H

#include "api/bind_page.h"
#include "render/page.h"
#include "sandbox/sandbox.h"
#include "site/assets.h"
#include "site/feed_plan.h"
#include "site_fixture.h"

struct rendering {
	struct site *site;
	struct theme theme;
	struct interface interface;
	struct state *state;
	struct renderer renderer;
};

static inline struct rendering *rendering_open(const char *yaml, const struct site_file *files)
{
	struct rendering *r = calloc(1, sizeof *r);
	struct lua_limits limits = {
	    .memory_soft = 32 << 20, .memory_hard = 128 << 20, .instructions = 10000000};

	assert_non_null(r);
	r->site = site_make(yaml, files);
	assert_no_report(&r->site->problems);
	strcpy(r->site->snapshot.commit, "0123456789abcdef0123456789abcdef01234567");
	r->site->snapshot.time = 1700000000; /* 2023-11-14T22:13:20Z */
	r->theme = (struct theme){&r->site->snapshot, r->site->config.theme};
	assert_int_equal(
	    interface_open(&r->interface, &r->site->config, &r->theme, &r->site->problems),
	    STATUS_OK);
	r->state = sandbox_open(&limits);
	renderer_open(&r->renderer, &r->site->model, &r->interface, &r->theme, r->state);
	assert_int_equal(assets_collect(&r->site->model, &r->site->problems), STATUS_OK);
	pages_assemble(&r->site->model, &r->site->problems);
	feeds_assemble(&r->site->model, &r->site->problems);
	return r;
}

/* After the `site` hooks. */
static inline void rendering_freeze(struct rendering *r)
{
	struct model *model = &r->site->model;

	pages_redirect(model, &r->site->problems);
	pages_join(model);
	backlinks_assemble(model);
	renderer_freeze(&r->renderer, &r->site->problems);
	assert_no_report(&r->site->problems);
}

static inline struct rendering *rendering_open_frozen(const char *yaml,
						      const struct site_file *files)
{
	struct rendering *r = rendering_open(yaml, files);

	rendering_freeze(r);
	return r;
}

static inline void rendering_close(struct rendering *r)
{
	renderer_close(&r->renderer);
	state_close(r->state);
	interface_close(&r->interface);
	site_free(r->site);
	free(r);
}

/* Runs LUA with the variables site and page, as the page at PATH is rendered. */
static inline bool rendering_run(struct rendering *r, const char *path, const char *lua)
{
	struct reader *reader = &r->renderer.reader;
	lua_State *L = state_lua(r->state);
	struct buffer source = {0};

	reader->page = pages_find(&r->site->model, text_of(path));
	assert_non_null(reader->page);
	reader->lang = reader->page->lang;
	reader->page_path = reader->page->path;
	buffer_printf(&source, "local site, page = ... ; %s", lua);
	sandbox_push_environment(L);
	bool good = state_load(r->state, buffer_view(&source), TEXT("lua-plugins/x.lua"),
			       &r->site->problems);
	if (good) {
		bind_push(L, &site_type, 0, reader->lang);
		bind_page_push(L);
		good = state_call(r->state, 2, 0, "a test", &r->site->problems);
	}
	buffer_free(&source);
	arena_free(&reader->scratch);
	assert_int_equal(lua_gettop(L), 0);
	return good;
}

/* The asserts of LUA hold on the page at PATH. */
static inline void assert_on(struct rendering *r, const char *path, const char *lua)
{
	bool good = rendering_run(r, path, lua);

	assert_no_report(&r->site->problems);
	assert_true(good);
}

/* LUA raises an error with WORDS in it. */
static inline void assert_fails_on(struct rendering *r, const char *path, const char *lua,
				   const char *words)
{
	assert_false(rendering_run(r, path, lua));
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, 1, 0, "E-LUA", words);
	diagnostics_free(&r->site->problems);
}

/* Makes LUA, the whole file, a plugin of the site. */
static inline bool rendering_load(struct rendering *r, const char *lua)
{
	return plugins_load(r->renderer.plugins, TEXT("lua-plugins/x.lua"), text_of(lua),
			    &r->site->problems);
}

/* Runs the `site` hooks. */
static inline bool rendering_run_site(struct rendering *r)
{
	struct reader *reader = &r->renderer.reader;

	reader->draft = &r->site->model;
	bool good = plugins_run_site(r->renderer.plugins, NULL, NULL, &r->site->problems);
	reader->draft = NULL;
	arena_free(&reader->scratch);
	assert_int_equal(lua_gettop(state_lua(r->state)), 0);
	return good;
}

/* Runs LUA as the body of a `site` hook. */
static inline bool rendering_plan(struct rendering *r, const char *lua)
{
	struct buffer source = {0};

	/* The plugins hold the text as long as they live. */
	buffer_printf(&source, "return {site = function(site) %s end}", lua);
	struct text kept = arena_text(&r->site->arena, buffer_view(&source));
	buffer_free(&source);
	plugins_close(r->renderer.plugins);
	r->renderer.plugins = plugins_open(r->state, &r->renderer.reader);
	assert_true(rendering_load(r, kept.at));
	return rendering_run_site(r);
}

static inline void assert_plan(struct rendering *r, const char *lua)
{
	bool good = rendering_plan(r, lua);

	assert_no_report(&r->site->problems);
	assert_true(good);
}

static inline void assert_plan_fails(struct rendering *r, const char *lua, const char *words)
{
	if (rendering_plan(r, lua))
		fail_msg("no error: %s", lua);
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, 1, 0, "E-LUA", words);
	diagnostics_free(&r->site->problems);
}

/* The page at PATH as bytes that end in NUL, in OUT. */
static inline bool rendering_page(struct rendering *r, const char *path, struct buffer *out)
{
	const struct page *page = pages_find(&r->site->model, text_of(path));

	assert_non_null(page);
	buffer_clear(out);
	reads_clear(&r->renderer.reads);
	bool good = renderer_page(&r->renderer, page, out, &r->site->problems);
	assert_int_equal(lua_gettop(state_lua(r->state)), 0);
	buffer_byte(out, '\0');
	return good;
}

#endif
