#include "build/explain.h"
#include "base/safe_print.h"
#include "cmd/command.h"
#include "cmd/seen.h"

#include <string.h>

static const char help[] =
    "usage: ssg explain FILE [SITE] [options]\n"
    "\n"
    "Says what a page or another file in OUT was made from, what it reads of the site, in\n"
    "which line of which template or plugin, and why the last build made it anew or kept it.\n"
    "FILE is its path below OUT, such as fr/messages/x.html, or that of a document, such as\n"
    "content/fr/messages/x.md. SITE is the git repository that OUT was built from (default:\n"
    "the current directory's). Nothing is written.\n"
    "\n"
    "  -o OUT          the folder that was published into (default: public)\n"
    "  -j N            how many processes work at once (default: one a core)\n"
    "\n"
    "Exit status: 0 explained; 1 the page could not be made again; 2 wrong usage: there is no\n"
    "such file, or OUT is not what ssg built last from SITE; 3 the machine failed.\n";

static enum status read_option(struct explain_options *request, struct options *options,
			       const char *option)
{
	if (strcmp(option, "-j") == 0)
		return options_workers(options, &request->workers);
	if (strcmp(option, "-o") != 0)
		return usage_error("explain", "there is no option %s", option);
	request->out = options_value(options, option);
	return request->out ? STATUS_OK : STATUS_USAGE;
}

static enum status read_operand(struct explain_options *request, const char *operand)
{
	const char **places[] = {&request->file, &request->site};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (!*places[i]) {
			*places[i] = operand;
			return STATUS_OK;
		}
	return usage_error("explain", "one file and a site, not also \"%s\"", operand);
}

static enum status read_request(struct explain_options *request, int count, char **arguments)
{
	struct options options = {.command = "explain", .arguments = arguments, .count = count};
	enum status status = STATUS_OK;
	const char *argument;
	bool is_option;

	while (status == STATUS_OK && (argument = options_next(&options, &is_option)))
		status = is_option ? read_option(request, &options, argument)
				   : read_operand(request, argument);
	if (status == STATUS_OK && !request->file)
		return usage_error("explain", "which file?");
	if (!request->site)
		request->site = ".";
	if (!request->out)
		request->out = "public";
	return status;
}

static void print_answer(struct text text)
{
	struct text line;

	while (text_split(&text, '\n', &line)) {
		if (!text.at && !line.size)
			break; /* behind the last line end */
		print_safe(stdout, line);
		printf("\n");
	}
}

static enum status run(int count, char **arguments)
{
	struct explain_options request = {.workers = default_workers()};
	struct progress_line line = {0};
	struct explain_answer answer;
	struct diagnostics d = {0};
	enum status status = read_request(&request, count, arguments);

	if (status != STATUS_OK)
		return status;
	request.watch = progress_line_watch(&line);
	status = explain_run(&request, &answer, &d);
	progress_line_clear(&line);
	diagnostics_drop_warnings(&d); /* the build has said them */
	problems_print(&d, &answer.report, NULL, false);
	if (answer.refusal.size)
		status = usage_error("explain", "%.*s", TEXT_ARGS(answer.refusal));
	else
		print_answer(answer.text);
	explain_answer_free(&answer);
	diagnostics_free(&d);
	return status;
}

const struct command explain_command = {
    "explain", "say what a page was made from, and why it was made again", help, run};
