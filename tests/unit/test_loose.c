#include "repository.h"
#include "source/snapshot.h"

static const char ada[] = "Ada <ada@example.org>";

/* A site of one file. Its text is long enough for zlib to have several blocks of work. */
static void one_file(struct repository *r)
{
	run(r, "mkdir -p content/en && seq 3000 > content/en/a.md");
	commit(r, ada, 1000);
}

/* Runs COMMAND on the loose object $f that REV names. */
static void damage(struct repository *r, const char *rev, const char *command)
{
	run(r, "f=.git/objects/$(git rev-parse %s | sed 's|^..|&/|') && chmod u+w $f && %s", rev,
	    command);
}

static void assert_unreadable(struct repository *r)
{
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	assert_int_equal(s.count, 1);
	assert_int_equal(snapshot_read(&s, &s.files[0], &bytes, &r->diagnostics), STATUS_MACHINE);
	assert_true(says(r, "content/en/a.md"));
	assert_true(says(r, "damaged"));
	assert_int_equal(bytes.size, 0);
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void a_whole_object_is_read_to_its_end(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	one_file(r);
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	assert_int_equal(snapshot_read(&s, &s.files[0], &bytes, &r->diagnostics), STATUS_OK);
	assert_int_equal(bytes.size, 13893);
	assert_true(text_ends_with(buffer_view(&bytes), TEXT("\n2999\n3000\n")));
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void objects_of_no_and_of_few_bytes_are_read(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	write_file(r, "content/en/0.md", "");
	write_file(r, "content/en/1.md", "x");
	commit(r, ada, 1000);
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	assert_int_equal(snapshot_read(&s, &s.files[0], &bytes, &r->diagnostics), STATUS_OK);
	assert_int_equal(bytes.size, 0);
	assert_int_equal(snapshot_read(&s, &s.files[1], &bytes, &r->diagnostics), STATUS_OK);
	assert_int_equal(bytes.size, 1);
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void an_object_cut_off_in_its_body_is_damage_that_names_the_file(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md", "truncate -s -100 $f");
	assert_unreadable(*state);
}

static void an_object_cut_off_in_its_header_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md", "truncate -s 8 $f");
	assert_unreadable(*state);
}

static void an_object_cut_off_in_its_checksum_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md", "truncate -s -1 $f");
	assert_unreadable(*state);
}

static void an_object_of_no_bytes_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md", "truncate -s 0 $f");
	assert_unreadable(*state);
}

static void an_object_with_a_wrong_checksum_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md",
	       "printf '\\377\\377' | dd of=$f bs=1 conv=notrunc seek=$(($(stat -c %s $f) - 2))");
	assert_unreadable(*state);
}

static void an_object_that_is_not_compressed_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md", "printf 'blob 3\\000abc' > $f");
	assert_unreadable(*state);
}

static void an_object_of_another_size_than_it_says_is_damage(void **state)
{
	one_file(*state);
	damage(*state, "HEAD:content/en/a.md",
	       "perl -MCompress::Zlib -e 'print compress(\"blob 9\\0abc\")' > $f");
	assert_unreadable(*state);
	diagnostics_free(&((struct repository *)*state)->diagnostics);
	damage(*state, "HEAD:content/en/a.md",
	       "perl -MCompress::Zlib -e 'print compress(\"blob 100\\0\" . \"a\" x 200)' > $f");
	assert_unreadable(*state);
}

static void a_folder_cut_off_is_damage_that_names_it(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	one_file(r);
	damage(r, "HEAD:content/en", "truncate -s -3 $f");
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_MACHINE);
	assert_true(says(r, "content/en/"));
	snapshot_close(&s);
}

static void a_commit_cut_off_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	one_file(r);
	damage(r, "HEAD", "truncate -s -3 $f");
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_MACHINE);
	snapshot_close(&s);
}

static void an_object_cut_off_in_an_alternate_is_damage(void **state)
{
	struct repository *r = *state;

	one_file(r);
	run(r, "git clone -q --shared . ../clone");
	damage(r, "HEAD:content/en/a.md", "truncate -s -100 $f");
	snprintf(r->site, sizeof r->site, "%s/clone", r->folder);
	assert_unreadable(r);
}

static void a_packed_object_is_read_although_a_loose_one_is_damaged(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	one_file(r);
	run(r, "git repack -aq");
	damage(r, "HEAD:content/en/a.md", "truncate -s -100 $f");
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_OK);
	assert_int_equal(snapshot_read(&s, &s.files[0], &bytes, &r->diagnostics), STATUS_OK);
	buffer_free(&bytes);
	snapshot_close(&s);
}

static void a_pack_cut_off_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;

	one_file(r);
	run(r, "git repack -adq && chmod u+w .git/objects/pack/* && "
	       "truncate -s -2000 .git/objects/pack/*.pack");
	assert_int_equal(snapshot_open(&s, r->site, "HEAD", &r->diagnostics), STATUS_MACHINE);
	snapshot_close(&s);
}

static void a_pack_with_flipped_bytes_is_damage(void **state)
{
	struct repository *r = *state;
	struct snapshot s;
	struct buffer bytes = {.size = 0};

	one_file(r);
	run(r, "git repack -adq && cd .git/objects/pack && chmod u+w * && "
	       "head -c 4000 /dev/zero | dd of=$(echo *.pack) bs=1 seek=1500 conv=notrunc");
	enum status status = snapshot_open(&s, r->site, "HEAD", &r->diagnostics);
	if (status == STATUS_OK)
		status = snapshot_read(&s, &s.files[0], &bytes, &r->diagnostics);
	assert_int_equal(status, STATUS_MACHINE);
	buffer_free(&bytes);
	snapshot_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    repository_test(a_whole_object_is_read_to_its_end),
	    repository_test(objects_of_no_and_of_few_bytes_are_read),
	    repository_test(an_object_cut_off_in_its_body_is_damage_that_names_the_file),
	    repository_test(an_object_cut_off_in_its_header_is_damage),
	    repository_test(an_object_cut_off_in_its_checksum_is_damage),
	    repository_test(an_object_of_no_bytes_is_damage),
	    repository_test(an_object_with_a_wrong_checksum_is_damage),
	    repository_test(an_object_that_is_not_compressed_is_damage),
	    repository_test(an_object_of_another_size_than_it_says_is_damage),
	    repository_test(a_folder_cut_off_is_damage_that_names_it),
	    repository_test(a_commit_cut_off_is_damage),
	    repository_test(an_object_cut_off_in_an_alternate_is_damage),
	    repository_test(a_packed_object_is_read_although_a_loose_one_is_damaged),
	    repository_test(a_pack_cut_off_is_damage),
	    repository_test(a_pack_with_flipped_bytes_is_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
