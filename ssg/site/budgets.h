/* budgets.h - the limits of file sizes that `budgets:` of site.yaml sets.
 *
 *   budgets:
 *     page: 14 KiB                     a document's page with its style sheets, compressed
 *     index: 30 KiB                    any other page, the same
 *     layouts: {search.html: 60 KiB}   pages of this layout, whatever they are
 *     css: 14 KiB                      one style sheet, as it is
 *
 * Who weighs: render/weight.h. */
#ifndef SSG_SITE_BUDGETS_H
#define SSG_SITE_BUDGETS_H

#include "base/diagnostics.h"
#include "base/value.h"

struct budgets {
	size_t page, index, css;     /* bytes; 0: no budget */
	bool pages;                  /* any for pages? */
	const struct value *layouts; /* layout -> size, or NULL */
};

/* MAP is part of the file PATH, or NULL. Problems go to D. */
struct budgets budgets_read(const struct value *map, struct text path, struct diagnostics *d);

/* The budget of pages of LAYOUT that are documents, or not; 0 if there is none. */
size_t budgets_of_page(const struct budgets *budgets, struct text layout, bool document);

#endif
