#include "repository.h"
#include "source/snapshot.h"
#include "workers/jail.h"

#include <sys/wait.h>

static const char ada[] = "Ada <ada@example.org>";

static enum status open_rev(struct repository *r, struct snapshot *s, const char *site,
			    const char *rev)
{
	return snapshot_open(s, site, rev, &r->diagnostics);
}

static void assert_file(struct repository *r, const struct snapshot *s, const char *path,
			const char *expected)
{
	struct buffer bytes = {.size = 0};
	const struct file *file = snapshot_find(s, text_of(path));

	assert_non_null(file);
	assert_int_equal(snapshot_read(s, file, &bytes, &r->diagnostics), STATUS_OK);
	assert_true(text_is(buffer_view(&bytes), expected));
	buffer_free(&bytes);
}

static void small_site(struct repository *r)
{
	write_file(r, "site.yaml", "title: x");
	write_file(r, "content/en/a.md", "one");
	write_file(r, "content/en/a/b.md", "two");
	write_file(r, "themes/plain/layouts/page.html", "three");
	commit(r, ada, 1000);
}

static void files_come_sorted_by_byte_with_the_commits_id_and_time(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_int_equal(s.count, 4);
	for (size_t i = 1; i < s.count; i++)
		assert_true(text_compare(s.files[i - 1].path, s.files[i].path) < 0);
	assert_int_equal(s.time, 1000);
	assert_int_equal(strlen(s.commit), 40);
	assert_file(r, &s, "content/en/a/b.md", "two");
	assert_null(snapshot_find(&s, TEXT("content/en/b.md")));
	snapshot_close(&s);
}

static void files_that_are_no_part_of_a_site_are_not_listed(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	write_file(r, "src/main.c", "x");
	write_file(r, "README.md", "x");
	run(r, "ln -s README.md LICENSE");
	small_site(r);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_int_equal(s.count, 4);
	snapshot_close(&s);
}

static void changes_that_are_not_committed_are_not_seen(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	write_file(r, "content/en/a.md", "changed");
	write_file(r, "content/en/new.md", "new");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "one");
	assert_null(snapshot_find(&s, TEXT("content/en/new.md")));
	snapshot_close(&s);
}

static void an_older_commit_can_be_named_as_in_git(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git tag -a -m x v1");
	write_file(r, "content/en/a.md", "changed");
	commit(r, ada, 2000);
	const char *const names[] = {"HEAD~1", "v1", "main^"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(open_rev(r, &s, r->site, names[i]), STATUS_OK);
		assert_file(r, &s, "content/en/a.md", "one");
		snapshot_close(&s);
	}
}

static void the_files_below_a_folder_are_one_run(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	size_t first;

	small_site(r);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_int_equal(snapshot_below(&s, TEXT("content/en/"), &first), 2);
	assert_true(text_is(s.files[first].path, "content/en/a.md"));
	assert_int_equal(snapshot_below(&s, TEXT("content/fr/"), &first), 0);
	assert_int_equal(snapshot_below(&s, TEXT(""), &first), 4);
	snapshot_close(&s);
}

static void a_site_can_be_a_folder_of_its_repository(void **state)
{
	struct repository *r = *state;
	struct snapshot s, whole;
	char site[128];

	write_file(r, "sites/igf/content/en/a.md", "inner");
	write_file(r, "content/en/a.md", "outer");
	commit(r, ada, 1000);
	snprintf(site, sizeof site, "%s/sites/igf", r->site);
	assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_OK);
	assert_true(text_is(s.prefix, "sites/igf/"));
	assert_int_equal(s.count, 1);
	assert_file(r, &s, "content/en/a.md", "inner");
	assert_int_equal(open_rev(r, &whole, r->site, "HEAD"), STATUS_OK);
	assert_memory_not_equal(s.tree.bytes, whole.tree.bytes, sizeof s.tree.bytes);
	snapshot_close(&whole);
	snapshot_close(&s);
}

static void a_folder_that_the_commit_has_not_is_an_error_of_usage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128];

	small_site(r);
	run(r, "mkdir new");
	snprintf(site, sizeof site, "%s/new", r->site);
	assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_USAGE);
	assert_true(has_diagnostic(r, "E-REVISION", NULL));
	snapshot_close(&s);
}

static void equal_sites_have_equal_trees(void **state)
{
	struct repository *r = *state;
	struct snapshot one, other;

	small_site(r);
	commit(r, ada, 2000);
	assert_int_equal(open_rev(r, &one, r->site, "HEAD"), STATUS_OK);
	assert_int_equal(open_rev(r, &other, r->site, "HEAD~1"), STATUS_OK);
	assert_memory_equal(one.tree.bytes, other.tree.bytes, sizeof one.tree.bytes);
	assert_string_not_equal(one.commit, other.commit);
	snapshot_close(&one);
	snapshot_close(&other);
}

