/* What is remembered of the last build, and when it counts. */
#include "cache/last_build.h"

#include "base/file.h"
#include "folder.h"
#include "publish/written.h"

static const struct digest program = {1, 1}, other_program = {1, 2};

/* A generation in the folder "out", with the state directory beside it. */
struct site {
	struct folder *folder;
	struct generation g;
};

static void write_file(int folder, const char *name, struct text bytes)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_true(file_write_at(fd, bytes, 0));
	close(fd);
}

static void site_open(struct site *site, void **state)
{
	site->folder = *state;
	site->g = (struct generation){.name = "out", .folder_fd = site->folder->fd};
	mkdirat(site->folder->fd, "out", 0755);
	mkdirat(site->folder->fd, "state", 0755);
	site->g.state_fd = openat(site->folder->fd, "state", O_RDONLY | O_DIRECTORY);
	assert_true(site->g.state_fd >= 0);
}

static void clear(int folder, const char *const *names)
{
	for (; *names; names++)
		unlinkat(folder, *names, 0);
}

static void site_close(struct site *site)
{
	const char *const state[] = {"last",      "before-last",         "pages", "before-pages",
				     "new-pages", "previous/SHA256SUMS", NULL};
	const char *const out[] = {"out/SHA256SUMS", "out/mirror.json", NULL};

	clear(site->g.state_fd, state);
	clear(site->folder->fd, out);
	unlinkat(site->g.state_fd, "previous", AT_REMOVEDIR);
	unlinkat(site->folder->fd, "out", AT_REMOVEDIR);
	unlinkat(site->folder->fd, "state", AT_REMOVEDIR);
	close(site->g.state_fd);
}

/* A base of no files, which NUMBER tells from others; gives an empty patch of it. */
static struct text write_base(struct site *site, uint32_t number, struct patch_header *patch)
{
	struct memory_header header = {.languages = number};

	memory_header_seal(&header, NULL, 0);
	write_file(site->g.state_fd, PAGES_FRESH, text_make((const char *)&header, sizeof header));
	patch_header_begin(patch, header.rest, (struct digest){0, 0});
	return text_make((const char *)patch, sizeof *patch);
}

/* OUT becomes what SUMS says, and what was there before previous/. */
static void publish(struct site *site, struct text sums)
{
	mkdirat(site->g.state_fd, "previous", 0755);
	unlinkat(site->g.state_fd, "previous/SHA256SUMS", 0);
	renameat(site->folder->fd, "out/SHA256SUMS", site->g.state_fd, "previous/SHA256SUMS");
	write_file(site->folder->fd, "out/SHA256SUMS", sums);
	write_file(site->folder->fd, "out/mirror.json", TEXT("{[\nmirror\n]}\n"));
}

/* A build whose memory is PATCH; of a NEW_PAGES or of the base that is there. */
static void build(struct site *site, struct text sums, struct text patch, bool new_pages)
{
	struct last_build last, now = {.out_sums = digest_text(sums),
				       .out_mirror = digest_text(TEXT("{[\nmirror\n]}\n")),
				       .whole = {1, 2},
				       .stamp = {3, 4},
				       .files = 5,
				       .bytes = 6,
				       .memory.patch = patch,
				       .new_pages = new_pages,
				       .delta = TEXT("deltas.."),
				       .counts = TEXT("counts")};

	last_build_open(&last, &site->g, program, false);
	last_build_open_rest(&last, &site->g);
	now.previous_known = last.known;
	publish(site, sums);
	last_build_keep(&site->g, &now, &last);
	last_build_close(&last);
}

/* Number of the base that the last build, or the one before it, remembers; 0: none. */
static uint32_t base_of(struct site *site, bool before)
{
	struct last_build last;
	uint32_t number = 0;

	if (before)
		last_build_open_before(&last, &site->g, program);
	else
		last_build_open(&last, &site->g, program, false);
	if (before)
		assert_int_equal(last.known, last.memory.base.size > 0);
	else
		last_build_open_rest(&last, &site->g);
	if (last.known && last.memory.base.size) {
		number =
		    ((const struct memory_header *)(const void *)last.memory.base.at)->languages;
		assert_int_equal(last.memory.patch.size, sizeof(struct patch_header));
	}
	last_build_close(&last);
	return number;
}

