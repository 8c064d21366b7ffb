/* model.h - the whole site as data: works, documents, terms, sections, and links between them.
 *
 * The site worker builds it from all records, plugins add to it, then it is frozen: render
 * workers inherit it and only read. Everything is an index into an array, so that nothing
 * points in circles and order never depends on addresses.
 *
 * A *work* is what the same path below every language has in common; a *document* is a work
 * in one language. */
#ifndef SSG_SITE_MODEL_H
#define SSG_SITE_MODEL_H

#include "content/record.h"
#include "site/config.h"
#include "source/history.h"
#include "source/path_set.h"
#include "source/snapshot.h"

typedef uint32_t work_id, document_id, term_id, section_id, asset_id;
#define NONE UINT32_MAX

/* COUNT items from FIRST in the array that the field's comment names. */
struct range {
	uint32_t first, count;
};

enum target_kind {
	TARGET_NONE,
	TARGET_WORK,
	TARGET_ASSET,
	TARGET_SELF /* an anchor on the same page */
};

/* The target of a hole of a document. */
struct target {
	enum target_kind kind;
	uint32_t index;     /* work or asset */
	uint32_t lang;      /* LANG_NONE: the reader's */
	struct text anchor; /* without '#'; may be empty */
};

struct document {
	struct text path; /* "content/fr/messages/x.md", as committed */
	lang_id lang;
	work_id work;
	const struct file *file; /* of the snapshot */
	const struct record *record;
	struct target *targets; /* one for each hole of the record */
	uint32_t target_count;
	bool stale;          /* the original changed after `source:` */
	struct blob_id blob; /* of the file when the model was made */
};

struct work {
	struct text id; /* "messages/x", "messages/index", "index" */
	struct text slug;
	document_id original;    /* its document in the first language that has one */
	const struct type *type; /* NULL: none */
	section_id section;
	struct text date; /* of the front matter; may be empty */
	int64_t weight;
	struct range terms;     /* into model.work_terms, in order of front matter */
	struct range backlinks; /* into model.backlinks: works, by date, newest first */
	bool unlisted;          /* an index page: never in lists of documents */
	bool unmapped;          /* `sitemap: false` */
};

struct term {
	struct text id;
	uint32_t taxonomy;
	const struct value *declared; /* its map in the data file, or NULL */
	term_id parent;               /* NONE: a root */
	struct range works;           /* into model.term_works, by date, newest first */
};

struct taxonomy {
	const struct taxonomy_config *config;
	struct range terms; /* into model.terms: as declared, then open ones by id */
};

struct section {
	struct text id; /* "", "messages", "about/history" */
	section_id parent;
	work_id index;      /* of its index.md, or NONE */
	struct range works; /* into model.section_works: direct ones, by date, newest first */
};

struct asset {
	struct text path;        /* "content/assets/x.png", "themes/plain/assets/style.css" */
	struct text output;      /* "assets/x.3f9a2b1c.png" */
	const struct file *file; /* of the snapshot, or NULL: */
	struct text embedded;    /* its bytes in the program */
	uint32_t width, height;  /* of a picture; 0: unknown */
};

/* A named list or value that a plugin hung on a work (site:relate, site:attach). */
struct relation {
	struct text name;
	uint32_t owner;     /* work */
	struct range works; /* into model.related_works */
};

enum owner_kind { OWNER_WORK, OWNER_TERM };

struct attachment {
	struct text name;
	enum owner_kind kind;
	uint32_t owner;
	const struct value *value;
};

struct mention {
	struct text text;
	work_id work;
	uint32_t lang; /* LANG_NONE: any */
};

struct model {
	struct arena arena;
	const struct config *config;
	const struct snapshot *snapshot;
	const struct history *history; /* NULL: unknown */

	struct work *works; /* by id */
	size_t work_count;
	struct map work_by_id;
	document_id *document_of; /* [work * languages + lang], or NONE */
	work_id *by_date;         /* listed works: date newest first, then id */
	size_t by_date_count;

	struct document *documents;
	size_t document_count;
	struct map unreadable; /* ids of documents with errors: links to them are not mistakes */
	struct map drafts;     /* ids of documents of which all that there is are drafts */
	bool wiki_resolved;    /* a plugin has looked for what wiki links name */

	struct taxonomy *taxonomies; /* as in config */
	struct term *terms;
	size_t term_count;
	struct map *term_by_id; /* one for each taxonomy */
	term_id *work_terms;
	work_id *term_works;

	struct section *sections; /* by id: a parent is before its children */
	size_t section_count;
	struct map section_by_id;
	work_id *section_works;

	work_id *backlinks;

	struct asset *assets;
	size_t asset_count;
	struct map asset_by_path;

	struct relation *relations;
	size_t relation_count;
	work_id *related_works;
	size_t related_count;
	struct attachment *attachments;
	size_t attachment_count;
	struct mention *mentions;
	size_t mention_count;

	struct map relation_by_key; /* "name\0owner": see site/relations.c */

	struct page *pages; /* site/pages.h */
	size_t page_count;
	struct map page_by_path;

	struct feed_plan *feeds; /* site/feed_plan.h */
	size_t feed_count;
	struct map feed_by_path;

	struct file_plan *files; /* site/data_files.h */
	size_t file_count;
	struct map file_by_path;

	struct site_maps *site_maps; /* site/sitemap_plan.h */

	struct path_set outputs; /* site/output_paths.h */
};

/* ---- documents in a language */

/* The document that a reader of LANG is shown: the work's own, or the first along the chain. */
document_id model_document(const struct model *model, work_id work, lang_id lang);
bool model_translated(const struct model *model, work_id work, lang_id lang);
/* True if lists of LANG show the work. (FALLBACK_NONE leaves untranslated ones out.) */
bool model_listed(const struct model *model, work_id work, lang_id lang);
/* The language of the page that a link to WORK leads a reader of LANG to. */
lang_id model_page_language(const struct model *model, work_id work, lang_id lang);

struct text model_title(const struct model *model, work_id work, lang_id lang);
/* A field of the front matter: the translation's own, or, if the field is not translatable, the
 * original's. Sets *PATH to the file that it is in, unless PATH is NULL. */
const struct value *model_field(const struct model *model, document_id document, struct text name,
				struct text *path);
work_id model_work(const struct model *model, struct text id); /* or NONE */
term_id model_term(const struct model *model, uint32_t taxonomy, struct text id);
uint32_t model_taxonomy(const struct model *model, struct text id); /* index, or NONE */
section_id model_section(const struct model *model, struct text id);

/* Term labels: as declared, else the id. */
struct text model_term_label(const struct model *model, term_id term, lang_id lang);

struct text model_section_title(const struct model *model, section_id section, lang_id lang);

#endif
