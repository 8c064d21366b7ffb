#include "repository.h"
#include "source/history.h"

static const char ada[] = "Ada <ada@example.org>", ben[] = "Ben <ben@example.org>";

/* A history, with all that it hangs on. */
struct walked {
	struct snapshot snapshot;
	struct buffer bytes;
	struct history history;
	size_t commits; /* looked at */
};

/* Walks in slices of SLICE commits, the last slice first. */
static enum status make(struct repository *r, struct walked *w, struct text remembered,
			size_t slice)
{
	struct history_plan plan;
	struct buffer parts[64] = {{.size = 0}};
	struct text texts[64];
	size_t count = 0;
	enum status status = history_plan_open(&plan, &w->snapshot, remembered, &r->diagnostics);

	w->commits = 0;
	for (size_t i = 0; status == STATUS_OK && i < plan.count; i += slice) {
		assert_true(count < 64);
		status = history_slice(&plan, i, slice, &parts[63 - count], &r->diagnostics);
		texts[count] = buffer_view(&parts[63 - count]);
		count++;
	}
	for (size_t i = 0; i < plan.count; i++)
		w->commits += !plan.graph.commits[i].known;
	if (status == STATUS_OK)
		status = history_join(&plan, texts, count, &w->bytes, &r->diagnostics);
	for (size_t i = 0; i < 64; i++)
		buffer_free(&parts[i]);
	history_plan_close(&plan);
	return status;
}

static enum status walk_from(struct repository *r, struct walked *w, struct text remembered)
{
	*w = (struct walked){.commits = 0};
	assert_int_equal(snapshot_open(&w->snapshot, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	enum status status = make(r, w, remembered, 1000);
	if (status == STATUS_OK)
		status = history_open(&w->history, buffer_view(&w->bytes), &w->snapshot,
				      &r->diagnostics);
	return status;
}

static void walk(struct repository *r, struct walked *w)
{
	assert_int_equal(walk_from(r, w, TEXT("")), STATUS_OK);
}

static void forget(struct walked *w)
{
	history_close(&w->history);
	snapshot_close(&w->snapshot);
	buffer_free(&w->bytes);
}

static void assert_dates(struct walked *w, const char *path, int64_t created, int64_t updated)
{
	struct arena arena = {0};
	struct path_history history;

	assert_true(history_of(&w->history, text_of(path), &arena, &history));
	assert_int_equal(history.created, created);
	assert_int_equal(history.updated, updated);
	arena_free(&arena);
}

/* EXPECTED: the names with a comma behind each. */
static void assert_authors(struct walked *w, const char *path, const char *expected)
{
	struct arena arena = {0};
	struct path_history history;
	struct buffer names = {.size = 0};

	assert_true(history_of(&w->history, text_of(path), &arena, &history));
	for (size_t i = 0; i < history.author_count; i++)
		buffer_printf(&names, "%.*s,", TEXT_ARGS(history.authors[i]));
	buffer_byte(&names, '\0');
	assert_string_equal(names.at, expected);
	buffer_free(&names);
	arena_free(&arena);
}

static void edit(struct repository *r, const char *path, const char *text, const char *author,
		 long date)
{
	write_file(r, path, text);
	commit(r, author, date);
}

static void a_file_bears_the_dates_and_authors_of_the_commits_that_touch_it(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ben, 1000);
	edit(r, "content/en/a.md", "2", ada, 2000);
	edit(r, "content/en/b.md", "1", ada, 3000);
	edit(r, "content/en/a.md", "3", ben, 4000);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 4000);
	assert_authors(&w, "content/en/a.md", "Ben,Ada,");
	assert_dates(&w, "content/en/b.md", 3000, 3000);
	assert_authors(&w, "content/en/b.md", "Ada,");
	forget(&w);
}

static void dates_are_the_authors_not_the_committers(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a.md", "1");
	run(r,
	    "git add -A && GIT_COMMITTER_DATE='@9000 +0000' git commit -qm x --author='%s' "
	    "--date='@1000 +0500'",
	    ada);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 1000);
	assert_int_equal(w.snapshot.time, 9000);
	forget(&w);
}

