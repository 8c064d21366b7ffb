#include "engine/explain.h"

#include "cache/last_build.h"
#include "engine/explain_step.h"
#include "engine/reading.h"
#include "engine/site_step.h"
#include "engine/stamps.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct explaining {
	const struct explain_options *options;
	struct explain_answer *answer;
	struct diagnostics *d;
	struct generation generation;
	struct snapshot *now; /* what OUT was built from */
	struct last_build last;
	struct log traces;
	struct progress *progress;
	struct jail jail;
	struct reading reading;
	struct site_output output;
};

__attribute__((format(printf, 2, 3))) static enum status refuse(struct explaining *x,
								const char *format, ...)
{
	struct buffer words = {0};
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&words, format, arguments);
	va_end(arguments);
	x->answer->refusal = arena_text(&x->answer->arena, buffer_view(&words));
	buffer_free(&words);
	return STATUS_USAGE;
}

/* ---- what was built */

/* Reads the commit id from mirror.json in FOLDER/NAME. */
static bool read_commit(int folder, const char *name, char commit[41])
{
	static const char start[] = "{\"format\": 1, \"commit\": \"";
	struct arena arena = {0};
	char bytes[sizeof start + 40];
	const char *path = arena_printf(&arena, "%s/mirror.json", name).at;
	int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool good = fd >= 0 && read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
		    memcmp(bytes, start, sizeof start - 1) == 0;

	if (good) {
		memcpy(commit, bytes + sizeof start - 1, 40);
		commit[40] = '\0';
		good = strspn(commit, "0123456789abcdef") == 40;
	}
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	return good;
}

static bool is_made_from(const struct snapshot *snapshot, const struct last_build *last)
{
	return digest_equal(last->inputs, stamp_of_all(snapshot));
}

/* Opens the commit, or the work tree, that LAST was made from. */
static enum status open_built(struct explaining *x, const char *commit)
{
	struct diagnostics ignored = {0};
	enum status status = snapshot_open(x->now, x->options->site, commit, &ignored);

	if (status == STATUS_OK && !is_made_from(x->now, &x->last)) {
		snapshot_close(x->now);
		*x->now = (struct snapshot){0};
		status = snapshot_open_worktree(x->now, x->options->site, &ignored);
		if (status == STATUS_OK && !is_made_from(x->now, &x->last))
			status = STATUS_CONTENT;
	}
	diagnostics_free(&ignored);
	if (status == STATUS_OK)
		return status;
	return refuse(x,
		      "%s was built by another ssg, or from files that are not in %s now (commit "
		      "%.12s): build it again first",
		      x->options->out, x->options->site, commit);
}

static enum status open_all(struct explaining *x)
{
	const struct explain_options *options = x->options;
	char commit[41];

	if (!generation_look(&x->generation, options->out))
		return refuse(x, "%s was not built by ssg: build it first", options->out);
	last_build_open(&x->last, &x->generation, stamp_of_program(), false);
	if (!read_commit(x->generation.folder_fd, x->generation.name, commit))
		return refuse(x, "%s was not built by ssg: build it first", options->out);
	log_open(&x->traces, x->generation.state_fd, "traces", stamp_of_program());
	if (!x->last.known || !x->traces.count ||
	    !digest_equal(x->traces.segments[x->traces.count - 1].label, x->last.out_sums))
		return refuse(x, "nothing is remembered of how %s was built: build it again first",
			      options->out);
	enum status status = open_built(x, commit);
	if (status != STATUS_OK)
		return status;
	x->progress = progress_make();
	if (!x->progress) {
		diag_errno(x->d, "sharing memory", NULL);
		return STATUS_MACHINE;
	}
	x->jail.read_paths = snapshot_read_paths(x->now, &x->answer->arena);
	return STATUS_OK;
}

/* ---- which file is meant */

/* The file relative to OUT: shells complete names with OUT in front. */
static struct text file_of(const struct explaining *x)
{
	struct text file = text_of(x->options->file), out = text_of(x->options->out);

	while (text_starts_with(file, TEXT("./")))
		file = text_slice(file, 2, file.size);
	while (text_starts_with(out, TEXT("./")))
		out = text_slice(out, 2, out.size);
	while (out.size > 1 && out.at[out.size - 1] == '/')
		out.size--;
	if (file.size > out.size && text_starts_with(file, out) && file.at[out.size] == '/')
		file = text_slice(file, out.size + 1, file.size);
	return file;
}

/* ---- asking */

static enum status ask(struct explaining *x)
{
	struct explain_question question = {.file = file_of(x), .traces = &x->traces};
	struct log none = {.count = 0};
	struct site_step step = {
	    .snapshot = x->now,
	    .settings = &x->reading.settings,
	    .content = &x->reading.content,
	    .history = x->reading.history.parts,
	    .generation = &x->generation,
	    .workers = x->options->workers,
	    .progress = x->progress,
	    .watch = &x->options->watch,
	    .model_log = &none,
	    .question = &question,
	};
	enum status status = site_step_run(&step, &x->output, x->d);
	struct text answer = x->output.answer;

	if (status != STATUS_OK || !answer.size)
		return status == STATUS_OK ? STATUS_CONTENT : status;
	if (answer.at[0] == 'y') {
		x->answer->records =
		    arena_text(&x->answer->arena, text_slice(answer, 1, answer.size));
		return STATUS_OK;
	}
	struct text closest = text_slice(answer, 1, answer.size);
	if (closest.size)
		return refuse(x, "%s has no file \"%.*s\" (did you mean \"%.*s\"?)",
			      x->options->out, TEXT_ARGS(question.file), TEXT_ARGS(closest));
	return refuse(x, "%s has no file \"%.*s\"", x->options->out, TEXT_ARGS(question.file));
}

static enum status explain_file(struct explaining *x)
{
	enum status status = open_all(x);

	if (status != STATUS_OK)
		return status;
	x->reading = (struct reading){
	    .snapshot = x->now,
	    .jail = &x->jail,
	    .state_fd = x->generation.state_fd,
	    .use = LOG_ONLY_READ,
	    .workers = x->options->workers,
	    .progress = x->progress,
	    .watch = &x->options->watch,
	};
	status = reading_run(&x->reading, x->d);
	if (status != STATUS_OK)
		return status;
	status = ask(x);
	return status == STATUS_OK ? diagnostics_status(x->d) : status;
}

enum status explain_run(const struct explain_options *options, struct explain_answer *answer,
			struct diagnostics *d)
{
	struct explaining x = {.options = options, .answer = answer, .d = d};

	*answer = (struct explain_answer){0};
	x.now = &answer->report.snapshot;
	enum status status = explain_file(&x);
	site_output_free(&x.output);
	reading_free(&x.reading);
	last_build_close(&x.last);
	log_close(&x.traces);
	generation_end(&x.generation);
	progress_free(x.progress);
	diagnostics_sort(d);
	return status;
}

void explain_answer_free(struct explain_answer *answer)
{
	build_report_free(&answer->report);
	arena_free(&answer->arena);
}
