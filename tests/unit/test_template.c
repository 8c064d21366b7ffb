#include "template/compiler.h"

#include "reports.h"

static bool compile(const char *template, struct buffer *lua, struct diagnostics *d)
{
	return template_compile(text_of(template), TEXT("layouts/x.html"), lua, d);
}

/* What stands between `function(args)` and `end`. */
static struct text body(const struct buffer *lua)
{
	struct text text = buffer_view(lua), start = TEXT("return function(args) ");
	size_t from = text_find(text, start), to = text_find(text, TEXT("end, {"));

	assert_true(from != SIZE_MAX && to != SIZE_MAX);
	from += start.size;
	return text_slice(text, from, to - from);
}

static void assert_body(const char *template, const char *expected)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};
	bool good = compile(template, &lua, &d);

	assert_no_report(&d);
	assert_true(good);
	struct text text = body(&lua);
	if (!text_is(text, expected))
		fail_msg("%s\n gives\n%.*s\n instead of\n%s", template, TEXT_ARGS(text), expected);
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void assert_good(const char *template)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};
	bool good = compile(template, &lua, &d);

	assert_no_report(&d);
	assert_true(good);
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void assert_bad(const char *template, unsigned line, unsigned column, const char *words)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};

	assert_false(compile(template, &lua, &d));
	assert_report(&d, 0, line, column, "E-TEMPLATE", words);
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void text_and_expressions_become_calls(void **unused)
{
	(void)unused;
	assert_body("a{{ x }}b", "ssg_raw(\"a\");ssg_text(( x ));ssg_raw(\"b\");");
	assert_body("", "");
	assert_body("<p a=\"{{x}}\" href='{{y}}/{{z}}'>",
		    "ssg_raw(\"<p a=\\\"\");ssg_plain((x));ssg_raw(\"\\\" href='\");ssg_url((y));"
		    "ssg_raw(\"/\");ssg_url_rest((z));ssg_raw(\"'>\");");
	assert_body("<title>{{x}}</title>",
		    "ssg_raw(\"<title>\");ssg_plain((x));ssg_raw(\"</title>\");");
	assert_body(
	    "<a href=\"{{x}}{{y}}\">",
	    "ssg_raw(\"<a href=\\\"\");ssg_url((x));ssg_url_scheme((y));ssg_raw(\"\\\">\");");
}

static void fields_are_printed_without_a_text_of_lua_between(void **unused)
{
	(void)unused;
	assert_body("{{ d.title }}",
		    "if ssg_field(1, d, \"title\") then ssg_text(( d.title )) end;");
	assert_body("<a href=\"{{d.url}}\">",
		    "if ssg_field(3, d, \"url\", \"<a href=\\\"\") then ssg_url((d.url)) end;"
		    "ssg_raw(\"\\\">\");");
	assert_body("{{ a.b.c -}} x",
		    "if ssg_field(1, a.b, \"c\") then ssg_text(( a.b.c )) end;ssg_raw(\"x\");");
	/* Whatever is no chain of names is Lua's. */
	assert_body("{{ d.f() }}", "ssg_text(( d.f() ));");
	assert_body("{{ d:f() }}", "ssg_text(( d:f() ));");
	assert_body("{{ d.a .. b }}", "ssg_text(( d.a .. b ));");
	assert_body("{{ d[1].a }}", "ssg_text(( d[1].a ));");
	assert_body("{{ d.a\n}}", "ssg_text(( d.a \n));");
}

static void text_is_quoted_with_its_lines(void **unused)
{
	(void)unused;
	assert_body("a\"\\\nb\r\nc { } {x} é", "ssg_raw(\"a\\\"\\\\\\\nb\\r\\\nc { } {x} é\");");
}

static void statements_are_copied(void **unused)
{
	(void)unused;
	assert_body("{% if x then %}a{% else %}b{% end %}",
		    "if x then ;ssg_raw(\"a\");else ;ssg_raw(\"b\");end ;");
	assert_body("{% local a = {b = {}} %}", "local a = {b = {}} ;");
}

