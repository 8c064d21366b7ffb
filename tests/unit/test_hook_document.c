#include "api/hook_document.h"

#include "sandbox/sandbox.h"

#include "lua_fixture.h"
#include "parsed_document.h"

/* What a plugin does with a document is seen in what document_parse() makes of it. SOURCE runs as
 * a hook would, with the global `doc`. */
struct hooked {
	struct state *state;
	const char *source;
	struct parsed parsed;
	enum status status;
};

#define FRONT "---\ntitle: T\ndate: 2026-11-24\nlist: [1, {a: x}]\n---\n"
enum { BODY_LINE = 6 };

static void run_hook(void *self, struct text path, uint32_t body_line, struct value_node *front,
		     struct cmark_node *root, struct arena *arena, struct diagnostics *d)
{
	struct hooked *hooked = self;
	lua_State *L = state_lua(hooked->state);
	struct hook_document document = {
	    .path = path,
	    .lang = TEXT("en"),
	    .plugin = TEXT("lua-plugins/x.lua"),
	    .body_line = body_line,
	    .front = front,
	    .root = root,
	    .arena = arena,
	    .diagnostics = d,
	};

	hook_document_push(L, &document);
	sandbox_set_global(L, "doc");
	run_lua_in(hooked->state, hooked->source, d);
	lua_settop(L, 0);
	hook_document_expire(L);
}

static void hook(struct hooked *hooked, const char *body, const char *source)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct document_hook document_hook = {run_hook, hooked};
	struct buffer blob = {0};

	parsed_free(&hooked->parsed);
	buffer_printf(&blob, FRONT "%s%c", body, 0);
	parser.hook = &document_hook;
	hooked->source = source;
	hooked->status = parse_with(&hooked->parsed, &parser, PATH, blob.at);
	buffer_free(&blob);
}

static int set_up(void **test)
{
	struct hooked *hooked = calloc(1, sizeof *hooked);

	hooked->state = open_small_state();
	hook_document_open(state_lua(hooked->state));
	*test = hooked;
	return 0;
}

static int tear_down(void **test)
{
	struct hooked *hooked = *test;

	parsed_free(&hooked->parsed);
	state_close(hooked->state);
	free(hooked);
	return 0;
}

/* SOURCE runs without report and makes HTML of BODY. */
static void assert_hook(struct hooked *hooked, const char *body, const char *source,
			const char *html)
{
	hook(hooked, body, source);
	assert_no_report(&hooked->parsed.problems);
	assert_int_equal(hooked->status, STATUS_OK);
	if (html)
		assert_string_equal(hooked->parsed.html.at, html);
}

/* SOURCE, of one line, fails with an error that has WORDS in it. */
static void assert_hook_fails(struct hooked *hooked, const char *body, const char *source,
			      const char *words)
{
	hook(hooked, body, source);
	assert_int_equal(hooked->status, STATUS_CONTENT);
	assert_int_equal(hooked->parsed.problems.count, 1);
	assert_report(&hooked->parsed.problems, 0, 1, 0, "E-LUA", words);
}

static const struct value *field(const struct hooked *hooked, const char *name)
{
	return value_get(record_front(record_of(&hooked->parsed)), name);
}

/* ---- doc */

static void a_plugin_reads_path_language_and_fields(void **test)
{
	assert_hook(*test, "x\n",
		    "assert(doc.path == 'content/en/messages/x.md' and doc.lang == 'en')\n"
		    "local f = doc.fields\n"
		    "assert(f.title == 'T' and f.date == '2026-11-24' and f.missing == nil)\n"
		    "assert(f.list[1] == 1 and f.list[2].a == 'x' and #f.list == 2)\n"
		    "local keys = {} for key in pairs(f) do keys[#keys + 1] = key end\n"
		    "assert(table.concat(keys, ' ') == 'date list title')\n"
		    "assert(doc.missing == nil and doc[1] == nil and doc[true] == nil)",
		    "<p>x</p>\n");
}

static void doc_and_its_fields_are_written_by_set_only(void **test)
{
	assert_hook_fails(*test, "", "doc.title = 'x'", "use doc:set(name, value)");
	assert_hook_fails(*test, "", "doc.fields.title = 'x'", "this table cannot be changed");
}

