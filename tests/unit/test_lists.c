/* SHA256SUMS and mirror.json: what they say, and that those merged from older ones are the same. */
#include "publish/manifest.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct file_change written(const char *path, const char *bytes)
{
	struct published_file file = {text_of(path), strlen(bytes), checksum_of(text_of(bytes))};

	return (struct file_change){.file = file};
}

/* The bytes of LIST when CHANGES come to BEFORE. */
static struct buffer merge(enum list list, struct text before, const struct file_change *changes,
			   size_t count, struct text head)
{
	struct buffer out = {0};
	struct merged_list merged;

	list_merge(&merged, list, list_entries(list, before), changes, count, head);
	for (size_t i = 0; i < merged.count; i++)
		buffer_text(&out, merged.parts[i]);
	list_free(&merged);
	return out;
}

static void assert_text(const struct buffer *out, const char *expected)
{
	assert_int_equal(out->size, strlen(expected));
	assert_memory_equal(out->at, expected, out->size);
}

static void mirror_json_names_files_with_size_and_digest(void **state)
{
	const struct file_change files[] = {written("a\"\\\t.html", ""),
					    written("fr/b.html", "abc")};
	struct buffer head = {0};

	(void)state;
	mirror_head("0123", 1795514400, 3, &head);
	struct buffer out = merge(LIST_MIRROR, TEXT(""), files, 2, buffer_view(&head));
	assert_text(&out,
		    "{\"format\": 1, \"commit\": \"0123\", \"time\": \"2026-11-24T10:00:00Z\", "
		    "\"bytes\": 3, \"files\": [\n"
		    "{\"path\": \"a\\\"\\\\\\u0009.html\", \"size\": 0, \"sha256\": "
		    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n"
		    "{\"path\": \"fr/b.html\", \"size\": 3, \"sha256\": "
		    "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}\n]}\n");
	buffer_free(&head);
	buffer_free(&out);
}

static void mirror_json_of_nothing_is_json(void **state)
{
	struct buffer head = {0};

	(void)state;
	mirror_head("", 0, 0, &head);
	struct buffer out = merge(LIST_MIRROR, TEXT(""), NULL, 0, buffer_view(&head));
	assert_text(&out, "{\"format\": 1, \"commit\": \"\", \"time\": \"1970-01-01T00:00:00Z\", "
			  "\"bytes\": 0, \"files\": [\n]}\n");
	assert_int_equal(list_entries(LIST_MIRROR, buffer_view(&out)).size, 0);
	buffer_free(&head);
	buffer_free(&out);
}

