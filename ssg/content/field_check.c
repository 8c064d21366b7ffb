#include "content/field_check.h"

#include "base/link_address.h"
#include "content/date.h"

#include <string.h>

enum { VALUES_SHOWN = 8 }; /* in a hint; more would hide the message */

/* The field and the file that are being checked. */
struct check {
	const struct field *field;
	struct text path;
	struct diagnostics *d;
};

static struct place place_of(const struct check *c, const struct value *value)
{
	return (struct place){c->path, value->line, value->column};
}

static const char *wanted(const struct field *field)
{
	static const char *const words[] = {
	    [FIELD_STRING] = "a text",
	    [FIELD_TEXT] = "a text",
	    [FIELD_INTEGER] = "a whole number",
	    [FIELD_NUMBER] = "a number",
	    [FIELD_BOOLEAN] = "true or false",
	    [FIELD_DATE] = "a date",
	    [FIELD_URL] = "a web address",
	    [FIELD_REFERENCE] = "the path of a page",
	    [FIELD_TERM] = "the id of a term",
	    [FIELD_LABEL] = "a text, or a text for each language",
	    [FIELD_MAP] = "a map of fields",
	    [FIELD_ANY] = "a value",
	};
	return words[field->kind];
}

bool field_value_missing(const struct value *value)
{
	if (!value || value->kind == VALUE_NULL)
		return true;
	if (value->kind == VALUE_STRING)
		return text_trim(value_text(value)).size == 0;
	return (value->kind == VALUE_LIST || value->kind == VALUE_MAP) && value->count == 0;
}

/* The text to put in quotes, when a value was taken for something else than a text. */
static void hint_quotes(const struct check *c, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		diag_hint(c->d, "put it in quotes: \"%lld\"", (long long)value->integer);
		break;
	case VALUE_BOOLEAN:
	case VALUE_NUMBER:
		diag_hint(c->d, "put it in quotes");
		break;
	case VALUE_MAP:
		diag_hint(c->d, "put a text with a colon, or one that begins with {, in quotes");
		break;
	default:
		break;
	}
}

static void report_kind(const struct check *c, const struct value *value)
{
	enum value_kind is = (enum value_kind)value->kind;

	diag_error(c->d, "E-KIND", place_of(c, value), "\"%.*s\" should be %s, but is %s",
		   TEXT_ARGS(c->field->name), wanted(c->field), value_kind_name(is));
	switch (c->field->kind) {
	case FIELD_STRING:
	case FIELD_TEXT:
	case FIELD_TERM:
	case FIELD_LABEL:
		hint_quotes(c, value);
		break;
	case FIELD_BOOLEAN:
		diag_hint(c->d, "write true or false, without quotes");
		break;
	case FIELD_INTEGER:
		if (is == VALUE_STRING || is == VALUE_NUMBER)
			diag_hint(c->d, "write the digits alone, without a point or quotes");
		break;
	case FIELD_NUMBER:
		if (is == VALUE_STRING)
			diag_hint(c->d, "write the digits alone, with a point for decimals and "
					"without quotes");
		break;
	case FIELD_DATE:
		diag_hint(c->d, "write 2026-11-24, or 2026-11, or 2026");
		break;
	default:
		break;
	}
}

static void hint_values(const struct check *c)
{
	const struct value *values = c->field->values;
	struct buffer list = {0};

	for (size_t i = 0; i < value_count(values) && i < VALUES_SHOWN; i++) {
		const struct value *value = value_item(values, i);
		if (value_is(value, VALUE_INTEGER))
			buffer_printf(&list, "%s%lld", i ? ", " : "", (long long)value->integer);
		else
			buffer_printf(&list, "%s\"%.*s\"", i ? ", " : "",
				      TEXT_ARGS(value_text(value)));
	}
	diag_hint(c->d, "allowed: %.*s%s", TEXT_ARGS(buffer_view(&list)),
		  value_count(values) > VALUES_SHOWN ? ", and others" : "");
	buffer_free(&list);
}

