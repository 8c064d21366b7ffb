#include "site/query.h"
#include "site/relations.h"
#include "site/wiki.h"
#include "site_fixture.h"

#define SITE "title: T\nbase_url: https://example.org/\nlanguages: [en, fr, ar]\n"
#define OPEN_THEMES "taxonomies: {themes: {open: true}}\n"

static work_id work(const struct site *site, const char *id)
{
	work_id found = model_work(&site->model, text_of(id));

	assert_true(found != NONE);
	return found;
}

static void the_same_path_below_two_languages_is_one_work(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/messages/x.md", "# One\n"},
						 {"content/fr/messages/x.md", "# Un\n"},
						 {NULL, NULL}});

	assert_no_report(&site->problems);
	assert_int_equal(site->model.work_count, 1);
	assert_true(text_is(model_title(&site->model, 0, 0), "One"));
	assert_true(text_is(model_title(&site->model, 0, 1), "Un"));
	site_free(site);
}

static void an_untranslated_document_is_shown_in_the_first_language_of_the_chain(void **state)
{
	(void)state;
	struct site *site = site_make(SITE "fallback_chain: {ar: [fr]}\n",
				      (struct site_file[]){{"content/en/x.md", "# One\n"},
							   {"content/fr/x.md", "# Un\n"},
							   {NULL, NULL}});

	assert_true(text_is(model_title(&site->model, 0, 2), "Un"));
	assert_false(model_translated(&site->model, 0, 2));
	assert_true(model_listed(&site->model, 0, 2));
	site_free(site);
}

static void without_fallback_an_untranslated_document_is_not_listed(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE "fallback: none\n",
		      (struct site_file[]){{"content/en/x.md", "# One\n"}, {NULL, NULL}});

	assert_true(model_listed(&site->model, 0, 0));
	assert_false(model_listed(&site->model, 0, 1));
	site_free(site);
}

static void a_translation_inherits_what_it_does_not_say(void **state)
{
	(void)state;
	struct text path;
	struct site *site = site_make(
	    SITE OPEN_THEMES,
	    (struct site_file[]){{"content/en/x.md", "---\ntitle: One\nthemes: [a]\n---\n"},
				 {"content/fr/x.md", "---\ntitle: Un\n---\n"},
				 {NULL, NULL}});
	document_id french = model_document(&site->model, 0, 1);

	assert_int_equal(value_count(model_field(&site->model, french, TEXT("themes"), &path)), 1);
	assert_true(text_is(path, "content/en/x.md"));
	assert_true(
	    text_is(value_text(model_field(&site->model, french, TEXT("title"), &path)), "Un"));
	assert_true(text_is(path, "content/fr/x.md"));
	site_free(site);
}

static void a_draft_original_hides_its_translations(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){{"content/en/x.md", "---\ntitle: One\ndraft: true\n---\n"},
				       {"content/fr/x.md", "# Un\n"},
				       {"content/fr/y.md", "# Deux\n"},
				       {NULL, NULL}});

	assert_int_equal(site->model.work_count, 1);
	assert_true(model_work(&site->model, TEXT("x")) == NONE);
	site_free(site);
}

static void a_translation_is_stale_when_its_source_is_another_blob(void **state)
{
	(void)state;
	/* The fixture numbers blobs: content/en/x.md is 0100…00. */
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/x.md", "# One\n"},
						 {"content/fr/x.md",
						  "---\ntitle: Un\nsource: \"0100000000\"\n---\n"},
						 {NULL, NULL}});

	assert_false(site->model.documents[model_document(&site->model, 0, 1)].stale);
	site_free(site);
}

