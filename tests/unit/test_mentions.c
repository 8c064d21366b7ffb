#include "site/address.h"
#include "site/mentions.h"
#include "site_fixture.h"

/* The mentions in TEXT as "at+size=work …", of a model whose mentions are those in MENTIONS. */
static void assert_mentions(struct mention *list, size_t count, const char *text,
			    const char *expected)
{
	struct model model = {.mentions = list, .mention_count = count};
	struct mentions mentions;
	struct mention_match match;
	struct arena arena = {0};
	struct buffer found = {0};

	mentions_build(&mentions, &model, 0, &arena);
	for (size_t from = 0; mentions_next(&mentions, text_of(text), from, &match);) {
		from = match.at + match.size;
		buffer_printf(&found, "%zu+%zu=%u ", match.at, match.size, match.work);
	}
	buffer_byte(&found, '\0');
	assert_string_equal(found.at, expected);
	buffer_free(&found);
	mentions_free(&mentions);
	arena_free(&arena);
}

static void a_mention_is_a_whole_word(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("MAG"), 1, LANG_NONE}};

	assert_mentions(list, 1, "The MAG, MAGIC, aMAG, pre-MAG and (MAG).", "4+3=1 35+3=1 ");
}

static void an_acronym_stands_in_chinese_text_without_spaces(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("MAG"), 1, LANG_NONE}};

	assert_mentions(list, 1, "由MAG负责", "3+3=1 ");
	assert_mentions(list, 1, "éMAG MAGé", "");
}

static void signs_of_other_scripts_are_no_letters(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("MAG"), 1, LANG_NONE}};

	assert_mentions(list, 1, "MAG، MAG؟", "0+3=1 6+3=1 ");
	assert_mentions(list, 1, "،MAG", "2+3=1 ");
	assert_mentions(list, 1, "яMAG MAGя لMAG MAGل", "");
}

static void the_longest_mention_wins(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("TAIS"), 1, LANG_NONE},
				 {TEXT("TAIS § 72(g)"), 2, LANG_NONE}};

	assert_mentions(list, 2, "TAIS § 72(g) and TAIS", "0+13=2 18+4=1 ");
}

static void a_space_matches_a_line_end_and_a_no_break_space(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("TAIS § 72"), 2, LANG_NONE}};

	assert_mentions(list, 1,
			"TAIS\n§\xC2\xA0"
			"72",
			"0+11=2 ");
}

static void a_mention_of_another_language_does_not_count(void **state)
{
	(void)state;
	struct mention list[] = {{TEXT("GCM"), 1, 1}};

	assert_mentions(list, 1, "GCM", "");
}

static void assert_relative(const char *from, const char *to, const char *expected)
{
	struct buffer out = {0};

	address_relative(text_of(from), text_of(to), &out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, expected);
	buffer_free(&out);
}

static void addresses_are_relative_and_end_in_a_file_name(void **state)
{
	(void)state;
	assert_relative("index.html", "fr/index.html", "fr/index.html");
	assert_relative("fr/messages/x.html", "fr/messages/y.html", "y.html");
	assert_relative("fr/messages/x.html", "ar/messages/x.html", "../../ar/messages/x.html");
	assert_relative("fr/messages/x.html", "fr/messages/x.html", "x.html");
}

static void addresses_keep_letters_of_all_scripts_and_encode_the_rest(void **state)
{
	(void)state;
	assert_relative("a.html", "互联网 ?#%:.html", "互联网%20%3F%23%25%3A.html");
}

static void assert_resolves(const char *from, const char *reference, const char *expected)
{
	struct arena arena = {0};
	struct text path;
	bool resolved = address_resolve(text_of(from), text_of(reference), &arena, &path);

	assert_int_equal(resolved, expected != NULL);
	if (expected)
		assert_true(text_is(path, expected));
	arena_free(&arena);
}

static void a_relative_link_is_resolved_from_its_file(void **state)
{
	(void)state;
	assert_resolves("content/en/a/x.md", "../b/./y.md", "content/en/b/y.md");
	assert_resolves("content/en/a/x.md", "y%20z.md", "content/en/a/y z.md");
	assert_resolves("content/en/a/x.md", "../../../../y.md", NULL);
	assert_resolves("x.md", "%2e%2e/y.md", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_mention_is_a_whole_word),
	    cmocka_unit_test(signs_of_other_scripts_are_no_letters),
	    cmocka_unit_test(an_acronym_stands_in_chinese_text_without_spaces),
	    cmocka_unit_test(the_longest_mention_wins),
	    cmocka_unit_test(a_space_matches_a_line_end_and_a_no_break_space),
	    cmocka_unit_test(a_mention_of_another_language_does_not_count),
	    cmocka_unit_test(addresses_are_relative_and_end_in_a_file_name),
	    cmocka_unit_test(addresses_keep_letters_of_all_scripts_and_encode_the_rest),
	    cmocka_unit_test(a_relative_link_is_resolved_from_its_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
