/* Which files are still right: two models, and what pages read in the first. */
#include "build/page_memory.h"
#include "site/relations.h"
#include "site_fixture.h"

static const char settings[] = "title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\n"
			       "links: warn\ntaxonomies: {themes: {open: true}}\n";

static const struct site_file before[] = {
    {"content/en/a.md", "---\ntitle: A\nthemes: [x]\n---\nSee [b](b.md).\n"},
    {"content/en/b.md", "---\ntitle: B\n---\nText.\n"},
    {"content/en/s/c.md", "---\ntitle: C\nthemes: [x, y]\ndate: 2020-01-01\n---\nText.\n"},
    {NULL, NULL},
};

static void key(void *self, lang_id lang, struct text title, struct buffer *out)
{
	(void)self;
	(void)lang;
	buffer_text(out, title);
}

static const struct collation collation = {key, NULL};

/* What a theme says, by language: page.html, the string "all", the string "none". */
static uint64_t theme[][3] = {{1, 2, 3}, {1, 4, 0}};

static uint64_t template_digest(void *self, struct text name)
{
	(void)self;
	return text_is(name, "page.html") ? theme[0][0] : 7;
}

static uint64_t string_digest(void *self, lang_id lang, struct text name)
{
	(void)self;
	return theme[lang][text_is(name, "all") ? 1 : 2];
}

static const struct presentation presentation = {template_digest, string_digest, NULL};

static const struct page_memory nothing = {0};

struct side {
	struct site *site;
	struct digest name; /* of its model; zero: none */
	struct digests digests;
	struct reads reads;
};

static void side_open(struct side *side, const struct site_file *files)
{
	side->site = site_make(settings, files);
	backlinks_assemble(&side->site->model);
	digests_open(&side->digests, &side->site->model, &collation, &presentation);
	reads_open(&side->reads, &side->site->model);
}

static void side_close(struct side *side)
{
	reads_close(&side->reads);
	digests_close(&side->digests);
	site_free(side->site);
}

typedef void (*noter)(struct side *side);

/* The memory of one file, x.html, that has read what NOTE notes. */
static void remember(struct side *side, noter note, struct buffer *bytes)
{
	struct page_memory_writer writer;
	struct published_file file = {TEXT("x.html"), 7, {{1}}};

	reads_clear(&side->reads);
	note(side);
	reads_end(&side->reads);
	page_memory_begin(&writer, &side->digests, side->name, 2, &nothing);
	page_memory_add(&writer, 1, &file, 42, buffer_view(&side->reads.fixed),
			buffer_view(&side->reads.named));
	page_memory_end(&writer, bytes);
}

/* Is a file that read what NOTE notes still right when the site's files are AFTER? */
static bool is_kept(noter note, const struct site_file *after)
{
	struct side old = {0}, now = {0};
	struct buffer bytes = {0}, again = {0};
	struct page_memory memory;
	struct published_file file;

	side_open(&old, before);
	remember(&old, note, &bytes);
	side_open(&now, after);
	page_memory_find(&memory, buffer_view(&bytes), &now.digests, now.name);
	assert_non_null(memory.header);
	assert_false(page_memory_keeps(&memory, 1, TEXT("x.html"), 41, &file));
	assert_false(page_memory_keeps(&memory, 1, TEXT("y.html"), 42, &file));
	bool kept = page_memory_keeps(&memory, 1, TEXT("x.html"), 42, &file);
	if (kept) {
		/* And it is kept once more by the build after, with the reads carried over. */
		struct page_memory_writer writer;
		struct page_memory next;
		assert_int_equal(file.size, 7);
		page_memory_begin(&writer, &now.digests, now.name, 2, &memory);
		page_memory_add_kept(&writer, 1, &file, 42);
		page_memory_end(&writer, &again);
		page_memory_find(&next, buffer_view(&again), &now.digests, now.name);
		assert_true(page_memory_keeps(&next, 1, TEXT("x.html"), 42, &file));
		page_memory_free(&next);
	}
	page_memory_free(&memory);
	buffer_free(&bytes);
	buffer_free(&again);
	side_close(&now);
	side_close(&old);
	return kept;
}

