/* What Lua sees of a document: every field and method of docs/lua-api.md. */
#include "renderer_fixture.h"
#include "repository.h"

#define SITE                                                                                       \
	"title: T\nbase_url: https://example.org/\nlanguages: [en, fr, ar]\n"                      \
	"taxonomies: {themes: {open: true}, tags: {open: true}}\n"

/* The fixture numbers blobs: that of content/en/messages/a.md is 0300…00. */
static const struct site_file files[] = {
    {"content/en/loose.md", "No heading, and *few* words.\n\nMore.\n"},
    {"content/en/meetings/athens.md", "# Athens\n"},
    {"content/en/messages/a.md",
     "---\ntitle: First\nsummary: In short\ndate: 2024-05-06\nthemes: [z, y]\ntags: [t]\n"
     "meeting: meetings/athens\ngroup: y\nothers: [meetings/athens, loose]\nstars: 5\n"
     "note: English\n---\n"
     "Some *text* with [a link](../loose.md).\n\n## Part one\n\n### Detail\n\n## Part two\n"},
    {"content/en/messages/b.md", "---\ntitle: B\ndate: 2023\n---\n[to a](a.md) [again](a.md)\n"},
    {"content/en/messages/c.md", "---\ntitle: C\ndate: 2025\n---\n[to a](a.md)\n"},
    {"content/en/messages/index.md", "# All messages\n\n[to a](a.md)\n"},
    {"content/fr/messages/a.md",
     "---\ntitle: Premier\nsource: \"0300000\"\nstars: 6\n---\nTexte.\n"},
    {"content/types/message.yaml",
     "name: {en: Message, fr: Message FR}\nplural: {en: Messages, fr: Messages FR}\n"
     "sections: [messages]\nopen: true\nfields:\n"
     "  meeting: {kind: reference}\n  others: {kind: reference, list: true}\n"
     "  group: {kind: term, taxonomy: themes}\n  note: {kind: text, translatable: true}\n"},
    {NULL, NULL}};

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open_frozen(SITE, files);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

static void texts_are_those_of_the_reader_s_language(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.title == 'First' and d.summary == 'In short')\n"
		  "assert(d.lang == 'en' and d.tag == 'en' and d.dir == 'ltr' and d.translated)\n");
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.title == 'Premier' and d.summary == nil)\n"
		  "assert(d.lang == 'fr' and d.translated)\n");
}

static void on_fallback_lang_and_dir_are_those_of_the_text(void **state)
{
	(void)state;
	assert_on(r, "ar/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.title == 'First' and not d.translated)\n"
		  "assert(d.lang == 'en' and d.dir == 'ltr' and page.dir == 'rtl')\n");
}

static void a_document_without_a_title_has_its_slug(void **state)
{
	(void)state;
	assert_on(r, "en/index.html", "assert(site:document('loose').title == 'loose')");
}

static void path_url_and_id_say_where_it_is(void **state)
{
	(void)state;
	assert_on(r, "fr/meetings/athens.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.path == 'fr/messages/a.html' and d.url == '../messages/a.html')\n"
		  "assert(d.id == 'messages/a' and d.slug == 'a' and d.section == 'messages')\n"
		  "assert(site:document('loose').section == '')\n");
}

static void a_site_that_wants_links_leads_to_the_other_language_s_page(void **state)
{
	(void)state;
	struct rendering *links = rendering_open_frozen(SITE "fallback: links\n", files);

	assert_on(links, "fr/index.html",
		  "local d = site:document('messages/b')\n"
		  "assert(d.path == 'en/messages/b.html' and d.url == '../en/messages/b.html')\n");
	rendering_close(links);
}

static void there_is_no_url_where_no_page_is_rendered(void **state)
{
	(void)state;
	assert_plan(r, "assert(site:document('messages/a').url == nil)");
}

static void a_type_has_an_id_and_labels(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.type == 'message')\n"
		  "assert(d.type_name == 'Message FR' and d.type_plural == 'Messages FR')\n"
		  "local l = site:document('loose')\n"
		  "assert(l.type == nil and l.type_name == nil and l.type_plural == nil)\n");
}

