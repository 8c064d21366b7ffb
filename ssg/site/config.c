#include "site/config.h"

#include "content/field_check.h"

static const char *const known_keys[] = {
    "title",          "description", "base_url", "languages",  "fallback",
    "fallback_chain", "theme",       "plugins",  "taxonomies", "links",
    "markdown",       "limits",      "menu",     "budgets",    "params",
};

static struct place at(const struct value *value)
{
	return value_place(SITE_YAML, value);
}

lang_id config_language(const struct config *config, struct text code)
{
	size_t lang = map_get(&config->language_by_code, code);

	return lang == MAP_NONE ? LANG_NONE : (lang_id)lang;
}

struct text config_label(const struct config *config, const struct value *label, lang_id lang,
			 struct text fallback)
{
	if (value_is(label, VALUE_STRING))
		return value_text(label);
	if (!value_count(label))
		return fallback;
	const struct language *language = &config->languages[lang];
	const struct value *found = value_find(label, language->code);
	for (size_t i = 0; !value_text(found).size && i < language->chain_count; i++)
		found = value_find(label, config->languages[language->chain[i]].code);
	return value_text(found).size ? value_text(found) : fallback;
}

static void suggest(struct diagnostics *d, struct text name, const char *const *names, size_t count)
{
	struct text candidates[32];

	for (size_t i = 0; i < count; i++)
		candidates[i] = text_of(names[i]);
	diag_suggest(d, diag_closest(name, candidates, count));
}

static void check_keys(const struct value *site, struct diagnostics *d)
{
	const size_t count = sizeof known_keys / sizeof *known_keys;

	for (size_t i = 0; i < value_count(site); i++) {
		const struct value *key = &value_entry(site, i)->key;
		bool known = false;
		for (size_t k = 0; k < count && !known; k++)
			known = text_is(value_text(key), known_keys[k]);
		if (known)
			continue;
		diag_error(d, "E-SITE", at(key), "unknown setting \"%.*s\"",
			   TEXT_ARGS(value_text(key)));
		suggest(d, value_text(key), known_keys, count);
	}
}

static struct field field_of(const char *name, enum field_kind kind)
{
	return (struct field){.name = text_of(name), .kind = kind};
}

static struct field list_of(const char *name, enum field_kind kind)
{
	return (struct field){.name = text_of(name), .kind = kind, .list = true};
}

/* Without FIELDS, the map may have any keys. */
static struct field map_of(const char *name, struct field *fields, size_t count)
{
	return (struct field){
	    .name = text_of(name), .kind = FIELD_MAP, .fields = fields, .field_count = count};
}

/* Checks the settings that are not checked where they are read. */
static void check_kinds(const struct value *site, struct diagnostics *d)
{
	struct field markdown[] = {
	    field_of("raw_html", FIELD_BOOLEAN), field_of("figures", FIELD_BOOLEAN),
	    field_of("callouts", FIELD_BOOLEAN), field_of("wiki", FIELD_BOOLEAN)};
	struct field fields[] = {
	    field_of("title", FIELD_LABEL),
	    field_of("description", FIELD_LABEL),
	    field_of("theme", FIELD_STRING),
	    list_of("languages", FIELD_ANY),
	    map_of("fallback_chain", NULL, 0),
	    list_of("plugins", FIELD_ANY),
	    map_of("taxonomies", NULL, 0),
	    map_of("markdown", markdown, sizeof markdown / sizeof *markdown),
	    list_of("menu", FIELD_STRING),
	    map_of("params", NULL, 0),
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const struct value *value = value_find(site, fields[i].name);
		if (value)
			field_check(&fields[i], value, SITE_YAML, d);
	}
	if (field_value_missing(value_get(site, "title"))) {
		diag_error(d, "E-SITE", at(value_get(site, "title")), "title: is missing");
		diag_hint(d, "write title: My site, or title: {en: My site, fr: Mon site}");
	}
}