static void set_adds_and_replaces_fields(void **test)
{
	struct hooked *hooked = *test;

	assert_hook(
	    hooked, "",
	    "assert(doc.fields.title == 'T')\n"
	    "doc:set('title', 'New') doc:set('more', {1, {b = 'y'}}) doc:set('more2', 2.5)\n"
	    "doc:set('more2', true)\n"
	    "assert(doc.fields.title == 'New' and doc.fields.more[2].b == 'y')\n"
	    "doc:set('copy', doc.fields)",
	    NULL);
	const struct record *record = record_of(&hooked->parsed);
	assert_text(record_text(record, record->title), "New");
	assert_int_equal(value_count(record_front(record)), 6);
	assert_text(value_text(field(hooked, "title")), "New");
	assert_text(value_text(value_get(value_item(field(hooked, "more"), 1), "b")), "y");
	assert_true(value_get_boolean(record_front(record), "more2", false));
	assert_text(value_get_text(field(hooked, "copy"), "title", TEXT("")), "New");
}

static void set_gives_a_document_without_front_matter_fields(void **test)
{
	struct hooked *hooked = *test;
	struct limits limits = limits_default();
	struct document_hook document_hook = {run_hook, hooked};
	struct document_parser parser = default_parser(&limits);

	parser.hook = &document_hook;
	hooked->source = "assert(next(doc.fields) == nil) doc:set('title', 'Made')";
	assert_int_equal(parse_with(&hooked->parsed, &parser, PATH, "x\n"), STATUS_OK);
	assert_no_report(&hooked->parsed.problems);
	assert_text(value_text(field(hooked, "title")), "Made");
}

static void setting_nil_leaves_a_field_that_says_nothing(void **test)
{
	struct hooked *hooked = *test;

	assert_hook(hooked, "", "doc:set('date', nil) assert(doc.fields.date == nil)", NULL);
	assert_true(value_is(field(hooked, "date"), VALUE_NULL));
}

static void a_field_that_cannot_be_kept_is_an_error(void **test)
{
	assert_hook_fails(*test, "", "doc:set('x', {a = print or doc})",
			  "data.a: a doc cannot be kept");
	assert_hook_fails(*test, "", "doc:set('x')", "value expected");
	assert_hook_fails(*test, "", "doc:set('', 1)", "a field needs a name");
	assert_hook_fails(*test, "", "doc:set({}, 1)", "string expected");
	assert_hook_fails(*test, "", "doc:set('\\xff', 1)", "the name of a field: a text that is");
}

static void fields_that_only_the_author_knows_cannot_be_set(void **test)
{
	assert_hook_fails(*test, "", "doc:set('type', 'message')", "\"type\" cannot be set");
	assert_hook_fails(*test, "", "doc:set('source', 'abc')", "\"source\" cannot be set");
}

static void fields_that_ssg_reads_keep_their_kind(void **test)
{
	assert_hook_fails(*test, "", "doc:set('weight', 'heavy')",
			  "\"weight\" should be a whole number");
	assert_hook_fails(*test, "", "doc:set('aliases', 'old.html')", "\"aliases\" should be a l");
	assert_hook_fails(*test, "", "doc:set('date', '2026-13')", "calendar");
	assert_hook(
	    *test, "",
	    "doc:set('weight', 1) doc:set('aliases', {'old.html'}) doc:set('draft', false)\n"
	    "doc:set('date', '2026-11') doc:set('summary', nil)",
	    NULL);
}

/* ---- the tree */

static void walk_goes_through_the_tree_in_its_order(void **test)
{
	assert_hook(
	    *test, "# A *b*\n\n- c `d`\n\n| e |\n|---|\n| ~f~ |\n\n[^1] ***\n\n[^1]: g\n",
	    "local kinds = {} doc:walk(function(node) kinds[#kinds + 1] = node.kind end)\n"
	    "local found = table.concat(kinds, ' ')\n"
	    "assert(found == 'document heading text emph text list item paragraph text code '\n"
	    ".. 'table table_header table_cell text table_row table_cell strikethrough text '\n"
	    ".. 'paragraph footnote_reference text footnote_definition paragraph text', found)",
	    NULL);
}

