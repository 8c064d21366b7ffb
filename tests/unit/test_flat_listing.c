#include "repository.h"
#include "source/flat_listing.h"
#include "source/snapshot.h"

static const char ada[] = "Ada <ada@example.org>";
static const struct digest stamp = {1, 2};

/* One listing of HEAD, by what an earlier one has left. */
struct listed {
	struct snapshot snapshot;
	struct flat_listing remembered;
	enum status status;
};

static void list(struct repository *r, struct listed *l, const struct buffer *remembered)
{
	*l = (struct listed){.status = STATUS_OK};
	if (remembered)
		assert_true(
		    flat_listing_read(&l->remembered, buffer_view(remembered), stamp, false));
	assert_int_equal(snapshot_find_commit(&l->snapshot, r->site, "HEAD", &r->diagnostics),
			 STATUS_OK);
	l->status = snapshot_list(&l->snapshot, &l->remembered, &r->diagnostics);
}

static void remember(struct repository *r, struct buffer *bytes)
{
	struct listed l;

	list(r, &l, NULL);
	assert_int_equal(l.status, STATUS_OK);
	assert_true(l.snapshot.to_remember);
	buffer_clear(bytes);
	flat_listing_write(&l.snapshot, stamp, bytes);
	snapshot_close(&l.snapshot);
}

static void assert_same_files(const struct snapshot *a, const struct snapshot *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_true(text_equal(a->files[i].path, b->files[i].path));
		assert_memory_equal(&a->files[i].blob, &b->files[i].blob, sizeof(struct blob_id));
	}
}

/* Lists HEAD by REMEMBERED and by itself: the files are the same, and so is what is written of
 * them. Is it to be remembered? */
static bool relist(struct repository *r, const struct buffer *remembered)
{
	struct listed l, clean;
	struct buffer one = {.size = 0}, other = {.size = 0};

	list(r, &l, remembered);
	list(r, &clean, NULL);
	assert_int_equal(l.status, STATUS_OK);
	assert_int_equal(clean.status, STATUS_OK);
	assert_same_files(&l.snapshot, &clean.snapshot);
	flat_listing_write(&l.snapshot, stamp, &one);
	flat_listing_write(&clean.snapshot, stamp, &other);
	assert_int_equal(one.size, other.size);
	assert_memory_equal(one.at, other.at, one.size);
	bool news = l.snapshot.to_remember;
	snapshot_close(&l.snapshot);
	snapshot_close(&clean.snapshot);
	buffer_free(&one);
	buffer_free(&other);
	return news;
}

static void small_site(struct repository *r, struct buffer *bytes)
{
	write_file(r, "README.md", "no part of it");
	write_file(r, "site.yaml", "title: x");
	write_file(r, "content/en/a.md", "one");
	write_file(r, "content/en/a/b.md", "two");
	write_file(r, "content/en/a-c/d.md", "three");
	write_file(r, "content/fr/a.md", "four");
	write_file(r, "themes/x/layouts/deep/page.html", "five");
	commit(r, ada, 1000);
	remember(r, bytes);
}

static void edit_of_a_text_leaves_the_remembered_listing_as_it_is(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};

	small_site(r, &bytes);
	assert_false(relist(r, &bytes));
	write_file(r, "content/en/a/b.md", "another");
	write_file(r, "content/fr/a.md", "another");
	commit(r, ada, 2000);
	assert_false(relist(r, &bytes));
	buffer_free(&bytes);
}

static void files_that_come_and_go_are_listed_and_to_be_remembered(void **state)
{
	static const char *const edits[] = {
	    "echo x > content/en/0.md",
	    "echo x > content/en/zz.md",
	    "rm content/en/a.md",
	    "rm -r content/en/a",
	    "mkdir -p content/de/new && echo x > content/de/new/x.md",
	    "git mv content/fr content/es",
	    "rm -r content/en && echo x > content/en",
	    "rm -r themes site.yaml",
	    "mkdir -p lua-plugins && echo x > lua-plugins/p.lua",
	    "git mv content/en/a/b.md content/en/a/c.md",
	};
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};

	small_site(r, &bytes);
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		run(r, "%s", edits[i]);
		commit(r, ada, 2000);
		assert_true(relist(r, &bytes));
		run(r, "git reset -q --hard HEAD~1");
	}
	assert_false(relist(r, &bytes));
	buffer_free(&bytes);
}

static void remove_tree(struct repository *r, const char *folder)
{
	run(r,
	    "id=$(git rev-parse HEAD:%s) && "
	    "rm -f .git/objects/$(echo $id | cut -c 1-2)/$(echo $id | cut -c 3-)",
	    folder);
}

