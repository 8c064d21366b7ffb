#include "repository.h"
#include "source/snapshot.h"

static const char ada[] = "Ada <ada@example.org>";

static enum status open_disk(struct repository *r, struct snapshot *s)
{
	return snapshot_open_worktree(s, r->site, &r->diagnostics);
}

static bool lists(const struct snapshot *s, const char *path)
{
	return snapshot_find(s, text_of(path)) != NULL;
}

static void small_site(struct repository *r)
{
	write_file(r, "site.yaml", "title: x");
	write_file(r, "content/en/a.md", "one");
	commit(r, ada, 1000);
}

static void files_are_those_on_disk_at_the_time_of_head(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	small_site(r);
	write_file(r, "content/en/a.md", "changed");
	write_file(r, "content/en/new.md", "new");
	write_file(r, "README.md", "no part of the site");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(s.count, 3);
	assert_int_equal(s.time, 1000);
	assert_true(lists(&s, "content/en/new.md"));
	const struct file *file = snapshot_find(&s, TEXT("content/en/a.md"));
	assert_int_equal(file->size, 7);
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_OK);
	assert_true(text_is(buffer_view(&bytes), "changed"));
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void unchanged_files_bear_the_blob_ids_of_the_commit(void **state)
{
	struct repository *r = *state;
	struct snapshot disk, head;

	small_site(r);
	assert_int_equal(open_disk(r, &disk), STATUS_OK);
	assert_int_equal(snapshot_open(&head, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	assert_int_equal(disk.count, head.count);
	for (size_t i = 0; i < disk.count; i++)
		assert_memory_equal(&disk.files[i].blob, &head.files[i].blob,
				    sizeof(struct blob_id));
	assert_string_equal(disk.commit, head.commit);
	snapshot_close(&disk);
	snapshot_close(&head);
}

static void removed_files_are_gone(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "rm content/en/a.md");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(s.count, 1);
	snapshot_close(&s);
}

static void ignored_files_and_folders_are_left_out(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	write_file(r, ".gitignore", "*.bak\ncontent/drafts/\n");
	small_site(r);
	write_file(r, "content/en/a.bak", "x");
	write_file(r, "content/drafts/b.md", "x");
	write_file(r, "content/en/.gitignore", "c.md");
	write_file(r, "content/en/c.md", "x");
	run(r, "mkdir -p .git/info && echo d.md >> .git/info/exclude");
	write_file(r, "content/en/d.md", "x");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(s.count, 2);
	snapshot_close(&s);
}

static void tracked_files_are_listed_although_ignored(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	write_file(r, "content/drafts/b.md", "x");
	commit(r, ada, 2000);
	write_file(r, ".gitignore", "content/drafts/");
	write_file(r, "content/drafts/c.md", "x");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_true(lists(&s, "content/drafts/b.md"));
	assert_false(lists(&s, "content/drafts/c.md"));
	snapshot_close(&s);
}

static void the_users_own_excludes_change_nothing(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	write_file(r, "content/en/new.md", "x");
	run(r,
	    "mkdir -p ../home/.config/git && echo '*.md' > ../home/.config/git/ignore && "
	    "printf '[core]\\nexcludesFile = %s/home/.config/git/ignore\\n' > ../home/.gitconfig",
	    r->folder);
	char home[96];
	snprintf(home, sizeof home, "%s/home", r->folder);
	setenv("HOME", home, 1);
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_true(lists(&s, "content/en/new.md"));
	snapshot_close(&s);
}

static void hidden_files_of_editors_are_left_out_unless_tracked(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	write_file(r, "content/assets/.htaccess", "x");
	small_site(r);
	write_file(r, "content/en/.a.md.swp", "x");
	run(r, "ln -s nowhere content/en/.#a.md");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(s.count, 3);
	assert_true(lists(&s, "content/assets/.htaccess"));
	snapshot_close(&s);
}

static void bytes_are_those_on_disk_whatever_filters_say(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	write_file(r, ".gitattributes", "*.md text eol=lf");
	small_site(r);
	run(r, "git config core.autocrlf true && printf 'a\\r\\nb\\r\\n' > content/en/a.md");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	const struct file *file = snapshot_find(&s, TEXT("content/en/a.md"));
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_OK);
	assert_true(text_is(buffer_view(&bytes), "a\r\nb\r\n"));
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void a_file_that_changes_after_listing_is_a_failure(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	small_site(r);
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	const struct file *file = snapshot_find(&s, TEXT("content/en/a.md"));
	write_file(r, "content/en/a.md", "two");
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_MACHINE);
	assert_true(says(r, "changed"));
	run(r, "rm content/en/a.md");
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_MACHINE);
	run(r, "ln -s /etc/passwd content/en/a.md");
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_MACHINE);
	run(r, "rm content/en/a.md && mkfifo content/en/a.md");
	assert_int_equal(snapshot_read(&s, file, &bytes, &r->diagnostics), STATUS_MACHINE);
	assert_int_equal(bytes.size, 0);
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void links_pipes_and_nested_repositories_are_reported(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "ln -s /etc content/en/etc && ln -s a.md content/en/link.md && "
	       "mkfifo content/en/pipe.md && git init -q content/nested");
	write_file(r, "content/nested/a.md", "x");
	assert_int_equal(open_disk(r, &s), STATUS_CONTENT);
	assert_int_equal(s.count, 2);
	assert_true(has_diagnostic(r, "E-FILE", "content/en/etc"));
	assert_true(has_diagnostic(r, "E-FILE", "content/en/link.md"));
	assert_true(has_diagnostic(r, "E-FILE", "content/en/pipe.md"));
	assert_true(has_diagnostic(r, "E-FILE", "content/nested"));
	snapshot_close(&s);
}

