#include "engine/explain_why.h"

#include "engine/earlier_theme.h"
#include "engine/explain_record.h"
#include "engine/read_words.h"
#include "engine/stamps.h"

#include <string.h>

enum { LINES_MAX = 3, REASONS_MAX = 20 };

struct why {
	const struct explain_question *question;
	const struct model *model;
	lang_id reader; /* the file's language */
	const struct recorder *recorder;
	struct buffer reason; /* that is being told */
	struct buffer *out;
	struct arena arena;
	struct earlier_theme earlier; /* if question->before is known */
	size_t reasons;
};

/* ---- lines that read */

static bool has(const struct text *list, size_t count, struct text item)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i], item))
			return true;
	return false;
}

/* "x.html:12"; of the file that the line BEFORE is of, only "12". */
static void add_line(struct buffer *out, struct text line, struct text before)
{
	size_t colon = text_find_last_byte(line, ':');
	bool same = before.size > colon &&
		    text_equal(text_slice(line, 0, colon + 1), text_slice(before, 0, colon + 1));

	if (before.size)
		buffer_string(out, ", ");
	buffer_text(out, same ? text_slice(line, colon + 1, line.size) : line);
}

bool explain_lines(const struct recorded_read *read, const struct text *only, size_t only_count,
		   struct buffer *out)
{
	struct arena arena = {0};
	struct text *lines = arena_array(&arena, read->place_count + 1, sizeof *lines);
	size_t count = 0;

	for (size_t i = 0; i < read->place_count; i++) {
		const struct read_place *place = &read->places[i];
		if (!place->line.size || has(lines, count, place->line) ||
		    (only_count && !has(only, only_count, place->key)))
			continue;
		if (count < LINES_MAX)
			add_line(out, place->line, count ? lines[count - 1] : TEXT(""));
		lines[count++] = place->line;
	}
	if (count > LINES_MAX)
		buffer_printf(out, " and %zu more", count - LINES_MAX);
	arena_free(&arena);
	return count > 0;
}

/* ---- reasons */

static bool begin_reason(struct why *why)
{
	return why->reasons++ < REASONS_MAX;
}

/* What ->reason says, and the rest of it. */
__attribute__((format(printf, 2, 3))) static void tell_reason(struct why *why, const char *format,
							      ...)
{
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&why->reason, format, arguments);
	va_end(arguments);
	explain_record_add(why->out,
			   &(struct explain_record){EXPLAINED_REASON, {buffer_view(&why->reason)}});
	buffer_clear(&why->reason);
}

/* ", read by …": of KEYS, or, if nobody reads any of those, of all. */
static void end_reason(struct why *why, const struct memory_read *read, const struct text *keys,
		       size_t key_count)
{
	const struct recorded_read *found =
	    recorder_find(why->recorder, read->fixed ? read->number : UINT32_MAX, read->name);
	struct buffer lines = {0};

	if (!found)
		tell_reason(why, ", which it read then and does not now");
	else if (explain_lines(found, keys, key_count, &lines))
		tell_reason(why, ", read by %.*s", TEXT_ARGS(buffer_view(&lines)));
	else if (explain_lines(found, NULL, 0, &lines))
		tell_reason(why, "; of its fields, which count as one, others are read by %.*s",
			    TEXT_ARGS(buffer_view(&lines)));
	else
		tell_reason(why, "%s", "");
	buffer_free(&lines);
}

static void add_list(struct buffer *out, const struct text *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%s%.*s",
			      !i              ? ""
			      : i + 1 < count ? ", "
					      : " and ",
			      TEXT_ARGS(list[i]));
}

static const char *change_words(enum file_change change)
{
	return change == FILE_ADDED     ? "was added"
	       : change == FILE_REMOVED ? "was removed"
					: "changed";
}

/* "title and summary of content/fr/x.md changed, read by …". */
static void add_change(struct why *why, const struct document_change *change,
		       const struct memory_read *read)
{
	static const struct text text_alone[] = {{"text", 4}};
	bool fields = change->kind == FILE_CHANGED && read->kind == READ_LISTING;
	bool text = change->kind == FILE_CHANGED && read->kind == READ_BODY && change->text;

	if (!begin_reason(why))
		return;
	if (fields || text) {
		add_list(&why->reason, fields ? change->fields : text_alone,
			 fields ? change->field_count : 1);
		buffer_string(&why->reason, " of ");
	}
	buffer_printf(&why->reason, "%.*s %s", TEXT_ARGS(change->path), change_words(change->kind));
	if (change->kind == FILE_CHANGED && !fields && !text)
		buffer_string(&why->reason, ", though not in its text");
	end_reason(why, read, fields ? change->fields : NULL, fields ? change->field_count : 0);
}