static void a_file_that_no_commit_has_is_of_now_and_of_nobody(void **state)
{
	struct repository *r = *state;
	struct walked w;
	struct arena arena = {0};
	struct path_history history;

	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &w);
	assert_false(history_of(&w.history, TEXT("content/en/new.md"), &arena, &history));
	assert_int_equal(history.created, 1000);
	assert_int_equal(history.updated, 1000);
	assert_int_equal(history.author_count, 0);
	forget(&w);
}

static void only_files_below_content_have_a_history(void **state)
{
	struct repository *r = *state;
	struct walked w;
	struct arena arena = {0};
	struct path_history history;

	write_file(r, "themes/plain/x", "1");
	write_file(r, "contents/x", "1");
	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &w);
	assert_int_equal(w.history.flat.path_count, 1);
	assert_false(history_of(&w.history, TEXT("themes/plain/x"), &arena, &history));
	forget(&w);
}

static void a_merge_touches_only_what_it_changes_itself(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a.md", "1");
	write_file(r, "content/en/both.md", "1");
	edit(r, "content/en/b.md", "1", ada, 1000);
	run(r, "git checkout -qb side");
	write_file(r, "content/en/both.md", "side");
	edit(r, "content/en/a.md", "side", ben, 2000);
	run(r, "git checkout -q main");
	write_file(r, "content/en/both.md", "main");
	edit(r, "content/en/b.md", "main", ada, 3000);
	run(r, "git merge -q --no-commit side || true");
	edit(r, "content/en/both.md", "merged", "Cho <cho@example.org>", 4000);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 2000);
	assert_dates(&w, "content/en/b.md", 1000, 3000);
	assert_dates(&w, "content/en/both.md", 1000, 4000);
	assert_authors(&w, "content/en/both.md", "Ada,Ben,Cho,");
	forget(&w);
}

static void a_merge_of_three_branches_is_compared_with_each(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 1000);
	run(r, "git checkout -qb one");
	edit(r, "content/fr/b.md", "1", ada, 2000);
	run(r, "git checkout -qb two main");
	edit(r, "content/ru/c.md", "1", ada, 3000);
	run(r, "git checkout -q main");
	edit(r, "content/en/a.md", "2", ada, 4000);
	run(r, "GIT_COMMITTER_DATE='@9000 +0000' GIT_AUTHOR_DATE='@9000 +0000' GIT_AUTHOR_NAME=x "
	       "GIT_AUTHOR_EMAIL=x git merge -q one two -m x");
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 4000);
	assert_dates(&w, "content/fr/b.md", 2000, 2000);
	assert_dates(&w, "content/ru/c.md", 3000, 3000);
	forget(&w);
}

static void a_renamed_file_begins_anew(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 1000);
	run(r, "git mv content/en/a.md content/en/b.md");
	commit(r, ben, 2000);
	walk(r, &w);
	assert_dates(&w, "content/en/b.md", 2000, 2000);
	assert_authors(&w, "content/en/b.md", "Ben,");
	forget(&w);
}

static void a_file_that_was_removed_and_came_back_has_one_history(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/b.md", "1");
	edit(r, "content/en/a.md", "1", ada, 1000);
	run(r, "git rm -q content/en/a.md");
	commit(r, "Eve <eve@example.org>", 2000);
	edit(r, "content/en/a.md", "2", ben, 3000);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 3000);
	assert_authors(&w, "content/en/a.md", "Ada,Ben,");
	forget(&w);
}

static void a_folder_in_the_place_of_a_file_is_new(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a", "1");
	edit(r, "content/en/a.md", "1", ada, 1000);
	run(r, "git rm -q content/en/a");
	edit(r, "content/en/a/b.md", "1", ada, 2000);
	walk(r, &w);
	assert_dates(&w, "content/en/a/b.md", 2000, 2000);
	assert_dates(&w, "content/en/a.md", 1000, 1000);
	forget(&w);
}

static void dates_out_of_order_give_the_earliest_and_the_latest(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 5000);
	edit(r, "content/en/a.md", "2", ben, 9000);
	edit(r, "content/en/a.md", "3", ada, 2000);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 2000, 9000);
	forget(&w);
}