static void a_submodule_that_is_not_fetched_is_reported(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),content/module && "
	       "mkdir content/module");
	assert_int_equal(open_disk(r, &s), STATUS_CONTENT);
	assert_true(has_diagnostic(r, "E-FILE", "content/module"));
	snapshot_close(&s);
}

static void unusable_names_are_reported_and_left_out(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	write_file(r, "content/en/A.md", "x");
	assert_int_equal(open_disk(r, &s), STATUS_CONTENT);
	assert_int_equal(s.count, 2);
	assert_true(has_diagnostic(r, "E-COLLISION", "content/en/a.md"));
	snapshot_close(&s);
}

static void files_that_cannot_be_read_are_a_failure_that_names_them(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	if (geteuid() == 0)
		skip();
	run(r, "chmod 000 content/en/a.md");
	assert_int_equal(open_disk(r, &s), STATUS_MACHINE);
	assert_true(says(r, "content/en/a.md"));
	snapshot_close(&s);
}

static void a_folder_of_the_work_tree_can_be_the_site(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	write_file(r, ".gitignore", "/sites/igf/content/drafts");
	write_file(r, "sites/igf/content/en/a.md", "inner");
	write_file(r, "content/en/b.md", "outer");
	commit(r, ada, 1000);
	write_file(r, "sites/igf/content/drafts/c.md", "x");
	strcat(r->site, "/sites/igf");
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(s.count, 1);
	assert_true(lists(&s, "content/en/a.md"));
	assert_true(text_is(s.prefix, "sites/igf/"));
	snapshot_close(&s);
}

static void a_linked_work_tree_is_read_at_its_own_place(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git worktree add -q ../linked -b side && printf side > ../linked/content/en/a.md");
	snprintf(r->site, sizeof r->site, "%s/linked", r->folder);
	assert_int_equal(open_disk(r, &s), STATUS_OK);
	assert_int_equal(snapshot_find(&s, TEXT("content/en/a.md"))->size, 4);
	snapshot_close(&s);
}

static void configuration_cannot_move_the_work_tree(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git config core.worktree /etc");
	assert_int_equal(open_disk(r, &s), STATUS_USAGE);
	assert_int_equal(s.count, 0);
	snapshot_close(&s);
}

static void a_bare_repository_has_no_work_tree(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git clone -q --bare . ../bare.git");
	snprintf(r->site, sizeof r->site, "%s/bare.git", r->folder);
	assert_int_equal(open_disk(r, &s), STATUS_USAGE);
	assert_true(says(r, "bare"));
	snapshot_close(&s);
}

static void a_repository_without_commits_is_told_to_commit(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	write_file(r, "content/en/a.md", "x");
	assert_int_equal(open_disk(r, &s), STATUS_USAGE);
	assert_true(says(r, "git commit"));
	snapshot_close(&s);
}

static void a_damaged_index_is_a_failure(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "truncate -s 40 .git/index");
	assert_int_equal(open_disk(r, &s), STATUS_MACHINE);
	snapshot_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(files_are_those_on_disk_at_the_time_of_head),
	    repository_test(unchanged_files_bear_the_blob_ids_of_the_commit),
	    repository_test(removed_files_are_gone),
	    repository_test(ignored_files_and_folders_are_left_out),
	    repository_test(tracked_files_are_listed_although_ignored),
	    repository_test(the_users_own_excludes_change_nothing),
	    repository_test(hidden_files_of_editors_are_left_out_unless_tracked),
	    repository_test(bytes_are_those_on_disk_whatever_filters_say),
	    repository_test(a_file_that_changes_after_listing_is_a_failure),
	    repository_test(links_pipes_and_nested_repositories_are_reported),
	    repository_test(a_submodule_that_is_not_fetched_is_reported),
	    repository_test(unusable_names_are_reported_and_left_out),
	    repository_test(files_that_cannot_be_read_are_a_failure_that_names_them),
	    repository_test(a_folder_of_the_work_tree_can_be_the_site),
	    repository_test(a_linked_work_tree_is_read_at_its_own_place),
	    repository_test(configuration_cannot_move_the_work_tree),
	    repository_test(a_bare_repository_has_no_work_tree),
	    repository_test(a_repository_without_commits_is_told_to_commit),
	    repository_test(a_damaged_index_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