static void a_packed_repository_reads_as_a_loose_one(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git gc -q --prune=now && git pack-refs --all && "
	       "test -z \"$(find .git/objects/?? -type f 2>/dev/null)\"");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "one");
	snapshot_close(&s);
}

static void a_bare_repository_has_its_site_at_the_top(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128];

	small_site(r);
	run(r, "git clone -q --bare . ../bare.git");
	snprintf(site, sizeof site, "%s/bare.git", r->folder);
	assert_int_equal(open_rev(r, &s, site, "main"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "one");
	snapshot_close(&s);
	snprintf(site, sizeof site, "%s/.git", r->site);
	assert_int_equal(open_rev(r, &s, site, "main"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "one");
	snapshot_close(&s);
}

static void a_linked_work_tree_has_its_own_head(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128];

	small_site(r);
	run(r,
	    "git worktree add -q ../linked -b side && cd ../linked && "
	    "printf side > content/en/a.md && git commit -qam side --author '%s'",
	    ada);
	snprintf(site, sizeof site, "%s/linked", r->folder);
	assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "side");
	snapshot_close(&s);
}

static void objects_of_alternates_are_read_and_named_for_the_jail(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128], objects[128];
	bool named = false;

	small_site(r);
	run(r, "git clone -q --shared . ../clone && git clone -q --shared ../clone ../second");
	run(r, "cd ../second && printf '../../../clone/.git/objects\\n' > "
	       ".git/objects/info/alternates");
	snprintf(site, sizeof site, "%s/second", r->folder);
	snprintf(objects, sizeof objects, "%s/.git/objects", r->site);
	assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_OK);
	assert_file(r, &s, "content/en/a.md", "one");
	for (const char **path = snapshot_read_paths(&s, &r->arena); *path; path++)
		named = named || strcmp(*path, objects) == 0;
	assert_true(named);
	snapshot_close(&s);
}

/* Reads all files in a child that may read nothing but the snapshot's paths. */
static int read_in_jail(const struct snapshot *s)
{
	struct arena arena = {0};
	struct jail jail = {.read_paths = snapshot_read_paths(s, &arena)};
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct diagnostics d = {.count = 0};
		struct buffer bytes = {.size = 0};
		jail_enter(&jail);
		for (size_t i = 0; i < s->count; i++)
			snapshot_read(s, &s->files[i], &bytes, &d);
		_exit(d.count != 0 || bytes.size == 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	arena_free(&arena);
	return status;
}

static void jailed_children_read_loose_and_packed_objects(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128];

	small_site(r);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_int_equal(read_in_jail(&s), 0);
	snapshot_close(&s);
	run(r, "git gc -q && git clone -q --shared . ../clone && git worktree add -q ../linked");
	const char *const names[] = {"site", "clone", "linked"};
	for (size_t i = 0; i < 3; i++) {
		snprintf(site, sizeof site, "%s/%s", r->folder, names[i]);
		assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_OK);
		assert_int_equal(read_in_jail(&s), 0);
		snapshot_close(&s);
	}
}

static void links_and_submodules_are_reported_and_left_out(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	run(r, "mkdir -p content/en && ln -s /etc/passwd content/en/link.md");
	small_site(r);
	run(r,
	    "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),content/en/module "
	    "&& git commit -qm module --author '%s'",
	    ada);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_CONTENT);
	assert_int_equal(s.count, 4);
	assert_true(has_diagnostic(r, "E-FILE", "content/en/link.md"));
	assert_true(has_diagnostic(r, "E-FILE", "content/en/module"));
	snapshot_close(&s);
}

static void unusable_names_are_reported_and_left_out(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "printf x > content/en/A.md && printf x > \"content/en/$(printf 'b\\303.md')\"");
	commit(r, ada, 2000);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_CONTENT);
	assert_int_equal(s.count, 4);
	assert_non_null(snapshot_find(&s, TEXT("content/en/A.md")));
	assert_true(has_diagnostic(r, "E-COLLISION", "content/en/a.md"));
	assert_true(has_diagnostic(r, "E-NAME", "content/en/b\\xc3.md"));
	snapshot_close(&s);
}

/* Commits a site whose content/ is the tree made of ENTRIES, which git itself would not write:
 * names that stand for NAME of the blob $b or the tree $t of one file. */
