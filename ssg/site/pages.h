/* pages.h - the pages of the site, before any is rendered.
 *
 *   pages_assemble(model, diags);       pages of documents, sections, languages
 *   pages_add(model, &page, diags);     what plugins add
 *   pages_redirect(model, diags);       last, so that no old address takes the place of a page
 *
 * Two pages of one path are an error: addresses never depend on who came last. */
#ifndef SSG_SITE_PAGES_H
#define SSG_SITE_PAGES_H

#include "site/model.h"

enum page_kind {
	PAGE_DOCUMENT,
	PAGE_SECTION, /* with or without an index.md */
	PAGE_HOME,    /* of one language */
	PAGE_TERM,
	PAGE_VIRTUAL,
	PAGE_LANGUAGES, /* index.html: the choice of language */
	PAGE_NOT_FOUND,
	PAGE_REDIRECT, /* an old address, from `aliases:` or a plugin */
};

struct page {
	enum page_kind kind;
	lang_id lang;
	struct text path;         /* "fr/messages/x.html" */
	struct text layout;       /* "page.html" */
	work_id work;             /* whose text it shows, or where it redirects to; or NONE */
	section_id section;       /* or NONE */
	term_id term;             /* or NONE */
	uint32_t taxonomy;        /* or NONE */
	struct text feed;         /* "fr/themes/access.xml"; empty: the language's own */
	struct text title;        /* of pages without a work; else empty */
	struct text description;  /* the same */
	const struct value *data; /* of a virtual page, or NULL */
	struct place place;       /* who asked for it, for messages */
	uint32_t next; /* the page at this path in another language: in a ring, with itself */
};

/* Texts are copied. False: the path cannot be a file of the site; reported (output_paths.h). */
bool pages_add(struct model *model, const struct page *page, struct diagnostics *d);
/* After model_assemble. */
void pages_assemble(struct model *model, struct diagnostics *d);
/* A page at an old address below OUT, which leads to WORK's in LANG. False: as pages_add. */
bool pages_add_redirect(struct model *model, struct text path, work_id work, lang_id lang,
			struct place place, struct diagnostics *d);
/* Pages at the old addresses that `aliases:` name. */
void pages_redirect(struct model *model, struct diagnostics *d);
/* When all pages are there: finds those that are one page in several languages. */
void pages_join(struct model *model);
/* PAGE itself in LANG, or NULL; after pages_join. */
const struct page *pages_in(const struct model *model, const struct page *page, lang_id lang);
/* True if the page shows the text of a work, instead of leading to it. */
bool page_has_document(const struct page *page);
/* The page at an output path, or NULL. */
const struct page *pages_find(const struct model *model, struct text path);
/* The page that shows the terms of TAXONOMY or one TERM in LANG, or NULL: no plugin made one. */
const struct page *pages_find_taxonomy(const struct model *model, uint32_t taxonomy, lang_id lang);
const struct page *pages_find_term(const struct model *model, term_id term, lang_id lang);

#endif