static void sections_nest_and_know_their_index_page(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/about/history/long.md", "# Long\n"},
						 {"content/en/about/index.md", "# About us\n"},
						 {NULL, NULL}});
	section_id history = model_section(&site->model, TEXT("about/history"));
	section_id about = site->model.sections[history].parent;

	assert_int_equal(site->model.section_count, 3);
	assert_true(text_is(model_section_title(&site->model, about, 0), "About us"));
	assert_true(text_is(model_section_title(&site->model, history, 0), "history"));
	assert_true(site->model.sections[history].index == NONE);
	assert_int_equal(site->model.sections[about].works.count, 0);
	site_free(site);
}

static void lists_have_the_newest_first_and_undated_ones_last(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE,
	    (struct site_file[]){{"content/en/a.md", "# Undated\n"},
				 {"content/en/b.md", "---\ntitle: Old\ndate: 2006-10-30\n---\n"},
				 {"content/en/c.md", "---\ntitle: New\ndate: 2025\n---\n"},
				 {NULL, NULL}});
	struct arena arena = {0};
	struct query query = {.section = NONE, .term = NONE};
	size_t count;
	const work_id *list = query_run(&site->model, &query, NULL, &arena, &count);

	assert_int_equal(count, 3);
	assert_int_equal(list[0], work(site, "c"));
	assert_int_equal(list[1], work(site, "b"));
	assert_int_equal(list[2], work(site, "a"));
	query.limit = 1;
	query.reverse = true;
	list = query_run(&site->model, &query, NULL, &arena, &count);
	assert_int_equal(count, 1);
	assert_int_equal(list[0], work(site, "a"));
	arena_free(&arena);
	site_free(site);
}

static void open_terms_need_no_declaration_and_have_their_works(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE OPEN_THEMES,
	    (struct site_file[]){{"content/en/a.md", "---\ntitle: A\nthemes: [z, y]\n---\n"},
				 {"content/en/b.md", "---\ntitle: B\nthemes: [y]\n---\n"},
				 {NULL, NULL}});
	term_id y = model_term(&site->model, 0, TEXT("y"));

	assert_int_equal(site->model.term_count, 2);
	assert_int_equal(site->model.terms[y].works.count, 2);
	assert_true(text_is(site->model.terms[site->model.work_terms[0]].id, "z"));
	site_free(site);
}

static void an_undeclared_term_is_reported_with_the_nearest_one(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE "taxonomies: {themes: {data: themes}}\n",
		      (struct site_file[]){
			  {"content/data/themes.yaml",
			   "terms:\n  - {id: cybersecurity, label: {en: Security}}\n"},
			  {"content/en/a.md", "---\ntitle: A\nthemes: [cybersecurty]\n---\n"},
			  {NULL, NULL}});

	assert_report(&site->problems, 0, 3, 10, "E-TERM", "did you mean \"cybersecurity\"?");
	assert_true(text_is(model_term_label(&site->model, 0, 1), "Security"));
	site_free(site);
}

static void a_term_cannot_be_its_own_ancestor(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE "taxonomies: {themes: {data: themes}}\n",
	    (struct site_file[]){{"content/data/themes.yaml",
				  "terms:\n  - {id: a, parent: b}\n  - {id: b, parent: a}\n"},
				 {"content/en/a.md", "# A\n"},
				 {NULL, NULL}});

	assert_int_equal(site->problems.count, 1);
	assert_report(&site->problems, 0, 3, 21, "E-TERM", "its own ancestor");
	site_free(site);
}

static void a_link_to_a_document_leads_to_its_work(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){
		      {"content/en/a.md", "# A\n\n[b](messages/b.md#part-two) [here](#a)\n"},
		      {"content/en/messages/b.md", "# B\n\n## Part two\n"},
		      {NULL, NULL}});
	const struct target *targets =
	    site->model.documents[model_document(&site->model, work(site, "a"), 0)].targets;

	assert_no_report(&site->problems);
	assert_int_equal(targets[0].kind, TARGET_WORK);
	assert_int_equal(targets[0].index, work(site, "messages/b"));
	assert_int_equal(targets[0].lang, LANG_NONE);
	assert_true(text_is(targets[0].anchor, "part-two"));
	assert_int_equal(targets[1].kind, TARGET_SELF);
	site_free(site);
}

