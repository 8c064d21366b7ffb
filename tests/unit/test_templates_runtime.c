#include "sandbox/html.h"
#include "template/runtime.h"

#include "lua_fixture.h"

enum { FILES_MAX = 8 };

/* A theme of a few templates; what it prints is in ->out. */
struct theme {
	const char *files[FILES_MAX][2]; /* name, text */
	struct text names[FILES_MAX];
	size_t count;
	struct buffer used;
	struct state *state;
	struct templates *templates;
	struct buffer out;
	struct diagnostics d;
};

static bool read_template(void *self, struct text name, struct text *path, struct text *text)
{
	struct theme *theme = self;

	for (size_t i = 0; i < theme->count; i++) {
		if (!text_equal(name, theme->names[i]))
			continue;
		*path = theme->names[i];
		*text = text_of(theme->files[i][1]);
		return true;
	}
	return false;
}

static void note_used(void *self, struct text name)
{
	struct theme *theme = self;

	buffer_text(&theme->used, name);
	buffer_byte(&theme->used, ' ');
}

static void open_theme(struct theme *theme)
{
	theme->state = open_small_state();
	while (theme->count < FILES_MAX && theme->files[theme->count][0]) {
		theme->names[theme->count] = text_of(theme->files[theme->count][0]);
		theme->count++;
	}
	struct template_source source = {.names = theme->names,
					 .count = theme->count,
					 .read = read_template,
					 .used = note_used,
					 .self = theme};
	theme->templates = templates_open(theme->state, &source);
}

static void close_theme(struct theme *theme)
{
	templates_close(theme->templates);
	state_close(theme->state);
	buffer_free(&theme->out);
	buffer_free(&theme->used);
	diagnostics_free(&theme->d);
}

/* Sets a variable to what the Lua EXPRESSION gives. */
static void set(struct theme *theme, const char *name, const char *expression)
{
	lua_State *L = state_lua(theme->state);
	struct buffer source = {0};

	templates_environment(theme->templates);
	buffer_printf(&source, "return %s", expression);
	buffer_byte(&source, '\0');
	assert_true(run_lua_in(theme->state, source.at, &theme->d));
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
	buffer_free(&source);
}

static bool render(struct theme *theme, const char *name)
{
	return templates_render(theme->templates, text_of(name), &theme->out, "page en/x.html",
				&theme->d);
}

/* The first template prints EXPECTED. */
static void assert_renders(struct theme *theme, const char *expected)
{
	bool good = render(theme, theme->files[0][0]);
	struct text out = buffer_view(&theme->out);

	assert_no_report(&theme->d);
	assert_true(good);
	if (!text_is(out, expected))
		fail_msg("printed\n%.*s\n instead of\n%s", TEXT_ARGS(out), expected);
	assert_int_equal(lua_gettop(state_lua(theme->state)), 0);
}

/* A single template, with the variable `x` of Lua expression X. */
static void assert_prints(const char *template, const char *x, const char *expected)
{
	struct theme theme = {.files = {{"page.html", template}}};

	open_theme(&theme);
	set(&theme, "x", x);
	assert_renders(&theme, expected);
	close_theme(&theme);
}

static void assert_error(const char *template, const char *x, unsigned line, const char *words)
{
	struct theme theme = {.files = {{"page.html", template}}};

	open_theme(&theme);
	set(&theme, "x", x);
	assert_false(render(&theme, "page.html"));
	assert_int_equal(theme.d.count, 1);
	assert_report(&theme.d, 0, line, 0, "E-LUA", words);
	assert_true(text_is(theme.d.list[0].place.path, "page.html"));
	assert_report(&theme.d, 0, line, 0, "E-LUA", "page en/x.html");
	assert_int_equal(theme.out.size, 0);
	close_theme(&theme);
}