static void names_go_through_the_mailmap_of_the_commit(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", "ada2 <ADA@old.example>", 1000);
	edit(r, "content/en/a.md", "2", "Ada L <ada@example.org>", 2000);
	edit(r, "content/en/a.md", "3", ben, 3000);
	edit(r, ".mailmap",
	     "Ada Lovelace <ada@example.org> <ada@old.example>\n"
	     "Ada Lovelace <ada@example.org>\n",
	     ben, 4000);
	write_file(r, ".mailmap", "Wrong <ben@example.org>");
	walk(r, &w);
	assert_authors(&w, "content/en/a.md", "Ada Lovelace,Ben,");
	forget(&w);
}

static void names_that_are_not_utf8_are_read_as_latin1(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a.md", "1");
	run(r, "git add -A && git config i18n.commitEncoding ISO-8859-1 && git commit -qm x "
	       "--author=\"$(printf 'Andr\\351 <a@example.org>')\"");
	walk(r, &w);
	assert_authors(&w, "content/en/a.md", "Andr\u00e9,");
	forget(&w);
}

static void a_site_in_a_folder_has_paths_of_its_own(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "sites/igf/content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/a.md", "1", ada, 2000);
	strcat(r->site, "/sites/igf");
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 1000);
	assert_int_equal(w.history.flat.path_count, 1);
	forget(&w);
}

/* Eight commits, two branches, two authors, a removal. */
static void winding_history(struct repository *r)
{
	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/fr/b.md", "1", ben, 2000);
	run(r, "git checkout -qb side");
	edit(r, "content/en/a.md", "2", ben, 3000);
	edit(r, "content/ru/c.md", "1", ada, 1500);
	run(r, "git checkout -q main && git rm -q content/fr/b.md");
	commit(r, ada, 4000);
	edit(r, "content/zh/d.md", "1", ada, 5000);
	run(r, "GIT_COMMITTER_DATE='@6000 +0000' GIT_AUTHOR_DATE='@6000 +0000' GIT_AUTHOR_NAME=x "
	       "GIT_AUTHOR_EMAIL=x git merge -q side -m x");
	edit(r, "content/fr/b.md", "2", ada, 7000);
}

static void slices_of_any_size_make_the_same_bytes(void **state)
{
	struct repository *r = *state;
	struct walked whole, sliced = {.commits = 0};

	winding_history(r);
	walk(r, &whole);
	assert_int_equal(whole.commits, 8);
	assert_dates(&whole, "content/fr/b.md", 2000, 7000);
	assert_int_equal(snapshot_open(&sliced.snapshot, r->site, "HEAD", &r->diagnostics),
			 STATUS_OK);
	for (size_t slice = 1; slice < 5; slice++) {
		buffer_clear(&sliced.bytes);
		assert_int_equal(make(r, &sliced, TEXT(""), slice), STATUS_OK);
		assert_true(text_equal(buffer_view(&sliced.bytes), buffer_view(&whole.bytes)));
	}
	forget(&sliced);
	forget(&whole);
}

static void a_remembered_history_is_extended_to_the_same_bytes(void **state)
{
	struct repository *r = *state;
	struct walked before, clean, extended;

	winding_history(r);
	const char *const heads[] = {"HEAD", "HEAD~1", "HEAD~2", "HEAD~3", "HEAD^^2", "HEAD~4"};
	walk(r, &clean);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		run(r, "git checkout -q --detach %s", heads[i]);
		walk(r, &before);
		run(r, "git checkout -q main");
		assert_int_equal(walk_from(r, &extended, buffer_view(&before.bytes)), STATUS_OK);
		assert_int_equal(before.commits + extended.commits, clean.commits);
		assert_true(text_equal(buffer_view(&extended.bytes), buffer_view(&clean.bytes)));
		forget(&before);
		forget(&extended);
	}
	forget(&clean);
}

static void a_history_of_another_branch_is_not_used(void **state)
{
	struct repository *r = *state;
	struct walked before, after;

	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/a.md", "2", ada, 2000);
	walk(r, &before);
	run(r, "git reset -q --hard HEAD~1");
	edit(r, "content/en/a.md", "3", ada, 3000);
	assert_int_equal(walk_from(r, &after, buffer_view(&before.bytes)), STATUS_OK);
	assert_int_equal(after.commits, 2);
	assert_dates(&after, "content/en/a.md", 1000, 3000);
	forget(&before);
	forget(&after);
}