static work_id work(const struct side *side, const char *id)
{
	return model_work(&side->site->model, text_of(id));
}

static void listing_of_b(struct side *side)
{
	reads_note(&side->reads, READ_LISTING, work(side, "b"), 0);
}

static void body_of_a(struct side *side)
{
	reads_note(&side->reads, READ_BODY, work(side, "a"), 0);
}

static void backlinks_of_b(struct side *side)
{
	reads_note(&side->reads, READ_BACKLINKS, work(side, "b"), 0);
}

static void documents_of_x(struct side *side)
{
	struct query query = {
	    .lang = 1, .section = NONE, .term = model_term(&side->site->model, 0, TEXT("x"))};

	reads_note_query(&side->reads, &query, false);
}

static void how_many_there_are(struct side *side)
{
	struct query query = {.section = NONE, .term = NONE};

	reads_note_query(&side->reads, &query, true);
}

static void that_there_is_no_d(struct side *side)
{
	reads_note_missing(&side->reads, TEXT("d"));
}

static void tree_of_themes(struct side *side)
{
	reads_note(&side->reads, READ_TAXONOMY, 0, 0);
}

static void section_s(struct side *side)
{
	reads_note(&side->reads, READ_SECTION, model_section(&side->site->model, TEXT("s")), 0);
}

static void two_templates(struct side *side)
{
	reads_note_template(&side->reads, TEXT("page.html"));
	reads_note_template(&side->reads, TEXT("partials/x.html"));
}

static void another_template(struct side *side)
{
	reads_note_template(&side->reads, TEXT("partials/x.html"));
}

static void string_all_in_english(struct side *side)
{
	reads_note_string(&side->reads, 0, TEXT("all"));
}

static void both_strings_in_french(struct side *side)
{
	reads_note_string(&side->reads, 1, TEXT("all"));
	reads_note_string(&side->reads, 1, TEXT("none"));
}

/* BEFORE with the text of file I replaced, and MORE behind it unless NULL (in order by path). */
static const struct site_file *with(struct site_file *files, size_t i, const char *text,
				    const char *more)
{
	memcpy(files, before, sizeof before);
	if (text)
		files[i].text = text;
	if (more) {
		files[3] = (struct site_file){more, "# More\n"};
		files[4] = (struct site_file){NULL, NULL};
	}
	return files;
}

static void what_is_the_same_is_kept(void **state)
{
	const noter notes[] = {listing_of_b,   body_of_a,          backlinks_of_b,
			       documents_of_x, how_many_there_are, that_there_is_no_d,
			       tree_of_themes, section_s};

	(void)state;
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		assert_true(is_kept(notes[i], before));
}

static void a_text_is_no_part_of_what_lists_show(void **state)
{
	struct site_file files[8];

	(void)state;
	with(files, 1, "---\ntitle: B\n---\nOther text.\n", NULL);
	assert_true(is_kept(listing_of_b, files));
	assert_true(is_kept(body_of_a, files));
	with(files, 1, "---\ntitle: Bee\n---\nText.\n", NULL);
	assert_false(is_kept(listing_of_b, files));
	assert_true(is_kept(body_of_a, files));
	with(files, 0, "---\ntitle: A\nthemes: [x]\n---\nNo link.\n", NULL);
	assert_false(is_kept(body_of_a, files));
	assert_false(is_kept(backlinks_of_b, files));
	assert_true(is_kept(listing_of_b, files));
}

static void a_document_that_goes_or_comes_is_noticed(void **state)
{
	struct site_file files[8];

	(void)state;
	with(files, 0, NULL, "content/en/z.md");
	assert_false(is_kept(how_many_there_are, files));
	assert_true(is_kept(listing_of_b, files)); /* although the numbers of works may differ */
	assert_true(is_kept(documents_of_x, files));
	with(files, 0, NULL, NULL);
	files[1] = files[2];
	files[2] = (struct site_file){NULL, NULL};
	assert_false(is_kept(listing_of_b, files));
	assert_false(is_kept(body_of_a, files)); /* its link is broken now */
	assert_true(is_kept(section_s, files));
}

