#include "base/safe_print.h"
#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/scratch.h"
#include "engine/build.h"
#include "engine/comparison.h"

#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: ssg diff REV1 REV2 [SITE] [options]\n"
    "\n"
    "Says which pages and other files of the site in the git repository SITE (default: the\n"
    "current directory's) would be added, changed or removed between two commits. Both are\n"
    "built in a temporary folder; nothing is published.\n"
    "\n"
    "  --text          also how the text of pages differs, as git diff shows it: what stands in\n"
    "                  <main>, one paragraph, heading or list item a line\n"
    "  -j N            how many processes work at once (default: one a core)\n"
    "  --format FORMAT as text (default), or as json: one object a line\n"
    "\n"
    "Exit status: 0 both commits could be built, whether they differ or not; 1 one of them has\n"
    "errors; 2 wrong usage; 3 the machine failed.\n";

struct request {
	const char *site;
	const char *revisions[2];
	unsigned workers;
	bool text, json;
};

/* ---- the command line */

static enum status read_option(struct request *request, struct options *options, const char *option)
{
	if (strcmp(option, "--text") == 0) {
		request->text = true;
		return options_no_value(options, option);
	}
	if (strcmp(option, "-j") == 0)
		return options_workers(options, &request->workers);
	if (strcmp(option, "--format") == 0)
		return options_format(options, &request->json);
	return usage_error("diff", "there is no option %s", option);
}

static enum status read_operand(struct request *request, const char *operand)
{
	const char **places[] = {&request->revisions[0], &request->revisions[1], &request->site};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (!*places[i]) {
			*places[i] = operand;
			return STATUS_OK;
		}
	return usage_error("diff", "two revisions and a site, not also \"%s\"", operand);
}

static enum status read_request(struct request *request, int count, char **arguments)
{
	struct options options = {.command = "diff", .arguments = arguments, .count = count};
	enum status status = STATUS_OK;
	const char *argument;
	bool is_option;

	while (status == STATUS_OK && (argument = options_next(&options, &is_option)))
		status = is_option ? read_option(request, &options, argument)
				   : read_operand(request, argument);
	if (status == STATUS_OK && !request->revisions[1])
		return usage_error("diff", "between which two revisions?");
	if (!request->site)
		request->site = ".";
	return status;
}

/* ---- what a person sees */

static const char *const kind_names[CHANGE_KINDS] = {"added", "changed", "removed"};

static void print_change(const struct request *request, const struct change *change)
{
	printf("%-8s ", kind_names[change->kind]);
	print_safe(stdout, change->path);
	if (request->text && change->page && change->kind == CHANGE_CHANGED && !change->diff.size)
		printf("  (same text)");
	printf("\n");
}

static void print_json(const struct request *request, const struct change *change)
{
	printf("{\"change\":\"%s\",\"kind\":\"%s\",\"path\":", kind_names[change->kind],
	       change->page ? "page" : "file");
	print_json_string(stdout, change->path);
	if (request->text && change->page) {
		printf(",\"diff\":");
		print_json_string(stdout, change->diff);
	}
	printf("}\n");
}

/* "1 page added, 2 changed": FROM to END of the changes are PAGES, or other files. */
static void print_kinds(const struct change *from, const struct change *end, const char *noun)
{
	size_t counts[CHANGE_KINDS] = {0};
	bool first = true;

	for (const struct change *change = from; change < end; change++)
		counts[change->kind]++;
	for (int kind = 0; kind < CHANGE_KINDS; kind++) {
		if (!counts[kind])
			continue;
		if (first)
			print_number(counts[kind], noun);
		else
			printf(", %zu", counts[kind]);
		printf(" %s", kind_names[kind]);
		first = false;
	}
}

/* A unified diff: its lines coloured as git does. */
static void print_diff(struct text diff, bool colours)
{
	struct text line;
	bool head = true;

	while (text_split(&diff, '\n', &line)) {
		if (!line.size)
			continue; /* after the last line end; lines of blocks have a sign */
		head = head && line.at[0] != '@';
		const char *colour = !colours            ? NULL
				     : head              ? "\033[1m"
				     : line.at[0] == '@' ? "\033[36m"
				     : line.at[0] == '-' ? "\033[31m"
				     : line.at[0] == '+' ? "\033[32m"
							 : NULL;
		if (colour)
			printf("%s", colour);
		print_safe(stdout, line);
		printf("%s\n", colour ? "\033[0m" : "");
	}
}

