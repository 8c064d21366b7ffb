/* html_context.h - tracks where in HTML a template is, character by character (WHATWG HTML,
 * 13.2.5), which decides how an expression is escaped.
 *
 *   struct html_context c = {0};          in text
 *   html_context_feed(&c, TEXT("<a href=\""));
 *   html_context_place(&c, &reason)       PRINT_URL
 *   html_context_expression(&c);          something was printed there
 *
 * A tokenizer, not a parser: it does not know which elements are open. Stricter than browsers: what
 * they repair (attributes without white space between them, CDATA, `<!--` in a script) ends in
 * HTML_REFUSED. A context is a plain value: copy it, compare it. */
#ifndef SSG_TEMPLATE_HTML_CONTEXT_H
#define SSG_TEMPLATE_HTML_CONTEXT_H

#include "base/text.h"
#include "sandbox/print_place.h"

enum html_state {
	HTML_TEXT,
	HTML_TAG_OPEN,     /* after '<' */
	HTML_END_TAG_OPEN, /* after "</" */
	HTML_TAG_NAME,
	HTML_BEFORE_ATTRIBUTE, /* after white space in a tag */
	HTML_ATTRIBUTE_NAME,
	HTML_AFTER_NAME,      /* after white space that follows an attribute's name */
	HTML_AFTER_ATTRIBUTE, /* an attribute or the tag's name is complete: no letter may follow */
	HTML_SELF_CLOSING,    /* after '/' in a tag */
	HTML_BEFORE_VALUE,    /* after '=' */
	HTML_VALUE_DOUBLE,
	HTML_VALUE_SINGLE,
	HTML_VALUE_UNQUOTED,
	HTML_MARKUP, /* after "<!": comment or declaration */
	HTML_COMMENT,
	HTML_BOGUS_COMMENT, /* <!doctype …>, <? … > */
	HTML_RCDATA,        /* in <title>, <textarea>: text without elements */
	HTML_RAW_TEXT,      /* in <script>, <style>, …: no entities, no elements */
	HTML_REFUSED,       /* browsers would disagree with us: ->reason */
};

/* How far the address in a URL attribute has come. */
enum url_phase {
	URL_START,  /* nothing yet, or perhaps nothing: the next expression may bring a scheme */
	URL_SCHEME, /* could still be inside of a scheme */
	URL_REST,   /* a '/', '?', '#' or ':' was seen */
	URL_SCRIPT, /* the template itself wrote a scheme that runs code */
};

enum { HTML_NAME_MAX = 24 }; /* bytes kept of names; longer names mean nothing special */

struct html_name {
	char at[HTML_NAME_MAX]; /* ASCII in lower case */
	unsigned char size;
};

struct html_context {
	enum html_state state;
	enum url_phase url;
	bool end_tag;
	unsigned char matched;    /* bytes of a comment's or element's end that were seen */
	bool comment_bang;        /* "--!" was seen */
	struct html_name element; /* of the tag, or of the RCDATA or raw text one is in */
	struct html_name attribute;
	struct html_name scheme; /* what the template wrote at the start of an address */
	bool scheme_printed;     /* an expression comes before any '/', '?', '#', ':' */
	const char *reason;      /* static; of HTML_REFUSED */
};

void html_context_feed(struct html_context *context, struct text html);

/* The place where an expression would be printed here. PRINT_NOWHERE sets REASON: where it is,
 * and what to do. */
enum print_place html_context_place(const struct html_context *context, const char **reason);
/* After an expression. */
void html_context_expression(struct html_context *context);
/* Call before a statement: the text after the tag is not known, so a name before it is complete. */
void html_context_statement(struct html_context *context);

/* Two ways lead to one place: true if they agree, and A is what holds for both. */
bool html_context_join(struct html_context *a, const struct html_context *b);
bool html_context_is_text(const struct html_context *context);
/* "in text", "in a quoted attribute value", … */
const char *html_context_name(const struct html_context *context);

#endif