static void values_print_by_their_type(void **unused)
{
	(void)unused;
	assert_prints("[{{ x }}]", "'<&\"é'", "[&lt;&amp;&quot;é]");
	assert_prints("[{{ x }}]", "42", "[42]");
	assert_prints("[{{ x }}]", "1.0", "[1]");
	assert_prints("[{{ x }}]", "-0.0", "[0]");
	assert_prints("[{{ x }}]", "0.1", "[0.1]");
	assert_prints("[{{ x }}]", "1e100", "[1e+100]");
	assert_prints("[{{ x }}]", "math.mininteger", "[-9223372036854775808]");
	assert_prints("[{{ x }}]", "0/0", "[nan]");
	assert_prints("[{{ x }}]", "nil", "[]");
	assert_prints("[{{ x }}]", "html.escape('<')", "[&lt;]");
	assert_prints("{{ ('a'):gsub('a', 'b') }}", "nil", "b");
}

static void values_without_text_are_errors(void **unused)
{
	(void)unused;
	assert_error("\n{{ x }}", "true", 2, "true cannot be printed");
	assert_error("\n{{ x }}", "false", 2, "false cannot be printed");
	assert_error("\n{{ x }}", "{}", 2, "a table cannot be printed");
	assert_error("\n{{ x }}", "pairs", 2, "a function cannot be printed");
	assert_error("\n{{ x }}", "coroutine.create(pairs)", 2, "type thread");
	assert_error("\n<p title=\"{{ x }}\">", "html.escape('')", 2,
		     "HTML cannot be printed here");
	assert_error("\n<title>{{ x }}</title>", "html.escape('')", 2,
		     "HTML cannot be printed here");
}

static void addresses_that_run_code_become_a_hash(void **unused)
{
	static const char *const refused[] = {"'javascript:alert(1)'", "'JavaScript:x'",
					      "'data:text/html,x'", "'vbscript:x'",
					      "'file:///etc/passwd'"};

	(void)unused;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_prints("<a href=\"{{ x }}\">", refused[i], "<a href=\"#\">");
	assert_prints("<a href=\"{{ x }}\">", "' javascript:x'", "<a href=\"%20javascript:x\">");
	assert_prints("<a href=\"{{ x }}\">", "'java\\nscript:x'", "<a href=\"java%0Ascript:x\">");
	assert_prints("<a href=\"{{ x }}\">", "':x'", "<a href=\"%3Ax\">");
	assert_prints("<a href=\"{{ 'java' }}{{ x }}\">", "'script:y:z'",
		      "<a href=\"javascript%3Ay:z\">");
	assert_prints("<a href=\"{{ nil }}{{ x }}\">", "'javascript:y'",
		      "<a href=\"javascript%3Ay\">");
}

static void addresses_are_encoded(void **unused)
{
	(void)unused;
	assert_prints("<a href=\"{{ x }}\">", "'https://x.org/é?a=b&c=\"d\\''",
		      "<a href=\"https://x.org/%C3%A9?a=b&amp;c=%22d&#x27;\">");
	assert_prints("<a href='{{ x }}'>", "'../a%20b.html#c'", "<a href='../a%20b.html#c'>");
	assert_prints("<a href='/{{ x }}'>", "'a:b c'", "<a href='/a:b%20c'>");
	assert_prints("<a href='mailto:{{ x }}'>", "'a@b.c'", "<a href='mailto:a@b.c'>");
	assert_prints("<a href='{{ x }}'>", "nil", "<a href=''>");
}

static void statements_run(void **unused)
{
	(void)unused;
	assert_prints(
	    "{% for i, v in ipairs(x) do %}{% if v > 1 then %}{{ i }}={{ v }};{% end %}{% end %}",
	    "{1, 2, 3}", "2=2;3=3;");
	assert_prints(
	    "{% local function item(v) %}<li>{{ v }}</li>{% end -%}\n {% item(x) %}{% (item)(2) %}",
	    "1", "<li>1</li><li>2</li>");
	assert_prints("{% local n = 0 repeat %}{{ n }}{% n = n + 1 until n == 3 %}", "nil", "012");
}

