#include "base/diagnostics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void diagnostics_free(struct diagnostics *d)
{
	arena_free(&d->arena);
	*d = (struct diagnostics){0};
}

/* ---- reporting */

static void count(struct diagnostics *d, enum severity severity)
{
	d->errors += severity >= SEVERITY_ERROR;
	d->fatal += severity == SEVERITY_FATAL;
}

static void keep(struct diagnostics *d, struct diagnostic diagnostic)
{
	/* Many warnings must not keep the one error from being seen, nor errors what the machine
	 * says: after that a process ends, so it is not many. */
	size_t room =
	    diagnostic.severity == SEVERITY_WARNING ? DIAGNOSTICS_MAX : 2 * DIAGNOSTICS_MAX;

	count(d, diagnostic.severity);
	d->dropped = d->count >= room && diagnostic.severity != SEVERITY_FATAL;
	if (d->dropped) {
		d->unlisted++;
		d->unlisted_errors += diagnostic.severity == SEVERITY_ERROR;
		return;
	}
	diagnostic.place.path = arena_text(&d->arena, diagnostic.place.path);
	diagnostic.code = arena_text(&d->arena, diagnostic.code);
	diagnostic.message = arena_text(&d->arena, diagnostic.message);
	diagnostic.hint = arena_text(&d->arena, diagnostic.hint);
	d->list = arena_grow(&d->arena, d->list, d->count, sizeof *d->list);
	d->list[d->count++] = diagnostic;
}

static void report(struct diagnostics *d, enum severity severity, const char *code,
		   struct place place, const char *format, va_list arguments)
{
	struct buffer message = {0};

	buffer_vprintf(&message, format, arguments);
	keep(d, (struct diagnostic){severity, place, text_of(code), buffer_view(&message), {0}});
	buffer_free(&message);
}

void diag_error(struct diagnostics *d, const char *code, struct place place, const char *format,
		...)
{
	va_list arguments;

	va_start(arguments, format);
	report(d, SEVERITY_ERROR, code, place, format, arguments);
	va_end(arguments);
}

void diag_warning(struct diagnostics *d, const char *code, struct place place, const char *format,
		  ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(d, SEVERITY_WARNING, code, place, format, arguments);
	va_end(arguments);
}

void diag_report(struct diagnostics *d, bool strict, const char *code, struct place place,
		 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(d, strict ? SEVERITY_ERROR : SEVERITY_WARNING, code, place, format, arguments);
	va_end(arguments);
}

void diag_machine(struct diagnostics *d, const char *doing, const char *path, const char *reason)
{
	struct buffer message = {0};

	buffer_printf(&message, "%s%s%s: %s", doing, path ? " " : "", path ? path : "", reason);
	keep(d, (struct diagnostic){.severity = SEVERITY_FATAL,
				    .code = TEXT("E-MACHINE"),
				    .message = buffer_view(&message)});
	buffer_free(&message);
}

void diag_errno(struct diagnostics *d, const char *doing, const char *path)
{
	diag_machine(d, doing, path, strerror(errno));
}

static struct diagnostic *newest(struct diagnostics *d)
{
	return d->count && !d->dropped ? &d->list[d->count - 1] : NULL;
}

void diag_suggest(struct diagnostics *d, struct text candidate)
{
	if (candidate.size)
		diag_hint(d, "did you mean \"%.*s\"?", TEXT_ARGS(candidate));
}

void diag_hint(struct diagnostics *d, const char *format, ...)
{
	struct diagnostic *diagnostic = newest(d);
	struct buffer hint = {0};
	va_list arguments;

	if (!diagnostic)
		return;
	if (diagnostic->hint.size)
		buffer_printf(&hint, "%.*s; ", TEXT_ARGS(diagnostic->hint));
	va_start(arguments, format);
	buffer_vprintf(&hint, format, arguments);
	va_end(arguments);
	diagnostic->hint = arena_text(&d->arena, buffer_view(&hint));
	buffer_free(&hint);
}

struct text diag_closest(struct text name, const struct text *candidates, size_t count_of)
{
	enum { WRONG_MAX = 6 };
	/* A third of the letters may be wrong, of a long name six: more is another word. */
	size_t third = (name.size + 2) / 3;
	unsigned limit = third < WRONG_MAX ? (unsigned)third : WRONG_MAX;
	struct text best = TEXT("");

	for (size_t i = 0; i < count_of; i++) {
		unsigned distance = text_distance(name, candidates[i], limit);
		if (distance <= limit && distance > 0) {
			best = candidates[i];
			limit = distance - 1;
		}
	}
	return best;
}

void diagnostics_drop_warnings(struct diagnostics *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->count; i++)
		if (d->list[i].severity != SEVERITY_WARNING)
			d->list[kept++] = d->list[i];
	d->count = kept;
	d->unlisted = d->unlisted_errors;
}

enum status diagnostics_status(const struct diagnostics *d)
{
	return d->fatal ? STATUS_MACHINE : d->errors ? STATUS_CONTENT : STATUS_OK;
}

