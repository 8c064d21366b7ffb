#include "source/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct trial {
	struct names names;
	struct diagnostics diagnostics;
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct trial));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	struct trial *t = *state;

	names_free(&t->names);
	diagnostics_free(&t->diagnostics);
	free(t);
	return 0;
}

static bool admits(struct trial *t, const char *path)
{
	return names_admit(&t->names, text_of(path), &t->diagnostics);
}

static const struct diagnostic *newest(struct trial *t)
{
	assert_true(t->diagnostics.count > 0);
	return &t->diagnostics.list[t->diagnostics.count - 1];
}

static void assert_code(struct trial *t, const char *code)
{
	assert_true(text_is(newest(t)->code, code));
}

static void names_of_all_scripts_are_admitted(void **state)
{
	assert_true(admits(*state, "content/ar/\u0631\u0633\u0627\u0626\u0644/\u0646\u0635.md"));
	assert_true(admits(*state, "content/en/a.md"));
	assert_true(admits(*state, "content/fr/\u00e9t\u00e9.md"));
	assert_true(admits(*state, "content/ru/\u043f\u0440\u0430\u0432\u0430.md"));
	assert_true(admits(*state, "content/zh/\u4e92\u8054\u7f51.md"));
	assert_int_equal(((struct trial *)*state)->diagnostics.count, 0);
}

static void bytes_that_are_not_utf8_are_refused_and_shown_escaped(void **state)
{
	assert_false(admits(*state, "content/en/caf\xe9.md"));
	assert_code(*state, "E-NAME");
	assert_true(text_is(newest(*state)->place.path, "content/en/caf\\xe9.md"));
}

static void overlong_utf8_and_surrogates_are_refused(void **state)
{
	assert_false(admits(*state, "content/en/\xc0\xaf.md"));
	assert_false(admits(*state, "content/en/\xed\xa0\x80.md"));
}

static void control_characters_are_refused(void **state)
{
	assert_false(admits(*state, "content/en/a\nb.md"));
	assert_code(*state, "E-NAME");
	assert_false(admits(*state, "content/en/a\x7f.md"));
	assert_false(admits(*state, "content/en/a\xc2\x85.md"));
}

static void characters_that_reorder_text_are_refused_with_a_name_without_them(void **state)
{
	assert_false(admits(*state, "content/en/a\u202edm.md"));
	assert_code(*state, "E-NAME");
	assert_true(text_is(newest(*state)->hint, "rename it to \"content/en/adm.md\""));
	assert_true(text_is(newest(*state)->place.path, "content/en/a\\xe2\\x80\\xaedm.md"));
}

static void joiners_that_persian_needs_are_admitted(void **state)
{
	assert_true(
	    admits(*state, "content/fa/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.md"));
	assert_int_equal(((struct trial *)*state)->diagnostics.count, 0);
}

static void names_that_differ_in_case_only_collide(void **state)
{
	assert_true(admits(*state, "content/en/A.md"));
	assert_false(admits(*state, "content/en/a.md"));
	assert_code(*state, "E-COLLISION");
	assert_true(text_find(newest(*state)->message, TEXT("content/en/A.md")) != SIZE_MAX);
}

static void case_is_folded_beyond_ascii(void **state)
{
	assert_true(admits(*state, "content/de/STRASSE.md"));
	assert_false(admits(*state, "content/de/stra\u00dfe.md"));
	assert_true(admits(*state, "content/ru/\u041f\u0440\u0430\u0432\u0430.md"));
	assert_false(admits(*state, "content/ru/\u043f\u0440\u0430\u0432\u0430.md"));
}

static void names_that_normalise_to_the_same_collide(void **state)
{
	assert_true(admits(*state, "content/fr/e\u0301te\u0301.md"));
	assert_code(*state, "W-NAME");
	assert_true(text_is(newest(*state)->hint,
			    "rename it to \"content/fr/\u00e9t\u00e9.md\", which looks the same"));
	assert_false(admits(*state, "content/fr/\u00e9t\u00e9.md"));
	assert_code(*state, "E-COLLISION");
}

static void a_file_collides_with_a_folder(void **state)
{
	assert_true(admits(*state, "content/en/Messages/a.md"));
	assert_false(admits(*state, "content/en/messages"));
	assert_code(*state, "E-COLLISION");
}

static void a_folder_collides_with_a_file(void **state)
{
	assert_true(admits(*state, "content/en/Messages"));
	assert_false(admits(*state, "content/en/messages/a.md"));
	assert_false(admits(*state, "content/en/messages/b.md"));
	assert_code(*state, "E-COLLISION");
}

