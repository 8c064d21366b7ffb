#include "engine/explain.h"

#include "base/safe_print.h"
#include "cache/traces.h"
#include "cmd/command.h"
#include "cmd/console.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: ssg explain FILE [SITE] [options]\n"
    "\n"
    "Says what a page or another file in OUT was made from, what it reads of the site, in\n"
    "which line of which template or plugin, and why the last build made it again or kept it.\n"
    "FILE is its path below OUT, such as fr/messages/x.html, or that of a document, such as\n"
    "content/fr/messages/x.md. SITE is the git repository that OUT was built from (default:\n"
    "the current directory's). Nothing is written.\n"
    "\n"
    "  -o OUT          the folder that was published into (default: public)\n"
    "  -j N            how many processes work at once (default: one a core)\n"
    "  --format FORMAT as text (default), or as json: one object\n"
    "\n"
    "Exit status: 0 explained; 1 the page could not be made again; 2 wrong usage: there is no\n"
    "such file, or OUT is not what ssg built last from SITE; 3 the machine failed.\n";

struct request {
	struct explain_options explain;
	bool json;
};

static enum status read_option(struct request *request, struct options *options, const char *option)
{
	if (strcmp(option, "-j") == 0)
		return options_workers(options, &request->explain.workers);
	if (strcmp(option, "--format") == 0)
		return options_format(options, &request->json);
	if (strcmp(option, "-o") != 0)
		return usage_error("explain", "there is no option %s", option);
	request->explain.out = options_value(options, option);
	return request->explain.out ? STATUS_OK : STATUS_USAGE;
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

static enum status read_request(struct request *request, int count, char **arguments)
{
	struct options options = {.command = "explain", .arguments = arguments, .count = count};
	struct explain_options *explain = &request->explain;
	enum status status = STATUS_OK;
	const char *argument;
	bool is_option;

