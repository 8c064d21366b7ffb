#include "engine/content_step.h"

#include "base/embedded.h"
#include "engine/site_plugins.h"
#include "engine/stamps.h"
#include "sandbox/sandbox.h"
#include "site/config.h"

#include <stdlib.h>
#include <string.h>

enum {
	MEMORY = 1 << 30,
	DOCUMENT_INSTRUCTIONS = 50000000, /* about half a second */
	DOCUMENT_SECONDS = 10,
	RESULTS_MAX = 16 << 20, /* about a second of work, while a worker starts in 3 ms */
};

/* The state of one worker, made when it starts. It is freed only with -j0: a worker ends by _exit.
 */
struct content_worker {
	struct arena arena;
	struct config config;
	struct document_parser parser;
	struct document_hook hook;
	struct buffer blob;
	struct reader reader;
	struct state *state;     /* NULL if there are no plugins */
	struct plugins *plugins; /* NULL: no plugin has a `document` hook */
};

/* ---- in a worker */

static void run_hooks(void *self, struct text path, uint32_t body_line, struct value_node *front,
		      struct cmark_node *root, struct arena *arena, struct diagnostics *d)
{
	struct content_worker *worker = self;
	struct hook_document document = {
	    .path = path,
	    .lang = document_name(path).lang,
	    .body_line = body_line,
	    .front = front,
	    .root = root,
	    .arena = arena,
	    .diagnostics = d,
	};

	plugins_run_document(worker->plugins, &document, d);
}

static void open_plugins(struct content_worker *worker, const struct snapshot *snapshot,
			 struct event_log *events)
{
	struct diagnostics ignored = {0}; /* the site step loads plugins too, and reports errors */
	struct lua_limits limits = lua_limits_default();

	limits.instructions = DOCUMENT_INSTRUCTIONS;
	limits.seconds = DOCUMENT_SECONDS;
	if (!worker->config.plugin_count)
		return;
	struct state *state = worker->state = sandbox_open(&limits);
	worker->plugins = plugins_open(state, &worker->reader);
	plugins_time(worker->plugins, events);
	site_plugins_load(worker->plugins, &worker->config, snapshot, &worker->arena, &ignored);
	if (plugins_have(worker->plugins, HOOK_DOCUMENT)) {
		worker->hook = (struct document_hook){run_hooks, worker};
		worker->parser.hook = &worker->hook;
	}
	diagnostics_free(&ignored);
}

static void start(void *self)
{
	struct content *content = self;
	struct content_worker *worker = arena_alloc(&content->arena, sizeof *worker);
	struct diagnostics ignored = {0}; /* the settings step has reported them */

	config_read(&worker->config, &worker->arena, content->settings, &ignored);
	worker->parser = (struct document_parser){
	    .markdown = worker->config.markdown,
	    .limits = &worker->config.limits,
	    .types = &worker->config.types,
	    .original_lang = worker->config.languages[0].code,
	    .workspace = document_workspace_new(),
	};
	open_plugins(worker, content->snapshot, content->events);
	diagnostics_free(&ignored);
	content->worker = worker;
}

static void stop(void *self)
{
	struct content *content = self;
	struct content_worker *worker = content->worker;

	plugins_close(worker->plugins);
	state_close(worker->state);
	document_workspace_free(worker->parser.workspace);
	buffer_free(&worker->blob);
	arena_free(&worker->reader.scratch);
	arena_free(&worker->arena);
}

static void content_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct content *content = self;
	struct content_worker *worker = content->worker;
	const struct file *file = content->files[content->todo[task]];

	/* The site step reports the folder once. */
	if (config_language(&worker->config, document_name(file->path).lang) == LANGUAGES_MAX)
		return;
	buffer_clear(&worker->blob);
	uint64_t begun = event_begin(content->events);
	if (snapshot_read(content->snapshot, file, &worker->blob, d) == STATUS_OK)
		document_parse(&worker->parser, file->path, buffer_view(&worker->blob), out, d);
	event_end(content->events, begun, EVENT_DOCUMENT, file->path, TEXT(""));
}

/* ---- in the supervisor */

static struct place content_task_place(void *self, size_t task)
{
	const struct content *content = self;

	return (struct place){.path = content->files[content->todo[task]]->path};
}

static void content_progress(void *self, size_t finished, size_t tasks)
{
	const struct content *content = self;

	progress_set(content->progress, finished, tasks);
	progress_show(content->progress, content->watch);
}

/* True if FOLDER, such as "content/en/", belongs to a language: its Markdown files are documents.
 */
static bool has_documents(struct text folder)
{
	return folder.size && !text_is(folder, "content/assets/") &&
	       !text_is(folder, "content/data/") && !text_is(folder, "content/types/");
}

/* "content/en/" for a path in that folder; empty for "content/x". */
static struct text folder_of(struct text path)
{
	size_t content = TEXT("content/").size;
	size_t slash = text_find_byte(text_slice(path, content, path.size), '/');

	return slash == SIZE_MAX ? TEXT("") : text_slice(path, 0, content + slash + 1);
}