static void a_history_of_another_folder_is_not_used(void **state)
{
	struct repository *r = *state;
	struct walked before, after;

	write_file(r, "sites/igf/content/en/b.md", "1");
	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &before);
	strcat(r->site, "/sites/igf");
	assert_int_equal(walk_from(r, &after, buffer_view(&before.bytes)), STATUS_OK);
	assert_int_equal(after.commits, 1);
	assert_dates(&after, "content/en/b.md", 1000, 1000);
	forget(&before);
	forget(&after);
}

static void a_damaged_history_is_not_used(void **state)
{
	struct repository *r = *state;
	struct walked before, after;

	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &before);
	for (size_t i = 0; i < before.bytes.size; i += 7) {
		before.bytes.at[i] ^= 0x20;
		assert_int_equal(walk_from(r, &after, buffer_view(&before.bytes)), STATUS_OK);
		assert_int_equal(after.commits, 1);
		forget(&after);
		assert_int_equal(walk_from(r, &after, text_make(before.bytes.at, i)), STATUS_OK);
		assert_int_equal(after.commits, 1);
		forget(&after);
		before.bytes.at[i] ^= 0x20;
	}
	forget(&before);
}

static void a_damaged_slice_is_a_failure(void **state)
{
	struct repository *r = *state;
	struct walked w;
	struct history_plan plan;
	struct buffer out = {.size = 0};
	struct text slice = TEXT("rubbish!");

	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &w);
	assert_int_equal(history_plan_open(&plan, &w.snapshot, TEXT(""), &r->diagnostics),
			 STATUS_OK);
	assert_int_equal(history_join(&plan, &slice, 1, &out, &r->diagnostics), STATUS_MACHINE);
	history_plan_close(&plan);
	buffer_free(&out);
	forget(&w);
}

static void a_new_mailmap_needs_no_new_walk(void **state)
{
	struct repository *r = *state;
	struct walked before, after;

	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &before);
	edit(r, ".mailmap", "Ada Lovelace <ada@example.org>", ben, 2000);
	assert_int_equal(walk_from(r, &after, buffer_view(&before.bytes)), STATUS_OK);
	assert_int_equal(after.commits, 1);
	assert_authors(&after, "content/en/a.md", "Ada Lovelace,");
	forget(&before);
	forget(&after);
}

static void a_shallow_clone_is_walked_to_its_end_and_never_remembered(void **state)
{
	struct repository *r = *state;
	struct walked shallow, deep;
	char clone[96];

	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/b.md", "1", ada, 2000);
	edit(r, "content/en/b.md", "2", ada, 3000);
	run(r, "git clone -q --depth 2 file://%s ../clone", r->site);
	snprintf(clone, sizeof clone, "%s/clone", r->folder);
	strcpy(r->site, clone);
	walk(r, &shallow);
	assert_int_equal(shallow.commits, 2);
	assert_dates(&shallow, "content/en/a.md", 2000, 2000);
	run(r, "git fetch -q --unshallow");
	assert_int_equal(walk_from(r, &deep, buffer_view(&shallow.bytes)), STATUS_OK);
	assert_int_equal(deep.commits, 3);
	assert_dates(&deep, "content/en/a.md", 1000, 1000);
	forget(&shallow);
	forget(&deep);
}

static void grafts_and_replacements_of_one_machine_change_nothing(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/a.md", "2", ada, 2000);
	run(r, "mkdir -p .git/info && git rev-parse HEAD > .git/info/grafts && "
	       "git replace HEAD~1 HEAD 2>/dev/null || true");
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 1000, 2000);
	forget(&w);
}

static void changed_files_of_a_work_tree_are_of_now(void **state)
{
	struct repository *r = *state;
	struct walked w;
	struct arena arena = {0};
	struct path_history history;

	write_file(r, "content/en/same.md", "1");
	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/b.md", "1", ada, 2000);
	walk(r, &w);
	history_close(&w.history);
	snapshot_close(&w.snapshot);
	write_file(r, "content/en/a.md", "changed");
	write_file(r, "content/en/new.md", "new");
	assert_int_equal(snapshot_open_worktree(&w.snapshot, r->site, &r->diagnostics), STATUS_OK);
	assert_int_equal(
	    history_open(&w.history, buffer_view(&w.bytes), &w.snapshot, &r->diagnostics),
	    STATUS_OK);
	assert_dates(&w, "content/en/a.md", 1000, 2000);
	assert_authors(&w, "content/en/a.md", "Ada,");
	assert_dates(&w, "content/en/same.md", 1000, 1000);
	assert_false(history_of(&w.history, TEXT("content/en/new.md"), &arena, &history));
	assert_int_equal(history.created, 2000);
	forget(&w);
}