/* Files of such names, their list, and coreutils. */
static void sha256sum_accepts_the_list_with_any_file_name(void **state)
{
	const struct file_change files[] = {
	    written(" space ", "5"),     written("back\\slash", "1"), written("line\nbreak", "2"),
	    written("mirror.json", "3"), written("re\rturn", "4"),    written("été", "6"),
	};
	const char bytes[] = "512346";
	char folder[] = "/tmp/ssg-test-lists-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	struct buffer out = merge(LIST_SUMS, TEXT(""), files, 6, TEXT(""));
	for (size_t i = 0; i < 6; i++) {
		int file = open(files[i].file.path.at, O_WRONLY | O_CREAT | O_EXCL, 0644);
		assert_int_equal(write(file, &bytes[i], 1), 1);
		close(file);
	}
	int sums = open("SHA256SUMS", O_WRONLY | O_CREAT | O_EXCL, 0644);
	assert_int_equal(write(sums, out.at, out.size), out.size);
	close(sums);
	assert_int_equal(system("test $(sha256sum --strict -c SHA256SUMS | grep -c OK) = 6"), 0);
	assert_int_equal(system("sha256sum --strict --quiet -c SHA256SUMS"), 0);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(unlink(files[i].file.path.at), 0);
	assert_int_equal(unlink("SHA256SUMS"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
	buffer_free(&out);
}

/* ---- merging */

static const char *const names[] = {"\n",  "\r",      "\"", "\\",    "\x01", "a",      "a\\b",
				    "a\\", "a\nb.js", "ab", "b",     "b,c",  "b\"},x", "c",
				    "c/d", "c0",      "é",  "é/\\n", "日",   "😀"};
enum { NAMES = sizeof names / sizeof *names };

static int by_path(const void *left, const void *right)
{
	const struct file_change *a = left, *b = right;

	return text_compare(a->file.path, b->file.path);
}

static struct text head_of(enum list list)
{
	return list == LIST_MIRROR ? TEXT("{\"files\": [") : TEXT("");
}

/* Of the files whose size in SIZES is not 0. */
static struct buffer clean(enum list list, const unsigned *sizes)
{
	struct file_change files[NAMES];
	size_t count = 0;

	for (size_t i = 0; i < NAMES; i++)
		if (sizes[i])
			files[count++] = (struct file_change){
			    {text_of(names[i]), sizes[i], {{(unsigned char)sizes[i]}}}, false};
	qsort(files, count, sizeof *files, by_path);
	return merge(list, TEXT(""), files, count, head_of(list));
}

/* From the files of BEFORE to those of AFTER, and what did not change but is written too. */
static void assert_merged(enum list list, const unsigned *before, const unsigned *after)
{
	struct file_change changes[NAMES];
	struct text entry;
	size_t count = 0;

	for (size_t i = 0; i < NAMES; i++)
		if (before[i] != after[i] || (after[i] && after[i] % 7 == 0) ||
		    (!after[i] && i % 5 == 0))
			changes[count++] = (struct file_change){
			    {text_of(names[i]), after[i], {{(unsigned char)after[i]}}}, !after[i]};
	qsort(changes, count, sizeof *changes, by_path);
	struct buffer old = clean(list, before), expected = clean(list, after);
	struct buffer merged = merge(list, buffer_view(&old), changes, count, head_of(list));
	assert_int_equal(merged.size, expected.size);
	assert_memory_equal(merged.at, expected.at, merged.size);
	struct text entries = list_entries(list, buffer_view(&merged));
	for (size_t i = 0; i < NAMES; i++) {
		assert_int_equal(list_find(list, entries, text_of(names[i]), &entry),
				 after[i] != 0);
		if (after[i] && list == LIST_MIRROR)
			assert_int_equal(mirror_entry_size(entry), after[i]);
	}
	assert_false(list_find(list, entries, TEXT("a\\b.html"), &entry));
	assert_false(list_find(list, entries, TEXT(""), &entry));
	buffer_free(&old);
	buffer_free(&expected);
	buffer_free(&merged);
}

static void a_merged_list_is_that_of_its_files_whatever_changed(void **state)
{
	unsigned before[NAMES], after[NAMES];

	(void)state;
	srand(1);
	for (int round = 0; round < 4000; round++) {
		int changed = 1 + rand() % 100, there = rand() % 101;
		for (size_t i = 0; i < NAMES; i++) {
			before[i] = rand() % 100 < there ? 1 + (unsigned)rand() % 200 : 0;
			after[i] = before[i];
			if (rand() % 100 < changed)
				after[i] = rand() % 2 ? 1 + (unsigned)rand() % 200 : 0;
		}
		after[round % NAMES] = 1; /* SHA256SUMS is never empty */
		before[round % NAMES] = before[round % NAMES] ? before[round % NAMES] : 1;
		assert_merged(LIST_SUMS, before, after);
		assert_merged(LIST_MIRROR, before, after);
	}
	for (size_t i = 0; i < NAMES; i++)
		after[i] = 0;
	assert_merged(LIST_MIRROR, before, after);
	assert_merged(LIST_MIRROR, after, before);
}

static void what_has_not_changed_is_a_span_of_the_old_list(void **state)
{
	const struct file_change all[] = {written("a", "1"), written("b", "2"), written("c", "3"),
					  written("d", "4")},
				 change = written("b", "5");
	struct merged_list merged;

	(void)state;
	struct buffer old = merge(LIST_SUMS, TEXT(""), all, 4, TEXT(""));
	struct text entries = list_entries(LIST_SUMS, buffer_view(&old));
	list_merge(&merged, LIST_SUMS, entries, &change, 1, TEXT(""));
	assert_int_equal(merged.count, 6); /* before b, b, behind it, with what is between */
	assert_ptr_equal(merged.parts[0].at, entries.at);
	assert_ptr_equal(merged.parts[4].at + merged.parts[4].size, entries.at + entries.size);
	list_free(&merged);
	list_merge(&merged, LIST_SUMS, TEXT(""), all, 4, TEXT(""));
	assert_int_equal(merged.count, 2);
	list_free(&merged);
	buffer_free(&old);
}

static void what_is_no_list_has_no_entries(void **state)
{
	const char *const bytes[] = {"", "\n", "x", "]}\n", "\n]}\n", "{\n]}\n", "{\n\n]}"};

	(void)state;
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++)
		assert_int_equal(list_entries(LIST_MIRROR, text_of(bytes[i])).size, 0);
	assert_int_equal(list_entries(LIST_SUMS, TEXT("")).size, 0);
	assert_int_equal(list_entries(LIST_SUMS, TEXT("x")).size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mirror_json_names_files_with_size_and_digest),
	    cmocka_unit_test(mirror_json_of_nothing_is_json),
	    cmocka_unit_test(sha256sum_accepts_the_list_with_any_file_name),
	    cmocka_unit_test(a_merged_list_is_that_of_its_files_whatever_changed),
	    cmocka_unit_test(what_has_not_changed_is_a_span_of_the_old_list),
	    cmocka_unit_test(what_is_no_list_has_no_entries),
	    cmocka_unit_test(what_is_no_list_has_no_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
