/* The words of a site's languages: which are taken when one lacks them. */
#include "render/interface.h"
#include "site_fixture.h"

static const char sites[][96] = {
    "title: T\nbase_url: https://example.org/\nlanguages: [de, fr]\n",
    "title: T\nbase_url: https://example.org/\nlanguages: [de, en, {code: zz, tag: ar}]\n",
};

struct fixture {
	struct site *site;
	struct theme theme;
	struct interface interface;
};

static void fixture_open(struct fixture *f, const char *yaml)
{
	f->site = site_make(yaml, (struct site_file[]){{"content/de/a.md", "# A\n"}, {NULL, NULL}});
	f->theme = (struct theme){&f->site->snapshot, TEXT("plain")};
	assert_int_equal(
	    interface_open(&f->interface, &f->site->config, &f->theme, &f->site->problems),
	    STATUS_OK);
}

static void fixture_close(struct fixture *f)
{
	interface_close(&f->interface);
	site_free(f->site);
}

static void assert_says(struct fixture *f, lang_id lang, const char *key, const char *expected)
{
	struct buffer out = {0};

	interface_say(&f->interface, lang, key, &out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, expected);
	buffer_free(&out);
}

static void a_word_that_a_language_lacks_is_taken_from_its_chain(void **state)
{
	(void)state;
	struct fixture f;

	fixture_open(&f, sites[0]);
	assert_says(&f, 0, "next", "Suivant"); /* plain speaks French, not German */
	assert_says(&f, 0, "no such word", "no such word");
	fixture_close(&f);
}

static void english_is_the_last_resort_of_a_site_that_has_it_not(void **state)
{
	(void)state;
	struct fixture f;
	struct words words;
	struct buffer out = {0};

	fixture_open(&f, "title: T\nbase_url: https://example.org/\nlanguages: [de]\n");
	words = interface_words(&f.interface);
	assert_true(words.message(words.self, 0, TEXT("next"), NULL, 0, &out));
	assert_true(text_is(buffer_view(&out), "Next"));
	assert_false(words.message(words.self, 0, TEXT("nothing"), NULL, 0, &out));
	buffer_free(&out);
	fixture_close(&f);
}

static void a_digest_is_of_the_words_and_of_their_language(void **state)
{
	(void)state;
	struct fixture f;

	fixture_open(&f, sites[0]);
	uint64_t of_french = interface_digest(&f.interface, 1, TEXT("next"));
	assert_int_not_equal(of_french, 0);
	assert_true(interface_digest(&f.interface, 0, TEXT("next")) == of_french);
	assert_true(interface_digest(&f.interface, 1, TEXT("previous")) != of_french);
	assert_int_equal(interface_digest(&f.interface, 1, TEXT("no such word")), 0);
	fixture_close(&f);
	fixture_open(&f, sites[1]);
	/* German has none here: what English says counts. */
	assert_true(interface_digest(&f.interface, 0, TEXT("next")) ==
		    interface_digest(&f.interface, 1, TEXT("next")));
	fixture_close(&f);
}

static void languages_get_their_names_and_directions(void **state)
{
	(void)state;
	struct fixture f;

	fixture_open(&f, sites[1]);
	assert_true(text_is(f.site->config.languages[0].name, "Deutsch"));
	assert_true(text_is(f.site->config.languages[0].dir, "ltr"));
	assert_true(text_is(f.site->config.languages[2].dir, "rtl"));
	fixture_close(&f);
}

static void dates_have_named_styles(void **state)
{
	(void)state;
	struct fixture f;
	struct buffer out = {0};

	fixture_open(&f, sites[1]);
	struct words words = interface_words(&f.interface);
	assert_true(words.date(words.self, 1, TEXT("2026-11-24"), TEXT("long"), &out));
	assert_true(text_is(buffer_view(&out), "November 24, 2026"));
	for (unsigned i = 0; i < 2; i++) { /* another year of a day that was formatted before */
		buffer_clear(&out);
		assert_true(words.date(words.self, 1, TEXT("1999-11-24"), TEXT("long"), &out));
		assert_true(text_is(buffer_view(&out), "November 24, 1999"));
	}
	buffer_clear(&out);
	assert_true(words.date(words.self, 1, TEXT("2026-11-24"), TEXT("full"), &out));
	assert_true(text_is(buffer_view(&out), "Tuesday, November 24, 2026"));
	buffer_clear(&out);
	assert_true(words.date(words.self, 1, TEXT("2024-02-29"), TEXT("medium"), &out));
	assert_true(text_is(buffer_view(&out), "Feb 29, 2024"));
	assert_false(words.date(words.self, 1, TEXT("2023-02-29"), TEXT("medium"), &out));
	assert_false(words.date(words.self, 1, TEXT("2023-02-30"), TEXT("medium"), &out));
	assert_false(words.date(words.self, 1, TEXT("2023-13-01"), TEXT("medium"), &out));
	assert_false(words.date(words.self, 1, TEXT("2026-11-24"), TEXT("huge"), &out));
	assert_false(words.date(words.self, 1, TEXT("soon"), TEXT("long"), &out));
	buffer_free(&out);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_word_that_a_language_lacks_is_taken_from_its_chain),
	    cmocka_unit_test(english_is_the_last_resort_of_a_site_that_has_it_not),
	    cmocka_unit_test(a_digest_is_of_the_words_and_of_their_language),
	    cmocka_unit_test(languages_get_their_names_and_directions),
	    cmocka_unit_test(dates_have_named_styles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