static void lines_stay_lines(void **unused)
{
	static const char template[] =
	    "{# one\ntwo #}\n{%-\n local x = [[\n\n]] -- no\n --[[ y\n ]]\n"
	    "%}\n \n{{- x\n-}}\n \na\\\n{% include \"b\"\n {x = \n1} %}\n"
	    "{% block c\n %}\n{% end\n%}\n";
	struct diagnostics d = {0};
	struct buffer lua = {0};
	size_t lines = 0, expected = 0;

	(void)unused;
	assert_true(compile(template, &lua, &d));
	for (size_t i = 0; i < lua.size; i++)
		lines += lua.at[i] == '\n';
	for (size_t i = 0; template[i]; i++)
		expected += template[i] == '\n';
	assert_int_equal(lines, expected);
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void dashes_take_white_space_away(void **unused)
{
	(void)unused;
	assert_body("a \n {{- x -}} \t b", "ssg_raw(\"a\");\nssg_text(( x ));ssg_raw(\"b\");");
	assert_body("a {#- x -#} b", "ssg_raw(\"a\");ssg_raw(\"b\");");
	assert_body("a {%- x() -%} b", "ssg_raw(\"a\");x() ;ssg_raw(\"b\");");
	assert_body("a {{ -x }}", "ssg_raw(\"a \");ssg_text(( -x ));");
	assert_body("{{ x - -y -}} z", "ssg_text(( x - -y ));ssg_raw(\"z\");");
}

static void lines_of_statements_leave_nothing(void **unused)
{
	(void)unused;
	assert_body("a\n  {% x() %}\t\nb", "ssg_raw(\"a\\\n\");x() ;\nssg_raw(\"b\");");
	assert_body("{# c #} {% x() %}\r\nb", "x() ;\nssg_raw(\"b\");");
	assert_body("a\n{% x() %}", "ssg_raw(\"a\\\n\");x() ;");
	assert_body("{% if x\n then %}\n{# c\n #}\n b\n{% end %}\n\n{% y() %}\n",
		    "if x \nthen ;\n\n\nssg_raw(\" b\\\n\");end ;\n"
		    "ssg_raw(\"\\\n\");y() ;\n");
	assert_body("{% x = '%}' %}\n{% include \"p\" %}\n", "x = '%}' ;\nssg_include(\"p\");\n");
	assert_body("{% block b %}\n {% end %}\n", "ssg_block(\"b\", function(super) \nend); ;\n");
	assert_body("{{ x -}}\n {% y() %}\nb", "ssg_text(( x ));\ny() ;\nssg_raw(\"b\");");
}

static void lines_that_say_something_stay_whole(void **unused)
{
	(void)unused;
	assert_body(" {% x() %} a\n", "ssg_raw(\" \");x() ;ssg_raw(\" a\\\n\");");
	assert_body(" {% x() %} {{ y }}\n",
		    "ssg_raw(\" \");x() ;ssg_raw(\" \");ssg_text(( y ));ssg_raw(\"\\\n\");");
	assert_body("\n \n", "ssg_raw(\"\\\n \\\n\");");
}

static void lines_of_statements_stay_where_white_space_counts(void **unused)
{
	(void)unused;
	assert_body("<p\n{% x() %}\na=\"\n{% y() %}\n\">",
		    "ssg_raw(\"<p\\\n\");x() ;ssg_raw(\"\\\na=\\\"\\\n\");y() ;"
		    "ssg_raw(\"\\\n\\\">\");");
	assert_body("<textarea>\n{% x() %}\n</textarea>",
		    "ssg_raw(\"<textarea>\\\n\");x() ;ssg_raw(\"\\\n</textarea>\");");
	/* The line begins in text and ends in a value. */
	assert_body("<p title=\"{% if x then %}\">\n{% else %}\n\">{% end %}",
		    "ssg_raw(\"<p title=\\\"\");if x then ;ssg_raw(\"\\\">\\\n\");else ;"
		    "ssg_raw(\"\\\n\\\">\");end ;");
}

static void tag_ends_are_found_outside_of_strings_and_tables(void **unused)
{
	(void)unused;
	assert_body("{{ \"}}\" }}", "ssg_text(( \"}}\" ));");
	assert_body("{{ '%}\\'}}' .. [[ }} ]] .. [=[ ]] }} ]=] }}",
		    "ssg_text(( '%}\\'}}' .. [[ }} ]] .. [=[ ]] }} ]=] ));");
	assert_body("{{ f{a = {}} }}", "ssg_text(( f{a = {}} ));");
	assert_body("{{f{a={b={}}}}}", "ssg_text((f{a={b={}}}));");
	assert_body("{% x = a % b --%}", "x = a % b  ;");
	assert_body("{% x = 1 -- }} ' \" %}y", "x = 1  ;ssg_raw(\"y\");");
	assert_body("{{ 'a\\\nb' }}", "ssg_text(( 'a\\\nb' ));");
}

static void comments_leave_nothing(void **unused)
{
	(void)unused;
	assert_body("a{# {{ x }} {% if %} #}b", "ssg_raw(\"a\");ssg_raw(\"b\");");
	assert_body("<p {# in a tag #}>", "ssg_raw(\"<p \");ssg_raw(\">\");");
	assert_body("{{ x --[[ y ]] }}", "ssg_text(( x   ));");
}

static void blocks_includes_and_extends_become_calls(void **unused)
{
	(void)unused;
	assert_body(
	    "{% block a %}x{% block b %}y{% end %}{% end %}",
	    "ssg_block(\"a\", function(super) ssg_raw(\"x\");ssg_block(\"b\", function(super) "
	    "ssg_raw(\"y\");end); ;end); ;");
	assert_body("{% include \"partials/a.html\" %}", "ssg_include(\"partials/a.html\");");
	assert_body("{% include 'a' {x = 1} %}", "ssg_include('a', {x = 1} );");
	assert_body(
	    "{# c #} {% extends \"b.html\" %}\n{% local x = 1 %}{% block a %}{{ super() }}{% end "
	    "%}\n",
	    "\nlocal x = 1 ;ssg_define(\"a\", function(super) ssg_text(( super() ));end); ;\n"
	    "ssg_extend(\"b.html\", args) ");
}

static void names_are_listed_with_their_places(void **unused)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};

	(void)unused;
	assert_true(
	    compile("{% extends \"b.html\" %}\n{% block x %}{% include 'c' %}{% end %}", &lua, &d));
	assert_true(text_ends_with(buffer_view(&lua),
				   TEXT("end, {\"b.html\", 1, 12, true, 'c', 2, 25, false, }")));
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void lua_words_of_ours_are_lua_elsewhere(void **unused)
{
	(void)unused;
	assert_body("{% block = 1 %}{% include = block %}{% extends.x = 1 %}",
		    "block = 1 ;include = block ;extends.x = 1 ;");
}