/* A folder's name: what follows becomes a path. */
static bool is_code(struct text code)
{
	if (!code.size || code.size > 35)
		return false;
	for (size_t i = 0; i < code.size; i++) {
		char c = code.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '-' || c == '_'))
			return false;
	}
	return true;
}

static void add_language(struct config *config, struct arena *arena, const struct value *item,
			 struct diagnostics *d)
{
	const struct value *code = value_is(item, VALUE_MAP) ? value_get(item, "code") : item;
	struct language language = {.code = value_text(code)};
	struct field fields[] = {field_of("code", FIELD_STRING), field_of("tag", FIELD_STRING),
				 field_of("name", FIELD_STRING), field_of("dir", FIELD_STRING)};
	struct field whole = map_of("languages", fields, sizeof fields / sizeof *fields);

	if (value_is(item, VALUE_MAP))
		field_check(&whole, item, SITE_YAML, d);

	if (!is_code(language.code)) {
		diag_error(d, "E-SITE", at(item),
			   "a language is a code such as \"en\" or \"pt-BR\"");
		return;
	}
	if (text_is(language.code, "assets") || text_is(language.code, "data") ||
	    text_is(language.code, "types")) {
		diag_error(d, "E-SITE", at(item), "content/%.*s/ cannot be a language's folder",
			   TEXT_ARGS(language.code));
		return;
	}
	if (config_language(config, language.code) != LANG_NONE) {
		diag_error(d, "E-SITE", at(code), "language \"%.*s\" is listed twice",
			   TEXT_ARGS(language.code));
		return;
	}
	if (config->language_count == LANGUAGES_MAX) {
		diag_error(d, "E-SITE", at(code), "more than %d languages", LANGUAGES_MAX);
		return;
	}
	language.tag = value_get_text(item, "tag", language.code);
	language.name = value_get_text(item, "name", TEXT(""));
	language.dir = value_get_text(item, "dir", TEXT(""));
	if (language.dir.size && !text_is(language.dir, "ltr") && !text_is(language.dir, "rtl"))
		diag_error(d, "E-SITE", at(value_get(item, "dir")), "dir is ltr or rtl");
	config->languages =
	    arena_grow(arena, config->languages, config->language_count, sizeof language);
	config->languages[config->language_count] = language;
	map_put(&config->language_by_code, language.code, config->language_count++);
}

static void read_languages(struct config *config, struct arena *arena, struct diagnostics *d)
{
	const struct value *list = value_get(config->site, "languages");

	for (size_t i = 0; i < value_count(list) && value_is(list, VALUE_LIST); i++)
		add_language(config, arena, value_item(list, i), d);
	if (config->language_count)
		return;
	diag_error(d, "E-SITE", at(list), "languages: is missing or empty");
	diag_hint(d, "write, for example, languages: [en, fr]: the first is the original language");
	config->languages = arena_array(arena, 1, sizeof *config->languages);
	config->languages[0] = (struct language){.code = TEXT("en"), .tag = TEXT("en")};
	config->language_count = 1;
	map_put(&config->language_by_code, config->languages[0].code, 0);
}

static void add_to_chain(struct language *language, lang_id self, lang_id lang)
{
	if (lang == self || lang == LANG_NONE)
		return;
	for (size_t i = 0; i < language->chain_count; i++)
		if (language->chain[i] == lang)
			return;
	language->chain[language->chain_count++] = lang;
}

/* The languages of fallback_chain, then all others in the site's order, so that a text is found
 * wherever it exists. */