static void suggest_value(const struct check *c, struct text text)
{
	struct arena arena = {0};
	size_t count = value_count(c->field->values);
	struct text *names = arena_array(&arena, count, sizeof *names);

	for (size_t i = 0; i < count; i++)
		names[i] = value_text(value_item(c->field->values, i));
	struct text closest = diag_closest(text, names, count);
	if (closest.size)
		diag_suggest(c->d, closest);
	else
		hint_values(c);
	arena_free(&arena);
}

static bool is_allowed(const struct value *values, const struct value *value)
{
	for (size_t i = 0; i < value_count(values); i++) {
		const struct value *item = value_item(values, i);
		if (value_is(value, VALUE_INTEGER)
			? value_is(item, VALUE_INTEGER) && item->integer == value->integer
			: value_is(item, VALUE_STRING) &&
			      text_equal(value_text(item), value_text(value)))
			return true;
	}
	return false;
}

/* Against `values:` of the declaration. */
static void check_allowed(const struct check *c, const struct value *value)
{
	if (!c->field->values || is_allowed(c->field->values, value))
		return;
	if (value_is(value, VALUE_INTEGER) || value_is(value, VALUE_NUMBER)) {
		diag_error(c->d, "E-VALUE", place_of(c, value),
			   "this number is not allowed for \"%.*s\"", TEXT_ARGS(c->field->name));
		hint_values(c);
		return;
	}
	diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" is not allowed for \"%.*s\"",
		   TEXT_ARGS(value_text(value)), TEXT_ARGS(c->field->name));
	suggest_value(c, value_text(value));
}

static void check_text(const struct check *c, const struct value *value)
{
	struct text text = value_text(value);

	/* A date is the text that it is written as. */
	if (value->kind != VALUE_STRING && value->kind != VALUE_DATE) {
		report_kind(c, value);
		return;
	}
	if (c->field->kind == FIELD_STRING && text_find_byte(text_trim(text), '\n') != SIZE_MAX) {
		diag_error(c->d, "E-KIND", place_of(c, value), "\"%.*s\" should be one line",
			   TEXT_ARGS(c->field->name));
		return;
	}
	check_allowed(c, value);
	if (c->field->pattern.size && !field_matches(c->field->pattern, text))
		diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" should be %s",
			   TEXT_ARGS(c->field->name), field_pattern_words(c->field->pattern));
}

static void check_number(const struct check *c, const struct value *value)
{
	double number;

	if (value->kind == VALUE_INTEGER) {
		number = (double)value->integer;
	} else if (value->kind == VALUE_NUMBER && c->field->kind == FIELD_NUMBER) {
		number = value->number;
	} else {
		report_kind(c, value);
		return;
	}
	if (number < c->field->minimum)
		diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" should be at least %.15g",
			   TEXT_ARGS(c->field->name), c->field->minimum);
	else if (number > c->field->maximum)
		diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" should be at most %.15g",
			   TEXT_ARGS(c->field->name), c->field->maximum);
	check_allowed(c, value);
}

static void report_not_in_calendar(const struct check *c, const struct value *value,
				   struct date date)
{
	static const char *const months[] = {
	    "",     "January", "February",  "March",   "April",    "May",     "June",
	    "July", "August",  "September", "October", "November", "December"};
	unsigned days = date_days_in_month(date.year, date.month);

	diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" is not in the calendar",
		   TEXT_ARGS(value_text(value)));
	if (date.month > 12)
		diag_hint(c->d, "there is no month %u; write year, month and day: 2026-11-24",
			  date.month);
	else if (days && date.day > days)
		diag_hint(c->d, "%s %u has %u days", months[date.month], date.year, days);
}

static void check_date(const struct check *c, const struct value *value)
{
	struct date date = {0};
	enum date_form form;

	switch (value->kind) {
	case VALUE_DATE:
		return;
	case VALUE_INTEGER:
		if (value->integer < 1000 || value->integer > 9999) {
			diag_error(c->d, "E-VALUE", place_of(c, value),
				   "%lld is not a year of four digits", (long long)value->integer);
			diag_hint(c->d, "write 2026-11-24, or 2026-11, or 2026");
		}
		return;
	case VALUE_STRING:
		form = date_read(value_text(value), &date);
		if (form == DATE_FORM_INVALID)
			report_not_in_calendar(c, value, date);
		else if (form == DATE_FORM_NONE)
			report_kind(c, value);
		return;
	default:
		report_kind(c, value);
	}
}

