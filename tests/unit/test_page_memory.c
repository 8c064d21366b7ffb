/* Which files are still right: two models, and what pages read in the first. */
#include "cache/page_memory_writer.h"
#include "site/relations.h"
#include "site_fixture.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

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

static struct page_memory nothing;

/* As one build leaves it to the next: base and patch. */
struct remembered {
	struct buffer base, patch;
	struct buffer mapped; /* the base, for this process alone */
};

static struct memory_bytes view(struct remembered *remembered)
{
	buffer_clear(&remembered->mapped);
	buffer_text(&remembered->mapped, buffer_view(&remembered->base));
	return (struct memory_bytes){buffer_view(&remembered->mapped),
				     buffer_view(&remembered->patch)};
}

static void forget(struct remembered *remembered)
{
	buffer_free(&remembered->base);
	buffer_free(&remembered->patch);
	buffer_free(&remembered->mapped);
}

/* A patch comes to the base that is there already. */
static void end(struct page_memory_writer *writer, struct remembered *remembered)
{
	int fd = memfd_create("pages", MFD_CLOEXEC);
	bool whole = writer->whole;

	assert_true(fd >= 0);
	struct buffer patch = {0};
	assert_true(page_memory_end(writer, fd, &patch)); /* it reads the one before */
	buffer_free(&remembered->patch);
	remembered->patch = patch;
	if (whole) {
		size_t size = (size_t)lseek(fd, 0, SEEK_END);
		buffer_clear(&remembered->base);
		assert_int_equal(pread(fd, buffer_reserve(&remembered->base, size), size, 0), size);
		remembered->base.size = size;
	}
	close(fd);
	struct memory_bytes bytes = view(remembered);
	assert_true(memory_base_is_whole(bytes.base, false));
	assert_true(memory_patch_is_of(bytes.patch, bytes.base));
}