static void arms_may_end_alike(void **unused)
{
	(void)unused;
	assert_good("<p{% if a then %} class=\"x\"{% end %}>");
	assert_good("<input {% if a then %}checked{% elseif b then %}hidden {% end %} id=\"x\">");
	assert_good("<a title=\"{% if a then %}x{% else %}{{ y }}{% end %}\">");
	assert_good("{% if a then %}<p>{% else %}<b>{% end %}");
	assert_good("<a href=\"{% for _, p in ipairs(x) do %}{{ p }}/{% end %}\">");
	assert_good("<p{% for k, v in pairs(x) do %} data-x=\"{{ v }}\"{% end %}>");
	assert_good("<script>{% if a then %}x{% end %}</script>");
	assert_good("{% while f(function() if a then return 1 end end) do %}{% repeat %}{% until x "
		    "%}{% end %}");
	assert_good("{% do %}<p title='{% end %}'>");
}

static void ways_that_end_differently_are_errors(void **unused)
{
	(void)unused;
	assert_bad("{% if a then %}<a title=\"{% else %}<b>{% end %}", 1, 42,
		   "different HTML contexts");
	assert_bad("{% if a then %}<script>{% end %}", 1, 27, "without an `else`");
	assert_bad("{% for i = 1, 2 do %}<a {% end %}>", 1, 28,
		   "this loop begins in text and ends in a tag");
	assert_bad("<a {% for i = 1, 2 do %}x='y'{% end %}>", 1, 33, "this loop");
	assert_bad("{% repeat %}<!--{% until x %}-->", 1, 20, "this loop");
	assert_bad("{% local function f() %}<p {% end %}", 1, 31, "this function ends in a tag");
	assert_bad("{% block a %}<p {% end %}", 1, 20,
		   "this block begins in text and ends in a tag");
	assert_bad("<p>\n<!-- x", 2, 7, "the template ends in a comment");
	assert_bad("<p title='", 1, 11, "the template ends in a quoted attribute value");
	assert_bad("{% if a then %}<p {% elseif b then %}<b{% end %}", 1, 43,
		   "different HTML contexts");
}