static void read_chains(struct config *config, struct arena *arena, struct diagnostics *d)
{
	const struct value *chains = value_get(config->site, "fallback_chain");

	for (size_t i = 0; value_is(chains, VALUE_MAP) && i < value_count(chains); i++) {
		const struct value *key = &value_entry(chains, i)->key;
		if (config_language(config, value_text(key)) == LANG_NONE)
			diag_error(
			    d, "E-SITE", at(key),
			    "fallback_chain names \"%.*s\", which is not a language of this site",
			    TEXT_ARGS(value_text(key)));
	}
	for (lang_id lang = 0; lang < config->language_count; lang++) {
		struct language *language = &config->languages[lang];
		const struct value *chain = value_find(chains, language->code);
		struct field list = {.name = language->code, .kind = FIELD_ANY, .list = true};
		if (chain)
			field_check(&list, chain, SITE_YAML, d);
		language->chain =
		    arena_array(arena, config->language_count, sizeof *language->chain);
		for (size_t i = 0; value_is(chain, VALUE_LIST) && i < value_count(chain); i++) {
			const struct value *item = value_item(chain, i);
			if (config_language(config, value_text(item)) == LANG_NONE)
				diag_error(d, "E-SITE", at(item),
					   "\"%.*s\" is not a language of this site",
					   TEXT_ARGS(value_text(item)));
			add_to_chain(language, lang, config_language(config, value_text(item)));
		}
		for (lang_id other = 0; other < config->language_count; other++)
			add_to_chain(language, lang, other);
	}
}

/* The index of site.yaml's KEY among NAMES; 0 when missing. */
static size_t read_choice(const struct config *config, const char *key, const char *const *names,
			  size_t count, struct diagnostics *d)
{
	const struct value *value = value_get(config->site, key);

	if (!value)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (text_is(value_text(value), names[i]))
			return i;
	diag_error(d, "E-SITE", at(value), "%s: \"%.*s\" is not known", key,
		   TEXT_ARGS(value_text(value)));
	suggest(d, value_text(value), names, count);
	return 0;
}

static void add_taxonomy(struct config *config, struct arena *arena,
			 const struct value_entry *entry, struct diagnostics *d)
{
	struct taxonomy_config taxonomy = {.id = value_text(&entry->key), .place = at(&entry->key)};

	taxonomy.place.path = arena_text(arena, taxonomy.place.path);
	const struct value *data = value_get(&entry->value, "data");
	struct field fields[] = {field_of("open", FIELD_BOOLEAN), field_of("data", FIELD_STRING),
				 field_of("label", FIELD_LABEL)};
	struct field whole = {.name = taxonomy.id,
			      .kind = FIELD_MAP,
			      .fields = fields,
			      .field_count = sizeof fields / sizeof *fields};

	field_check(&whole, &entry->value, SITE_YAML, d);
	if (!is_code(taxonomy.id)) {
		diag_error(d, "E-SITE", at(&entry->key),
			   "a taxonomy's name is made of letters, digits, - and _");
		return;
	}
	if (config_language(config, taxonomy.id) != LANG_NONE)
		diag_error(d, "E-SITE", at(&entry->key),
			   "taxonomy \"%.*s\" has the name of a language", TEXT_ARGS(taxonomy.id));
	taxonomy.open = value_get_boolean(&entry->value, "open", false);
	taxonomy.label = value_get(&entry->value, "label");
	if (data) {
		const struct value *file = value_find(config->data, value_text(data));
		taxonomy.data_path =
		    arena_printf(arena, "content/data/%.*s.yaml", TEXT_ARGS(value_text(data)));
		taxonomy.terms = value_get(file, "terms");
		if (!value_is(taxonomy.terms, VALUE_LIST))
			diag_error(d, "E-SITE", at(data), "%.*s has no list \"terms:\"",
				   TEXT_ARGS(taxonomy.data_path));
	} else if (!taxonomy.open) {
		diag_error(d, "E-SITE", at(&entry->key), "taxonomy \"%.*s\" has no terms",
			   TEXT_ARGS(taxonomy.id));
		diag_hint(
		    d, "add open: true, or data: with a file of content/data/ that declares them");
	}
	config->taxonomies =
	    arena_grow(arena, config->taxonomies, config->taxonomy_count, sizeof taxonomy);
	config->taxonomies[config->taxonomy_count++] = taxonomy;
}

