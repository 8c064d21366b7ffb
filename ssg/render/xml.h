/* xml.h - escapes text for XML 1.0, in feeds and sitemaps. */
#ifndef SSG_RENDER_XML_H
#define SSG_RENDER_XML_H

#include "base/memory.h"

/* Appends TEXT escaped for element content and quoted attributes. Control characters (all but
 * tab and newline) and noncharacters, which XML cannot hold, are dropped; bytes that are not
 * UTF-8 become U+FFFD. */
void xml_text(struct buffer *out, struct text text);

/* Appends ` name="text"`. */
void xml_attribute(struct buffer *out, const char *name, struct text text);

/* Appends a line with `<name>text</name>` after INDENT tabs, or nothing if TEXT is empty. */
void xml_element(struct buffer *out, unsigned indent, const char *name, struct text text);

#endif
