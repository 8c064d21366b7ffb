#include "engine/build.h"

#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/profile.h"
#include "workers/jail.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: ssg build [SITE] [options]\n"
    "\n"
    "Builds the site in the git repository SITE (default: the current directory's), bare or\n"
    "not, from one commit. Nothing is checked out.\n"
    "\n"
    "  -o OUT          the folder to publish into (default: public); everything else that ssg\n"
    "                  writes is beside it, in .OUT.ssg/\n"
    "  --rev REV       the commit to build (default: HEAD)\n"
    "  --worktree      build the files as they are on disk, uncommitted\n"
    "  -j N            how many processes work at once (default: one a core); 0: all in this\n"
    "                  one, without walls around plugins and parsers, for gdb and perf\n"
    "  --fresh         use nothing that an earlier build remembered\n"
    "  --format FORMAT problems on stderr as text (default), or as json: one object a line\n"
    "  --profile       say where the time went: steps, layouts, hooks, the slowest pages\n"
    "  --trace FILE    write what each process did when, for Perfetto or chrome://tracing\n"
    "\n"
    "Exit status: 0 built; 1 the content has errors, nothing was published; 2 wrong usage;\n"
    "3 the machine failed (disk, memory, lock).\n";

struct request {
	struct build_options build;
	bool json, profile;
	const char *trace; /* a file; NULL: none is wanted */
};

/* ---- the command line */

static enum status read_option(struct request *request, struct options *options, const char *option)
{
	struct build_options *build = &request->build;
	const char *value = NULL;
	bool *flag = NULL;

	if (strcmp(option, "--worktree") == 0)
		flag = &build->worktree;
	else if (strcmp(option, "--fresh") == 0)
		flag = &build->fresh;
	else if (strcmp(option, "--profile") == 0)
		flag = &request->profile;
	if (flag) {
		*flag = true;
		return options_no_value(options, option);
	}
	if (strcmp(option, "-j") == 0)
		return options_workers(options, &build->workers);
	if (strcmp(option, "--format") == 0)
		return options_format(options, &request->json);
	if (strcmp(option, "--trace") == 0) {
		request->trace = options_value(options, option);
		return request->trace ? STATUS_OK : STATUS_USAGE;
	}
	if (strcmp(option, "-o") != 0 && strcmp(option, "--rev") != 0)
		return usage_error("build", "there is no option %s", option);
	value = options_value(options, option);
	if (!value)
		return STATUS_USAGE;
	*(strcmp(option, "-o") == 0 ? &build->out : &build->rev) = value;
	return STATUS_OK;
}

static enum status read_request(struct request *request, int count, char **arguments)
{
	struct options options = {.command = "build", .arguments = arguments, .count = count};
	enum status status = STATUS_OK;
	const char *argument;
	bool is_option;

	while (status == STATUS_OK && (argument = options_next(&options, &is_option))) {
		if (is_option)
			status = read_option(request, &options, argument);
		else if (request->build.site)
			status = usage_error("build", "one site at a time, not \"%s\" and \"%s\"",
					     request->build.site, argument);
		else
			request->build.site = argument;
	}
	if (status == STATUS_OK && request->build.worktree && request->build.rev)
		status = usage_error("build", "--rev and --worktree exclude each other");
	return status;
}

/* ---- what a person sees */

static void print_summary(const struct request *request, const struct build_report *report,
			  const struct diagnostics *d)
{
	struct arena arena = {0};
	unsigned all = WALL_LANDLOCK | WALL_SECCOMP | WALL_LIMITS;
	size_t pages = 0;

	for (size_t i = 0; i < report->language_count; i++)
		pages += report->languages[i].pages;
	print_number(pages, "page");
	for (size_t i = 0; i < report->language_count; i++)
		printf("%s %.*s %zu", i ? "," : ":", TEXT_ARGS(report->languages[i].lang),
		       report->languages[i].pages);
	printf("\n");
	print_counts(d);
	printf(", %.2f s\n", report->seconds);
	if (report->unchanged)
		printf("%s is up to date: %.12s\n", request->build.out, report->snapshot.commit);
	else
		printf("published %.12s in %s: %zu files, %.1f MB, %zu of them written\n",
		       report->snapshot.commit, request->build.out, report->files,
		       (double)report->bytes / 1e6, report->written);
	if (report->walls != all && !request->profile)
		printf("around plugins and parsers: %.*s\n",
		       TEXT_ARGS(jail_describe(&arena, report->walls)));
	arena_free(&arena);
}

static enum status run(int count, char **arguments)
{
	struct request request = {0};
	struct progress_line line = {0};
	struct build_report report;
	struct diagnostics d = {0};
	enum status status;

	request.build.workers = default_workers();
	status = read_request(&request, count, arguments);
	if (status != STATUS_OK)
		return status;
	if (!request.build.site)
		request.build.site = ".";
	if (!request.build.out)
		request.build.out = "public";
	if (!request.build.rev)
		request.build.rev = "HEAD";
	if (!request.json)
		request.build.watch = progress_line_watch(&line);
	if (request.profile || request.trace)
		request.build.events = event_log_make();
	status = build_run(&request.build, &report, &d);
	progress_line_clear(&line);
	if (request.trace &&
	    profile_write_trace(request.trace, &report, request.build.events, &d) != STATUS_OK)
		status = STATUS_MACHINE;
	problems_print(&d, &report, NULL, request.json);
	if (status == STATUS_OK) {
		print_summary(&request, &report, &d);
	} else if (status == STATUS_CONTENT) {
		print_counts(&d);
		printf(": nothing was published\n");
	}
	if (request.profile)
		profile_print(&report, request.build.events);
	event_log_free(request.build.events);
	build_report_free(&report);
	diagnostics_free(&d);
	return status;
}

const struct command build_command = {"build", "build a site from a commit of its repository", help,
				      run};