struct side {
	struct site *site;
	struct memory_model model; /* zeros: it has no name */
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
static void remember(struct side *side, noter note, struct remembered *remembered)
{
	struct page_memory_writer writer;

	reads_clear(&side->reads);
	note(side);
	reads_end(&side->reads);
	page_memory_begin(&writer, &side->digests, &side->model, 2, &nothing, false);
	page_memory_add(&writer, 1, TEXT("x.html"), 42, buffer_view(&side->reads.fixed),
			buffer_view(&side->reads.named));
	end(&writer, remembered);
}

/* Is a file that read what NOTE notes still right when the site's files are AFTER? */
static bool is_kept(noter note, const struct site_file *after)
{
	struct side old = {0}, now = {0};
	struct remembered bytes = {0}, again = {0};
	struct page_memory memory;

	side_open(&old, before);
	remember(&old, note, &bytes);
	side_open(&now, after);
	page_memory_find(&memory, view(&bytes), &now.digests, &now.model);
	assert_non_null(memory.header);
	assert_false(page_memory_keeps(&memory, TEXT("x.html"), 41));
	assert_false(page_memory_keeps(&memory, TEXT("y.html"), 42));
	bool kept = page_memory_keeps(&memory, TEXT("x.html"), 42);
	if (kept) {
		/* And it is kept once more by the build after, with the reads carried over. */
		struct page_memory_writer writer;
		struct page_memory next;
		page_memory_begin(&writer, &now.digests, &now.model, 2, &memory, false);
		page_memory_add_kept(&writer, 1, TEXT("x.html"), 42);
		end(&writer, &again);
		page_memory_find(&next, view(&again), &now.digests, &now.model);
		assert_true(page_memory_keeps(&next, TEXT("x.html"), 42));
		page_memory_free(&next);
	}
	page_memory_free(&memory);
	forget(&bytes);
	forget(&again);
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
	struct remembered bytes = {0};
	struct page_memory memory;

	side_open(&side, before);
	remember(&side, note, &bytes);
	side_close(&side);
	*digest += 100;
	side_open(&side, before);
	page_memory_find(&memory, view(&bytes), &side.digests, &side.model);
	bool kept = page_memory_keeps(&memory, TEXT("x.html"), 42);
	page_memory_free(&memory);
	side_close(&side);
	forget(&bytes);
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

static void what_is_gone_is_told(void **state)
{
	struct side side = {0};
	struct remembered bytes = {0};
	struct page_memory memory;
	struct page_memory_writer writer;
	struct text none = TEXT("");
	struct text path;
	size_t at = 0;

	(void)state;
	side_open(&side, before);
	page_memory_begin(&writer, &side.digests, &side.model, 3, &nothing, false);
	assert_false(page_memory_gone(&writer, &at, &path));
	page_memory_add(&writer, 0, TEXT("a"), 1, none, none);
	page_memory_add(&writer, 1, TEXT("b"), 1, none, none);
	page_memory_add(&writer, 2, TEXT("c"), 1, none, none);
	end(&writer, &bytes);
	page_memory_find(&memory, view(&bytes), &side.digests, &side.model);
	page_memory_begin(&writer, &side.digests, &side.model, 3, &memory, false);
	page_memory_add_kept(&writer, 0, TEXT("c"), 1);
	page_memory_add(&writer, 1, TEXT("a"), 2, none, none);
	page_memory_add(&writer, 2, TEXT("d"), 2, none, none);
	assert_true(page_memory_gone(&writer, &at, &path));
	assert_true(text_is(path, "b"));
	assert_false(page_memory_gone(&writer, &at, &path));
	end(&writer, &bytes);
	page_memory_free(&memory);
	forget(&bytes);
	side_close(&side);
}

/* ---- a base and what differs from it */

enum { FILES = 40, READS = 9, NAMES = 12 };

/* What the memory should know, kept as plainly as can be. */
struct plain {
	uint64_t inputs[FILES];
	uint32_t fixed[FILES][READS], named[FILES][READS];
	size_t fixed_count[FILES], named_count[FILES];
};

static struct text name_of(uint32_t i)
{
	static const char names[NAMES][8] = {"M\ta", "M\tb", "M\tc", "M\td", "M\te", "M\tf",
					     "M\tg", "M\th", "M\ti", "M\tj", "M\tk", "M\tl"};

	return text_of(names[i]);
}

static struct text path_of(uint32_t number, char *bytes)
{
	snprintf(bytes, 32, "folder/%u.html", number);
	return text_of(bytes);
}

/* File NUMBER reads something else, and says so. */
static void make(struct plain *plain, struct page_memory_writer *writer, uint32_t number)
{
	struct buffer fixed = {0}, named = {0};
	char path[32];

	plain->fixed_count[number] = (size_t)rand() % READS;
	plain->named_count[number] = (size_t)rand() % 3;
	for (size_t i = 0; i < plain->fixed_count[number]; i++) {
		uint32_t read = (uint32_t)rand() % writer->digests->layout.first[READ_KINDS];
		plain->fixed[number][i] = read;
		buffer_add(&fixed, &read, sizeof read);
	}
	for (size_t i = 0; i < plain->named_count[number]; i++) {
		struct text name = name_of(plain->named[number][i] = (uint32_t)rand() % NAMES);
		uint32_t size = (uint32_t)name.size;
		buffer_add(&named, &size, sizeof size);
		buffer_text(&named, name);
	}
	page_memory_add(writer, number, path_of(number, path), plain->inputs[number],
			buffer_view(&fixed), buffer_view(&named));
	buffer_free(&fixed);
	buffer_free(&named);
}

static bool has(const uint32_t *list, size_t count, const bool *changed)
{
	for (size_t i = 0; i < count; i++)
		if (changed[list[i]])
			return true;
	return false;
}

/* Does a memory for a model of no name know the same? */
static void assert_known(const struct plain *plain, struct side *side, struct remembered *bytes)
{
	struct page_memory memory;
	struct memory_read read;
	char path[32];

	page_memory_find(&memory, view(bytes), &side->digests,
			 &(struct memory_model){.name = {0, 0}});
	assert_false(memory.same_model);
	for (uint32_t i = 0; i < FILES; i++) {
		struct text own = path_of(i, path);
		size_t count = 0;
		assert_true(page_memory_keeps(&memory, own, plain->inputs[i]));
		while (page_memory_read(&memory, own, count, &read)) {
			size_t fixed = plain->fixed_count[i];
			assert_int_equal(read.fixed, count < fixed);
			if (read.fixed)
				assert_int_equal(read.number, plain->fixed[i][count]);
			else
				assert_true(
				    text_equal(read.name, name_of(plain->named[i][count - fixed])));
			count++;
		}
		assert_int_equal(count, plain->fixed_count[i] + plain->named_count[i]);
	}
	page_memory_free(&memory);
}

/* An edit: some digests change, and the files that had read them are made again. */
static void edit(struct plain *plain, struct side *side, struct remembered *bytes)
{
	uint32_t count = side->digests.layout.first[READ_KINDS];
	bool *changed = calloc(count, sizeof *changed), kept[FILES];
	struct page_memory_writer writer;
	struct page_memory memory;

	for (int i = rand() % 4; i > 0; i--) {
		uint32_t number = (uint32_t)rand() % count;
		changed[number] = true;
		side->digests.fixed[number]++;
	}
	page_memory_find(&memory, view(bytes), &side->digests, &side->model);
	assert_true(memory.same_model);
	page_memory_mark(&memory, kept);
	bool anew = rand() % 8 == 0;
	char path[32];
	page_memory_begin(&writer, &side->digests, &side->model, FILES, &memory, anew);
	assert_int_equal(writer.whole, anew);
	for (uint32_t i = 0; i < FILES; i++) {
		assert_int_equal(kept[i], !has(plain->fixed[i], plain->fixed_count[i], changed));
		if (!kept[i])
			make(plain, &writer, i);
		else if (anew)
			page_memory_add_kept(&writer, i, path_of(i, path), plain->inputs[i]);
	}
	end(&writer, bytes);
	page_memory_free(&memory);
	free(changed);
}

static void begin_plain(struct plain *plain, struct side *side, struct remembered *bytes)
{
	struct page_memory_writer writer;

	side_open(side, before);
	side->model.name = (struct digest){1, 2};
	page_memory_begin(&writer, &side->digests, &side->model, FILES, &nothing, false);
	assert_true(writer.whole);
	for (uint32_t i = 0; i < FILES; i++) {
		plain->inputs[i] = i;
		make(plain, &writer, i);
	}
	end(&writer, bytes);
}

static void base_and_patch_know_what_was_read_after_any_edits(void **state)
{
	struct plain plain;
	struct side side = {0};
	struct remembered bytes = {0};

	(void)state;
	srand(7);
	begin_plain(&plain, &side, &bytes);
	for (int i = 0; i < 400; i++) {
		edit(&plain, &side, &bytes);
		if (i % 20 == 0)
			assert_known(&plain, &side, &bytes);
	}
	forget(&bytes);
	side_close(&side);
}

static void a_patch_that_has_grown_gives_way_to_a_new_base(void **state)
{
	struct plain plain;
	struct side side = {0};
	struct remembered bytes = {0};
	struct page_memory memory;
	struct page_memory_writer writer;
	int edits = 0;

	(void)state;
	begin_plain(&plain, &side, &bytes);
	for (bool same = true; same; edits++) {
		assert_true(edits < 10000);
		page_memory_find(&memory, view(&bytes), &side.digests, &side.model);
		same = memory.same_model;
		page_memory_begin(&writer, &side.digests, &side.model, FILES, &memory, false);
		assert_int_equal(writer.whole, !same);
		for (uint32_t i = 0; i < FILES; i++)
			make(&plain, &writer, i);
		end(&writer, &bytes);
		page_memory_free(&memory);
	}
	assert_true(edits > 3);
	assert_int_equal(bytes.patch.size, sizeof(struct patch_header));
	assert_known(&plain, &side, &bytes);
	forget(&bytes);
	side_close(&side);
}

static void names_that_lead_elsewhere_are_noticed_if_they_may(void **state)
{
	struct side side = {0};
	struct remembered bytes = {0};
	struct page_memory memory;
	bool kept[2];

	(void)state;
	side_open(&side, before);
	side.model.name = (struct digest){1, 2};
	remember(&side, two_templates, &bytes);
	side_close(&side);
	theme[0][0] += 100;
	side_open(&side, before);
	for (uint64_t represented = 0; represented < 2; represented++) {
		side.model.presentation.low = represented;
		page_memory_find(&memory, view(&bytes), &side.digests, &side.model);
		assert_true(memory.same_model);
		page_memory_mark(&memory, kept);
		assert_int_equal(kept[1], !represented);
		assert_false(kept[0]); /* it was never made */
		page_memory_free(&memory);
	}
	theme[0][0] -= 100;
	forget(&bytes);
	side_close(&side);
}

static void documents_by_title(struct side *side)
{
	struct query query = {.section = NONE, .term = NONE, .sort = SORT_TITLE};

	reads_note_query(&side->reads, &query, false);
}

static void documents_by_weight_of_x(struct side *side)
{
	struct query query = {.section = NONE,
			      .term = model_term(&side->site->model, 0, TEXT("x")),
			      .sort = SORT_WEIGHT};

	reads_note_query(&side->reads, &query, false);
}

/* The title of c comes before that of b, but not before that of a. */
static void an_order_by_titles_is_looked_up_again_when_one_has_changed(void **state)
{
	static const struct site_file after[] = {
	    {"content/en/a.md", "---\ntitle: A\nthemes: [x]\n---\nSee [b](b.md).\n"},
	    {"content/en/b.md", "---\ntitle: B\n---\nText.\n"},
	    {"content/en/s/c.md", "---\ntitle: AC\nthemes: [x, y]\ndate: 2020-01-01\n---\nText.\n"},
	    {NULL, NULL},
	};
	const noter notes[] = {documents_by_title, documents_by_weight_of_x, documents_of_x};
	struct page_memory memory;
	bool kept[2];

	(void)state;
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		struct side old = {0}, now = {0};
		struct remembered bytes = {0};
		side_open(&old, before);
		side_open(&now, after);
		old.model.name = now.model.name = (struct digest){1, 2};
		remember(&old, notes[i], &bytes);
		page_memory_find(&memory, view(&bytes), &now.digests, &now.model);
		assert_true(memory.same_model);
		page_memory_mark(&memory, kept);
		assert_int_equal(kept[1], i > 0);
		page_memory_free(&memory);
		forget(&bytes);
		side_close(&now);
		side_close(&old);
	}
}

static void bytes_that_are_not_whole_are_nothing(void **state)
{
	struct side side = {0};
	struct remembered bytes = {0}, other = {0};
	struct page_memory memory;

	(void)state;
	side_open(&side, before);
	remember(&side, listing_of_b, &bytes);
	remember(&side, body_of_a, &other);
	struct text base = buffer_view(&bytes.base), patch = buffer_view(&bytes.patch);
	assert_false(memory_patch_is_of(patch, view(&other).base));
	for (size_t i = 0; i < base.size; i += 7) {
		bytes.base.at[i] = (char)~bytes.base.at[i];
		assert_false(memory_base_is_whole(base, false) && memory_patch_is_of(patch, base));
		bytes.base.at[i] = (char)~bytes.base.at[i];
	}
	for (size_t size = 0; size < base.size; size += 8)
		assert_false(memory_base_is_whole(text_slice(base, 0, size), true));
	for (size_t size = 0; size < patch.size; size += 8)
		assert_false(memory_patch_is_of(text_slice(patch, 0, size), base));
	page_memory_find(&memory, (struct memory_bytes){TEXT(""), TEXT("")}, &side.digests,
			 &side.model);
	assert_null(memory.header);
	page_memory_free(&memory);
	forget(&bytes);
	forget(&other);
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
	    cmocka_unit_test(what_is_gone_is_told),
	    cmocka_unit_test(base_and_patch_know_what_was_read_after_any_edits),
	    cmocka_unit_test(a_patch_that_has_grown_gives_way_to_a_new_base),
	    cmocka_unit_test(names_that_lead_elsewhere_are_noticed_if_they_may),
	    cmocka_unit_test(an_order_by_titles_is_looked_up_again_when_one_has_changed),
	    cmocka_unit_test(bytes_that_are_not_whole_are_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