static void templates_see_what_is_documented(void **unused)
{
	(void)unused;
	assert_prints(
	    "{% for _, name in ipairs{'pcall', 'error', 'coroutine', 'html', 'setmetatable',"
	    " 'rawset', 'load', 'io', 'os', 'debug', 'print', '_G', 'require'} do %}"
	    "{{ type(_ENV[name]) }}{% end %}",
	    "nil", "nilnilnilnilnilnilnilnilnilnilnilnilnil");
	assert_prints("{{ type(ipairs) }}{{ type(utf8.len) }}{{ ('x'):rep(2) }}{{ select('#', 1) }}"
		      "{{ tostring(1) }}{{ tonumber('2') }}{{ math.max(1, 2) }}{{ next{5} }}"
		      "{% for k, v in pairs{a = 1} do %}{{ k }}{% end %}{{ table.concat{1, 2} }}",
		      "nil", "functionfunctionxx11221a12");
}

static void variables_cannot_be_changed_by_a_page(void **unused)
{
	(void)unused;
	assert_error("\n{% x = 1 %}", "nil", 2, "cannot be changed");
	assert_error("\n{% y = 1 %}", "nil", 2, "cannot be changed");
	assert_error("\n{% _ENV.y = 1 %}", "nil", 2, "cannot be changed");
	assert_error("\n{% string.x = 1 %}", "nil", 2, "cannot be changed");
}

static void blocks_are_filled_over_several_levels(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% extends 'middle.html' %}{% local y = 'p' %}"
				    "{% block main %}{{ y }}({{ super() }}){% end %}"},
		      {"middle.html", "{% extends 'base.html' %}"
				      "{% block main %}m({{ super() }}{{ super() }}){% end %}"
				      "{% block side %}side{% end %}"},
		      {"base.html", "[{% block main %}b{% end %}|{% block side %}s{% end %}|"
				    "{% block foot %}<f>{% end %}]"}}};

	(void)unused;
	open_theme(&theme);
	assert_renders(&theme, "[p(m(bb))|side|<f>]");
	buffer_clear(&theme.out);
	assert_true(render(&theme, "base.html"));
	assert_true(text_is(buffer_view(&theme.out), "[b|s|<f>]"));
	assert_true(
	    text_is(buffer_view(&theme.used), "page.html middle.html base.html base.html "));
	close_theme(&theme);
}

static void blocks_nest(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html",
		       "{% extends 'middle.html' %}{% block inner %}p{{ super() }}{% end %}"},
		      {"middle.html",
		       "{% extends 'base.html' %}"
		       "{% block main %}[{% block inner %}m{% end %}]{{ super() }}{% end %}"},
		      {"base.html", "{% block main %}b{% end %}"}}};

	(void)unused;
	open_theme(&theme);
	assert_renders(&theme, "[pm]b");
	close_theme(&theme);
}

static void block_in_a_title_takes_plain_text(void **unused)
{
	struct theme theme = {
	    .files = {
		{"page.html",
		 "{% extends 'base.html' %}{% block title %}{{ '<' }} - {{ super() }}{% end %}"},
		{"base.html", "<title>{% block title %}Base{% end %}</title>"}}};

	(void)unused;
	open_theme(&theme);
	assert_renders(&theme, "<title>&lt; - Base</title>");
	close_theme(&theme);
}

static void super_is_a_value(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% extends 'base.html' %}{% block a %}{% local s = super() %}"
				    "1{{ s }}2{{ s }}{% end %}"},
		      {"base.html", "{% block a %}<b>{% end %}"}}};

	(void)unused;
	open_theme(&theme);
	assert_renders(&theme, "1<b>2<b>");
	close_theme(&theme);
	assert_error("\n{% block a %}{{ super() }}{% end %}", "nil", 2, "no template above");
}

static void includes_have_args_and_blocks_of_their_own(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% extends 'base.html' %}{% block a %}{% for i = 1, 2 do %}"
				    "{% include 'partials/x.html' {n = i} %}{% end %}"
				    "{% include 'partials/y.html' %}{% end %}"},
		      {"base.html", "{% block a %}{% end %}"},
		      {"partials/x.html", "{{ args.n }}"},
		      {"partials/y.html",
		       "{% extends 'partials/z.html' %}{% block b %}{{ type(args) }}{% end %}"},
		      {"partials/z.html", "[{% block a %}own{% end %}{% block b %}{% end %}]"}}};

	(void)unused;
	open_theme(&theme);
	assert_renders(&theme, "12[owntable]");
	assert_true(text_is(buffer_view(&theme.used), "page.html base.html partials/x.html "
						      "partials/y.html partials/z.html "));
	buffer_clear(&theme.used);
	assert_renders(&theme, "12[owntable]12[owntable]");
	assert_true(text_starts_with(buffer_view(&theme.used), TEXT("page.html base.html ")));
	close_theme(&theme);
}

