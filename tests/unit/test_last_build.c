/* What is remembered of the last build, and when it counts. */
#include "base/file.h"
#include "cache/last_build.h"
#include "folder.h"
#include "publish/written.h"

/* A generation in the folder "out", with the state directory beside it. */
struct site {
	struct folder *folder;
	struct generation g;
};

static const struct digest program = {1, 2};

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
	const char *const state[] = {"last", "previous/SHA256SUMS", NULL};
	const char *const out[] = {"out/SHA256SUMS", "out/mirror.json", NULL};

	clear(site->g.state_fd, state);
	clear(site->folder->fd, out);
	unlinkat(site->g.state_fd, "previous", AT_REMOVEDIR);
	unlinkat(site->folder->fd, "out", AT_REMOVEDIR);
	unlinkat(site->folder->fd, "state", AT_REMOVEDIR);
	close(site->g.state_fd);
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

static void build(struct site *site, struct text sums)
{
	struct last_build last, now = {.out_sums = digest_text(sums),
				       .out_mirror = digest_text(TEXT("{[\nmirror\n]}\n")),
				       .inputs = {1, 2},
				       .stamp = {3, 4},
				       .files = 5,
				       .bytes = 6,
				       .delta = TEXT("deltas.."),
				       .counts = TEXT("counts")};

	last_build_open(&last, &site->g, program, false);
	last_build_open_rest(&last, &site->g);
	now.previous_known = last.known;
	publish(site, sums);
	last_build_keep(&last, &now);
	last_build_close(&last);
}

static void what_was_kept_is_found_while_out_is_the_same(void **state)
{
	struct site site;
	struct last_build last;

	site_open(&site, state);
	build(&site, TEXT("one\n"));
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
	build(&site, TEXT("two\n"));
	last_build_open(&last, &site.g, program, false);
	last_build_open_rest(&last, &site.g);
	assert_true(last.previous_known);
	last_build_close(&last);
	last_build_open(&last, &site.g, program, true);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_kept_is_found_while_out_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