/* True for an address with an allowed scheme and the parts that it needs (RFC 3986). */
static bool is_complete_url(struct text url)
{
	struct text scheme = link_address_scheme(url);
	struct text rest = text_slice(url, scheme.size + 1, url.size);

	for (size_t i = 0; i < url.size; i++)
		if ((unsigned char)url.at[i] <= ' ' || strchr("<>\"\\^`{|}", url.at[i]))
			return false;
	if (!scheme.size || link_address_kind(url, false) != ADDRESS_ABSOLUTE)
		return false;
	/* http, https and ftp name a host; mailto, tel and xmpp have none. */
	bool host = text_starts_with(rest, TEXT("//"));
	bool wants_host = (scheme.at[0] | 0x20) == 'h' || (scheme.at[0] | 0x20) == 'f';
	if (host)
		rest = text_slice(rest, 2, rest.size);
	return host == wants_host && rest.size && rest.at[0] != '/';
}

static void check_url(const struct check *c, const struct value *value)
{
	struct text url = value_text(value);

	if (value->kind != VALUE_STRING) {
		report_kind(c, value);
		return;
	}
	if (is_complete_url(url))
		return;
	diag_error(c->d, "E-VALUE", place_of(c, value), "\"%.*s\" is not a complete web address",
		   TEXT_ARGS(url));
	if (text_find_byte(url, ' ') != SIZE_MAX)
		diag_hint(c->d, "an address has no spaces; write %%20 for one");
	else if (text_starts_with(url, TEXT("www.")))
		diag_hint(c->d, "write https://%.*s", TEXT_ARGS(url));
	else if (text_find_byte(url, '@') != SIZE_MAX && text_find_byte(url, ':') == SIZE_MAX)
		diag_hint(c->d, "write mailto:%.*s", TEXT_ARGS(url));
	else
		diag_hint(c->d, "write it with https:// (or http://, ftp://, mailto:, tel:)");
}

static void check_reference(const struct check *c, const struct value *value)
{
	struct text path = value_text(value);

	if (value->kind != VALUE_STRING) {
		report_kind(c, value);
		return;
	}
	if (text_ends_with(path, TEXT(".md")) || text_starts_with(path, TEXT("/")) ||
	    text_starts_with(path, TEXT(".")) || text_starts_with(path, TEXT("content/"))) {
		diag_error(c->d, "E-VALUE", place_of(c, value),
			   "\"%.*s\" is not the path of a page", TEXT_ARGS(path));
		diag_hint(c->d, "write it without language and .md, such as meetings/2006-athens");
	}
}

/* en, zh-Hans (BCP 47 in outline): two or three letters, then parts of up to eight. */
static bool is_language_code(struct text code)
{
	struct text part;

	for (bool first = true; text_split(&code, '-', &part); first = false) {
		if (part.size < (first ? 2 : 1) || part.size > (first ? 3 : 8))
			return false;
		for (size_t i = 0; i < part.size; i++) {
			char c = (char)(part.at[i] | 0x20); /* digits have this bit already */
			if ((c < 'a' || c > 'z') && (first || c < '0' || c > '9'))
				return false;
		}
	}
	return true;
}

static void check_label(const struct check *c, const struct value *value)
{
	if (value->kind == VALUE_STRING || value->kind == VALUE_DATE)
		return;
	if (value->kind != VALUE_MAP) {
		report_kind(c, value);
		return;
	}
	for (size_t i = 0; i < value_count(value); i++) {
		const struct value_entry *entry = value_entry(value, i);
		if (!is_language_code(value_text(&entry->key))) {
			diag_error(c->d, "E-KIND", place_of(c, &entry->key),
				   "\"%.*s\" is not the code of a language",
				   TEXT_ARGS(value_text(&entry->key)));
			diag_hint(c->d,
				  "write %.*s: {en: text, fr: texte}, or put a text with a "
				  "colon in quotes",
				  TEXT_ARGS(c->field->name));
		} else if (!value_is(&entry->value, VALUE_STRING) &&
			   !value_is(&entry->value, VALUE_DATE)) {
			report_kind(c, &entry->value);
		}
	}
}