static void commit_raw_content(struct repository *r, const char *entries)
{
	small_site(r);
	run(r,
	    /* $1 in hexadecimal to bytes, without a process per byte */
	    "id() { hex=$1; octal=; while [ $hex ]; do rest=${hex#??}; byte=$((0x${hex%%$rest})); "
	    "octal=$octal\\\\$((byte / 64))$((byte / 8 %% 8))$((byte %% 8)); hex=$rest; done; "
	    "printf \"$octal\"; }; "
	    "raw() { git hash-object -t tree --literally -w --stdin; }; b=$(git rev-parse "
	    "HEAD:site.yaml); "
	    "t=$(git rev-parse HEAD:content/en); c=$({ %s ; } | raw); "
	    "top=$({ printf '40000 content\\0'; id $c; } | raw); "
	    "git update-ref refs/heads/main $(GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x "
	    "git commit-tree -m x $top)",
	    entries);
}

static void a_tree_that_leads_out_of_the_site_is_refused(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	commit_raw_content(r, "printf '40000 ..\\0'; id $t; printf '100644 a/b\\0'; id $b; "
			      "printf '100644 fine\\0'; id $b");
	assert_int_equal(open_rev(r, &s, r->site, "main"), STATUS_CONTENT);
	assert_int_equal(s.count, 1);
	assert_true(text_is(s.files[0].path, "content/fine"));
	assert_true(has_diagnostic(r, "E-NAME", "content/../a.md"));
	assert_true(has_diagnostic(r, "E-FILE", "content/a/b"));
	snapshot_close(&s);
}

static void a_tree_in_the_wrong_order_is_sorted_and_doubles_are_refused(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	commit_raw_content(r, "printf '100644 z\\0'; id $b; printf '100644 a\\0'; id $b; "
			      "printf '100644 z\\0'; id $b");
	assert_int_equal(open_rev(r, &s, r->site, "main"), STATUS_CONTENT);
	assert_int_equal(s.count, 2);
	assert_true(text_is(s.files[0].path, "content/a"));
	assert_true(has_diagnostic(r, "E-COLLISION", "content/z"));
	snapshot_close(&s);
}

static void a_tree_cut_off_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	commit_raw_content(r, "printf '100644 a\\0'; id $b; printf '100644 b\\0shor'");
	assert_int_equal(open_rev(r, &s, r->site, "main"), STATUS_MACHINE);
	assert_true(says(r, "content/"));
	snapshot_close(&s);
}

static void a_tree_of_more_paths_than_can_be_listed_ends_soon(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	/* Ten folders that are all the same tree, eight times over: 10^8 paths. */
	commit_raw_content(r,
			   "for depth in 1 2 3 4 5 6 7 8; do t=$(for i in 0 1 2 3 4 5 6 7 8 9; do "
			   "printf \"40000 $i\\0\"; id $t; done | raw); done; "
			   "printf '40000 bomb\\0'; id $t");
	assert_int_equal(open_rev(r, &s, r->site, "main"), STATUS_CONTENT);
	assert_true(says(r, "more than"));
	snapshot_close(&s);
}

static void folders_nested_too_deeply_are_refused(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r,
	    "deep=content/$(printf 'd/%%.0s' $(seq 100)) && mkdir -p $deep && echo x > $deep/x.md");
	commit(r, ada, 2000);
	assert_int_equal(open_rev(r, &s, r->site, "main"), STATUS_CONTENT);
	assert_true(says(r, "nested too deeply"));
	assert_int_equal(s.count, 4);
	snapshot_close(&s);
}

static void a_missing_folder_object_is_damage_that_names_the_folder(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "rm -f .git/objects/$(git rev-parse HEAD:content/en | sed 's|^..|&/|')");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_MACHINE);
	assert_true(says(r, "content/en/"));
	snapshot_close(&s);
}

static void a_reference_to_a_missing_commit_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "rm -f .git/objects/$(git rev-parse HEAD | sed 's|^..|&/|')");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_MACHINE);
	snapshot_close(&s);
}

static void a_reference_that_is_no_id_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "printf 'rubbish\\n' > .git/refs/heads/main");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_MACHINE);
	snapshot_close(&s);
}

static void a_repository_without_commits_is_told_to_commit(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_USAGE);
	assert_true(says(r, "no commit yet"));
	assert_true(says(r, "git commit"));
	snapshot_close(&s);
}

static void a_head_without_commit_hides_no_other_branch(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git symbolic-ref HEAD refs/heads/nothing");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_USAGE);
	assert_true(says(r, "the branch that HEAD names has no commit yet"));
	snapshot_close(&s);
	assert_int_equal(open_rev(r, &s, r->site, "0123456789012345678901234567890123456789"),
			 STATUS_USAGE);
	assert_true(says(r, "there is no commit \"0123456789012345678901234567890123456789\""));
	snapshot_close(&s);
}

