/* How diagnostics look: for a person (in the manner of compilers) and for a machine (JSON). */
#include "base/diagnostics.h"
#include "base/safe_print.h"

#include <string.h>

enum {
	EXCERPT_MAX = 160,   /* characters of a line that are printed */
	EXCERPT_BEFORE = 60, /* of them, before the caret, in a longer line */
};

static const char *const severity_names[] = {"warning", "error", "error"};
static const char *const severity_colours[] = {"\033[1;35m", "\033[1;31m", "\033[1;31m"};

/* The file of the message before, read up to its line: sorted messages read each file once. */
struct reading {
	struct line_source source;
	struct text path, file, rest, line;
	uint32_t number; /* of line; 0: none is read yet */
};

/* Reads on, or again, to the line of PLACE; false when there is none. */
static bool read_to(struct reading *r, struct place place)
{
	if (!text_equal(r->path, place.path)) {
		r->path = place.path;
		r->file = r->source.file(r->source.self, place.path);
		r->rest = r->file;
		r->number = 0;
	} else if (place.line < r->number) {
		r->rest = r->file;
		r->number = 0;
	}
	while (r->number < place.line && text_split(&r->rest, '\n', &r->line))
		r->number++;
	return r->number == place.line;
}

static struct text without_return(struct text line)
{
	return line.size && line.at[line.size - 1] == '\r' ? text_slice(line, 0, line.size - 1)
							   : line;
}

/* Prints the line with a caret under the column. A wide character takes two cells of a terminal:
 * a caret line that repeats tabs and uses two cells for wide characters is aligned. */
static void print_excerpt(FILE *out, struct text line, uint32_t column)
{
	const char *end = line.at + line.size, *from = line.at, *at;
	uint32_t skipped = 0, shown = 0;

	for (; column > EXCERPT_MAX && skipped < column - EXCERPT_BEFORE && from < end; skipped++)
		from += character_size(from, end);
	for (at = from; at < end && shown < EXCERPT_MAX; shown++)
		at += character_size(at, end);
	fputs(skipped ? "  …" : "  ", out);
	print_safe(out, text_make(from, (size_t)(at - from)));
	fputs(at < end ? "…\n" : "\n", out);
	if (!column)
		return;
	fputs(skipped ? "   " : "  ", out);
	for (at = from; at < end && ++skipped < column; at += character_size(at, end)) {
		bool wide = (unsigned char)*at >= 0xE3 && (unsigned char)*at < 0xEE;
		fputs(*at == '\t' ? "\t" : wide ? "  " : " ", out);
	}
	fputs("^\n", out);
}

static void print_one(const struct diagnostic *g, FILE *out, bool colours, struct reading *reading)
{
	struct text line;

	if (g->place.path.size) {
		fputs(colours ? "\033[1m" : "", out);
		print_safe(out, g->place.path);
		if (g->place.line)
			fprintf(out, ":%u", g->place.line);
		if (g->place.line && g->place.column)
			fprintf(out, ":%u", g->place.column);
		fputs(": ", out);
	} else {
		fputs("ssg: ", out);
	}
	fprintf(out, "%s%s:%s ", colours ? severity_colours[g->severity] : "",
		severity_names[g->severity], colours ? "\033[0m" : "");
	print_safe(out, g->message);
	bool block = text_find_byte(g->hint, '\n') != SIZE_MAX;
	if (g->hint.size && !block) {
		fputs(" (", out);
		print_safe(out, g->hint);
		fputc(')', out);
	}
	fprintf(out, " [%.*s]\n", TEXT_ARGS(g->code));
	if (g->place.line && reading->source.file && read_to(reading, g->place))
		print_excerpt(out, without_return(reading->line), g->place.column);
	for (struct text rest = block ? g->hint : text_make(NULL, 0);
	     text_split(&rest, '\n', &line);) {
		fputs("    ", out);
		print_safe(out, line);
		fputc('\n', out);
	}
}

void diagnostics_print(const struct diagnostics *d, FILE *out, bool colours,
		       struct line_source source)
{
	struct reading reading = {.source = source};

	for (size_t i = 0; i < d->count; i++)
		print_one(&d->list[i], out, colours, &reading);
	if (d->unlisted)
		fprintf(out, "ssg: and %zu more\n", d->unlisted);
}

void diagnostics_print_json(const struct diagnostics *d, FILE *out)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct diagnostic *g = &d->list[i];
		fprintf(out, "{\"severity\":\"%s\",\"code\":", severity_names[g->severity]);
		print_json_string(out, g->code);
		fputs(",\"path\":", out);
		print_json_string(out, g->place.path);
		fprintf(out, ",\"line\":%u,\"column\":%u,\"message\":", g->place.line,
			g->place.column);
		print_json_string(out, g->message);
		fputs(",\"hint\":", out);
		print_json_string(out, g->hint);
		fputs("}\n", out);
	}
	if (d->unlisted)
		fprintf(out, "{\"severity\":\"%s\",\"code\":\"E-MANY\",\"unlisted\":%zu}\n",
			severity_names[d->unlisted_errors ? SEVERITY_ERROR : SEVERITY_WARNING],
			d->unlisted);
}
