#include "render/atom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct feed_entry entry = {
    .id = {"tag:example.org,2026:/x.html", 28},
    .title = {"Title", 5},
    .url = {"https://example.org/x.html", 26},
    .updated = {"2026-11-24T10:00:00Z", 20},
};

static struct feed small_feed(const struct feed_entry *entries, size_t count)
{
	return (struct feed){
	    .id = TEXT("tag:example.org,2026:/feed.xml"),
	    .title = TEXT("Messages"),
	    .lang = TEXT("en"),
	    .self = TEXT("https://example.org/feed.xml"),
	    .alternate = TEXT("https://example.org/index.html"),
	    .updated = TEXT("2026-11-24"),
	    .entries = entries,
	    .entry_count = count,
	};
}

static void assert_feed(const struct feed *feed, const char *expected)
{
	struct buffer out = {0};

	feed_write(feed, &out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, expected);
	buffer_free(&out);
}

static void assert_holds(const struct feed *feed, const char *part, bool held)
{
	struct buffer out = {0};

	feed_write(feed, &out);
	if ((text_find(buffer_view(&out), text_of(part)) != SIZE_MAX) != held)
		fail_msg("%s in %.*s", part, TEXT_ARGS(buffer_view(&out)));
	buffer_free(&out);
}

static void assert_id(const char *base_url, const char *path, const char *expected)
{
	struct buffer out = {0};

	assert_int_equal(feed_id(text_of(base_url), text_of(path), &out), expected != NULL);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, expected ? expected : "");
	buffer_free(&out);
}

static void feed_has_the_elements_that_atom_requires(void **state)
{
	struct feed feed = small_feed(&entry, 1);

	(void)state;
	assert_feed(&feed, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			   "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
			   "\t<id>tag:example.org,2026:/feed.xml</id>\n"
			   "\t<title>Messages</title>\n"
			   "\t<author><name>Messages</name></author>\n"
			   "\t<link rel=\"self\" type=\"application/atom+xml\" "
			   "href=\"https://example.org/feed.xml\"/>\n"
			   "\t<link rel=\"alternate\" type=\"text/html\" "
			   "href=\"https://example.org/index.html\"/>\n"
			   "\t<updated>2026-11-24T00:00:00Z</updated>\n"
			   "\t<entry>\n"
			   "\t\t<id>tag:example.org,2026:/x.html</id>\n"
			   "\t\t<title>Title</title>\n"
			   "\t\t<link rel=\"alternate\" type=\"text/html\" "
			   "href=\"https://example.org/x.html\"/>\n"
			   "\t\t<updated>2026-11-24T10:00:00Z</updated>\n"
			   "\t</entry>\n"
			   "</feed>\n");
}

static void entry_has_dates_authors_categories_and_summary(void **state)
{
	const struct text authors[] = {TEXT("Ana"), TEXT("Bo & Co")};
	const struct feed_category categories[] = {{TEXT("access"), TEXT("Access")},
						   {TEXT("dns"), TEXT("")}};
	struct feed_entry full = entry;
	struct feed feed = small_feed(&full, 1);

	(void)state;
	full.published = TEXT("2026-11");
	full.authors = authors;
	full.author_count = 2;
	full.categories = categories;
	full.category_count = 2;
	full.summary = TEXT("1 < 2");
	full.lang = TEXT("fr");
	assert_holds(&feed, "<entry xml:lang=\"fr\">", true);
	assert_holds(&feed, "<published>2026-11-01T00:00:00Z</published>", true);
	assert_holds(&feed, "<author><name>Bo &amp; Co</name></author>", true);
	assert_holds(&feed, "<category term=\"access\" label=\"Access\"/>", true);
	assert_holds(&feed, "<category term=\"dns\"/>", true);
	assert_holds(&feed, "<summary>1 &lt; 2</summary>", true);
}

static void author_of_the_feed_is_the_site(void **state)
{
	struct feed feed = small_feed(NULL, 0);

	(void)state;
	feed.author = TEXT("The Forum");
	assert_holds(&feed, "<author><name>The Forum</name></author>", true);
	assert_holds(&feed, "<name>Messages</name>", false);
}

static void entry_without_update_has_its_date_of_publication(void **state)
{
	struct feed_entry old = entry;
	struct feed feed = small_feed(&old, 1);

	(void)state;
	old.updated = TEXT("");
	old.published = TEXT("2006-10-30");
	assert_holds(&feed, "<updated>2006-10-30T00:00:00Z</updated>", true);
	old.published = TEXT("");
	feed.updated = TEXT("2020");
	assert_holds(&feed, "\t\t<updated>2020-01-01T00:00:00Z</updated>", true);
	assert_holds(&feed, "<published>", false);
}

static void control_characters_are_dropped_and_markup_is_escaped(void **state)
{
	struct feed feed = small_feed(NULL, 0);

	(void)state;
	feed.title = TEXT("a\x01\x1b\r<b>\"&\xc2\x85\xef\xbf\xbe\tc\xff");
	assert_holds(&feed, "<title>a&lt;b&gt;&quot;&amp;\tc\xef\xbf\xbd</title>", true);
}

static void id_is_made_of_host_and_path_alone(void **state)
{
	(void)state;
	assert_id("https://example.org/", "fr/x.html", "tag:example.org,2026:/fr/x.html");
	assert_id("http://me@Example.ORG:8080/igf/", "fr/x.html",
		  "tag:example.org,2026:/igf/fr/x.html");
	assert_id("https://example.org", "x.html", "tag:example.org,2026:/x.html");
}

static void id_is_encoded(void **state)
{
	(void)state;
	assert_id("https://example.org/", "fr/été #1?.html",
		  "tag:example.org,2026:/fr/%C3%A9t%C3%A9%20%231%3F.html");
}

static void id_needs_a_host(void **state)
{
	(void)state;
	assert_id("", "x.html", NULL);
	assert_id("/igf/", "x.html", NULL);
	assert_id("file:///igf/", "x.html", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(feed_has_the_elements_that_atom_requires),
	    cmocka_unit_test(entry_has_dates_authors_categories_and_summary),
	    cmocka_unit_test(author_of_the_feed_is_the_site),
	    cmocka_unit_test(entry_without_update_has_its_date_of_publication),
	    cmocka_unit_test(control_characters_are_dropped_and_markup_is_escaped),
	    cmocka_unit_test(id_is_made_of_host_and_path_alone),
	    cmocka_unit_test(id_is_encoded),
	    cmocka_unit_test(id_needs_a_host),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