static void folders_that_have_not_changed_are_not_read(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};
	struct listed l;

	small_site(r, &bytes);
	write_file(r, "content/en/a.md", "another");
	commit(r, ada, 2000);
	remove_tree(r, "content/en/a");
	remove_tree(r, "content/fr");
	remove_tree(r, "themes");
	list(r, &l, &bytes);
	assert_int_equal(l.status, STATUS_OK);
	assert_int_equal(l.snapshot.count, 6);
	snapshot_close(&l.snapshot);
	list(r, &l, NULL);
	assert_int_equal(l.status, STATUS_MACHINE);
	assert_false(l.snapshot.to_remember);
	snapshot_close(&l.snapshot);
	buffer_free(&bytes);
}

static void new_name_is_checked_beside_all_others(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};
	struct listed l;

	small_site(r, &bytes);
	write_file(r, "content/FR/A.md", "the same as content/fr/a.md on many systems");
	commit(r, ada, 2000);
	list(r, &l, &bytes);
	assert_int_equal(l.status, STATUS_CONTENT);
	assert_true(has_diagnostic(r, "E-COLLISION", NULL));
	assert_int_equal(l.snapshot.count, 6);
	assert_false(l.snapshot.to_remember);
	snapshot_close(&l.snapshot);
	buffer_free(&bytes);
}

static void listing_with_something_to_report_is_not_remembered(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};
	struct listed l;

	small_site(r, &bytes);
	write_file(r, "content/en/aux.md", "a warning");
	commit(r, ada, 2000);
	list(r, &l, &bytes);
	assert_int_equal(l.status, STATUS_OK);
	assert_true(has_diagnostic(r, "W-NAME", "content/en/aux.md"));
	assert_false(l.snapshot.to_remember);
	snapshot_close(&l.snapshot);
	run(r, "rm content/en/aux.md && ln -s a.md content/en/link.md");
	commit(r, ada, 3000);
	list(r, &l, &bytes);
	assert_int_equal(l.status, STATUS_CONTENT);
	assert_true(has_diagnostic(r, "E-FILE", "content/en/link.md"));
	assert_false(l.snapshot.to_remember);
	snapshot_close(&l.snapshot);
	buffer_free(&bytes);
}

static void listing_is_remembered_anew_when_many_folders_differ(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};

	run(r, "for f in 1 2 3 4; do mkdir -p content/en/$f && "
	       "for i in $(seq 500); do echo $i > content/en/$f/$i.md; done; done");
	commit(r, ada, 1000);
	remember(r, &bytes);
	for (int folder = 1; folder <= 4; folder++) {
		run(r, "echo another > content/en/%d/1.md", folder);
		commit(r, ada, 2000);
		assert_int_equal(relist(r, &bytes), folder == 4);
	}
	buffer_free(&bytes);
}

static void damaged_or_foreign_listing_is_not_there(void **state)
{
	const struct digest other = {1, 3};
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};
	struct flat_listing flat;

	small_site(r, &bytes);
	struct text whole = buffer_view(&bytes);
	assert_true(flat_listing_read(&flat, whole, stamp, false));
	assert_false(flat_listing_read(&flat, whole, other, false));
	assert_false(flat_listing_read(&flat, whole, other, true));
	assert_int_equal(flat.file_count, 0);
	for (size_t size = 0; size < whole.size; size++)
		assert_false(flat_listing_read(&flat, text_make(whole.at, size), stamp, true));
	for (size_t i = 0; i < whole.size; i++) {
		bytes.at[i] ^= 1;
		assert_false(flat_listing_read(&flat, whole, stamp, false));
		bytes.at[i] ^= 1;
	}
	buffer_free(&bytes);
}

/* By somebody who also made a seal for it: what is listed may be wrong, but nothing is read that
 * is not there. */
static void made_up_listing_names_nothing_outside_of_it(void **state)
{
	struct repository *r = *state;
	struct buffer bytes = {.size = 0};

	small_site(r, &bytes);
	char *copy = malloc(bytes.size);
	assert_non_null(copy);
	for (size_t i = 0; i < bytes.size; i++) {
		struct snapshot s;
		struct flat_listing flat;
		memcpy(copy, bytes.at, bytes.size);
		copy[i] = (char)~copy[i];
		if (!flat_listing_read(&flat, text_make(copy, bytes.size), stamp, true))
			continue;
		assert_int_equal(snapshot_find_commit(&s, r->site, "HEAD", &r->diagnostics),
				 STATUS_OK);
		snapshot_list(&s, &flat, &r->diagnostics);
		for (size_t f = 0; f < s.count; f++)
			assert_true(s.files[f].path.size <= bytes.size);
		snapshot_close(&s);
	}
	free(copy);
	buffer_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(edit_of_a_text_leaves_the_remembered_listing_as_it_is),
	    repository_test(files_that_come_and_go_are_listed_and_to_be_remembered),
	    repository_test(folders_that_have_not_changed_are_not_read),
	    repository_test(new_name_is_checked_beside_all_others),
	    repository_test(listing_with_something_to_report_is_not_remembered),
	    repository_test(listing_is_remembered_anew_when_many_folders_differ),
	    repository_test(damaged_or_foreign_listing_is_not_there),
	    repository_test(made_up_listing_names_nothing_outside_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