static void works_are_found_again_under_other_numbers(void **state)
{
	struct site_file files[] = {
	    {"content/en/0.md", "# Zero\n"}, before[0], before[1], before[2], {NULL, NULL}};

	(void)state;
	assert_true(is_kept(listing_of_b, files));
	assert_true(is_kept(section_s, files));
	assert_true(is_kept(documents_of_x, files));
}

static void what_was_missing_is_noticed_when_it_comes(void **state)
{
	struct site_file files[] = {
	    before[0], before[1], {"content/en/d.md", "# D\n"}, before[2], {NULL, NULL}};

	(void)state;
	assert_false(is_kept(that_there_is_no_d, files));
}

static void lists_change_with_terms_and_dates(void **state)
{
	struct site_file files[8];

	(void)state;
	with(files, 2, "---\ntitle: C\nthemes: [y]\ndate: 2020-01-01\n---\nText.\n", NULL);
	assert_false(is_kept(documents_of_x, files));
	assert_true(is_kept(tree_of_themes, files));
	with(files, 2, "---\ntitle: C\nthemes: [x, z]\ndate: 2020-01-01\n---\nText.\n", NULL);
	assert_true(is_kept(documents_of_x, files));
	assert_false(is_kept(tree_of_themes, files));
}

/* Is what read what NOTE notes still right when *DIGEST, of the theme, is another? */
static bool is_kept_with(noter note, uint64_t *digest)
{
	struct side side = {0};
	struct buffer bytes = {0};
	struct page_memory memory;
	struct published_file file;

	side_open(&side, before);
	remember(&side, note, &bytes);
	side_close(&side);
	*digest += 100;
	side_open(&side, before);
	page_memory_find(&memory, buffer_view(&bytes), &side.digests, side.name);
	bool kept = page_memory_keeps(&memory, 1, TEXT("x.html"), 42, &file);
	page_memory_free(&memory);
	side_close(&side);
	buffer_free(&bytes);
	*digest -= 100;
	return kept;
}

static void templates_and_strings_count_each_by_itself(void **state)
{
	(void)state;
	assert_true(is_kept(two_templates, before));
	assert_true(is_kept(both_strings_in_french, before));
	assert_false(is_kept_with(two_templates, &theme[0][0]));
	assert_true(is_kept_with(another_template, &theme[0][0]));
	assert_false(is_kept_with(string_all_in_english, &theme[0][1]));
	assert_true(is_kept_with(string_all_in_english, &theme[0][2]));
	assert_true(is_kept_with(string_all_in_english, &theme[1][1]));
	assert_false(is_kept_with(both_strings_in_french, &theme[1][1]));
	assert_false(is_kept_with(both_strings_in_french, &theme[1][2])); /* it has come */
}

static void bytes_that_are_not_whole_are_nothing(void **state)
{
	struct side side = {0};
	struct buffer bytes = {0};
	struct page_memory memory;

	(void)state;
	side_open(&side, before);
	remember(&side, listing_of_b, &bytes);
	for (size_t i = 0; i < bytes.size; i += 7) {
		bytes.at[i] = (char)~bytes.at[i];
		page_memory_find(&memory, buffer_view(&bytes), &side.digests, side.name);
		assert_null(memory.header);
		page_memory_free(&memory);
		bytes.at[i] = (char)~bytes.at[i];
	}
	page_memory_find(&memory, text_slice(buffer_view(&bytes), 0, bytes.size - 8), &side.digests,
			 side.name);
	assert_null(memory.header);
	page_memory_free(&memory);
	page_memory_find(&memory, TEXT(""), &side.digests, side.name);
	assert_null(memory.header);
	page_memory_free(&memory);
	buffer_free(&bytes);
	side_close(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_the_same_is_kept),
	    cmocka_unit_test(a_text_is_no_part_of_what_lists_show),
	    cmocka_unit_test(a_document_that_goes_or_comes_is_noticed),
	    cmocka_unit_test(works_are_found_again_under_other_numbers),
	    cmocka_unit_test(what_was_missing_is_noticed_when_it_comes),
	    cmocka_unit_test(lists_change_with_terms_and_dates),
	    cmocka_unit_test(templates_and_strings_count_each_by_itself),
	    cmocka_unit_test(bytes_that_are_not_whole_are_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