static void the_date_is_that_of_the_front_matter(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site:document('messages/a').date == '2024-05-06')\n"
		  "assert(site:document('messages/b').date == '2023')\n"
		  "assert(site:document('loose').date == nil)\n");
}

static void without_history_nothing_is_known_of_it(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.created == nil and d.updated == nil and d.authors == nil)\n");
}

static void created_updated_and_authors_are_from_history(void **state)
{
	struct repository *repository = *state;
	struct snapshot snapshot;
	struct history_plan plan;
	struct history history;
	struct history_parts parts = {.count = 0};
	struct buffer slice = {0}, bytes = {0};
	struct diagnostics *d = &repository->diagnostics;
	size_t kept;

	write_file(repository, "content/en/messages/a.md", "1");
	commit(repository, "Ada <ada@example.org>", 1700000000);
	write_file(repository, "content/en/messages/a.md", "2");
	commit(repository, "Ben <ben@example.org>", 1700086400);
	assert_int_equal(snapshot_open(&snapshot, repository->site, "HEAD", d), STATUS_OK);
	assert_int_equal(history_plan_open(&plan, &snapshot, &parts, d), STATUS_OK);
	assert_int_equal(history_slice(&plan, 0, plan.count, &slice, d), STATUS_OK);
	struct text view = buffer_view(&slice);
	assert_int_equal(history_join(&plan, &view, 1, &bytes, &kept, d), STATUS_OK);
	const struct text part = buffer_view(&bytes);
	parts = (struct history_parts){&part, 1};
	assert_int_equal(history_open(&history, &parts, &snapshot, d), STATUS_OK);

	struct rendering *known = rendering_open_frozen(SITE, files);
	known->site->model.history = &history;
	assert_on(known, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.created == '2023-11-14T22:13:20Z')\n"
		  "assert(d.updated == '2023-11-15T22:13:20Z')\n"
		  "assert(#d.authors == 2 and d.authors[1] == 'Ada' and d.authors[2] == 'Ben')\n");
	rendering_close(known);
	history_close(&history);
	history_plan_close(&plan);
	snapshot_close(&snapshot);
	buffer_free(&slice);
	buffer_free(&bytes);
}

static void content_is_the_body_as_html_with_links_from_the_page(void **state)
{
	(void)state;
	assert_on(
	    r, "en/meetings/athens.html",
	    "local c = tostring(site:document('messages/a').content)\n"
	    "assert(c:find('<p>Some <em>text</em> with <a href=\"../loose.html\">', 1, true))\n"
	    "assert(site:document('loose').content:replace('few', 'no') ~= nil)\n");
}

static void the_excerpt_is_the_text_of_the_first_paragraph(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site:document('loose').excerpt == 'No heading, and few words.')");
}

static void the_toc_is_a_tree_of_headings(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local toc = site:document('messages/a').toc\n"
		  "assert(#toc == 2 and #toc[1].children == 1 and #toc[2].children == 0)\n"
		  "assert(toc[1].level == 2 and toc[1].id == 'part-one')\n"
		  "assert(toc[1].title == 'Part one' and toc[1].children[1].title == 'Detail')\n"
		  "assert(#site:document('loose').toc == 0)\n");
}

static void words_are_counted_and_reading_takes_a_minute_at_least(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('loose')\n"
		  "assert(d.words == 6 and d.reading_minutes == 1)\n");
}

static void a_long_text_takes_longer(void **state)
{
	(void)state;
	struct buffer text = {0};

	for (size_t i = 0; i < 401; i++)
		buffer_string(&text, "word ");
	buffer_byte(&text, '\0');
	struct rendering *one = rendering_open_frozen(
	    SITE, (struct site_file[]){{"content/en/long.md", text.at}, {NULL, NULL}});
	assert_on(one, "en/index.html",
		  "local d = site:document('long')\n"
		  "assert(d.words == 401 and d.reading_minutes == 3)\n");
	rendering_close(one);
	buffer_free(&text);
}