/* Does CHANGE, of the file in LANG of the work that READ is about, count for it? */
static bool counts(const struct why *why, const struct document_change *change, lang_id lang,
		   const struct memory_read *read)
{
	const struct model *model = why->model;
	work_id work = model_work(model, read->object);

	if (change->kind != FILE_CHANGED)
		return change->kind != FILE_SAME;
	if (work == NONE || (read->kind == READ_LISTING && !change->field_count))
		return false;
	document_id own = model->document_of[work * model->config->language_count + lang];
	return own == model_document(model, work, read->lang) ||
	       (read->kind == READ_LISTING && own == model->works[work].original);
}

/* The changes of all files of a work that count for READ. False: there is none. */
static bool add_document(struct why *why, const struct memory_read *read)
{
	const struct snapshot *before = why->question->before;
	const struct config *config = why->model->config;
	struct document_change change;
	bool found = false;

	for (lang_id lang = 0; before && lang < config->language_count; lang++) {
		struct text path =
		    arena_printf(&why->arena, "content/%.*s/%.*s.md",
				 TEXT_ARGS(config->languages[lang].code), TEXT_ARGS(read->object));
		document_changes_find(&change, before, why->model->snapshot, path, &why->arena);
		if (!counts(why, &change, lang, read))
			continue;
		add_change(why, &change, read);
		found = true;
	}
	return found;
}

/* When no file of the document itself tells. */
static const char *other_changes(enum read_kind kind)
{
	switch (kind) {
	case READ_LISTING:
		return "terms, type or state of ";
	case READ_BODY:
		return "where links lead, or which words are links, in ";
	case READ_HISTORY:
		return "dates or authors of ";
	case READ_BACKLINKS:
		return "what links to ";
	case READ_TERM:
	case READ_SECTION:
	case READ_TAXONOMY:
	case READ_COMMIT:
		break;
	}
	return "";
}

/* Of NAMES, those that have changed. False: none is known to. */
static bool add_templates(struct why *why, struct text names)
{
	struct text name, path;
	bool found = false;

	while (read_set_next(&names, &name)) {
		enum file_change change = earlier_theme_template(&why->earlier, name, &path);
		if (change == FILE_SAME)
			continue;
		found = true;
		if (!begin_reason(why))
			continue;
		tell_reason(why, "template %.*s %s", TEXT_ARGS(path), change_words(change));
	}
	return found;
}

static bool add_strings(struct why *why, struct text code, struct text keys)
{
	lang_id lang = config_language(why->model->config, code);
	struct text kind = arena_printf(&why->arena, "S\t%.*s", TEXT_ARGS(code)), key;
	bool found = false;

	while (lang != LANGUAGES_MAX && read_set_next(&keys, &key)) {
		struct buffer name = {0};
		if (!earlier_theme_string(&why->earlier, lang, key))
			continue;
		found = true;
		if (!begin_reason(why))
			continue;
		read_set_name_one(kind, key, &name);
		buffer_printf(&why->reason, "string %.*s:%.*s changed", TEXT_ARGS(code),
			      TEXT_ARGS(key));
		end_reason(why, &(struct memory_read){.name = buffer_view(&name)}, NULL, 0);
		buffer_free(&name);
	}
	return found;
}

/* READ is of templates or strings, which are read together: which of them? False: it is of
 * something else. */
static bool add_members(struct why *why, const struct memory_read *read)
{
	struct text rest = read->name, kind = TEXT(""), code = TEXT("");
	bool known = why->question->before;

	if (read->fixed)
		return false;
	text_split(&rest, '\t', &kind);
	if (text_is(kind, "P")) {
		if ((!known || !add_templates(why, rest)) && begin_reason(why))
			tell_reason(why, "one of its templates changed");
		return true;
	}
	if (!text_is(kind, "S"))
		return false;
	text_split(&rest, '\t', &code);
	if ((!known || !add_strings(why, code, rest)) && begin_reason(why))
		tell_reason(why, "one of its strings for readers of %.*s changed", TEXT_ARGS(code));
	return true;
}

