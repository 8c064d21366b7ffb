/* source_map.h - maps places in the Markdown tree to places in the file.
 *
 * cmark-gfm knows lines and columns of blocks. Of inlines it knows little: lines are too low
 * behind code spans, link definitions and table captions, columns wrong behind the first line of
 * a quotation or list. So the text itself is sought in the source, from where the tree says or from
 * the last place found, whichever is later: things are asked for in the order of the document. */
#ifndef SSG_CONTENT_SOURCE_MAP_H
#define SSG_CONTENT_SOURCE_MAP_H

#include "base/diagnostics.h"
#include "content/markdown.h"

struct source_map {
	struct text path;    /* of the file */
	struct text body;    /* the Markdown */
	uint32_t first_line; /* of the body in its file */
	struct buffer lines; /* size_t: offset of each line of the body; made when first needed */
	size_t cursor;       /* after the last place found */
	size_t counted;      /* the last place given … */
	uint32_t column;     /* … and its column: lines may be long and full of links */
};

void source_map_begin(struct source_map *map, struct text path, struct text body,
		      uint32_t first_line); /* keeps the memory of LINES */
void source_map_free(struct source_map *map);

/* Says that what comes next is before the last place found: footnotes are where their author
 * wrote them, but come last. */
void source_map_rewind(struct source_map *map);

/* The place where a block begins. */
struct place source_map_block(struct source_map *map, const cmark_node *block);
/* The place of the address of a link or picture; that of the link itself if the address is not
 * near (a reference, an escape); its line, with column 0, if not even that is certain. */
struct place source_map_link(struct source_map *map, const cmark_node *link);
/* The place of WORDS of the inline NODE; else its line, with column 0. */
struct place source_map_words(struct source_map *map, const cmark_node *node, struct text words);
/* The place of the wiki link to TARGET in the text NODE. False if there is a backslash before a
 * bracket, so that it is not a link (the tree does not tell). */
bool source_map_wiki(struct source_map *map, const cmark_node *node, struct text target,
		     struct place *place);

#endif