static void print_text(const struct request *request, const struct comparison *comparison,
		       const struct build_report reports[2])
{
	const struct change *changes = comparison->changes;
	bool colours = seen_in_colour(stdout);

	for (size_t i = 0; i < comparison->count; i++)
		print_change(request, &changes[i]);
	if (comparison->count)
		printf("%.12s..%.12s: ", reports[0].snapshot.commit, reports[1].snapshot.commit);
	else
		printf("%.12s..%.12s: nothing differs", reports[0].snapshot.commit,
		       reports[1].snapshot.commit);
	print_kinds(changes, changes + comparison->pages, "page");
	if (comparison->pages && comparison->pages < comparison->count)
		printf("; ");
	print_kinds(changes + comparison->pages, changes + comparison->count,
		    comparison->pages ? "other file" : "file");
	printf("\n");
	for (size_t i = 0; i < comparison->pages; i++)
		if (changes[i].diff.size) {
			printf("\n");
			print_diff(changes[i].diff, colours);
		}
}

/* ---- what is done, in the temporary folder */

/* A generation that was published into PREVIOUS' place stays beside OUT. */
struct folders {
	const char *out, *previous;
};

static enum status build_one(const struct request *request, const char *revision,
			     const struct folders *folders, struct build_report *report)
{
	struct progress_line line = {.what = revision};
	struct diagnostics d = {0};
	struct build_options options = {
	    .site = request->site,
	    .out = folders->out,
	    .rev = revision,
	    .workers = request->workers,
	    .temporary = true,
	};

	if (!request->json)
		options.watch = progress_line_watch(&line);
	enum status status = build_run(&options, report, &d);
	progress_line_clear(&line);
	if (status != STATUS_OK) {
		diagnostics_drop_warnings(&d);
		problems_print(&d, report, revision, request->json);
		if (status == STATUS_CONTENT && !request->json) {
			printf("%s: ", revision);
			print_number(d.errors, "error");
			printf(", nothing was compared\n");
		}
	}
	diagnostics_free(&d);
	return status;
}

static enum status compare(const struct request *request, const struct folders *folders,
			   const struct build_report reports[2])
{
	struct comparison comparison = {0};
	struct diagnostics d = {0};
	enum status status = STATUS_OK;

	/* A generation is there twice, or not at all. */
	if (!reports[1].unchanged)
		status = comparison_find(&comparison, folders->previous, folders->out, &d);
	if (status == STATUS_OK && request->text)
		status = comparison_read_texts(&comparison, request->workers, &d);
	if (status != STATUS_OK)
		problems_print(&d, NULL, NULL, request->json);
	else if (!request->json)
		print_text(request, &comparison, reports);
	for (size_t i = 0; i < comparison.count && status == STATUS_OK && request->json; i++)
		print_json(request, &comparison.changes[i]);
	comparison_free(&comparison);
	diagnostics_free(&d);
	return status;
}

static enum status work(void *self, const char *folder)
{
	const struct request *request = self;
	struct build_report reports[2] = {0};
	struct arena arena = {0};
	struct folders folders = {arena_printf(&arena, "%s/site", folder).at,
				  arena_printf(&arena, "%s/.site.ssg/previous", folder).at};
	enum status status = STATUS_OK;

	/* The second build changes what the first one left. Errors of both are wanted. */
	for (int i = 0; i < 2 && status <= STATUS_CONTENT; i++) {
		enum status one = build_one(request, request->revisions[i], &folders, &reports[i]);
		status = one > status ? one : status;
	}
	if (status == STATUS_OK)
		status = compare(request, &folders, reports);
	for (int i = 0; i < 2; i++)
		build_report_free(&reports[i]);
	arena_free(&arena);
	return status;
}

static enum status run(int count, char **arguments)
{
	struct request request = {.workers = default_workers()};
	enum status status = read_request(&request, count, arguments);

	return status == STATUS_OK ? scratch_run(work, &request) : status;
}

const struct command diff_command = {"diff", "say which pages differ between two commits", help,
				     run};
