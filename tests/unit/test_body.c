#include "render/body.h"
#include "site_fixture.h"

static const char settings[] = "title: T\n"
			       "base_url: https://example.org/\n"
			       "languages: [en, fr]\n"
			       "links: warn\n";

static void label(void *self, struct text kind, struct buffer *html)
{
	(void)self;
	buffer_string(html, "<");
	buffer_text(html, kind);
}

/* Does the body of document 0 hold EXPECTED on the page PATH in LANG? */
static void assert_body(struct site *site, const char *path, lang_id lang, bool mentions,
			const char *expected)
{
	struct arena arena = {0};
	struct mentions list = {0};
	struct buffer html = {0};

	if (mentions)
		mentions_build(&list, &site->model, 0, &arena);
	struct body body = {.model = &site->model,
			    .document = &site->model.documents[0],
			    .path = text_of(path),
			    .lang = lang,
			    .mentions = mentions ? &list : NULL,
			    .label = {label, NULL}};
	body_write(&body, &html);
	buffer_byte(&html, '\0');
	if (!strstr(html.at, expected))
		assert_string_equal(html.at, expected);
	buffer_free(&html);
	mentions_free(&list);
	arena_free(&arena);
}

static void a_link_leads_to_the_page_in_the_reader_s_language(void **state)
{
	(void)state;
	struct site *site =
	    site_make(settings, (struct site_file[]){{"content/en/a.md", "# A\n\n[b](s/b.md#x)\n"},
						     {"content/en/s/b.md", "# B\n\n## X\n"},
						     {"content/fr/s/b.md", "# Bé\n\n## Y\n"},
						     {NULL, NULL}});

	assert_body(site, "en/a.html", 0, false, "<a href=\"s/b.html#x\">b</a>");
	/* The translation has no heading "x". */
	assert_body(site, "fr/a.html", 1, false, "<a href=\"s/b.html\">b</a>");
	assert_body(site, "fr/deep/page.html", 1, false, "<a href=\"../s/b.html\">b</a>");
	site_free(site);
}

static void a_broken_link_stays_as_it_was_written(void **state)
{
	(void)state;
	struct site *site =
	    site_make(settings, (struct site_file[]){{"content/en/a.md", "# A\n\n[b](b%20&.md)\n"},
						     {NULL, NULL}});

	assert_body(site, "en/a.html", 0, false, "<a href=\"b%20&amp;.md\">b</a>");
	site_free(site);
}

static void a_wiki_link_that_leads_nowhere_is_its_words(void **state)
{
	(void)state;
	struct site *site = site_make(
	    settings, (struct site_file[]){{"content/en/a.md", "# A\n\nSee [[b|Q & A]] [[c]].\n"},
					   {NULL, NULL}});

	assert_body(site, "en/a.html", 0, false, "<p>See Q &amp; A c.</p>");
	site_free(site);
}

static void a_callout_s_label_is_asked_for(void **state)
{
	(void)state;
	struct site *site = site_make(
	    settings,
	    (struct site_file[]){{"content/en/a.md", "# A\n\n> [!TIP]\n> Do.\n"}, {NULL, NULL}});

	assert_body(site, "en/a.html", 0, false, "<p class=\"callout-label\"><tip</p>");
	site_free(site);
}

static void only_the_first_mention_is_linked_and_none_of_the_page_itself(void **state)
{
	(void)state;
	struct site *site = site_make(
	    settings,
	    (struct site_file[]){{"content/en/a.md", "# A\n\nThe MAG and *the* MAG of AAA.\n"},
				 {"content/en/mag.md", "# MAG\n"},
				 {NULL, NULL}});
	struct mention list[] = {{TEXT("MAG"), model_work(&site->model, TEXT("mag")), LANG_NONE},
				 {TEXT("AAA"), model_work(&site->model, TEXT("a")), LANG_NONE}};

	site->model.mentions = list;
	site->model.mention_count = 2;
	assert_body(site, "en/a.html", 0, true,
		    "<p>The <a href=\"mag.html\">MAG</a> and <em>the</em> MAG of AAA.</p>");
	assert_body(site, "en/a.html", 0, false, "<p>The MAG and <em>the</em> MAG of AAA.</p>");
	site_free(site);
}

static void a_picture_whose_size_is_known_says_it(void **state)
{
	(void)state;
	struct site *site = site_make(
	    settings, (struct site_file[]){{"content/en/a.md", "# A\n\n![x](../assets/x.png) y\n"},
					   {NULL, NULL}});
	struct asset asset = {.output = TEXT("assets/x.1.png"), .width = 3, .height = 2};

	site->model.assets = &asset;
	site->model.asset_count = 1;
	site->model.documents[0].targets[0] = (struct target){.kind = TARGET_ASSET};
	assert_body(site, "en/a.html", 0, false,
		    "<img src=\"../assets/x.1.png\" width=\"3\" height=\"2\" alt=\"x\"");
	site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_leads_to_the_page_in_the_reader_s_language),
	    cmocka_unit_test(a_broken_link_stays_as_it_was_written),
	    cmocka_unit_test(a_wiki_link_that_leads_nowhere_is_its_words),
	    cmocka_unit_test(a_callout_s_label_is_asked_for),
	    cmocka_unit_test(only_the_first_mention_is_linked_and_none_of_the_page_itself),
	    cmocka_unit_test(a_picture_whose_size_is_known_says_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