static void nodes_tell_their_text_address_title_and_level(void **test)
{
	assert_hook(*test,
		    "## A `b` *c*\n\n[d](e.md \"f\") ![g](h.png)\n\n```lua\ni\n```\n\n> j\n> k\n",
		    "local texts, links, level = {}, {}, nil\n"
		    "doc:walk(function(node)\n"
		    "  if node.kind == 'heading' then level = node.level end\n"
		    "  if node.kind ~= 'heading' then assert(node.level == nil) end\n"
		    "  if node.url then links[#links + 1] = node.url .. '|' .. node.title\n"
		    "  else assert(node.title == nil) end\n"
		    "  texts[#texts + 1] = node.kind .. '=' .. node.text\n"
		    "  assert(node.missing == nil and node[1] == nil)\n"
		    "end)\n"
		    "assert(level == 2 and table.concat(links, ' ') == 'e.md|f h.png|')\n"
		    "local found = table.concat(texts, ';')\n"
		    "assert(found == 'document=A b c\\nd g\\ni\\nj k;heading=A b c;text=A "
		    ";code=b;text= ;'\n"
		    ".. 'emph=c;text=c;paragraph=d g;link=d;text=d;text= "
		    ";image=g;text=g;code_block=i\\n;'\n"
		    ".. 'block_quote=j k;paragraph=j k;text=j;softbreak= ;text=k', found)",
		    NULL);
}

static void texts_and_code_can_be_written(void **test)
{
	assert_hook(*test, "a `b` *a*\n\n```\nc\n```\n",
		    "doc:walk(function(node)\n"
		    "  if node.kind == 'text' or node.kind:find('code') then\n"
		    "    node.text = '<' .. node.text .. '>'\n"
		    "    node.text = node.text .. '!'\n"
		    "  end\n"
		    "end)",
		    "<p>&lt;a &gt;!<code>&lt;b&gt;!</code>&lt; &gt;!<em>&lt;a&gt;!</em></p>\n"
		    "<pre><code>&lt;c\n&gt;!</code></pre>\n");
}

static void addresses_and_titles_can_be_written(void **test)
{
	assert_hook(*test, "a [b](c.md) ![d](e.png \"f\")\n",
		    "doc:walk(function(node)\n"
		    "  if node.url then\n"
		    "    node.url = 'https://example.org/' .. node.url\n"
		    "    node.title = node.kind == 'link' and 'see \"it\"' or ''\n"
		    "  end\n"
		    "end)",
		    "<p>a <a href=\"https://example.org/c.md\" title=\"see &quot;it&quot;\">b</a> "
		    "<img src=\"https://example.org/e.png\" alt=\"d\" loading=\"lazy\" "
		    "decoding=\"async\" /></p>\n");
}

static void addresses_of_plugins_are_checked_like_the_authors(void **test)
{
	struct hooked *hooked = *test;

	hook(hooked, "[b](c.md)\n",
	     "doc:walk(function(node) if node.url then node.url = 'javascript:x' end end)");
	assert_int_equal(hooked->status, STATUS_CONTENT);
	assert_report(&hooked->parsed.problems, 0, BODY_LINE, 1, "E-URL", "javascript:");
}

static void what_no_node_can_bear_is_an_error(void **test)
{
#define EACH(statement) "doc:walk(function(node) " statement " end)"
	assert_hook_fails(*test, "a\n", EACH("node.kind = 'code'"), "only text, title and url");
	assert_hook_fails(*test, "a\n", EACH("node.colour = 'red'"), "only text, title and url");
	assert_hook_fails(*test, "a\n", EACH("node[1] = 'red'"), "only text, title and url");
	assert_hook_fails(*test, "a\n", EACH("node.text = ''"),
			  "node.text can be written on nodes of kind text, code and code_block "
			  "only: this is of kind document");
	assert_hook_fails(*test, "a\n", EACH("node.url = ''"), "link and image only");
	assert_hook_fails(*test, "a\n", EACH("node.title = ''"), "link and image only");
	assert_hook_fails(*test, "a\n", EACH("if node.kind == 'text' then node.text = 1 end"),
			  "node.text is a text: it cannot be a number");
	assert_hook_fails(*test, "a\n", EACH("if node.kind == 'text' then node.text = 'a\\0' end"),
			  "node.text: a text with the control character U+0000");
	assert_hook_fails(*test, "a\n", EACH("if node.kind == 'text' then node.text = '\\xff' end"),
			  "node.text: a text that is not UTF-8");
	assert_hook_fails(*test, "a\n", "doc:walk()", "function expected");
}

static void raw_html_can_be_read_but_not_written(void **test)
{
	assert_hook_fails(*test, "<!-- a -->\n",
			  EACH("if node.kind == 'html_block' then "
			       "assert(node.text == '<!-- a -->\\n') node.text = '' end"),
			  "this is of kind html_block");
}