	while (status == STATUS_OK && (argument = options_next(&options, &is_option)))
		status = is_option ? read_option(request, &options, argument)
				   : read_operand(explain, argument);
	if (status == STATUS_OK && !explain->file)
		return usage_error("explain", "which file?");
	if (!explain->site)
		explain->site = ".";
	if (!explain->out)
		explain->out = "public";
	return status;
}

/* ---- for people */

enum { COMMIT_DIGITS = 12, LABEL_WIDTH = 10 };

static void print_texts(const char *format, const struct explain_record *record)
{
	size_t next = 0;

	for (; *format; format++)
		if (*format == '@')
			print_safe(stdout, record->texts[next++]);
		else
			putchar(*format);
}

/* The file that it is about is a NOUN. */
static void print_build(const struct explain_record *record, struct text noun)
{
	struct text did = record->texts[0];

	printf("\nthe last build, of ");
	print_safe(stdout, text_slice(record->texts[1], 0, COMMIT_DIGITS));
	if (record->texts[2].size) {
		printf(" after ");
		print_safe(stdout, text_slice(record->texts[2], 0, COMMIT_DIGITS));
	}
	printf(", %s this ", text_is(did, "0") ? "kept" : "made");
	print_safe(stdout, noun);
	switch ((enum trace_decision)(did.size ? did.at[0] - '0' : MADE_NOTHING)) {
	case MADE_FIRST:
		printf(", as all files: there was no earlier build to compare with\n");
		break;
	case MADE_ALL:
		printf(" again, as all files, because\n");
		break;
	case MADE_NEW:
		printf(": there was none before\n");
		break;
	case MADE_INPUTS:
	case MADE_READS:
		printf(" again, because\n");
		break;
	case MADE_NOTHING:
		printf(": nothing that it is made from had changed\n");
		break;
	}
}

/* "title, url  <- themes/igf/layouts/page.html:12", below what it is of: once for several. */
static void print_read(const struct explain_record *record, const struct explain_record *before)
{
	struct text fields = record->texts[2], lines = record->texts[3];
	bool same =
	    before->kind == EXPLAINED_READ && text_equal(record->texts[0], before->texts[0]);

	if (!same)
		print_texts("\nreads: @\n", record);
	if (!same || !text_equal(record->texts[1], before->texts[1])) {
		printf("  ");
		print_safe(stdout, record->texts[1]);
		printf("\n");
	}
	if (!fields.size && !lines.size)
		return;
	printf("      ");
	print_safe(stdout, fields);
	printf(lines.size ? fields.size ? "  <- " : "<- " : "");
	print_safe(stdout, lines);
	printf("\n");
}

static void print_source(const struct explain_record *record)
{
	struct text label = record->texts[0];

	printf("  ");
	print_safe(stdout, label);
	printf("%*s", label.size < LABEL_WIDTH ? (int)(LABEL_WIDTH - label.size) + 1 : 1, "");
	print_safe(stdout, record->texts[1]);
	printf("\n");
}

static void print_answer(struct text records)
{
	struct explain_record record, before = {EXPLAINED_FILE, {{"", 0}}};
	struct text noun = TEXT("");

	for (; explain_record_next(&records, &record); before = record)
		switch (record.kind) {
		case EXPLAINED_FILE:
			noun = record.texts[1];
			print_safe(stdout, record.texts[0]);
			printf("\n\nmade from\n");
			break;
		case EXPLAINED_SOURCE:
			print_source(&record);
			break;
		case EXPLAINED_BUILD:
			print_build(&record, noun);
			break;
		case EXPLAINED_REASON:
			print_texts("  @\n", &record);
			break;
		case EXPLAINED_MORE:
			print_texts("  and @ more\n", &record);
			break;
		case EXPLAINED_READ:
			print_read(&record, &before);
			break;
		}
}

/* ---- for programs: docs/commands.md */

static const char *did_name(struct text did)
{
	static const char *const names[] = {
	    [MADE_NOTHING] = "kept", [MADE_FIRST] = "first",  [MADE_ALL] = "all",
	    [MADE_NEW] = "new",      [MADE_INPUTS] = "again", [MADE_READS] = "again",
	};
	unsigned decision = did.size ? (unsigned char)did.at[0] - (unsigned)'0' : MADE_NOTHING;

	return decision <= MADE_READS ? names[decision] : "";
}

/* Prints FORMAT, with the next text of RECORD as a string for each @. */
static void print_strings(const char *format, const struct explain_record *record)
{
	size_t next = 0;

	for (; *format; format++)
		if (*format == '@')
			print_json_string(stdout, record->texts[next++]);
		else
			putchar(*format);
}

/* Before a record: ends the list of the one before, and begins its own. */
static void print_brackets(enum explained before, enum explained kind)
{
	static const char *const opening[] = {
	    [EXPLAINED_SOURCE] = ",\"made_from\":[",
	    [EXPLAINED_REASON] = ",\"because\":[",
	    [EXPLAINED_READ] = ",\"reads\":[",
	};
	const char *own = kind <= EXPLAINED_READ ? opening[kind] : NULL;

	if (kind == before && own) {
		printf(",");
		return;
	}
	if (opening[before])
		printf("]");
	if (own)
		printf("%s", own);
}

static void print_json(struct text records)
{
	struct explain_record record;
	enum explained before = EXPLAINED_FILE;
	struct text label = TEXT("");

	for (; explain_record_next(&records, &record); before = record.kind) {
		print_brackets(before, record.kind);
		switch (record.kind) {
		case EXPLAINED_FILE:
			print_strings("{\"path\":@,\"kind\":@", &record);
			break;
		case EXPLAINED_SOURCE:
			if (record.texts[0].size)
				label = record.texts[0];
			record.texts[0] = label;
			print_strings("{\"as\":@,\"what\":@}", &record);
			break;
		case EXPLAINED_BUILD:
			record.texts[0] = text_of(did_name(record.texts[0]));
			print_strings(",\"build\":@,\"commit\":@,\"before\":@", &record);
			break;
		case EXPLAINED_REASON:
			print_strings("@", &record);
			break;
		case EXPLAINED_MORE:
			printf(",\"more\":%lu", strtoul(record.texts[0].at, NULL, 10));
			break;
		case EXPLAINED_READ:
			print_strings("{\"group\":@,\"what\":@,\"fields\":@,\"lines\":@}", &record);
			break;
		}
	}
	print_brackets(before, EXPLAINED_FILE);
	printf("}\n");
}

/* ---- all of it */

static enum status run(int count, char **arguments)
{
	struct request request = {.explain = {.workers = default_workers()}};
	struct progress_line line = {0};
	struct explain_answer answer;
	struct diagnostics d = {0};
	enum status status = read_request(&request, count, arguments);

	if (status != STATUS_OK)
		return status;
	request.explain.watch = progress_line_watch(&line);
	status = explain_run(&request.explain, &answer, &d);
	progress_line_clear(&line);
	diagnostics_drop_warnings(&d); /* the build has said them */
	problems_print(&d, &answer.report, NULL, request.json);
	if (answer.refusal.size)
		status = usage_error("explain", "%.*s", TEXT_ARGS(answer.refusal));
	else if (answer.records.size && request.json)
		print_json(answer.records);
	else
		print_answer(answer.records);
	explain_answer_free(&answer);
	diagnostics_free(&d);
	return status;
}

const struct command explain_command = {
    "explain", "say what a page was made from, and why it was made again", help, run};
