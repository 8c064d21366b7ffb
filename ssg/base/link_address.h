/* link_address.h - says which kind of address a link or picture has (RFC 3986), and whether its
 * scheme is allowed.
 *
 * Only schemes that fetch or write to somebody are allowed: http, https, mailto, tel, ftp, xmpp;
 * for images also data: of PNG, GIF, JPEG and WebP. Browsers drop tabs and line ends inside
 * an address and controls before it; html_escape_address() encodes those, so what is read here
 * is what a browser reads. */
#ifndef SSG_BASE_LINK_ADDRESS_H
#define SSG_BASE_LINK_ADDRESS_H

#include "base/text.h"

enum link_address {
	ADDRESS_RELATIVE, /* a path or anchor of this site, also empty */
	ADDRESS_ABSOLUTE, /* begins with an allowed scheme or with '/' */
	ADDRESS_REFUSED,  /* any other scheme */
};

enum link_address link_address_kind(struct text address, bool image);
/* The part before the first ':' if that is a scheme; else empty. */
struct text link_address_scheme(struct text address);

#endif