static void a_revision_that_is_not_there_is_an_error_of_usage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	const char *const names[] = {"nonsense", "0123456789012345678901234567890123456789",
				     "a..b",     "HEAD:content",
				     "",         "HEAD~5",
				     "@{-1}"};

	small_site(r);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(open_rev(r, &s, r->site, names[i]), STATUS_USAGE);
		assert_true(has_diagnostic(r, "E-REVISION", NULL));
		snapshot_close(&s);
	}
}

static void a_folder_without_repository_is_an_error_of_usage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	assert_int_equal(open_rev(r, &s, r->folder, "HEAD"), STATUS_USAGE);
	assert_true(says(r, "no git repository"));
	snapshot_close(&s);
	assert_int_equal(open_rev(r, &s, "/nonexistent", "HEAD"), STATUS_USAGE);
	snapshot_close(&s);
}

static void a_shallow_clone_is_known_as_such(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	char site[128];
	const char *const names[] = {"shallow", "linked"};

	small_site(r);
	commit(r, ada, 2000);
	run(r,
	    "git clone -q --depth 1 file://%s ../shallow && cd ../shallow && "
	    "git worktree add -q ../linked",
	    r->site);
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	assert_false(s.shallow);
	snapshot_close(&s);
	for (size_t i = 0; i < 2; i++) {
		snprintf(site, sizeof site, "%s/%s", r->folder, names[i]);
		assert_int_equal(open_rev(r, &s, site, "HEAD"), STATUS_OK);
		assert_true(s.shallow);
		snapshot_close(&s);
	}
}

static void a_repository_of_another_user_is_read(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	if (geteuid() != 0)
		skip();
	run(r, "chown -R 12345 .");
	assert_int_equal(open_rev(r, &s, r->site, "HEAD"), STATUS_OK);
	snapshot_close(&s);
}

static void extensions_that_do_not_matter_to_a_reader_are_accepted(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	small_site(r);
	run(r, "git config core.repositoryformatversion 1 && git config extensions.worktreeConfig "
	       "true "
	       "&& git config extensions.partialClone origin && "
	       "git config extensions.preciousObjects true");
	/* In a child that ends by _exit: libgit2 1.5 loses a little memory on extensions. */
	pid_t child = fork();
	if (child == 0)
		_exit(open_rev(r, &s, r->site, "HEAD"));
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(files_come_sorted_by_byte_with_the_commits_id_and_time),
	    repository_test(files_that_are_no_part_of_a_site_are_not_listed),
	    repository_test(changes_that_are_not_committed_are_not_seen),
	    repository_test(an_older_commit_can_be_named_as_in_git),
	    repository_test(the_files_below_a_folder_are_one_run),
	    repository_test(a_site_can_be_a_folder_of_its_repository),
	    repository_test(a_folder_that_the_commit_has_not_is_an_error_of_usage),
	    repository_test(equal_sites_have_equal_trees),
	    repository_test(a_packed_repository_reads_as_a_loose_one),
	    repository_test(a_bare_repository_has_its_site_at_the_top),
	    repository_test(a_linked_work_tree_has_its_own_head),
	    repository_test(objects_of_alternates_are_read_and_named_for_the_jail),
	    repository_test(jailed_children_read_loose_and_packed_objects),
	    repository_test(links_and_submodules_are_reported_and_left_out),
	    repository_test(unusable_names_are_reported_and_left_out),
	    repository_test(a_tree_that_leads_out_of_the_site_is_refused),
	    repository_test(a_tree_in_the_wrong_order_is_sorted_and_doubles_are_refused),
	    repository_test(a_tree_cut_off_is_damage),
	    repository_test(a_tree_of_more_paths_than_can_be_listed_ends_soon),
	    repository_test(folders_nested_too_deeply_are_refused),
	    repository_test(a_missing_folder_object_is_damage_that_names_the_folder),
	    repository_test(a_reference_to_a_missing_commit_is_damage),
	    repository_test(a_reference_that_is_no_id_is_damage),
	    repository_test(a_repository_without_commits_is_told_to_commit),
	    repository_test(a_head_without_commit_hides_no_other_branch),
	    repository_test(a_revision_that_is_not_there_is_an_error_of_usage),
	    repository_test(a_folder_without_repository_is_an_error_of_usage),
	    repository_test(a_shallow_clone_is_known_as_such),
	    repository_test(a_repository_of_another_user_is_read),
	    repository_test(extensions_that_do_not_matter_to_a_reader_are_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