static void a_broken_link_is_an_error_with_a_suggestion(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){{"content/en/a.md", "# A\n\n[b](messages/bb.md)\n"},
				       {"content/en/messages/b.md", "# B\n"},
				       {NULL, NULL}});

	assert_int_equal(site->problems.errors, 1);
	assert_report(&site->problems, 0, 3, 5, "E-LINK", "did you mean \"messages/b.md\"?");
	site_free(site);
}

static void a_broken_anchor_is_an_error_with_a_suggestion(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){
		      {"content/en/a.md", "# A\n\n## Part two\n\n[b](#part-tow)\n"}, {NULL, NULL}});

	assert_report(&site->problems, 0, 5, 5, "E-ANCHOR", "did you mean \"part-two\"?");
	site_free(site);
}

static void the_anchor_of_a_link_to_nothing_is_not_looked_for(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){{"content/en/x.md", "[x](gone.md#y)\n"}, {NULL, NULL}});
	struct diagnostics *d = &site->problems;

	diagnostics_sort(d);
	for (size_t i = 0; i < d->count; i++)
		assert_false(text_is(d->list[i].code, "E-ANCHOR"));
	assert_int_equal(d->errors, 1);
	site_free(site);
}

static void broken_links_are_warnings_where_the_site_says_so(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE "links: warn\n",
	    (struct site_file[]){{"content/en/a.md", "# A\n\n[b](nowhere.md)\n"}, {NULL, NULL}});

	assert_int_equal(site->problems.count, 1);
	assert_int_equal(site->problems.errors, 0);
	site_free(site);
}

static void a_reference_must_name_a_document_of_its_type(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){
		      {"content/en/meetings/athens.md", "# Athens\n"},
		      {"content/en/messages/m.md", "---\ntitle: M\nmeeting: meetings/athen\n---\n"},
		      {"content/types/message.yaml",
		       "sections: [messages]\nfields:\n  meeting: {kind: reference}\n"},
		      {NULL, NULL}});

	assert_report(&site->problems, 0, 3, 10, "E-REFERENCE",
		      "did you mean \"meetings/athens\"?");
	site_free(site);
}

static void backlinks_name_each_linking_work_once(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){{"content/en/a.md", "# A\n\n[b](b.md) [b](b.md)\n"},
				       {"content/en/b.md", "# B\n"},
				       {"content/fr/a.md", "# A\n\n[b](b.md)\n"},
				       {"content/fr/b.md", "# B\n"},
				       {NULL, NULL}});

	backlinks_assemble(&site->model);
	struct range range = site->model.works[work(site, "b")].backlinks;
	assert_int_equal(range.count, 1);
	assert_int_equal(site->model.backlinks[range.first], work(site, "a"));
	site_free(site);
}

static void wiki_links_find_titles_slugs_and_aliases_whatever_the_case(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE, (struct site_file[]){
		      {"content/en/a.md", "# A\n\n[[the   Tunis agenda]] [[tais]] [[old-name]]\n"},
		      {"content/en/tais.md",
		       "---\ntitle: The Tunis Agenda\naliases: [old/old-name.html]\n---\n"},
		      {NULL, NULL}});
	const struct document *document =
	    &site->model.documents[model_document(&site->model, work(site, "a"), 0)];

	wiki_resolve(&site->model, &(struct wiki_names){true, true, true}, &site->problems);
	assert_no_report(&site->problems);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(document->targets[i].index, work(site, "tais"));
	site_free(site);
}

static void a_wiki_link_to_nothing_is_reported_with_the_nearest_title(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/a.md", "# A\n\n[[Tunis Agend]]\n"},
						 {"content/en/tais.md", "# Tunis Agenda\n"},
						 {NULL, NULL}});

	wiki_resolve(&site->model, &(struct wiki_names){true, true, true}, &site->problems);
	assert_report(&site->problems, 0, 3, 1, "E-WIKI", "did you mean \"Tunis Agenda\"?");
	site_free(site);
}