static void what_was_kept_is_found_while_out_is_the_same(void **state)
{
	struct site site;
	struct last_build last;
	struct patch_header patch;

	site_open(&site, state);
	build(&site, TEXT("one\n"), write_base(&site, 7, &patch), true);
	last_build_open(&last, &site.g, program, false);
	assert_true(last.known);
	last_build_open_rest(&last, &site.g);
	assert_true(last.known);
	assert_false(last.previous_known); /* there was none */
	assert_int_equal(last.files, 5);
	assert_int_equal(last.bytes, 6);
	assert_true(text_is(last.delta, "deltas.."));
	assert_true(text_is(last.counts, "counts"));
	assert_true(text_is(last.sums, "one\n"));
	last_build_close(&last);
	build(&site, TEXT("two\n"), TEXT(""), false);
	last_build_open(&last, &site.g, program, false);
	last_build_open_rest(&last, &site.g);
	assert_true(last.previous_known);
	last_build_close(&last);
	last_build_open(&last, &site.g, program, true);
	assert_false(last.known);
	last_build_close(&last);
	last_build_open(&last, &site.g, other_program, false);
	assert_false(last.known);
	last_build_close(&last);
	write_file(site.folder->fd, "out/mirror.json", TEXT("{[\nmirr0r\n]}\n"));
	last_build_open(&last, &site.g, program, false);
	assert_true(last.known);
	last_build_open_rest(&last, &site.g);
	assert_false(last.known);
	last_build_close(&last);
	write_file(site.folder->fd, "out/SHA256SUMS", TEXT("0ne\n"));
	last_build_open(&last, &site.g, program, false);
	assert_false(last.known);
	last_build_close(&last);
	site_close(&site);
}

static void the_base_of_the_build_before_stays_as_long_as_that_is_remembered(void **state)
{
	struct site site;
	struct patch_header first, second;

	site_open(&site, state);
	struct text patch = write_base(&site, 7, &first);
	build(&site, TEXT("one\n"), patch, true);
	build(&site, TEXT("two\n"), patch, false);
	assert_int_equal(base_of(&site, false), 7);
	assert_int_equal(base_of(&site, true), 7);
	patch = write_base(&site, 8, &second);
	build(&site, TEXT("three\n"), patch, true);
	assert_int_equal(base_of(&site, false), 8);
	assert_int_equal(base_of(&site, true), 7);
	renameat(site.g.state_fd, "before-pages", site.g.state_fd, "aside");
	assert_int_equal(base_of(&site, true), 0);
	unlinkat(site.g.state_fd, "aside", 0);
	build(&site, TEXT("four\n"), patch, false);
	assert_int_equal(base_of(&site, false), 8);
	assert_int_equal(base_of(&site, true), 8);
	assert_int_equal(faccessat(site.g.state_fd, "before-pages", F_OK, 0), -1);
	site_close(&site);
}

static void a_build_that_was_killed_between_two_renames_leaves_what_was_known(void **state)
{
	struct site site;
	struct patch_header first, second;

	site_open(&site, state);
	build(&site, TEXT("one\n"), write_base(&site, 7, &first), true);
	write_base(&site, 8, &second);
	renameat(site.g.state_fd, "pages", site.g.state_fd, "before-pages");
	assert_int_equal(base_of(&site, false), 7);
	renameat(site.g.state_fd, PAGES_FRESH, site.g.state_fd, "pages");
	assert_int_equal(base_of(&site, false), 7);
	site_close(&site);
}

static void a_base_that_is_damaged_or_foreign_is_none(void **state)
{
	struct site site;
	struct patch_header first, other;
	struct memory_header header = {.languages = 7};

	site_open(&site, state);
	build(&site, TEXT("one\n"), write_base(&site, 7, &first), true);
	memory_header_seal(&header, NULL, 0);
	header.model.low = 1;
	write_file(site.g.state_fd, "pages", text_make((const char *)&header, sizeof header));
	assert_int_equal(base_of(&site, false), 0);
	write_base(&site, 8, &other);
	renameat(site.g.state_fd, PAGES_FRESH, site.g.state_fd, "pages");
	assert_int_equal(base_of(&site, false), 0);
	unlinkat(site.g.state_fd, "pages", 0);
	assert_int_equal(base_of(&site, false), 0);
	site_close(&site);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_kept_is_found_while_out_is_the_same),
	    TEST(the_base_of_the_build_before_stays_as_long_as_that_is_remembered),
	    TEST(a_build_that_was_killed_between_two_renames_leaves_what_was_known),
	    TEST(a_base_that_is_damaged_or_foreign_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