static void add_reason(struct why *why, const struct memory_read *read)
{
	bool document = read->fixed && (read->kind == READ_LISTING || read->kind == READ_BODY);
	struct text object = read->object;

	if ((document && add_document(why, read)) || add_members(why, read))
		return;
	if (!begin_reason(why))
		return;
	if (read->fixed && read->kind == READ_TAXONOMY)
		read_words_number(why->model, why->reader, read->number, &why->reason);
	else if (read->fixed) {
		buffer_string(&why->reason, other_changes(read->kind));
		read_words_fixed(why->model, why->reader, read->kind, object, read->lang,
				 &why->reason);
	} else {
		read_words_named(why->model, why->reader, read->name, &why->reason);
	}
	buffer_string(&why->reason, " changed");
	end_reason(why, read, NULL, 0);
}

/* ---- decisions */

/* Which files of what all pages have in common differ. */
static void add_common(struct why *why)
{
	const struct snapshot *before = why->question->before, *now = why->model->snapshot;
	const struct snapshot *both[] = {before, now};
	size_t first = why->reasons;

	for (size_t s = 0; before && s < 2; s++)
		for (size_t i = 0; i < both[s]->count; i++) {
			struct text path = both[s]->files[i].path;
			const struct file *old = snapshot_find(before, path);
			const struct file *new = snapshot_find(now, path);
			if (!stamp_covers(path) || (s == 1 && old) ||
			    (old && new &&memcmp(&old->blob, &new->blob, sizeof old->blob) == 0) ||
			    !begin_reason(why))
				continue;
			tell_reason(why, "%.*s %s", TEXT_ARGS(path),
				    change_words(!old   ? FILE_ADDED
						 : !new ? FILE_REMOVED
							: FILE_CHANGED));
		}
	if (why->reasons == first)
		tell_reason(why, before ? "ssg itself, or a library that pages depend on"
					: "site.yaml, types, data, plugins or ssg");
}

static void add_reads(struct why *why, const struct explained_file *file,
		      const struct page_memory *memory)
{
	struct memory_read read;

	if (!page_memory_same_inputs(memory, file->path, file->inputs) && begin_reason(why))
		tell_reason(why, "%s changed", file->inputs_words);
	for (size_t i = 0; file->traced && page_memory_read(memory, file->path, i, &read); i++)
		if (read.changed)
			add_reason(why, &read);
}

static enum explained_did what_was_done(const struct explain_question *question,
					const struct explained_file *file,
					const struct page_memory *memory)
{
	if (!question->went_by)
		return DID_FIRST;
	if (!question->same_stamp)
		return DID_ALL;
	if (!page_memory_knows(memory, file->path))
		return DID_NEW;
	return page_memory_keeps(memory, file->path, file->inputs) ? DID_KEEP : DID_AGAIN;
}

static void add_build(struct why *why, enum explained_did did)
{
	const struct explain_question *question = why->question;
	bool known = question->went_by && question->before;
	const char letter = (char)did;

	explain_record_add(
	    why->out,
	    &(struct explain_record){EXPLAINED_BUILD,
				     {text_make(&letter, 1), text_of(why->model->snapshot->commit),
				      text_of(known ? question->before->commit : "")}});
}

static void add_count(struct why *why, size_t count)
{
	struct text words = arena_printf(&why->arena, "%zu", count);

	explain_record_add(why->out, &(struct explain_record){EXPLAINED_MORE, {words}});
}

void explain_why(const struct explain_question *question, const struct explained_file *file,
		 const struct page_memory *memory, const struct recorder *recorder,
		 struct buffer *out)
{
	const struct model *model = recorder->renderer->model;
	struct why why = {.question = question,
			  .model = model,
			  .reader = file->lang,
			  .recorder = recorder,
			  .out = out};

	earlier_theme_open(&why.earlier, question->before, recorder->renderer);
	enum explained_did did = what_was_done(question, file, memory);
	add_build(&why, did);
	if (did == DID_ALL)
		add_common(&why);
	else if (did == DID_AGAIN)
		add_reads(&why, file, memory);
	if (why.reasons > REASONS_MAX)
		add_count(&why, why.reasons - REASONS_MAX);
	buffer_free(&why.reason);
	earlier_theme_close(&why.earlier);
	arena_free(&why.arena);
}