static void check_map(const struct check *c, const struct value *value)
{
	const struct field *fields = c->field->fields;
	size_t count = c->field->field_count;
	struct arena arena = {0};

	if (value->kind != VALUE_MAP) {
		report_kind(c, value);
		return;
	}
	struct text *names = arena_array(&arena, count, sizeof *names);
	for (size_t i = 0; i < count; i++) {
		names[i] = fields[i].name;
		if (fields[i].required && field_value_missing(value_find(value, fields[i].name)))
			diag_error(c->d, "E-REQUIRED", place_of(c, value),
				   "\"%.*s\" is missing in \"%.*s\"", TEXT_ARGS(fields[i].name),
				   TEXT_ARGS(c->field->name));
	}
	/* A map without declared fields is open. */
	for (size_t i = 0; count && i < value_count(value); i++) {
		const struct value_entry *entry = value_entry(value, i);
		struct text name = value_text(&entry->key);
		const struct field *field = field_find(fields, count, name);
		if (field) {
			field_check(field, &entry->value, c->path, c->d);
			continue;
		}
		diag_error(c->d, "E-FIELD", place_of(c, &entry->key),
			   "\"%.*s\" has no field \"%.*s\"", TEXT_ARGS(c->field->name),
			   TEXT_ARGS(name));
		diag_suggest(c->d, diag_closest(name, names, count));
	}
	arena_free(&arena);
}

static void check_one(const struct check *c, const struct value *value)
{
	switch (c->field->kind) {
	case FIELD_STRING:
	case FIELD_TEXT:
	case FIELD_TERM:
		check_text(c, value);
		break;
	case FIELD_INTEGER:
	case FIELD_NUMBER:
		check_number(c, value);
		break;
	case FIELD_BOOLEAN:
		if (value->kind != VALUE_BOOLEAN)
			report_kind(c, value);
		break;
	case FIELD_DATE:
		check_date(c, value);
		break;
	case FIELD_URL:
		check_url(c, value);
		break;
	case FIELD_REFERENCE:
		check_reference(c, value);
		break;
	case FIELD_LABEL:
		check_label(c, value);
		break;
	case FIELD_MAP:
		check_map(c, value);
		break;
	case FIELD_ANY:
		break;
	}
}

void field_check(const struct field *field, const struct value *value, struct text path,
		 struct diagnostics *d)
{
	struct check c = {field, path, d};

	if (value->kind == VALUE_NULL)
		return; /* `name:` and nothing: as if it were not there */
	if (!field->list) {
		if (value->kind == VALUE_LIST && field->kind != FIELD_ANY) {
			diag_error(d, "E-KIND", place_of(&c, value),
				   "\"%.*s\" has one value, not a list", TEXT_ARGS(field->name));
			diag_hint(d, "write the value without [ ] and without \"- \"");
			return;
		}
		check_one(&c, value);
		return;
	}
	if (value->kind != VALUE_LIST) {
		diag_error(d, "E-KIND", place_of(&c, value), "\"%.*s\" should be a list, but is %s",
			   TEXT_ARGS(field->name), value_kind_name((enum value_kind)value->kind));
		if (value->kind == VALUE_STRING &&
		    text_find_byte(value_text(value), '\n') == SIZE_MAX)
			diag_hint(d, "write it in brackets: [%.*s]", TEXT_ARGS(value_text(value)));
		return;
	}
	for (size_t i = 0; i < value_count(value); i++) {
		const struct value *item = value_item(value, i);
		if (item->kind == VALUE_NULL)
			diag_error(d, "E-KIND", place_of(&c, item), "an item of \"%.*s\" is empty",
				   TEXT_ARGS(field->name));
		else
			check_one(&c, item);
	}
}