static void a_node_is_equal_to_itself_only(void **test)
{
	assert_hook(*test, "a b\n",
		    "local first, second = {}, {}\n"
		    "doc:walk(function(node) first[#first + 1] = node end)\n"
		    "doc:walk(function(node) second[#second + 1] = node end)\n"
		    "assert(first[1] == second[1] and first[2] == second[2])\n"
		    "assert(first[1] ~= second[2] and first[1] ~= doc and first[1] ~= 1)",
		    NULL);
}

static void an_error_in_a_walk_passes_through_it(void **test)
{
	assert_hook_fails(*test, "a\n", EACH("error('stop')"), "stop");
	assert_hook_fails(*test, "a\n", EACH("doc:walk(function() error('inner') end)"), "inner");
	assert_hook(*test, "a\n",
		    "assert(not pcall(doc.walk, doc, function() error('x') end))\n"
		    "local count = 0 doc:walk(function() count = count + 1 end) assert(count == 3)",
		    NULL);
}

static void walking_for_ever_meets_the_budget(void **test)
{
	struct buffer body = {0};

	/* Without charge for each node this takes minutes: a loop has few instructions. */
	for (int i = 0; i < 3000; i++)
		buffer_string(&body, "*a* ");
	buffer_string(&body, "\n");
	buffer_byte(&body, '\0');
	assert_hook_fails(*test, body.at, "while true do doc:walk(type) end", "instructions");
	buffer_free(&body);
	assert_hook_fails(*test, "a\n",
			  "local big = ('x'):rep(1000000) while true do " EACH(
			      "if node.kind == 'text' then node.text = big end") " end",
			  "instructions");
	assert_hook_fails(*test, "a\n", "for i = 1, 1 << 40 do doc:set('x' .. i, i) end",
			  "instructions");
}

/* ---- reports */

static void reports_name_the_place_and_the_plugin(void **test)
{
	struct hooked *hooked = *test;
	const struct diagnostics *d = &hooked->parsed.problems;

	hook(hooked, "a\n\n> b\n> *c*\n",
	     "doc:warn('whole 100%s')\n"
	     "doc:walk(function(node)\n"
	     "  if node.kind == 'block_quote' then doc:error('quote', node) end\n"
	     "  if node.kind == 'emph' then doc:warn('word', node) end\n"
	     "end)\n"
	     "doc:error('end', nil)");
	assert_int_equal(hooked->status, STATUS_CONTENT);
	assert_int_equal(d->count, 4);
	assert_report(d, 0, 0, 0, "W-PLUGIN", "whole 100%s");
	assert_report(d, 0, 0, 0, "W-PLUGIN", "reported by lua-plugins/x.lua");
	assert_report(d, 1, BODY_LINE + 2, 0, "E-PLUGIN", "quote");
	assert_report(d, 2, BODY_LINE + 3, 0, "W-PLUGIN", "word");
	assert_report(d, 3, 0, 0, "E-PLUGIN", "end");
	for (size_t i = 0; i < d->count; i++)
		assert_text(d->list[i].place.path, PATH);
}

static void nodes_without_a_line_are_reported_where_they_stand(void **test)
{
	struct hooked *hooked = *test;

	hook(hooked, "a\n\nb\nc\n",
	     EACH("if node.kind == 'softbreak' then doc:warn('break', node) end"));
	assert_int_equal(hooked->parsed.problems.count, 1);
	assert_report(&hooked->parsed.problems, 0, BODY_LINE + 2, 0, "W-PLUGIN", "break");
}

static void warnings_alone_let_the_document_pass(void **test)
{
	struct hooked *hooked = *test;

	hook(hooked, "a\n", "doc:warn('careful')");
	assert_int_equal(hooked->status, STATUS_OK);
	assert_int_equal(hooked->parsed.problems.count, 1);
	assert_report(&hooked->parsed.problems, 0, 0, 0, "W-PLUGIN", "careful");
}

static void long_messages_are_cut_between_characters(void **test)
{
	struct hooked *hooked = *test;

	hook(hooked, "", "doc:warn('x' .. ('é'):rep(1000))");
	const struct diagnostic *report = &hooked->parsed.problems.list[0];
	assert_int_equal(hooked->parsed.problems.count, 1);
	assert_int_equal(report->message.size, 599 + 3);
	assert_true(text_ends_with(report->message, TEXT("é…")));
}