static void includes_may_be_recursive(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% include 'partials/tree.html' x %}"},
		      {"partials/tree.html", "{% for _, c in ipairs(args) do %}"
					     "({% include 'partials/tree.html' c %}){% end %}"}}};

	(void)unused;
	open_theme(&theme);
	set(&theme, "x", "{{{}, {}}, {}}");
	assert_renders(&theme, "(()())()");
	close_theme(&theme);
}

static void endless_includes_are_an_error(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% include 'a.html' %}"},
		      {"a.html", "{% block b %}{% include 'a.html' %}{% end %}"}}};

	(void)unused;
	open_theme(&theme);
	assert_false(render(&theme, "page.html"));
	assert_report(&theme.d, 0, 1, 0, "E-LUA", "inside each other");
	assert_int_equal(theme.out.size, 0);
	assert_false(render(&theme, "page.html"));
	close_theme(&theme);
}

static void endless_extends_is_an_error_when_compiled(void **unused)
{
	struct theme theme = {.files = {{"a.html", "\n{% extends 'b.html' %}"},
					{"b.html", "{% extends 'a.html' %}"}}};

	(void)unused;
	open_theme(&theme);
	assert_false(templates_compile_all(theme.templates, theme.names, 1, &theme.d));
	assert_int_equal(theme.d.count, 2);
	assert_report(&theme.d, 0, 1, 12, "E-TEMPLATE", "\"b.html\" extends itself");
	assert_report(&theme.d, 1, 2, 12, "E-TEMPLATE", "\"a.html\" extends itself");
	assert_false(render(&theme, "a.html"));
	close_theme(&theme);
}

static void all_errors_of_all_templates_are_told(void **unused)
{
	struct theme theme = {
	    .files = {{"a.html", "<p>\n{% include 'partials/lits.html' %}{% include 'b.html' %}"},
		      {"b.html", "\n<p {{ x }}>"},
		      {"c.html", "\n\n{{ x.. }}"},
		      {"partials/list.html", "x"}}};

	(void)unused;
	open_theme(&theme);
	assert_false(templates_compile_all(theme.templates, theme.names, theme.count, &theme.d));
	assert_report(&theme.d, 0, 2, 12, "E-TEMPLATE",
		      "there is no template \"partials/lits.html\"");
	assert_report(&theme.d, 0, 2, 12, "E-TEMPLATE", "partials/list.html");
	assert_true(text_is(theme.d.list[0].place.path, "a.html"));
	assert_report(&theme.d, 1, 2, 4, "E-TEMPLATE", "in a tag");
	bool syntax = false;
	for (size_t i = 0; i < theme.d.count; i++)
		syntax |= text_is(theme.d.list[i].place.path, "c.html") &&
			  theme.d.list[i].place.line == 3;
	assert_true(syntax);
	close_theme(&theme);
}

static void missing_layout_is_told_with_a_suggestion(void **unused)
{
	struct theme theme = {.files = {{"page.html", "x"}}};

	(void)unused;
	open_theme(&theme);
	assert_false(render(&theme, "pge.html"));
	assert_report(&theme.d, 0, 0, 0, "E-TEMPLATE", "page.html");
	close_theme(&theme);
}

static void errors_name_the_line_of_the_template_that_failed(void **unused)
{
	struct theme theme = {.files = {{"page.html", "{% extends 'base.html' %}\n{% block a %}\n"
						      "{% include 'partials/x.html' %}{% end %}"},
					{"base.html", "{% block a %}{% end %}"},
					{"partials/x.html", "\n\n{{\n args.list.x }}"}}};

	(void)unused;
	open_theme(&theme);
	assert_false(render(&theme, "page.html"));
	assert_report(&theme.d, 0, 4, 0, "E-LUA", "attempt to index a nil value (field 'list')");
	assert_report(&theme.d, 0, 4, 0, "E-LUA", "traceback: partials/x.html:4, page.html:3");
	assert_true(text_is(theme.d.list[0].place.path, "partials/x.html"));
	close_theme(&theme);
}