static void the_anchor_of_a_wiki_link_is_checked(void **state)
{
	(void)state;
	struct wiki_names names = {true, true, true};
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/a.md", "# A\n\n[[b#no]] [[b#nor]]\n"},
						 {"content/en/b.md", "# B\n\n## Nor\n"},
						 {NULL, NULL}});

	wiki_resolve(&site->model, &names, &site->problems);
	assert_report(&site->problems, 0, 3, 1, "E-ANCHOR", "no heading \"#no\"");
	assert_int_equal(site->problems.count, 1);
	site_free(site);
}

static void wiki_links_that_no_plugin_makes_are_one_warning(void **state)
{
	(void)state;
	struct wiki_names names = {true, true, true};
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/a.md", "# A\n\nx [[A]] [[A]]\n"},
						 {"content/fr/a.md", "# A\n\n[[A]]\n"},
						 {NULL, NULL}});

	wiki_check(&site->model, &site->problems);
	assert_report(&site->problems, 0, 3, 3, "W-WIKI", "add cross-links to plugins");
	assert_int_equal(site->problems.count, 1);
	wiki_resolve(&site->model, &names, &site->problems);
	wiki_check(&site->model, &site->problems);
	assert_int_equal(site->problems.count, 1);
	site_free(site);
}

/* The hint for the one broken link of content/en/a.md, beside b.md, the draft c.md and s/index.md.
 */
static void assert_link_hint(const char *link, const char *hint)
{
	char text[64];

	snprintf(text, sizeof text, "[x](%s)\n", link);
	struct site *site = site_make(
	    SITE, (struct site_file[]){{"content/en/a.md", text},
				       {"content/en/b.md", "# B\n"},
				       {"content/en/c.md", "---\ntitle: C\ndraft: true\n---\n"},
				       {"content/en/s/index.md", "# S\n"},
				       {NULL, NULL}});
	diagnostics_sort(&site->problems);
	assert_int_equal(site->problems.errors, 1);
	assert_report(&site->problems, site->problems.count - 1, 1, 5, "E-LINK", hint);
	site_free(site);
}

static void a_broken_link_is_told_what_it_may_have_meant(void **state)
{
	(void)state;
	assert_link_hint("b", "did you mean \"b.md\"?");
	assert_link_hint("b.html",
			 "did you mean \"b.md\"?; links name files, and ssg writes the .html");
	assert_link_hint("s/index.html", "did you mean \"s/index.md\"?");
	assert_link_hint("s/", "link to the folder's index.md");
	assert_link_hint("c.md", "it is a draft");
	assert_link_hint("example.org", "did you mean \"https://example.org\"?");
	assert_link_hint("www.example.cat/x", "did you mean \"https://www.example.cat/x\"?");
}

static void the_rarest_shared_term_relates_most(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE OPEN_THEMES,
		      (struct site_file[]){
			  {"content/en/a.md", "---\ntitle: A\nthemes: [rare, common]\n---\n"},
			  {"content/en/b.md", "---\ntitle: B\nthemes: [common]\n---\n"},
			  {"content/en/c.md", "---\ntitle: C\nthemes: [rare]\n---\n"},
			  {"content/en/d.md", "---\ntitle: D\nthemes: [common]\n---\n"},
			  {NULL, NULL}});

	relate_by_terms(&site->model, TEXT("related"), NULL, 0, 2);
	struct range range = related(&site->model, work(site, "a"), TEXT("related"));
	assert_int_equal(range.count, 2);
	assert_int_equal(site->model.related_works[range.first], work(site, "c"));
	assert_int_equal(site->model.related_works[range.first + 1], work(site, "b"));
	site_free(site);
}

