#include "repository.h"
#include "source/history.h"

static const char ada[] = "Ada <ada@example.org>", ben[] = "Ben <ben@example.org>";

/* A history, with all that it hangs on. */
struct walked {
	struct snapshot snapshot;
	struct buffer made;
	struct text list[HISTORY_PARTS_MAX];
	struct history_parts parts; /* of earlier ones, and MADE */
	struct history history;
	size_t commits; /* looked at */
};

static const struct history_parts nothing = {.count = 0};

/* Walks in slices of SLICE commits, the last slice first. */
static enum status make(struct repository *r, struct walked *w,
			const struct history_parts *remembered, size_t slice)
{
	struct history_plan plan;
	struct buffer parts[64] = {{.size = 0}};
	struct text texts[64];
	size_t count = 0;
	enum status status = history_plan_open(&plan, &w->snapshot, remembered, &r->diagnostics);
	size_t kept = plan.part_count;

	w->commits = 0;
	for (size_t i = 0; status == STATUS_OK && i < plan.count; i += slice) {
		assert_true(count < 64);
		status = history_slice(&plan, i, slice, &parts[63 - count], &r->diagnostics);
		texts[count] = buffer_view(&parts[63 - count]);
		count++;
	}
	for (size_t i = 0; i < plan.count; i++)
		w->commits += !plan.graph.commits[i].known;
	if (status == STATUS_OK && plan.count)
		status = history_join(&plan, texts, count, &w->made, &kept, &r->diagnostics);
	for (size_t i = 0; i < kept; i++)
		w->list[i] = remembered->list[i];
	if (w->made.size)
		w->list[kept++] = buffer_view(&w->made);
	w->parts = (struct history_parts){w->list, kept};
	for (size_t i = 0; i < 64; i++)
		buffer_free(&parts[i]);
	history_plan_close(&plan);
	return status;
}