static void endless_templates_end(void **unused)
{
	(void)unused;
	assert_error("\n{% while true do %}{% end %}", "nil", 2, "instructions");
	assert_error("{% local s = ('x'):rep(1000000) %}\n{% while true do %}{{ s }}{% end %}",
		     "nil", 2, "larger than 32 MB");
}

static void failed_page_does_not_change_the_next(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% extends 'base.html' %}{% block a %}mine{% end %}"},
		      {"bad.html", "{% extends 'base.html' %}{% block a %}x{{ {} }}{% end %}"},
		      {"base.html", "{% block a %}base{% end %}"}}};

	(void)unused;
	open_theme(&theme);
	buffer_string(&theme.out, "kept ");
	assert_false(render(&theme, "bad.html"));
	assert_true(text_is(buffer_view(&theme.out), "kept "));
	assert_true(render(&theme, "base.html"));
	assert_true(render(&theme, "page.html"));
	assert_true(text_is(buffer_view(&theme.out), "kept basemine"));
	close_theme(&theme);
}

static void write_page(void *self, uint64_t argument, struct buffer *out)
{
	struct theme *theme = self;

	(void)argument;
	assert_true(
	    templates_render(theme->templates, TEXT("inner.html"), out, "inner", &theme->d));
}

static void rendering_may_happen_while_rendering(void **unused)
{
	struct theme theme = {
	    .files = {{"page.html", "{% extends 'base.html' %}{% block a %}[{{ x }}]{% end %}"},
		      {"base.html", "{% block a %}{% end %}{% block b %}b{% end %}"},
		      {"inner.html", "{% extends 'base.html' %}{% block b %}inner{% end %}"}}};

	(void)unused;
	open_theme(&theme);
	templates_environment(theme.templates);
	html_push_lazy(state_lua(theme.state), write_page, &theme, 0);
	lua_setfield(state_lua(theme.state), -2, "x");
	lua_pop(state_lua(theme.state), 1);
	assert_renders(&theme, "[inner]b");
	close_theme(&theme);
}

static void white_space_and_line_ends_are_kept(void **unused)
{
	(void)unused;
	assert_prints("\n\n a\\ \"b\"\r\n\t{{ x }}\n", "1", "\n\n a\\ \"b\"\r\n\t1\n");
	assert_prints("]] ]=] {{ '%}' }} \\n", "nil", "]] ]=] %} \\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_print_by_their_type),
	    cmocka_unit_test(values_without_text_are_errors),
	    cmocka_unit_test(addresses_that_run_code_become_a_hash),
	    cmocka_unit_test(addresses_are_encoded),
	    cmocka_unit_test(statements_run),
	    cmocka_unit_test(templates_see_what_is_documented),
	    cmocka_unit_test(variables_cannot_be_changed_by_a_page),
	    cmocka_unit_test(blocks_are_filled_over_several_levels),
	    cmocka_unit_test(blocks_nest),
	    cmocka_unit_test(block_in_a_title_takes_plain_text),
	    cmocka_unit_test(super_is_a_value),
	    cmocka_unit_test(includes_have_args_and_blocks_of_their_own),
	    cmocka_unit_test(includes_may_be_recursive),
	    cmocka_unit_test(endless_includes_are_an_error),
	    cmocka_unit_test(endless_extends_is_an_error_when_compiled),
	    cmocka_unit_test(all_errors_of_all_templates_are_told),
	    cmocka_unit_test(missing_layout_is_told_with_a_suggestion),
	    cmocka_unit_test(errors_name_the_line_of_the_template_that_failed),
	    cmocka_unit_test(endless_templates_end),
	    cmocka_unit_test(failed_page_does_not_change_the_next),
	    cmocka_unit_test(rendering_may_happen_while_rendering),
	    cmocka_unit_test(white_space_and_line_ends_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