static void a_missing_folder_of_an_old_commit_is_damage_that_names_it(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/a.md", "2", ada, 2000);
	run(r, "rm -f .git/objects/$(git rev-parse HEAD~1:content/en | sed 's|^..|&/|')");
	assert_int_equal(walk_from(r, &w, TEXT("")), STATUS_MACHINE);
	assert_true(says(r, "content/en/"));
	forget(&w);
}

static void a_missing_old_commit_is_damage(void **state)
{
	struct repository *r = *state;
	struct walked w;

	edit(r, "content/en/a.md", "1", ada, 1000);
	edit(r, "content/en/a.md", "2", ada, 2000);
	run(r, "rm -f .git/objects/$(git rev-parse HEAD~1 | sed 's|^..|&/|')");
	assert_int_equal(walk_from(r, &w, TEXT("")), STATUS_MACHINE);
	forget(&w);
}

static void dates_beyond_the_calendar_are_its_end(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a.md", "1");
	run(r,
	    "git add -A && t=$(git write-tree) && c=$(printf 'tree %%s\\nauthor X <x@example.org> "
	    "999999999999999 +0000\\ncommitter X <x@example.org> 5 +0000\\n\\nx\\n' $t | "
	    "git hash-object -t commit --literally -w --stdin) && git update-ref HEAD $c");
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 253402300799, 253402300799);
	forget(&w);
}

static void a_commit_with_a_broken_author_is_walked(void **state)
{
	struct repository *r = *state;
	struct walked w;

	write_file(r, "content/en/a.md", "1");
	run(r, "git add -A && t=$(git write-tree) && c=$(printf 'tree %%s\\nauthor Nobody\\n"
	       "committer X <x@example.org> 5 +0000\\n\\nx\\n' $t | "
	       "git hash-object -t commit --literally -w --stdin) && git update-ref HEAD $c");
	edit(r, "content/en/b.md", "1", ada, 1000);
	walk(r, &w);
	assert_dates(&w, "content/en/a.md", 0, 0);
	assert_authors(&w, "content/en/a.md", "Nobody,");
	forget(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(a_file_bears_the_dates_and_authors_of_the_commits_that_touch_it),
	    repository_test(dates_are_the_authors_not_the_committers),
	    repository_test(a_file_that_no_commit_has_is_of_now_and_of_nobody),
	    repository_test(only_files_below_content_have_a_history),
	    repository_test(a_merge_touches_only_what_it_changes_itself),
	    repository_test(a_merge_of_three_branches_is_compared_with_each),
	    repository_test(a_renamed_file_begins_anew),
	    repository_test(a_file_that_was_removed_and_came_back_has_one_history),
	    repository_test(a_folder_in_the_place_of_a_file_is_new),
	    repository_test(dates_out_of_order_give_the_earliest_and_the_latest),
	    repository_test(names_go_through_the_mailmap_of_the_commit),
	    repository_test(names_that_are_not_utf8_are_read_as_latin1),
	    repository_test(a_site_in_a_folder_has_paths_of_its_own),
	    repository_test(slices_of_any_size_make_the_same_bytes),
	    repository_test(a_remembered_history_is_extended_to_the_same_bytes),
	    repository_test(a_history_of_another_branch_is_not_used),
	    repository_test(a_history_of_another_folder_is_not_used),
	    repository_test(a_damaged_history_is_not_used),
	    repository_test(a_damaged_slice_is_a_failure),
	    repository_test(a_new_mailmap_needs_no_new_walk),
	    repository_test(a_shallow_clone_is_walked_to_its_end_and_never_remembered),
	    repository_test(grafts_and_replacements_of_one_machine_change_nothing),
	    repository_test(changed_files_of_a_work_tree_are_of_now),
	    repository_test(a_missing_folder_of_an_old_commit_is_damage_that_names_it),
	    repository_test(a_missing_old_commit_is_damage),
	    repository_test(dates_beyond_the_calendar_are_its_end),
	    repository_test(a_commit_with_a_broken_author_is_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