static enum status walk_from(struct repository *r, struct walked *w,
			     const struct history_parts *remembered)
{
	*w = (struct walked){.commits = 0};
	assert_int_equal(snapshot_open(&w->snapshot, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	enum status status = make(r, w, remembered, 1000);
	if (status == STATUS_OK)
		status = history_open(&w->history, &w->parts, &w->snapshot, &r->diagnostics);
	return status;
}

static void walk(struct repository *r, struct walked *w)
{
	assert_int_equal(walk_from(r, w, &nothing), STATUS_OK);
}

static void walk_on(struct repository *r, struct walked *w, const struct walked *before)
{
	assert_int_equal(walk_from(r, w, &before->parts), STATUS_OK);
}

static void forget(struct walked *w)
{
	history_close(&w->history);
	snapshot_close(&w->snapshot);
	buffer_free(&w->made);
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

static void assert_same_path(const struct walked *a, const struct walked *b, struct text path)
{
	struct arena arena = {0};
	struct path_history one, other;

	assert_int_equal(history_of(&a->history, path, &arena, &one),
			 history_of(&b->history, path, &arena, &other));
	assert_int_equal(one.created, other.created);
	assert_int_equal(one.updated, other.updated);
	assert_int_equal(one.author_count, other.author_count);
	for (size_t i = 0; i < one.author_count; i++)
		assert_true(text_equal(one.authors[i], other.authors[i]));
	arena_free(&arena);
}

/* Of all paths that ever were W says what a walk of all commits says. */
static void assert_as_clean(struct repository *r, const struct walked *w)
{
	struct walked clean;

	walk(r, &clean);
	const struct flat_history *all = &clean.history.parts[0].flat;
	for (size_t i = 0; i < all->path_count; i++)
		assert_same_path(w, &clean, flat_history_path(all, i));
	assert_same_path(w, &clean, TEXT("content/en/never.md"));
	forget(&clean);
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
	assert_int_equal(w.history.parts[0].flat.path_count, 1);
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
	assert_int_equal(w.history.parts[0].flat.path_count, 1);
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
		buffer_clear(&sliced.made);
		assert_int_equal(make(r, &sliced, &nothing, slice), STATUS_OK);
		assert_true(text_equal(sliced.parts.list[0], whole.parts.list[0]));
	}
	forget(&sliced);
	forget(&whole);
}

static void a_remembered_history_is_extended_and_says_the_same(void **state)
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
		walk_on(r, &extended, &before);
		assert_int_equal(before.commits + extended.commits, clean.commits);
		assert_as_clean(r, &extended);
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
	walk_on(r, &after, &before);
	assert_int_equal(after.commits, 2);
	assert_dates(&after, "content/en/a.md", 1000, 3000);
	forget(&before);
	forget(&after);
}

/* The log finds damage (cache/log.h); nothing is read that is not there in any case. */
static void a_damaged_history_is_not_used(void **state)
{
	struct repository *r = *state;
	struct walked before, after;
	struct arena arena = {0};
	struct path_history history;

	edit(r, "content/en/a.md", "1", ada, 1000);
	walk(r, &before);
	for (size_t i = 0; i < before.made.size; i += 7) {
		const struct text torn = text_make(before.made.at, i);
		const struct history_parts part = {&torn, 1};
		before.made.at[i] ^= 0x20;
		walk_on(r, &after, &before);
		history_of(&after.history, TEXT("content/en/a.md"), &arena, &history);
		forget(&after);
		assert_int_equal(walk_from(r, &after, &part), STATUS_OK);
		assert_int_equal(after.commits, 1);
		forget(&after);
		before.made.at[i] ^= 0x20;
	}
	forget(&before);
	arena_free(&arena);
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
	size_t kept;
	assert_int_equal(history_plan_open(&plan, &w.snapshot, &nothing, &r->diagnostics),
			 STATUS_OK);
	assert_int_equal(history_join(&plan, &slice, 1, &out, &kept, &r->diagnostics),
			 STATUS_MACHINE);
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
	walk_on(r, &after, &before);
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
	walk_on(r, &deep, &shallow);
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
	assert_int_equal(history_open(&w.history, &w.parts, &w.snapshot, &r->diagnostics),
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
	assert_int_equal(walk_from(r, &w, &nothing), STATUS_MACHINE);
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
	assert_int_equal(walk_from(r, &w, &nothing), STATUS_MACHINE);
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

/* ---- new commits beside what is remembered */

static void many_files(struct repository *r)
{
	run(r, "mkdir -p content/en && "
	       "for i in $(seq 100 499); do echo $i > content/en/$i.md; done");
	commit(r, ada, 5000);
}

static bool has_path(const struct text *paths, size_t count, struct text path)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(paths[i], path))
			return true;
	return false;
}

static bool is_same_history(const struct path_history *a, const struct path_history *b)
{
	bool same = a->created == b->created && a->updated == b->updated &&
		    a->author_count == b->author_count;

	for (size_t i = 0; same && i < a->author_count; i++)
		same = text_equal(a->authors[i], b->authors[i]);
	return same;
}

/* Does NOW tell what has changed since THEN? Then each document that has another history is
 * among that. */
static bool tells_changes(const struct walked *then, const struct walked *now)
{
	struct history_state state = history_state(&then->history);
	struct arena arena = {0};
	const struct text *paths;
	size_t count;

	bool known = history_since(&now->history, &state, &arena, &paths, &count);
	for (size_t i = 0; known && i < now->snapshot.count; i++) {
		struct text path = now->snapshot.files[i].path;
		struct path_history one, other;
		history_of(&then->history, path, &arena, &one);
		history_of(&now->history, path, &arena, &other);
		assert_true(!text_starts_with(path, TEXT("content/")) ||
			    has_path(paths, count, path) || is_same_history(&one, &other));
	}
	arena_free(&arena);
	return known;
}

static void new_commits_make_a_new_part(void **state)
{
	static const char *const edits[] = {
	    "echo x >> content/en/100.md",
	    "echo x >> content/en/100.md && echo x >> content/en/499.md",
	    "echo x > content/en/new.md",
	    "git mv content/en/200.md content/en/renamed.md",
	    "git rm -q content/en/300.md",
	    "echo back > content/en/300.md",
	    "echo x > no-content",
	    "git checkout -qb side HEAD~3 && echo x > content/en/side.md && git add -A && "
	    "git commit -qm x --author='Eve <eve@example.org>' && echo y >> content/en/100.md && "
	    "git commit -qam x && git checkout -q main && git merge -q --no-commit side",
	    "echo y > content/en/side.md",
	    "echo 'Grace <ada@example.org>' > .mailmap",
	    "echo y > content/en/101.md",
	};
	enum { EDITS = sizeof edits / sizeof *edits, MERGE = 7, NAMES = 9 };
	struct repository *r = *state;
	struct walked all[EDITS + 1];

	many_files(r);
	run(r, "git config user.name x && git config user.email x@example.org");
	walk(r, &all[0]);
	for (int i = 0; i < EDITS; i++) {
		run(r, "%s", edits[i]);
		commit(r, i % 2 ? ada : ben, 9000 - 1000 * (i % 3));
		walk_on(r, &all[i + 1], &all[i]);
		assert_int_equal(all[i + 1].parts.count, i + 2);
		assert_int_equal(all[i + 1].commits, i == MERGE ? 3 : 1);
		assert_as_clean(r, &all[i + 1]);
		for (int j = 0; j <= i; j++)
			assert_int_equal(tells_changes(&all[j], &all[i + 1]),
					 i < NAMES || j > NAMES);
	}
	for (int i = 0; i <= EDITS; i++)
		forget(&all[i]);
}

static void parts_that_have_become_many_are_one_beside_the_first(void **state)
{
	enum { COMMITS = 2 * HISTORY_PARTS_MAX };
	struct repository *r = *state;
	struct walked all[COMMITS + 1];

	many_files(r);
	walk(r, &all[0]);
	for (int i = 1; i <= COMMITS; i++) {
		edit(r, i % 2 ? "content/en/100.md" : "content/en/101.md", i % 3 ? "x" : "y",
		     i % 2 ? ada : ben, 5000 + i);
		walk_on(r, &all[i], &all[i - 1]);
		assert_int_equal(all[i].commits, 1);
		assert_ptr_equal(all[i].parts.list[0].at, all[0].parts.list[0].at);
		assert_int_equal(all[i].parts.count, (i - 1) % (HISTORY_PARTS_MAX - 1) + 2);
		assert_true(tells_changes(&all[0], &all[i]));
		assert_int_equal(tells_changes(&all[i - 1], &all[i]),
				 all[i].parts.count > 2 || i == 1);
	}
	assert_as_clean(r, &all[COMMITS]);
	for (int i = 0; i <= COMMITS; i++)
		forget(&all[i]);
}

static void parts_that_have_become_heavy_are_one(void **state)
{
	struct repository *r = *state;
	struct walked first, second, joined, clean;

	many_files(r);
	walk(r, &first);
	edit(r, "content/en/100.md", "x", ben, 4000);
	walk_on(r, &second, &first);
	assert_int_equal(second.parts.count, 2);
	run(r, "for i in $(seq 200 299); do echo x > content/en/$i.md; done");
	commit(r, ben, 6000);
	walk_on(r, &joined, &second);
	assert_int_equal(joined.commits, 1);
	assert_int_equal(joined.parts.count, 1);
	assert_false(tells_changes(&second, &joined));
	assert_true(tells_changes(&joined, &joined));
	walk(r, &clean);
	assert_true(text_equal(joined.parts.list[0], clean.parts.list[0]));
	forget(&first);
	forget(&second);
	forget(&joined);
	forget(&clean);
}

static void nothing_is_walked_when_nothing_is_new(void **state)
{
	struct repository *r = *state;
	struct walked first, second, again;

	many_files(r);
	walk(r, &first);
	edit(r, "content/en/100.md", "x", ben, 4000);
	walk_on(r, &second, &first);
	walk_on(r, &again, &second);
	assert_int_equal(again.commits, 0);
	assert_int_equal(again.made.size, 0);
	assert_as_clean(r, &again);
	assert_true(tells_changes(&second, &again));
	forget(&again);
	run(r, "git reset -q --hard HEAD~1");
	walk_on(r, &again, &second);
	assert_int_equal(again.commits, 0);
	assert_int_equal(again.parts.count, 1);
	assert_as_clean(r, &again);
	assert_true(tells_changes(&first, &again));
	assert_false(tells_changes(&second, &again));
	forget(&first);
	forget(&second);
	forget(&again);
}

static void commit_that_was_amended_costs_only_itself(void **state)
{
	struct repository *r = *state;
	struct walked first, second, amended;

	many_files(r);
	walk(r, &first);
	edit(r, "content/en/100.md", "x", ben, 4000);
	walk_on(r, &second, &first);
	run(r, "git reset -q --hard HEAD~1");
	edit(r, "content/en/101.md", "x", ben, 4500);
	walk_on(r, &amended, &second);
	assert_int_equal(amended.commits, 1);
	assert_int_equal(amended.parts.count, 2);
	assert_ptr_equal(amended.parts.list[0].at, first.parts.list[0].at);
	assert_dates(&amended, "content/en/100.md", 5000, 5000);
	assert_as_clean(r, &amended);
	assert_true(tells_changes(&first, &amended));
	assert_false(tells_changes(&second, &amended));
	forget(&first);
	forget(&second);
	forget(&amended);
}

/* Walks HEAD, and opens the work tree. */
static void walk_work_tree(struct repository *r, struct walked *w, const struct walked *before)
{
	walk_on(r, w, before);
	history_close(&w->history);
	snapshot_close(&w->snapshot);
	assert_int_equal(snapshot_open_worktree(&w->snapshot, r->site, &r->diagnostics), STATUS_OK);
	assert_int_equal(history_open(&w->history, &w->parts, &w->snapshot, &r->diagnostics),
			 STATUS_OK);
}

static void changes_of_a_work_tree_are_told(void **state)
{
	struct repository *r = *state;
	struct walked committed, clean, changed, again, next;

	many_files(r);
	walk(r, &committed);
	write_file(r, "themes/plain/x", "of no document");
	walk_work_tree(r, &clean, &committed);
	assert_true(tells_changes(&committed, &clean));
	assert_true(tells_changes(&clean, &clean));
	write_file(r, "content/en/100.md", "changed");
	write_file(r, "content/en/new.md", "new");
	walk_work_tree(r, &changed, &committed);
	assert_true(tells_changes(&committed, &changed));
	assert_true(tells_changes(&clean, &changed));
	walk_work_tree(r, &again, &committed);
	assert_false(tells_changes(&changed, &again)); /* who knows of which time it was */
	commit(r, ben, 6000);
	walk_on(r, &next, &committed);
	assert_false(tells_changes(&changed, &next));
	assert_true(tells_changes(&clean, &next));
	forget(&committed);
	forget(&clean);
	forget(&changed);
	forget(&again);
	forget(&next);
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
	    repository_test(a_remembered_history_is_extended_and_says_the_same),
	    repository_test(a_history_of_another_branch_is_not_used),
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
	    repository_test(new_commits_make_a_new_part),
	    repository_test(parts_that_have_become_many_are_one_beside_the_first),
	    repository_test(parts_that_have_become_heavy_are_one),
	    repository_test(nothing_is_walked_when_nothing_is_new),
	    repository_test(commit_that_was_amended_costs_only_itself),
	    repository_test(changes_of_a_work_tree_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