static void a_report_without_words_is_an_error(void **test)
{
	assert_hook_fails(*test, "", "doc:error()", "string expected");
	assert_hook_fails(*test, "", "doc:warn({})", "string expected");
	assert_hook_fails(*test, "", "doc:error('x', 1)", "node expected");
	assert_hook_fails(*test, "", "doc:error('\\xff')", "the message: a text that is not UTF-8");
	assert_hook_fails(*test, "", "doc:error(('\\x80'):rep(1000))", "not UTF-8");
}

/* ---- afterwards */

static void what_a_plugin_keeps_expires_with_the_hook(void **test)
{
	static const char *const uses[] = {
	    "return kept.path", "kept:set('a', 1)", "kept:walk(print)",
	    "kept:error('x')",  "return node.kind", "node.text = 'x'",
	};
	struct hooked *hooked = *test;
	lua_State *L = state_lua(hooked->state);

	lua_newtable(L);
	sandbox_set_global(L, "keep");
	assert_hook(hooked, "a\n", "keep.doc = doc doc:walk(function(node) keep.node = node end)",
		    NULL);
	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
		struct buffer source = {0};
		buffer_printf(&source, "local kept, node, print = keep.doc, keep.node, type %s%c",
			      uses[i], 0);
		assert_hook_fails(hooked, "b\n", source.at, "the document is no longer there");
		buffer_free(&source);
	}
	assert_hook_fails(hooked, "b\n", "doc:error('x', keep.node)", "no longer there");
	assert_hook(hooked, "b\n", "assert(keep.doc ~= doc and keep.node ~= doc)", NULL);
}

static void a_node_that_outlives_its_document_says_so(void **test)
{
	struct hooked *hooked = *test;
	lua_State *L = state_lua(hooked->state);

	lua_newtable(L);
	sandbox_set_global(L, "keep");
	assert_hook(hooked, "a\n", "doc:walk(function(node) keep.node = node end)", NULL);
	hook(hooked, "a\n", "for i = 1, 100000 do local garbage = {tostring(i)} end");
	assert_hook_fails(hooked, "a\n", "return keep.node.kind", "no longer there");
}

static void nothing_expires_twice(void **test)
{
	struct hooked *hooked = *test;
	lua_State *L = state_lua(hooked->state);
	struct hook_document first = {.path = TEXT("1")}, second = {.path = TEXT("2")};

	hook_document_expire(L);
	hook_document_push(L, &first);
	sandbox_set_global(L, "first");
	hook_document_push(L, &second);
	sandbox_set_global(L, "second");
	assert_true(run_lua_in(hooked->state,
			       "assert(second.path == '2')\n"
			       "assert(not pcall(function() return first.path end))",
			       &hooked->parsed.problems));
	hook_document_expire(L);
	hook_document_expire(L);
	assert_true(run_lua_in(hooked->state,
			       "assert(not pcall(function() return second.path end))",
			       &hooked->parsed.problems));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(a_plugin_reads_path_language_and_fields),
	    TEST(doc_and_its_fields_are_written_by_set_only),
	    TEST(set_adds_and_replaces_fields),
	    TEST(set_gives_a_document_without_front_matter_fields),
	    TEST(setting_nil_leaves_a_field_that_says_nothing),
	    TEST(a_field_that_cannot_be_kept_is_an_error),
	    TEST(fields_that_only_the_author_knows_cannot_be_set),
	    TEST(fields_that_ssg_reads_keep_their_kind),
	    TEST(walk_goes_through_the_tree_in_its_order),
	    TEST(nodes_tell_their_text_address_title_and_level),
	    TEST(texts_and_code_can_be_written),
	    TEST(addresses_and_titles_can_be_written),
	    TEST(addresses_of_plugins_are_checked_like_the_authors),
	    TEST(what_no_node_can_bear_is_an_error),
	    TEST(raw_html_can_be_read_but_not_written),
	    TEST(a_node_is_equal_to_itself_only),
	    TEST(an_error_in_a_walk_passes_through_it),
	    TEST(walking_for_ever_meets_the_budget),
	    TEST(reports_name_the_place_and_the_plugin),
	    TEST(nodes_without_a_line_are_reported_where_they_stand),
	    TEST(warnings_alone_let_the_document_pass),
	    TEST(long_messages_are_cut_between_characters),
	    TEST(a_report_without_words_is_an_error),
	    TEST(what_a_plugin_keeps_expires_with_the_hook),
	    TEST(a_node_that_outlives_its_document_says_so),
	    TEST(nothing_expires_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
