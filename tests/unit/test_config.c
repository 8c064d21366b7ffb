#include "site_fixture.h"

#define BASE "base_url: https://example.org/\n"
#define SITE "title: T\n" BASE "languages: [en, fr]\n"

static struct site *site_of(const char *yaml)
{
	return site_make(yaml, (struct site_file[]){{NULL, NULL}});
}

/* The one report of a site.yaml that ends in LINE, which is its fourth. */
static void assert_wrong(const char *line, unsigned column, const char *code, const char *words)
{
	char yaml[512];

	snprintf(yaml, sizeof yaml, SITE "%s\n", line);
	struct site *site = site_of(yaml);
	assert_report(&site->problems, 0, 4, column, code, words);
	assert_int_equal(site->problems.count, 1);
	site_free(site);
}

static void assert_fine(const char *line)
{
	char yaml[512];

	snprintf(yaml, sizeof yaml, SITE "%s\n", line);
	struct site *site = site_of(yaml);
	assert_no_report(&site->problems);
	site_free(site);
}

static void a_site_needs_a_title(void **state)
{
	(void)state;
	struct site *site = site_of(BASE "languages: [en]\n");

	assert_report(&site->problems, 0, 0, 0, "E-SITE", "write title: My site");
	site_free(site);
	site = site_of("title: {}\n" BASE "languages: [en]\n");
	assert_report(&site->problems, 0, 1, 8, "E-SITE", "title: is missing");
	site_free(site);
}

static void a_setting_of_another_kind_is_an_error(void **state)
{
	(void)state;
	assert_wrong("plugins: cross-links", 10, "E-KIND", "write it in brackets: [cross-links]");
	assert_wrong("menu: a", 7, "E-KIND", "should be a list");
	assert_wrong("menu: [2026]", 8, "E-KIND", "put it in quotes: \"2026\"");
	assert_wrong("taxonomies: [a]", 13, "E-KIND", "\"taxonomies\"");
	assert_wrong("taxonomies: {a: {open: true, label: 3}}", 37, "E-KIND", "\"label\"");
	assert_wrong("markdown: {raw_html: \"yes\"}", 22, "E-KIND", "true or false");
	assert_wrong("markdown: off", 11, "E-KIND", "a map of fields");
	assert_wrong("fallback_chain: [fr]", 17, "E-KIND", "\"fallback_chain\"");
	assert_wrong("fallback_chain: {fr: en}", 22, "E-KIND", "write it in brackets: [en]");
	assert_wrong("theme: 3", 8, "E-KIND", "\"theme\" should be a text");
	assert_wrong("description: [a]", 14, "E-KIND", "\"description\"");
	assert_wrong("params: a", 9, "E-KIND", "\"params\"");
}

static void an_unknown_key_of_a_setting_is_an_error(void **state)
{
	(void)state;
	assert_wrong("markdown: {raw-html: true}", 12, "E-FIELD", "did you mean \"raw_html\"?");
	assert_wrong("taxonomies: {a: {open: true, lable: A}}", 30, "E-FIELD",
		     "did you mean \"label\"?");
	struct site *site = site_of("title: T\n" BASE "languages: [{code: en, nmae: English}]\n");
	assert_report(&site->problems, 0, 3, 24, "E-FIELD", "did you mean \"name\"?");
	site_free(site);
}

static void a_budget_is_a_size(void **state)
{
	(void)state;
	assert_wrong("budgets: {page: light}", 17, "E-SITE", "write, for example, 14 KiB");
	assert_wrong("budgets: {page: 14 Kib}", 17, "E-SITE", "this is not a size");
	assert_wrong("budgets: {css: 0}", 16, "E-SITE", "this is not a size");
	assert_wrong("budgets: {index: 99999999999999999999 KiB}", 18, "E-SITE", "not a size");
	assert_wrong("budgets: {layouts: {a.html: x}}", 29, "E-SITE", "this is not a size");
	assert_wrong("budgets: {layouts: 3}", 20, "E-SITE", "\"layouts\" should be a map");
	assert_wrong("budgets: {pgae: 1}", 11, "E-SITE", "did you mean \"page\"?");
	assert_wrong("budgets: 3", 10, "E-SITE", "\"budgets\" should be a map");
}

static void budgets_go_by_layout_then_by_kind(void **state)
{
	(void)state;
	struct site *site = site_of(SITE "budgets: {page: 14 KiB, layouts: {big.html: 30 kB}}\n");
	const struct budgets *budgets = &site->config.budgets;

	assert_int_equal(budgets_of_page(budgets, TEXT("page.html"), true), 14336);
	assert_int_equal(budgets_of_page(budgets, TEXT("page.html"), false), 0);
	assert_int_equal(budgets_of_page(budgets, TEXT("big.html"), false), 30000);
	assert_true(budgets->pages);
	assert_int_equal(budgets->css, 0);
	site_free(site);
}

static void settings_as_the_documentation_has_them_are_fine(void **state)
{
	(void)state;
	assert_fine(
	    "description: {en: D}\nplugins: [theme-index]\nmenu: [a, b/index]\n"
	    "taxonomies: {t: {open: true, label: {en: T}}}\nlinks: warn\n"
	    "fallback: links\nfallback_chain: {fr: [en]}\n"
	    "markdown: {raw_html: true, figures: false, callouts: true, wiki: false}\n"
	    "budgets: {page: 14 KiB, index: 30000, css: 14kB, layouts: {search.html: 1 MiB}}\n"
	    "params: {colour: green}");
	assert_fine("plugins:\nmenu: []\ntaxonomies:\nparams:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_site_needs_a_title),
	    cmocka_unit_test(a_setting_of_another_kind_is_an_error),
	    cmocka_unit_test(an_unknown_key_of_a_setting_is_an_error),
	    cmocka_unit_test(a_budget_is_a_size),
	    cmocka_unit_test(budgets_go_by_layout_then_by_kind),
	    cmocka_unit_test(settings_as_the_documentation_has_them_are_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