/* ---- order */

static int compare(const void *left, const void *right)
{
	const struct diagnostic *a = left, *b = right;
	int order = text_compare(a->place.path, b->place.path);

	if (!order)
		order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
	if (!order)
		order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
	if (!order)
		order = text_compare(a->code, b->code);
	if (!order)
		order = text_compare(a->message, b->message);
	if (!order)
		order = text_compare(a->hint, b->hint);
	return order;
}

/* True if A and B say the same about one place. Only their hints may differ: a mistake in a
 * template is found again on every page. */
static bool says_the_same(const struct diagnostic *a, const struct diagnostic *b)
{
	return a->place.path.size && a->place.line == b->place.line &&
	       a->place.column == b->place.column && text_equal(a->place.path, b->place.path) &&
	       text_equal(a->code, b->code) && text_equal(a->message, b->message);
}

void diagnostics_sort(struct diagnostics *d)
{
	size_t kept = 0, more = 0;

	if (d->count)
		qsort(d->list, d->count, sizeof *d->list, compare);
	d->errors = d->unlisted_errors;
	d->fatal = 0;
	for (size_t i = 0; i < d->count; i++) {
		struct diagnostic *last = kept ? &d->list[kept - 1] : NULL;
		bool next_says_it = i + 1 < d->count && says_the_same(&d->list[i], &d->list[i + 1]);
		if (last && compare(last, &d->list[i]) == 0)
			continue;
		if (last && says_the_same(last, &d->list[i])) {
			more++;
			if (!next_says_it)
				last->hint = arena_printf(
				    &d->arena, "%.*s%sand %zu time%s more", TEXT_ARGS(last->hint),
				    last->hint.size ? "; " : "", more, more == 1 ? "" : "s");
			continue;
		}
		more = 0;
		d->list[kept++] = d->list[i];
		count(d, d->list[i].severity);
	}
	d->count = kept;
}

/* ---- between processes: severity, line, column, four sizes, then the four texts; at the end, if
 * there are any, how many are unlisted, and how many of them are errors */

enum { WIRE_NUMBERS = 7, WIRE_UNLISTED = SEVERITY_FATAL + 1 };

void diagnostics_write(const struct diagnostics *d, struct buffer *out)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct diagnostic *g = &d->list[i];
		const struct text texts[] = {g->place.path, g->code, g->message, g->hint};
		uint32_t numbers[WIRE_NUMBERS] = {(uint32_t)g->severity, g->place.line,
						  g->place.column};
		for (size_t t = 0; t < 4; t++)
			numbers[3 + t] = (uint32_t)texts[t].size;
		buffer_add(out, numbers, sizeof numbers);
		for (size_t t = 0; t < 4; t++)
			buffer_text(out, texts[t]);
	}
	if (d->unlisted) {
		uint32_t numbers[WIRE_NUMBERS] = {WIRE_UNLISTED, (uint32_t)d->unlisted,
						  (uint32_t)d->unlisted_errors};
		buffer_add(out, numbers, sizeof numbers);
	}
}

/* Takes the next diagnostic off BYTES, or the number of those that are unlisted, as a diagnostic
 * of severity WIRE_UNLISTED; false when they are damaged. */
static bool take(struct text *bytes, struct diagnostic *g)
{
	uint32_t numbers[WIRE_NUMBERS];
	struct text *texts[] = {&g->place.path, &g->code, &g->message, &g->hint};

	if (bytes->size < sizeof numbers)
		return false;
	memcpy(numbers, bytes->at, sizeof numbers);
	*bytes = text_slice(*bytes, sizeof numbers, bytes->size);
	if (numbers[0] > WIRE_UNLISTED || (numbers[0] == WIRE_UNLISTED && numbers[2] > numbers[1]))
		return false;
	g->severity = (enum severity)numbers[0];
	g->place.line = numbers[1];
	g->place.column = numbers[2];
	for (size_t t = 0; t < 4; t++) {
		if (numbers[3 + t] > bytes->size)
			return false;
		*texts[t] = text_slice(*bytes, 0, numbers[3 + t]);
		*bytes = text_slice(*bytes, numbers[3 + t], bytes->size);
	}
	return true;
}

bool diagnostics_read(struct diagnostics *d, struct text bytes)
{
	struct diagnostic g;

	for (struct text rest = bytes; rest.size;)
		if (!take(&rest, &g))
			return false;
	while (bytes.size && take(&bytes, &g)) {
		if (g.severity != (enum severity)WIRE_UNLISTED) {
			keep(d, g);
			continue;
		}
		d->unlisted += g.place.line;
		d->unlisted_errors += g.place.column;
		d->errors += g.place.column;
	}
	return true;
}

void diagnostics_add(struct diagnostics *d, const struct diagnostics *other)
{
	struct buffer bytes = {0};

	diagnostics_write(other, &bytes);
	diagnostics_read(d, buffer_view(&bytes));
	buffer_free(&bytes);
}