static void folders_that_differ_in_case_do_not_collide_by_themselves(void **state)
{
	assert_true(admits(*state, "content/en/Messages/a.md"));
	assert_true(admits(*state, "content/en/messages/b.md"));
	assert_false(admits(*state, "content/en/messages/A.md"));
}

static void the_same_name_twice_is_refused(void **state)
{
	assert_true(admits(*state, "content/en/a.md"));
	assert_false(admits(*state, "content/en/a.md"));
	assert_code(*state, "E-COLLISION");
}

static void parts_that_lead_elsewhere_are_refused(void **state)
{
	assert_false(admits(*state, "content/../../etc/passwd"));
	assert_code(*state, "E-NAME");
	assert_false(admits(*state, "content/./a.md"));
	assert_false(admits(*state, "content//a.md"));
}

static void names_too_long_for_a_file_system_are_refused(void **state)
{
	char path[2000];

	memset(path, 'a', sizeof path);
	path[240] = '\0';
	assert_true(admits(*state, path));
	path[240] = 'a';
	path[241] = '\0';
	assert_false(admits(*state, path));
	assert_code(*state, "E-NAME");
}

static void paths_too_long_for_a_file_system_are_refused(void **state)
{
	char path[PATH_BYTES_MAX + 2];

	memset(path, 'a', sizeof path);
	for (size_t i = 100; i < sizeof path; i += 100)
		path[i] = '/';
	path[PATH_BYTES_MAX + 1] = '\0';
	assert_false(admits(*state, path));
	assert_code(*state, "E-NAME");
	path[PATH_BYTES_MAX] = '\0';
	assert_true(admits(*state, path));
}

static void a_path_of_the_longest_expansions_is_admitted(void **state)
{
	char path[PATH_BYTES_MAX + 1] = "";

	/* U+0390 folds to three code points, U+1F82 decomposes to four. */
	while (strlen(path) + 240 < PATH_BYTES_MAX) {
		for (int i = 0; i < 40; i++)
			strcat(path, "\u0390\u1f82");
		strcat(path, "/");
	}
	strcat(path, "x");
	assert_true(admits(*state, path));
}

static void each_file_of_a_folder_is_judged_with_it(void **state)
{
	struct trial *t = *state;

	assert_true(admits(t, "a/fine.md"));
	assert_false(admits(t, "a/\x01/b.md"));
	assert_false(admits(t, "a/\x01/c.md"));
	assert_true(admits(t, "a/aux/d.md"));
	assert_true(admits(t, "a/aux/e.md"));
	assert_int_equal(t->diagnostics.count, 4);
	assert_true(admits(t, "a/z/f.md"));
	assert_false(admits(t, "a/z/\x7F.md"));
	assert_true(admits(t, "a/z/ä.md"));
	assert_true(admits(t, "a/z/ö.md"));
	assert_int_equal(t->diagnostics.count, 5);
}

static void names_that_windows_refuses_are_warned_about_and_kept(void **state)
{
	assert_true(admits(*state, "content/en/aux.md"));
	assert_code(*state, "W-NAME");
	assert_true(admits(*state, "content/en/what?.md"));
	assert_true(admits(*state, "content/en/x. "));
	assert_int_equal(((struct trial *)*state)->diagnostics.count, 3);
	assert_true(admits(*state, "content/en/auxiliary.md"));
	assert_int_equal(((struct trial *)*state)->diagnostics.count, 3);
}

#define names_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    names_test(names_of_all_scripts_are_admitted),
	    names_test(bytes_that_are_not_utf8_are_refused_and_shown_escaped),
	    names_test(overlong_utf8_and_surrogates_are_refused),
	    names_test(control_characters_are_refused),
	    names_test(characters_that_reorder_text_are_refused_with_a_name_without_them),
	    names_test(joiners_that_persian_needs_are_admitted),
	    names_test(names_that_differ_in_case_only_collide),
	    names_test(case_is_folded_beyond_ascii),
	    names_test(names_that_normalise_to_the_same_collide),
	    names_test(a_file_collides_with_a_folder),
	    names_test(a_folder_collides_with_a_file),
	    names_test(folders_that_differ_in_case_do_not_collide_by_themselves),
	    names_test(the_same_name_twice_is_refused),
	    names_test(parts_that_lead_elsewhere_are_refused),
	    names_test(names_too_long_for_a_file_system_are_refused),
	    names_test(paths_too_long_for_a_file_system_are_refused),
	    names_test(a_path_of_the_longest_expansions_is_admitted),
	    names_test(each_file_of_a_folder_is_judged_with_it),
	    names_test(names_that_windows_refuses_are_warned_about_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
