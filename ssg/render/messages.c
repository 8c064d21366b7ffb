#include "render/messages.h"

#include "render/message_pattern.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- formatting */

struct formatter {
	struct locale *locale;
	const struct message_argument *arguments;
	size_t count;
	struct buffer *out;
};

static const struct message_argument *argument_of(const struct formatter *f,
						  const struct message_part *part)
{
	for (size_t i = 0; i < f->count; i++)
		if (text_equal(f->arguments[i].name, part->text))
			return &f->arguments[i];
	return NULL;
}

static void format_number(const struct formatter *f, const struct message_part *part,
			  const struct message_argument *argument)
{
	if (argument->kind == ARGUMENT_NUMBER)
		locale_number_styled(f->locale, argument->number, part->number_style, f->out);
	else
		locale_text(f->locale, argument->text, f->out);
}

static void format_date(const struct formatter *f, const struct message_part *part,
			const struct message_argument *argument)
{
	char year[16];
	struct text iso = argument->text;

	if (argument->kind == ARGUMENT_NUMBER) { /* Lua's 2026 */
		double number = argument->number;
		if (!(number >= 1 && number <= 9999)) {
			locale_number(f->locale, number, f->out);
			return;
		}
		snprintf(year, sizeof(year), "%04d", (int)number);
		iso = text_of(year);
	}
	if (!locale_date(f->locale, iso, part->date_style, f->out))
		locale_text(f->locale, iso, f->out);
}

static const struct message_branch *plural_branch(const struct formatter *f,
						  const struct message_part *part, double number)
{
	enum plural category = locale_plural(f->locale, number - part->offset, part->plural_kind);
	const struct message_branch *other = NULL, *chosen = NULL;

	for (size_t i = 0; i < part->branch_count; i++) {
		const struct message_branch *branch = &part->branches[i];
		if (branch->exact) {
			if (branch->number == number)
				return branch;
		} else if (branch->category == category) {
			chosen = branch;
		} else if (branch->category == PLURAL_OTHER) {
			other = branch;
		}
	}
	return chosen ? chosen : other;
}

static const struct message_branch *select_branch(const struct message_part *part,
						  const struct message_argument *argument)
{
	const struct message_branch *other = NULL;

	for (size_t i = 0; i < part->branch_count; i++) {
		if (argument->kind == ARGUMENT_TEXT &&
		    text_equal(part->branches[i].selector, argument->text))
			return &part->branches[i];
		if (text_is(part->branches[i].selector, "other"))
			other = &part->branches[i];
	}
	return other;
}

static void format_body(const struct formatter *f, const struct message_body *body, double hash);

static void format_argument(const struct formatter *f, const struct message_part *part)
{
	const struct message_argument *argument = argument_of(f, part);

	if (!argument || (part->kind == PART_PLURAL && argument->kind != ARGUMENT_NUMBER)) {
		buffer_byte(f->out, '{');
		buffer_text(f->out, part->text);
		buffer_byte(f->out, '}');
	} else if (part->kind == PART_PLURAL) {
		format_body(f, &plural_branch(f, part, argument->number)->body,
			    argument->number - part->offset);
	} else if (part->kind == PART_SELECT) {
		format_body(f, &select_branch(part, argument)->body, 0);
	} else if (part->kind == PART_DATE) {
		format_date(f, part, argument);
	} else {
		format_number(f, part, argument);
	}
}

/* HASH: what # prints. */
static void format_body(const struct formatter *f, const struct message_body *body, double hash)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct message_part *part = &body->parts[i];
		if (part->kind == PART_TEXT)
			buffer_text(f->out, part->text);
		else if (part->kind == PART_HASH)
			locale_number(f->locale, hash, f->out);
		else
			format_argument(f, part);
	}
}

void message_format(const struct message *message, struct locale *locale,
		    const struct message_argument *arguments, size_t count, struct buffer *out)
{
	struct formatter formatter = {locale, arguments, count, out};

	format_body(&formatter, &message->body, 0);
}

/* ---- looking at a message */

struct text message_pattern(const struct message *message)
{
	return message->pattern;
}

struct checker {
	const struct message *message;
	const struct locale *locale;
	struct place at;
	struct diagnostics *d;
};

static void check_plural(const struct checker *c, const struct message_part *part)
{
	bool has[PLURAL_COUNT] = {false};

	for (size_t i = 0; i < part->branch_count; i++) {
		const struct message_branch *branch = &part->branches[i];
		if (branch->exact)
			continue;
		has[branch->category] = true;
		if (!locale_has_plural(c->locale, branch->category, part->plural_kind))
			diag_warning(c->d, "W-MESSAGE",
				     message_place(c->message->pattern, branch->at, c->at),
				     "this language has no plural category \"%s\"",
				     plural_name(branch->category));
	}
	for (enum plural i = PLURAL_ZERO; i <= PLURAL_OTHER; i++)
		if (!has[i] && locale_has_plural(c->locale, i, part->plural_kind))
			diag_warning(
			    c->d, "W-MESSAGE", message_place(c->message->pattern, part->at, c->at),
			    "\"%.*s\" has no \"%s {…}\", which this language distinguishes",
			    TEXT_ARGS(part->text), plural_name(i));
}

static void check_body(const struct checker *c, const struct message_body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		if (body->parts[i].kind == PART_PLURAL)
			check_plural(c, &body->parts[i]);
		for (size_t j = 0; j < body->parts[i].branch_count; j++)
			check_body(c, &body->parts[i].branches[j].body);
	}
}

void message_check(const struct message *message, const struct locale *locale, struct place at,
		   struct diagnostics *d)
{
	struct checker checker = {message, locale, at, d};

	check_body(&checker, &message->body);
}

struct names {
	struct arena *arena;
	struct text *list;
	size_t count;
};

static void collect_names(struct names *names, const struct message_body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct message_part *part = &body->parts[i];
		if (part->kind == PART_TEXT || part->kind == PART_HASH)
			continue;
		names->list =
		    arena_grow(names->arena, names->list, names->count, sizeof(*names->list));
		names->list[names->count++] = part->text;
		for (size_t j = 0; j < part->branch_count; j++)
			collect_names(names, &part->branches[j].body);
	}
}

static int compare_names(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

struct text *message_argument_names(const struct message *message, struct arena *arena,
				    size_t *count)
{
	struct names names = {.arena = arena};

	collect_names(&names, &message->body);
	if (names.count)
		qsort(names.list, names.count, sizeof(*names.list), compare_names);
	*count = 0;
	for (size_t i = 0; i < names.count; i++)
		if (*count == 0 || !text_equal(names.list[*count - 1], names.list[i]))
			names.list[(*count)++] = names.list[i];
	return names.list;
}