static void read_names(const struct value *list, struct text **names, size_t *count,
		       struct arena *arena, struct diagnostics *d)
{
	for (size_t i = 0; value_is(list, VALUE_LIST) && i < value_count(list); i++) {
		const struct value *item = value_item(list, i);
		if (!is_code(value_text(item))) {
			diag_error(d, "E-SITE", at(item),
				   "a plugin's name is made of letters, digits, - and _");
			continue;
		}
		*names = arena_grow(arena, *names, *count, sizeof **names);
		(*names)[(*count)++] = value_text(item);
	}
}

static void read_base_url(struct config *config, struct arena *arena, struct diagnostics *d)
{
	const struct value *value = value_get(config->site, "base_url");
	struct text url = value_text(value);

	if (!text_starts_with(url, TEXT("https://")) && !text_starts_with(url, TEXT("http://"))) {
		diag_error(d, "E-SITE", at(value),
			   "base_url: is missing or not an http(s) address");
		diag_hint(d, "feeds and the sitemap need it, for example https://example.org/");
		url = TEXT("https://example.org/");
	}
	if (!text_ends_with(url, TEXT("/")))
		url = arena_printf(arena, "%.*s/", TEXT_ARGS(url));
	config->base_url = url;
}

static void read_types(struct config *config, struct arena *arena, struct diagnostics *d)
{
	const struct value *types = value_get(config->root, "types");

	config->types.taxonomies =
	    arena_array(arena, config->taxonomy_count + 1, sizeof(struct text));
	for (size_t i = 0; i < config->taxonomy_count; i++)
		config->types.taxonomies[config->types.taxonomy_count++] = config->taxonomies[i].id;
	for (size_t i = 0; i < value_count(types); i++) {
		const struct value_entry *entry = value_entry(types, i);
		struct text id = value_text(&entry->key);
		types_add(&config->types, arena, id,
			  arena_printf(arena, "content/types/%.*s.yaml", TEXT_ARGS(id)),
			  &entry->value, d);
	}
	types_check(&config->types, d);
}

void config_read(struct config *config, struct arena *arena, const struct value *root,
		 struct diagnostics *d)
{
	static const char *const fallbacks[] = {"pages", "links", "none"};
	static const char *const links[] = {"error", "warn"};
	const struct value *markdown, *taxonomies;

	*config = (struct config){
	    .root = root,
	    .site = value_get(root, "site"),
	    .data = value_get(root, "data"),
	    .language_by_code = {.arena = arena},
	};
	check_keys(config->site, d);
	check_kinds(config->site, d);
	read_base_url(config, arena, d);
	read_languages(config, arena, d);
	read_chains(config, arena, d);
	config->fallback = (enum fallback)read_choice(config, "fallback", fallbacks, 3, d);
	config->links_strict = read_choice(config, "links", links, 2, d) == 0;
	config->theme = value_get_text(config->site, "theme", TEXT("plain"));
	if (!is_code(config->theme)) {
		diag_error(d, "E-SITE", at(value_get(config->site, "theme")),
			   "a theme's name is made of letters, digits, - and _");
		config->theme = TEXT("plain");
	}
	config->theme = arena_text(arena, config->theme);
	taxonomies = value_get(config->site, "taxonomies");
	for (size_t i = 0; i < value_count(taxonomies) && value_is(taxonomies, VALUE_MAP); i++)
		add_taxonomy(config, arena, value_entry(taxonomies, i), d);
	read_names(value_get(config->site, "plugins"), &config->plugins, &config->plugin_count,
		   arena, d);
	markdown = value_get(config->site, "markdown");
	config->markdown = (struct markdown_options){
	    .raw_html = value_get_boolean(markdown, "raw_html", false),
	    .figures = value_get_boolean(markdown, "figures", true),
	    .callouts = value_get_boolean(markdown, "callouts", true),
	    .wiki = value_get_boolean(markdown, "wiki", true),
	    .lenient = !config->links_strict,
	};
	config->limits = limits_read(value_get(config->site, "limits"), SITE_YAML, d);
	config->budgets = budgets_read(value_get(config->site, "budgets"), SITE_YAML, d);
	read_types(config, arena, d);
}