static void jumps_leave_no_markup_open(void **unused)
{
	(void)unused;
	assert_good("{% for i = 1, 2 do %}{% if x then %}{% break %}{% end %}<p>{% end %}");
	assert_good("<a title=\"{% for i = 1, 2 do %}{% break %}{% end %}\">");
	assert_good("{% local function f() %}{% return 1 %}{% end %}");
	assert_good("{% for i = 1, 2 do %}{% goto on %}{% ::on:: %}{% end %}");
	assert_good("{% block a %}{% if x then return end %}y{% end %}");
	assert_bad("{% for i = 1, 2 do %}<a title=\"{% break %}\">{% end %}", 1, 35,
		   "`break` leaves");
	assert_bad("{% local function f() %}<p {% return %}>{% end %}", 1, 31, "`return` leaves");
	assert_bad("{% return %}", 1, 4, "`return`");
	assert_bad("{% if x then %}{% break %}{% end %}", 1, 19, "no loop");
	assert_bad("<p {% goto on %}>{% ::on:: %}", 1, 7, "text only");
	assert_bad("{% goto on %}<p {% ::on:: %}>", 1, 20, "text only");
}

static void expressions_where_nothing_is_safe_are_all_told(void **unused)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};

	(void)unused;
	assert_false(
	    compile("<p {{ a }}>\n<p b={{ b }}>\n<!-- é {{ c }} -->\n<script>{{ d }}</script>\n"
		    "<p onclick=\"{{ e }}\">",
		    &lua, &d));
	assert_int_equal(d.count, 5);
	assert_report(&d, 0, 1, 4, "E-TEMPLATE", "in a tag");
	assert_report(&d, 1, 2, 6, "E-TEMPLATE", "quotes");
	assert_report(&d, 2, 3, 8, "E-TEMPLATE", "comment");
	assert_report(&d, 3, 4, 9, "E-TEMPLATE", "script");
	assert_report(&d, 4, 5, 13, "E-TEMPLATE", "event handler");
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void markup_that_browsers_repair_is_an_error_at_its_place(void **unused)
{
	(void)unused;
	assert_bad("<p>\n<a b=\"c\"d>", 2, 9, "white space is missing");
	assert_bad("<p{% if a then %} b{% end %}c>", 1, 29, "white space is missing");
	assert_bad("<a href=\"{{ x }}:y\">", 1, 17, "scheme");
}

static void tags_that_are_not_closed_are_told_where_they_begin(void **unused)
{
	(void)unused;
	assert_bad("a\n {{ x ", 2, 2, "no end");
	assert_bad("a\n {% x = 'y' ", 2, 2, "no end");
	assert_bad("{# x", 1, 1, "no end");
	assert_bad("{{ 'x }}", 1, 4, "string");
	assert_bad("{{ [==[ ]=] }}", 1, 4, "string");
	assert_bad("{% --[[ x %}", 1, 4, "comment");
	assert_bad("{{", 1, 1, "no end");
	assert_bad("{%", 1, 1, "no end");
	assert_bad("{{ 'a\\", 1, 4, "no end");
}

static void blocks_that_do_not_match_are_errors(void **unused)
{
	(void)unused;
	assert_bad("<p>\n{% for i = 1, 2 do %}\n</p>\n", 2, 4, "has no `end`");
	assert_bad("{% end %}", 1, 4, "nothing open");
	assert_bad("{% else %}", 1, 4, "no `if`");
	assert_bad("{% repeat %}{% end %}", 1, 16, "nothing open");
	assert_bad("{% if x then %}{% until x %}{% end %}", 1, 19, "nothing open");
	assert_bad("{% if x then %}{% else %}{% else %}{% end %}", 1, 29, "no `if`");
	assert_bad("{% repeat %}", 1, 4, "has no `until`");
	assert_bad("{% block a %}", 1, 1, "this `block` has no `end`");
	assert_bad("{% f( %}x{% ) %}", 1, 1, "bracket");
	assert_bad("{% f) %}", 1, 5, "bracket");
	assert_bad("{{ if x then }}", 1, 1, "statement");
	assert_bad("{% if x then %}{{ end }}", 1, 16, "statement");
	assert_bad("{{ }}", 1, 1, "no expression");
	assert_bad("{{ -- x\n }}", 1, 1, "no expression");
}

static void blocks_stand_in_text_or_titles(void **unused)
{
	(void)unused;
	assert_good("<title>{% block title %}x{% end %}</title>");
	assert_bad("<p class=\"{% block a %}{% end %}\">", 1, 11, "must begin in text");
	assert_bad("<p class=\"{% include 'a' %}\">", 1, 11, "text only");
	assert_bad("{% block a %}{% end %}{% block a %}{% end %}", 1, 32, "above already");
	assert_bad("{% block a b %}{% end %}", 1, 12, "nothing may follow");
	assert_bad("{% block %}{% end %}", 1, 10, "name");
	assert_bad("{% include %}", 1, 12, "in quotes");
	assert_bad("{% include \"a\\b\" %}", 1, 12, "in quotes");
	assert_bad("{% include \"\" %}", 1, 12, "in quotes");
}