static void a_translation_says_of_what_it_was_made_and_whether_that_has_changed(void **state)
{
	(void)state;
	static const char lua[] =
	    "local d = site:document('messages/a')\n"
	    "assert(d.stale == %s and d.source == '0300000')\n"
	    "assert(d.original.stale == false and d.original.source == nil)%c";
	struct model *model = &r->site->model;
	struct buffer current = {0}, old = {0};

	buffer_printf(&current, lua, "false", 0);
	buffer_printf(&old, lua, "true", 0);
	assert_on(r, "fr/index.html", current.at);
	model->documents[model_document(model, model_work(model, TEXT("messages/a")), 1)].stale =
	    true;
	assert_on(r, "fr/index.html", old.at);
	buffer_free(&current);
	buffer_free(&old);
}

static void original_is_the_document_in_its_first_language(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.original.title == 'First' and d.original.lang == 'en')\n"
		  "assert(d.original ~= d and d.original == d.original.original)\n");
}

static void languages_are_those_that_it_exists_in(void **state)
{
	(void)state;
	assert_on(r, "ar/index.html",
		  "assert(table.concat(site:document('messages/a').languages, ' ') == 'en fr')");
}

static void fields_are_the_whole_front_matter_with_what_is_inherited(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local fields = site:document('messages/a').fields\n"
		  "assert(fields.title == 'Premier' and fields.stars == 6)\n"
		  "assert(fields.date == '2024-05-06' and fields.themes[2] == 'y')\n"
		  "assert(fields.meeting == 'meetings/athens')\n"
		  "assert(fields.note == nil and fields.summary == nil)\n"
		  "local names = {}\n"
		  "for name in pairs(fields) do names[#names + 1] = name end\n"
		  "assert(table.concat(names, ' ') ==\n"
		  "  'date group meeting others source stars tags themes title', \n"
		  "  table.concat(names, ' '))\n");
}

static void any_other_name_is_that_field_of_the_front_matter(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.stars == 5 and d.note == 'English')\n"
		  "assert(d.nothing == nil and d[1] == nil and d[true] == nil)\n");
}

static void a_field_is_as_it_was_written(void **state)
{
	(void)state;
	assert_on(
	    r, "fr/index.html",
	    "local d = site:document('messages/a')\n"
	    "for name, value in pairs(d.fields) do\n"
	    "  if type(value) ~= 'userdata' then assert(d:field(name) == value) end\n"
	    "end\n"
	    "assert(d:field('title') == 'Premier' and d:field('meeting') == 'meetings/athens')\n"
	    "assert(d:field('themes')[2] == 'y' and d:field('note') == nil)\n");
}

static void fields_of_kind_reference_are_documents(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.meeting == site:document('meetings/athens'))\n"
		  "assert(#d.others == 2 and d.others[2].slug == 'loose')\n"
		  "assert(site:document('messages/b').meeting == nil)\n");
}

static void fields_of_kind_term_are_terms(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d.group == site:term('themes', 'y'))\n"
		  "assert(#d.themes == 2 and d.themes[1] == site:term('themes', 'z'))\n");
}

static void terms_of_a_taxonomy_are_in_the_order_written(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local d = site:document('messages/a')\n"
		  "local themes = d:terms('themes')\n"
		  "assert(#themes == 2 and themes[1].id == 'z' and themes[2].id == 'y')\n"
		  "assert(#d:terms('tags') == 1 and #site:document('loose'):terms('tags') == 0)\n");
	assert_fails_on(r, "fr/index.html", "site:document('loose'):terms('theme')",
			"there is no such taxonomy");
}

static void backlinks_are_the_linking_documents_newest_first(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "local ids = {}\n"
		  "for i, b in ipairs(d:backlinks()) do ids[i] = b.id end\n"
		  "assert(table.concat(ids, ' ') == 'messages/c messages/b messages/index')\n"
		  "assert(#d:backlinks(1) == 1 and d:backlinks(1)[1].id == 'messages/c')\n"
		  "assert(#site:document('loose'):backlinks(9) == 1)\n");
	assert_fails_on(r, "en/index.html", "site:document('loose'):backlinks(-1)",
			"cannot be negative");
}

