/* html_escape.h - escapes text and addresses for HTML, byte for byte as cmark-gfm does. */
#ifndef SSG_BASE_HTML_ESCAPE_H
#define SSG_BASE_HTML_ESCAPE_H

#include "base/memory.h"

/* For text, and for attribute values in double quotes: escapes & < > ". */
void html_escape(struct buffer *html, struct text text);
/* For attribute values in either quotes: also escapes ', which cmark-gfm does not. */
void html_escape_quotes(struct buffer *html, struct text text);

/* For an address in a quoted attribute: bytes that RFC 3986 neither allows nor reserves become
 * %XX ('%' itself stays, so that an encoded address is not encoded twice); & and ' become
 * entities. The result is ASCII without control characters, spaces and quotes. */
void html_escape_address(struct buffer *html, struct text address);

#endif
