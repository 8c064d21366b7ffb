#include "render/interface.h"

#include "base/digest.h"

#include <string.h>

/* ---- opening */

static enum status open_language(struct interface *interface, struct config *config, lang_id lang,
				 struct diagnostics *d)
{
	struct language *language = &config->languages[lang];
	struct locale *locale = locale_open(arena_string(&interface->arena, language->tag), d);
	struct buffer name = {0};

	if (!locale)
		return STATUS_CONTENT;
	interface->locales[lang] = locale;
	locale_native_name(locale, &name);
	if (!language->name.size)
		language->name = arena_text(&interface->arena, buffer_view(&name));
	if (!language->dir.size)
		language->dir = locale_is_rtl(locale) ? TEXT("rtl") : TEXT("ltr");
	buffer_free(&name);
	return STATUS_OK;
}

static struct text full_name(struct interface *interface, lang_id lang)
{
	struct buffer name = {0};

	locale_full_name(interface->locales[lang], &name);
	struct text kept = arena_text(&interface->arena, buffer_view(&name));
	buffer_free(&name);
	return kept;
}

/* Languages of one name ("Português" of pt and pt-br) get their regions. */
static void tell_apart(struct interface *interface, struct config *config)
{
	bool *doubled = arena_array(&interface->arena, config->language_count, sizeof *doubled);
	struct map seen = {0};

	for (lang_id lang = 0; lang < config->language_count; lang++) {
		size_t other = map_get(&seen, config->languages[lang].name);
		if (other != MAP_NONE)
			doubled[lang] = doubled[other] = true;
		else
			map_put(&seen, config->languages[lang].name, lang);
	}
	for (lang_id lang = 0; lang < config->language_count; lang++)
		if (doubled[lang])
			config->languages[lang].name = full_name(interface, lang);
	map_free(&seen);
}

/* True if the plurals of its messages are those of the language. */
static void check_messages(const struct interface *interface, lang_id lang, struct diagnostics *d)
{
	const struct strings *strings = &interface->strings[lang];

	for (size_t i = 0; i < strings->count; i++)
		message_check(strings->list[i].message, interface->locales[lang],
			      strings->list[i].place, d);
}

static enum status open_english(struct interface *interface, const struct theme *theme,
				struct diagnostics *d)
{
	const struct config *config = interface->config;

	if (config_language(config, TEXT("en")) != LANG_NONE)
		return STATUS_OK;
	interface->english = locale_open("en", d);
	if (!interface->english)
		return STATUS_MACHINE;
	return strings_read(&interface->english_strings, theme, TEXT("en"), &config->limits, d);
}

enum status interface_open(struct interface *interface, struct config *config,
			   const struct theme *theme, struct diagnostics *d)
{
	size_t count = config->language_count;
	enum status status = STATUS_OK;

	*interface = (struct interface){.config = config};
	interface->locales = arena_array(&interface->arena, count, sizeof(struct locale *));
	interface->strings = arena_array(&interface->arena, count, sizeof *interface->strings);
	for (lang_id lang = 0; lang < count && status == STATUS_OK; lang++)
		status = open_language(interface, config, lang, d);
	if (status == STATUS_OK)
		tell_apart(interface, config);
	for (lang_id lang = 0; lang < count && status == STATUS_OK; lang++)
		status = strings_read(&interface->strings[lang], theme,
				      config->languages[lang].code, &config->limits, d);
	for (lang_id lang = 0; lang < count && status == STATUS_OK; lang++)
		check_messages(interface, lang, d);
	return status == STATUS_OK ? open_english(interface, theme, d) : status;
}

void interface_close(struct interface *interface)
{
	for (size_t i = 0; interface->locales && i < interface->config->language_count; i++)
		locale_close(interface->locales[i]);
	for (size_t i = 0; interface->strings && i < interface->config->language_count; i++)
		strings_free(&interface->strings[i]);
	strings_free(&interface->english_strings);
	locale_close(interface->english);
	arena_free(&interface->arena);
}

/* ---- words */

/* The message KEY for readers of LANG, and OF which language it is: LANG_NONE for the English
 * of a site without it. NULL: there is none. */
static const struct message *find_of(const struct interface *interface, lang_id lang,
				     struct text key, lang_id *of)
{
	const struct config *config = interface->config;
	const struct language *language = &config->languages[lang];
	const struct interface_string *string = NULL;

	for (size_t i = 0; i <= language->chain_count && !string; i++) {
		*of = i ? language->chain[i - 1] : lang;
		string = strings_find(&interface->strings[*of], key);
	}
	if (!string && config_language(config, TEXT("en")) == LANG_NONE) {
		*of = LANG_NONE;
		string = strings_find(&interface->english_strings, key);
	}
	return string ? string->message : NULL;
}

/* The same with the locale of its words: plurals and dates belong to them. */
static const struct message *find(const struct interface *interface, lang_id lang, struct text key,
				  struct locale **locale)
{
	lang_id of = lang;
	const struct message *message = find_of(interface, lang, key, &of);

	*locale = of == LANG_NONE ? interface->english : interface->locales[of];
	return message;
}

uint64_t interface_digest(const struct interface *interface, lang_id lang, struct text key)
{
	lang_id of = lang;
	const struct message *message = find_of(interface, lang, key, &of);

	if (!message)
		return 0;
	return digest_join(digest_text(message_pattern(message)), digest_of(&of, sizeof of)).low;
}

static bool say(void *self, lang_id lang, struct text key, const struct message_argument *arguments,
		size_t count, struct buffer *out)
{
	struct locale *locale;
	const struct message *message = find(self, lang, key, &locale);

	if (message)
		message_format(message, locale, arguments, count, out);
	return message;
}

void interface_say(const struct interface *interface, lang_id lang, const char *key,
		   struct buffer *out)
{
	struct locale *locale;
	const struct message *message = find(interface, lang, text_of(key), &locale);

	if (message)
		message_format(message, locale, NULL, 0, out);
	else
		buffer_string(out, key);
}

static bool write_date(void *self, lang_id lang, struct text iso, struct text style,
		       struct buffer *out)
{
	static const char *const names[] = {
	    [DATE_FULL] = "full",   [DATE_LONG] = "long", [DATE_MEDIUM] = "medium",
	    [DATE_SHORT] = "short", [DATE_YEAR] = "year", [DATE_MONTH] = "month",
	};
	const struct interface *interface = self;

	for (enum date_style i = DATE_FULL; i <= DATE_MONTH; i++)
		if (text_is(style, names[i]))
			return locale_date(interface->locales[lang], iso, i, out);
	return false;
}

static void write_number(void *self, lang_id lang, double number, struct buffer *out)
{
	const struct interface *interface = self;

	locale_number(interface->locales[lang], number, out);
}

static void write_list(void *self, lang_id lang, const struct text *items, size_t count,
		       struct buffer *out)
{
	const struct interface *interface = self;

	locale_list(interface->locales[lang], items, count, out);
}

struct words interface_words(struct interface *interface)
{
	return (struct words){say, write_date, write_number, write_list, interface};
}

static void sort_key(void *self, lang_id lang, struct text title, struct buffer *out)
{
	const struct interface *interface = self;

	locale_sort_key(interface->locales[lang], title, out);
}

struct collation interface_collation(struct interface *interface)
{
	return (struct collation){sort_key, interface};
}