static void relations_and_attachments_are_found_by_name(void **state)
{
	(void)state;
	assert_plan(r, "local a, b = site:document('messages/a'), site:document('messages/b')\n"
		       "site:relate(a, 'near', {b, site:document('loose')})\n"
		       "site:attach(a, 'mark', {stars = 3, of = b})\n");
	assert_on(r, "fr/index.html",
		  "local a, b = site:document('messages/a'), site:document('messages/b')\n"
		  "assert(#a:relation('near') == 2 and a:relation('near')[1] == b)\n"
		  "assert(#b:relation('near') == 0 and #a:relation('far') == 0)\n"
		  "assert(a:attached('mark').stars == 3 and a:attached('mark').of == b)\n"
		  "assert(b:attached('mark') == nil and a:attached('other') == nil)\n");
}

static void children_are_what_is_directly_in_the_section_of_its_page(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local ids = {}\n"
		  "for i, d in ipairs(site:document('messages/index'):children()) do\n"
		  "  ids[i] = d.slug end\n"
		  "assert(table.concat(ids, ' ') == 'c a b')\n"
		  "assert(#site:document('messages/a'):children() == 0)\n");
}

static void lists_leave_out_what_the_language_lacks_without_fallback(void **state)
{
	(void)state;
	struct rendering *none = rendering_open_frozen(SITE "fallback: none\n", files);

	assert_on(none, "fr/index.html", "assert(#site:document('messages/a'):backlinks() == 0)");
	rendering_close(none);
}

static void the_same_document_is_equal_and_cannot_be_changed(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local d = site:document('messages/a')\n"
		  "assert(d == site:document('messages/a') and d ~= site:document('loose'))\n"
		  "assert(d ~= site:in_language('fr'):document('messages/a'))\n"
		  "assert(d ~= site:section('') and d ~= site and d ~= 1)\n"
		  "assert(tostring(d) == 'document' and not getmetatable(d))\n");
	assert_fails_on(r, "en/index.html", "site:document('loose').title = 'x'",
			"a document cannot be changed");
}

static void methods_want_a_document(void **state)
{
	(void)state;
	assert_fails_on(r, "en/index.html", "site:document('loose').backlinks(site)",
			"document expected");
	assert_fails_on(r, "en/index.html", "site:document('loose'):relation()", "string expected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	    SITE_TEST(texts_are_those_of_the_reader_s_language),
	    SITE_TEST(on_fallback_lang_and_dir_are_those_of_the_text),
	    SITE_TEST(a_document_without_a_title_has_its_slug),
	    SITE_TEST(path_url_and_id_say_where_it_is),
	    cmocka_unit_test(a_site_that_wants_links_leads_to_the_other_language_s_page),
	    SITE_TEST(there_is_no_url_where_no_page_is_rendered),
	    SITE_TEST(a_type_has_an_id_and_labels),
	    SITE_TEST(the_date_is_that_of_the_front_matter),
	    SITE_TEST(without_history_nothing_is_known_of_it),
	    repository_test(created_updated_and_authors_are_from_history),
	    SITE_TEST(content_is_the_body_as_html_with_links_from_the_page),
	    SITE_TEST(the_excerpt_is_the_text_of_the_first_paragraph),
	    SITE_TEST(the_toc_is_a_tree_of_headings),
	    SITE_TEST(words_are_counted_and_reading_takes_a_minute_at_least),
	    cmocka_unit_test(a_long_text_takes_longer),
	    SITE_TEST(a_translation_says_of_what_it_was_made_and_whether_that_has_changed),
	    SITE_TEST(original_is_the_document_in_its_first_language),
	    SITE_TEST(languages_are_those_that_it_exists_in),
	    SITE_TEST(fields_are_the_whole_front_matter_with_what_is_inherited),
	    SITE_TEST(a_field_is_as_it_was_written),
	    SITE_TEST(any_other_name_is_that_field_of_the_front_matter),
	    SITE_TEST(fields_of_kind_reference_are_documents),
	    SITE_TEST(fields_of_kind_term_are_terms),
	    SITE_TEST(terms_of_a_taxonomy_are_in_the_order_written),
	    SITE_TEST(backlinks_are_the_linking_documents_newest_first),
	    SITE_TEST(relations_and_attachments_are_found_by_name),
	    SITE_TEST(children_are_what_is_directly_in_the_section_of_its_page),
	    cmocka_unit_test(lists_leave_out_what_the_language_lacks_without_fallback),
	    SITE_TEST(the_same_document_is_equal_and_cannot_be_changed),
	    SITE_TEST(methods_want_a_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
