/* config.h - the settings of a site: site.yaml, with content/types/ and content/data/.
 *
 * Another process has read the YAML (engine/settings.h) and gives one flat map:
 *
 *   {site: {…}, types: {<type>: {…}}, data: {<name>: …}}
 *
 * config_read() checks it and gives it C's types. Texts and values point into that map and into the
 * arena, and nowhere else, so that a config can be kept with both (cache/model_image.h). */
#ifndef SSG_SITE_CONFIG_H
#define SSG_SITE_CONFIG_H

#include "base/diagnostics.h"
#include "base/map.h"
#include "base/value.h"
#include "content/document.h"
#include "content/limits.h"
#include "content/types.h"
#include "site/budgets.h"

typedef uint32_t lang_id; /* index into config.languages; 0 is the original language */

/* LANG_NONE: no such language; or none in particular: any, or the reader's. */
enum { LANGUAGES_MAX = 256, LANG_NONE = LANGUAGES_MAX };

struct language {
	struct text code; /* the folder below content/ and OUT: "zh" */
	struct text tag;  /* BCP 47, for lang="": "zh-Hans" */
	struct text name; /* its own name for itself; empty: render asks ICU */
	struct text dir;  /* "ltr", "rtl"; empty: render asks ICU */
	lang_id *chain;   /* where a missing translation is sought, in order; without itself */
	size_t chain_count;
};

/* What is shown in a language that lacks a document. */
enum fallback {
	FALLBACK_PAGES, /* a page with the text of another language and a notice */
	FALLBACK_LINKS, /* lists lead to the other language's page */
	FALLBACK_NONE,  /* lists leave it out */
};

struct taxonomy_config {
	struct text id;
	bool open;                 /* terms need no declaration */
	const struct value *label; /* or NULL */
	const struct value *terms; /* list of declarations, or NULL */
	struct text data_path;     /* the place of TERMS, for messages */
	struct place place;
};

struct config {
	const struct value *root; /* the map that it was read from */
	const struct value *site; /* site.yaml */
	const struct value *data; /* {name: value} */
	struct text base_url;     /* ends in "/" */
	struct text theme;
	struct language *languages;
	size_t language_count;
	struct map language_by_code;
	enum fallback fallback;
	struct taxonomy_config *taxonomies;
	size_t taxonomy_count;
	struct text *plugins;
	size_t plugin_count;
	bool links_strict; /* broken links are errors */
	struct markdown_options markdown;
	struct limits limits;
	struct budgets budgets;
	struct types types;
};

#define SITE_YAML TEXT("site.yaml")

/* All problems go to D; with errors the result is still safe to read. ROOT and ARENA outlive
 * CONFIG. */
void config_read(struct config *config, struct arena *arena, const struct value *root,
		 struct diagnostics *d);

lang_id config_language(const struct config *config, struct text code); /* or LANG_NONE */

/* LABEL (a text, or a map from language to text) in LANG, else along its chain, else FALLBACK. */
struct text config_label(const struct config *config, const struct value *label, lang_id lang,
			 struct text fallback);

#endif
