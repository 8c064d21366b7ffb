#include "render/weight.h"
#include "renderer_fixture.h"

#define SITE(budgets) "title: T\nbase_url: https://example.org/\nlanguages: [en]\n" budgets "\n"

static const struct site_file files[] = {{"content/en/a.md", "---\ntitle: A\n---\nText.\n"},
					 {NULL, NULL}};

/* Words that do not compress well. */
static void add_words(struct buffer *html, size_t bytes)
{
	uint32_t noise = 1;

	for (size_t i = 0; i < bytes; i++) {
		noise = noise * 1664525 + 1013904223;
		buffer_byte(html, (char)('a' + (noise >> 24) % 26));
	}
}

static void weigh(struct rendering *r, const char *page, struct text html)
{
	struct weight weight;

	weight_open(&weight, &r->site->model);
	weight_page(&weight, pages_find(&r->site->model, text_of(page)), html, &r->site->problems);
	weight_close(&weight);
}

static void a_heavy_page_is_named_with_its_heaviest_parts(void **state)
{
	(void)state;
	struct rendering *r = rendering_open_frozen(SITE("budgets: {page: 4 kB}"), files);
	struct buffer html = {0};

	buffer_string(&html,
		      "<!doctype html><head></head><main><h2 id=\"x\">What <em>was</em> done</h2>");
	add_words(&html, 9000);
	buffer_string(&html, "<nav class=\"toc\">");
	add_words(&html, 4000);
	buffer_string(&html, "</nav>");
	weigh(r, "en/a.html", buffer_view(&html));
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, 0, 0, "E-BUDGET", "heaviest: \"What was done\" 5.");
	assert_non_null(strstr(r->site->problems.list[0].hint.at, "<nav class=\"toc\"> 2."));
	assert_non_null(strstr(r->site->problems.list[0].message.at, "budget of 3.9 KiB"));
	buffer_free(&html);
	rendering_close(r);
}

static void a_page_is_weighed_compressed_and_with_its_style_sheets(void **state)
{
	(void)state;
	struct rendering *r = rendering_open_frozen(SITE("budgets: {page: 1500}"), files);
	struct model *model = &r->site->model;
	struct buffer html = {0};

	for (int i = 0; i < 1000; i++)
		buffer_string(&html, "the same again ");
	weigh(r, "en/a.html", buffer_view(&html));
	assert_no_report(&r->site->problems);
	asset_id style = asset_find(model, TEXT("style.css"));
	buffer_printf(&html, "<link href=\"../%.*s\">", TEXT_ARGS(model->assets[style].output));
	weigh(r, "en/a.html", buffer_view(&html));
	assert_report(&r->site->problems, 0, 0, 0, "E-BUDGET",
		      "heaviest: themes/plain/assets/style.css");
	buffer_free(&html);
	rendering_close(r);
}

static void a_site_without_budgets_is_not_weighed(void **state)
{
	(void)state;
	struct rendering *r = rendering_open_frozen(SITE("budgets: {css: 1 MiB}"), files);
	struct buffer html = {0};
	struct weight weight;

	add_words(&html, 100000);
	weight_open(&weight, &r->site->model);
	weight_page(&weight, pages_find(&r->site->model, TEXT("en/a.html")), buffer_view(&html),
		    &r->site->problems);
	assert_null(weight.stream);
	weight_close(&weight);
	assert_no_report(&r->site->problems);
	buffer_free(&html);
	rendering_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_heavy_page_is_named_with_its_heaviest_parts),
	    cmocka_unit_test(a_page_is_weighed_compressed_and_with_its_style_sheets),
	    cmocka_unit_test(a_site_without_budgets_is_not_weighed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