static void a_series_has_neighbours_in_order_of_weight(void **state)
{
	(void)state;
	struct site *site = site_make(
	    SITE,
	    (struct site_file[]){{"content/en/a.md", "---\ntitle: A\nseries: s\nweight: 2\n---\n"},
				 {"content/en/b.md", "---\ntitle: B\nseries: s\nweight: 1\n---\n"},
				 {"content/en/c.md", "---\ntitle: C\nseries: other\n---\n"},
				 {NULL, NULL}});

	relate_series(&site->model, TEXT("series"), TEXT("previous"), TEXT("next"));
	struct range next = related(&site->model, work(site, "b"), TEXT("next"));
	assert_int_equal(next.count, 1);
	assert_int_equal(site->model.related_works[next.first], work(site, "a"));
	assert_int_equal(related(&site->model, work(site, "a"), TEXT("next")).count, 0);
	assert_int_equal(related(&site->model, work(site, "c"), TEXT("next")).count, 0);
	site_free(site);
}

static void an_attached_value_is_found_by_owner_and_name(void **state)
{
	(void)state;
	struct site *site =
	    site_make(SITE, (struct site_file[]){{"content/en/a.md", "# A\n"}, {NULL, NULL}});
	const struct value *value = site->config.root;

	attach(&site->model, OWNER_WORK, 0, TEXT("x"), value);
	assert_ptr_equal(attached(&site->model, OWNER_WORK, 0, TEXT("x")), value);
	assert_null(attached(&site->model, OWNER_TERM, 0, TEXT("x")));
	assert_null(attached(&site->model, OWNER_WORK, 0, TEXT("y")));
	site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_path_below_two_languages_is_one_work),
	    cmocka_unit_test(an_untranslated_document_is_shown_in_the_first_language_of_the_chain),
	    cmocka_unit_test(without_fallback_an_untranslated_document_is_not_listed),
	    cmocka_unit_test(a_translation_inherits_what_it_does_not_say),
	    cmocka_unit_test(a_draft_original_hides_its_translations),
	    cmocka_unit_test(a_translation_is_stale_when_its_source_is_another_blob),
	    cmocka_unit_test(sections_nest_and_know_their_index_page),
	    cmocka_unit_test(lists_have_the_newest_first_and_undated_ones_last),
	    cmocka_unit_test(open_terms_need_no_declaration_and_have_their_works),
	    cmocka_unit_test(an_undeclared_term_is_reported_with_the_nearest_one),
	    cmocka_unit_test(a_term_cannot_be_its_own_ancestor),
	    cmocka_unit_test(a_link_to_a_document_leads_to_its_work),
	    cmocka_unit_test(a_broken_link_is_an_error_with_a_suggestion),
	    cmocka_unit_test(a_broken_anchor_is_an_error_with_a_suggestion),
	    cmocka_unit_test(the_anchor_of_a_link_to_nothing_is_not_looked_for),
	    cmocka_unit_test(broken_links_are_warnings_where_the_site_says_so),
	    cmocka_unit_test(a_reference_must_name_a_document_of_its_type),
	    cmocka_unit_test(backlinks_name_each_linking_work_once),
	    cmocka_unit_test(wiki_links_find_titles_slugs_and_aliases_whatever_the_case),
	    cmocka_unit_test(a_wiki_link_to_nothing_is_reported_with_the_nearest_title),
	    cmocka_unit_test(the_anchor_of_a_wiki_link_is_checked),
	    cmocka_unit_test(wiki_links_that_no_plugin_makes_are_one_warning),
	    cmocka_unit_test(a_broken_link_is_told_what_it_may_have_meant),
	    cmocka_unit_test(the_rarest_shared_term_relates_most),
	    cmocka_unit_test(a_series_has_neighbours_in_order_of_weight),
	    cmocka_unit_test(an_attached_value_is_found_by_owner_and_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