/* A blob id is a digest already: it need not be hashed again. */
static struct digest key_of(const struct file *file)
{
	struct digest path = digest_text(file->path), blob;

	memcpy(&blob, &file->blob, sizeof blob);
	return (struct digest){path.low ^ blob.low, path.high ^ blob.high};
}

struct digest content_stamp(const struct snapshot *snapshot)
{
	static const struct text folders[] = {TEXT_INIT("site.yaml"), TEXT_INIT("content/types/"),
					      TEXT_INIT("lua-plugins/")};

	return stamp_join_files(digest_text(text_of(embedded_build_id)), snapshot, folders,
				sizeof folders / sizeof *folders);
}

static void set_record(struct content *content, size_t file, const struct kept_record *record)
{
	content->records[file] = record->bytes;
	content->outlines[file] = record->outline;
	content->stored[file] = true;
}

static bool find_record(struct content *content, size_t file)
{
	struct kept_record found;

	if (!records_find(content->kept, key_of(content->files[file]), &found))
		return false;
	set_record(content, file, &found);
	return true;
}

static void find_files(struct content *content)
{
	const struct snapshot *snapshot = content->snapshot;
	size_t first, files = snapshot_below(snapshot, TEXT("content/"), &first);

	content->files = arena_array(&content->arena, files + 1, sizeof(struct file *));
	content->records = arena_array(&content->arena, files + 1, sizeof *content->records);
	content->outlines = arena_array(&content->arena, files + 1, sizeof *content->outlines);
	content->stored = arena_array(&content->arena, files + 1, sizeof *content->stored);
	for (size_t i = first, count; i < first + files; i += count) {
		struct text folder = folder_of(snapshot->files[i].path);
		count = folder.size ? snapshot_below(snapshot, folder, &i) : 1;
		if (!has_documents(folder))
			continue;
		for (size_t j = i; j < i + count; j++)
			if (text_ends_with(snapshot->files[j].path, TEXT(".md")))
				content->files[content->count++] = &snapshot->files[j];
	}
}

static void add_task(struct content *content, size_t file)
{
	content->todo =
	    arena_grow(&content->arena, content->todo, content->task_count, sizeof *content->todo);
	content->todo[content->task_count++] = file;
}

/* Files without a kept record have to be read. */
static void find_records(struct content *content)
{
	for (size_t i = 0; i < content->count; i++)
		if (!find_record(content, i))
			add_task(content, i);
}

/* A record with errors would let the next build pass. */
static bool is_good(struct text bytes)
{
	const struct record *record = (const void *)bytes.at;
	struct diagnostics own = {0};

	if (!record_valid(bytes))
		return false;
	bool good = !record->diagnostics.count ||
		    diagnostics_read(&own, record_text(record, record->diagnostics));
	good = good && !own.errors;
	diagnostics_free(&own);
	return good;
}

/* Good records are kept. The others stay in memory: they are few, or nothing is built. */
static void take(void *self, size_t task, struct text bytes)
{
	struct content *content = self;
	size_t file = content->todo[task];
	bool good = bytes.size && is_good(bytes);
	struct kept_record record = {.bytes = bytes};

	if (good)
		record.outline = ((const struct record *)(const void *)bytes.at)->outline;
	if (good && content->kept->use != LOG_ONLY_READ) {
		records_add(content->kept, key_of(content->files[file]), &record);
		return;
	}
	record.bytes = arena_text(&content->arena, bytes);
	set_record(content, file, &record);
	content->stored[file] = good;
}

/* From here on good records are mapped from the file. */
static enum status settle(struct content *content, struct diagnostics *d)
{
	if (!records_settle(content->kept)) {
		diag_errno(d, "remembering", "what was read of the content");
		return STATUS_MACHINE;
	}
	for (size_t i = 0; i < content->task_count; i++)
		if (!content->records[content->todo[i]].size)
			find_record(content, content->todo[i]);
	return STATUS_OK;
}

enum status content_step(struct content *content, const struct snapshot *snapshot,
			 const struct value *settings, struct records *kept, unsigned workers,
			 const struct jail *jail, struct progress *progress,
			 const struct progress_watch *watch, struct event_log *events,
			 struct diagnostics *d)
{
	struct job job = {
	    .name = "content",
	    .workers = workers,
	    .memory = MEMORY,
	    .results_max = RESULTS_MAX,
	    .jail = jail,
	    .self = content,
	    .start = start,
	    .stop = stop,
	    .run = content_task,
	    .place = content_task_place,
	    .take = take,
	    .progress = content_progress,
	};
	struct results results;

	*content = (struct content){.snapshot = snapshot,
				    .settings = settings,
				    .kept = kept,
				    .progress = progress,
				    .watch = watch,
				    .events = events};
	find_files(content);
	find_records(content);
	job.tasks = content->task_count;
	enum status status = workers_run(&job, &results, d);
	content->unstarted = results.unstarted;
	results_free(&results);
	enum status settled = settle(content, d);
	return settled == STATUS_OK ? status : settled;
}

void content_free(struct content *content)
{
	arena_free(&content->arena);
}
