/* markdown_options.h - the `markdown:` options of site.yaml. */
#ifndef SSG_CONTENT_MARKDOWN_OPTIONS_H
#define SSG_CONTENT_MARKDOWN_OPTIONS_H

#include <stdbool.h>

struct markdown_options {
	bool raw_html; /* site.yaml `markdown: {raw_html: true}` */
	bool figures;  /* a paragraph of one image with a title is a <figure>; default true */
	bool callouts; /* `> [!NOTE]`; default true */
	bool wiki;     /* `[[…]]` makes HOLE_WIKI; default true */
	bool lenient;  /* a refused address is a warning: site.yaml `links: warn` */
};

#endif
