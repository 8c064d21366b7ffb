/* What any build with these libraries has to do, and nothing else: read each blob from the
 * repository, read its front matter, parse and render its Markdown, and write a page of the size
 * that ssg's pages have, with its SHA-256. No model, no templates, no links, no lists.
 *
 * On its standard input the ids of the blobs, a line each, as of
 * `git ls-tree -r --format='%(objectname)' HEAD content`:
 *
 *   ./least SITE OUT PAGE_BYTES [PROCESSES]
 *
 * bench.py compiles and runs it. It takes its input to be good. */
#define _GNU_SOURCE
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fcntl.h>
#include <git2.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

enum { FOLDERS = 64, ID_SIZE = 41, PAGE_MAX = 1 << 20 };

static void read_front_matter(const char *text, size_t size)
{
	yaml_parser_t parser;
	yaml_event_t event;
	yaml_event_type_t type;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	do {
		if (!yaml_parser_parse(&parser, &event))
			exit(1);
		type = event.type;
		yaml_event_delete(&event);
	} while (type != YAML_STREAM_END_EVENT);
	yaml_parser_delete(&parser);
}

/* As ssg does it: in an arena whose first block is kept, with the extensions that the text has
 * marks of. It lives until the next call. */
static char *render(const char *body, size_t size)
{
	static const char *const extensions[][2] = {
	    {"table", "|"}, {"strikethrough", "~"}, {"autolink", "://"}, {"tasklist", "["}};
	static bool used;
	cmark_mem *memory = cmark_get_arena_mem_allocator();
	int options = memmem(body, size, "[^", 2) ? CMARK_OPT_FOOTNOTES : CMARK_OPT_DEFAULT;

	if (used)
		cmark_arena_pop();
	else
		memory->calloc(1, 1);
	used = true;
	cmark_arena_push();
	cmark_parser *parser = cmark_parser_new_with_mem(options, memory);
	for (int i = 0; i < 4; i++)
		if (memmem(body, size, extensions[i][1], strlen(extensions[i][1])))
			cmark_parser_attach_syntax_extension(
			    parser, cmark_find_syntax_extension(extensions[i][0]));
	cmark_parser_feed(parser, body, size);
	cmark_node *root = cmark_parser_finish(parser);
	return cmark_render_html_with_mem(root, options, cmark_parser_get_syntax_extensions(parser),
					  memory);
}

static void write_page(const char *out, size_t number, const char *page, size_t size)
{
	struct sha256_ctx context;
	unsigned char digest[SHA256_DIGEST_SIZE];
	char path[4096];

	snprintf(path, sizeof path, "%s/%02zu/%zu.html", out, number % FOLDERS, number);
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (write(file, page, size) != (ssize_t)size)
		exit(1);
	close(file);
	sha256_init(&context);
	sha256_update(&context, size, (const unsigned char *)page);
	sha256_digest(&context, sizeof digest, digest);
}

typedef char id_text[ID_SIZE + 1];

/* Every STEPth page from FIRST on. */
static int make_pages(char **argv, const id_text *ids, size_t count, size_t first, size_t step)
{
	size_t page_bytes = strtoul(argv[3], NULL, 10);
	char *page = calloc(1, PAGE_MAX);
	git_repository *repository;
	git_odb *database;
	git_odb_object *blob;
	git_oid id;

	git_libgit2_init();
	cmark_gfm_core_extensions_ensure_registered();
	if (git_repository_open(&repository, argv[1]) < 0 ||
	    git_repository_odb(&database, repository) < 0)
		return 1;
	for (size_t i = first; i < count; i += step) {
		if (git_oid_fromstrn(&id, ids[i], ID_SIZE - 1) < 0 ||
		    git_odb_read(&blob, database, &id) < 0)
			return 1;
		const char *text = git_odb_object_data(blob);
		size_t size = git_odb_object_size(blob);
		const char *end = memmem(text + 3, size - 3, "\n---\n", 5);
		read_front_matter(text, (size_t)(end + 1 - text));
		char *html = render(end + 5, size - (size_t)(end + 5 - text));
		size_t length = strlen(html);
		memcpy(page, html, length);
		write_page(argv[2], i, page, length > page_bytes ? length : page_bytes);
		git_odb_object_free(blob);
	}
	return 0;
}

int main(int argc, char **argv)
{
	enum { PAGES_MAX = 2000000 };
	size_t count = 0, processes = argc > 4 ? strtoul(argv[4], NULL, 10) : 2;
	id_text *ids = malloc(PAGES_MAX * sizeof *ids);
	char path[4096];
	int status, failed = 0;

	if (argc < 4)
		return 2;
	while (count < PAGES_MAX && fgets(ids[count], sizeof *ids, stdin))
		count++;
	mkdir(argv[2], 0755);
	for (int i = 0; i < FOLDERS; i++) {
		snprintf(path, sizeof path, "%s/%02d", argv[2], i);
		mkdir(path, 0755);
	}
	for (size_t process = 0; process < processes; process++)
		if (fork() == 0)
			return make_pages(argv, ids, count, process, processes);
	while (wait(&status) > 0)
		failed |= status;
	return failed != 0;
}
