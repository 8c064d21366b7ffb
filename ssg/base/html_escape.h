/* html_escape.h - escapes text and addresses for HTML, byte for byte as cmark-gfm does. */
#ifndef SSG_BASE_HTML_ESCAPE_H
#define SSG_BASE_HTML_ESCAPE_H

#include "base/memory.h"

/* For text and for attribute values in double quotes: & < > " become entities. */
void html_escape(struct buffer *html, struct text text);
/* The same for either quotes: ' too, which cmark-gfm leaves. */
void html_escape_quotes(struct buffer *html, struct text text);

/* For an address in a quoted attribute: what RFC 3986 neither allows nor reserves becomes %XX
 * ('%' itself stays, so an address that is encoded already is not encoded twice), & and ' become
 * entities. The result is ASCII and cannot hold a control character, a space or a quote. */
void html_escape_address(struct buffer *html, struct text address);

#endif