static void a_template_that_extends_prints_in_blocks_only(void **unused)
{
	(void)unused;
	assert_good("{% extends 'a' %}\n{% block b %}x{{ y }}{% include 'z' %}{% end %}\n");
	assert_good("{%- extends 'a' -%} {% local function f() %}x{% end %}");
	assert_bad("{% extends 'a' %}\n x", 2, 2, "only inside its blocks");
	assert_bad("{% extends 'a' %}{{ x }}", 1, 18, "only inside its blocks");
	assert_bad("{% extends 'a' %}{% include 'x' %}", 1, 18, "only inside its blocks");
	assert_bad("x{% extends 'a' %}", 1, 2, "first tag");
	assert_bad("{% extends 'a' %}{% extends 'b' %}", 1, 18, "first tag");
	assert_bad("{% extends 'a' 1 %}", 1, 16, "nothing may follow");
}

static void reserved_names_are_refused(void **unused)
{
	(void)unused;
	assert_bad("{{ x) ssg_raw(y }}", 1, 5, "bracket");
	assert_bad("{% ssg_raw(x) %}", 1, 4, "reserved");
	assert_bad("{% local ssg_x %}", 1, 10, "reserved");
}

static void a_colon_in_code_is_no_label(void **unused)
{
	(void)unused;
	assert_good("<p title=\"{{ x:y() }}\">{{ s:sub(1, 2) }}");
	assert_good("{{ 3..4 }}{{ 0x1p4 }}{{ 1e10 }}{{ a.b.c }}");
}

static void broken_characters_are_refused(void **unused)
{
	struct diagnostics d = {0};
	struct buffer lua = {0};

	(void)unused;
	assert_false(compile("a\n\xff", &lua, &d));
	assert_report(&d, 0, 2, 1, "E-UTF8", "");
	assert_false(template_compile(text_make("a\0b", 3), TEXT("x"), &lua, &d));
	assert_report(&d, 1, 1, 2, "E-CONTROL", "");
	buffer_free(&lua);
	diagnostics_free(&d);
}

static void large_and_deep_templates_are_refused(void **unused)
{
	struct buffer template = {0};

	(void)unused;
	for (int i = 0; i < 101; i++)
		buffer_string(&template, "{% do %}");
	buffer_byte(&template, '\0');
	assert_bad(template.at, 1, 804, "deep");
	memset(buffer_reserve(&template, 2000000), 'x', 2000000);
	template.size += 2000000;
	memset(template.at, ' ', 1000);
	buffer_byte(&template, '\0');
	assert_bad(template.at, 1, 1, "bytes");
	buffer_free(&template);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_and_expressions_become_calls),
	    cmocka_unit_test(fields_are_printed_without_a_text_of_lua_between),
	    cmocka_unit_test(text_is_quoted_with_its_lines),
	    cmocka_unit_test(statements_are_copied),
	    cmocka_unit_test(lines_stay_lines),
	    cmocka_unit_test(dashes_take_white_space_away),
	    cmocka_unit_test(lines_of_statements_leave_nothing),
	    cmocka_unit_test(lines_that_say_something_stay_whole),
	    cmocka_unit_test(lines_of_statements_stay_where_white_space_counts),
	    cmocka_unit_test(tag_ends_are_found_outside_of_strings_and_tables),
	    cmocka_unit_test(comments_leave_nothing),
	    cmocka_unit_test(blocks_includes_and_extends_become_calls),
	    cmocka_unit_test(names_are_listed_with_their_places),
	    cmocka_unit_test(lua_words_of_ours_are_lua_elsewhere),
	    cmocka_unit_test(arms_may_end_alike),
	    cmocka_unit_test(ways_that_end_differently_are_errors),
	    cmocka_unit_test(jumps_leave_no_markup_open),
	    cmocka_unit_test(expressions_where_nothing_is_safe_are_all_told),
	    cmocka_unit_test(markup_that_browsers_repair_is_an_error_at_its_place),
	    cmocka_unit_test(tags_that_are_not_closed_are_told_where_they_begin),
	    cmocka_unit_test(blocks_that_do_not_match_are_errors),
	    cmocka_unit_test(blocks_stand_in_text_or_titles),
	    cmocka_unit_test(a_template_that_extends_prints_in_blocks_only),
	    cmocka_unit_test(reserved_names_are_refused),
	    cmocka_unit_test(a_colon_in_code_is_no_label),
	    cmocka_unit_test(broken_characters_are_refused),
	    cmocka_unit_test(large_and_deep_templates_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
