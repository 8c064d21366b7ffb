#include "template/html_context.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_letter(char c)
{
	char lower = (char)(c | 0x20);

	return lower >= 'a' && lower <= 'z';
}

static void name_add(struct html_name *name, char c)
{
	if (name->size < HTML_NAME_MAX)
		name->at[name->size++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static struct text name_text(const struct html_name *name)
{
	return text_make(name->at, name->size);
}

static bool name_in(const struct html_name *name, const char *const *list)
{
	for (; *list; list++) {
		if (text_is(name_text(name), *list))
			return true;
	}
	return false;
}

static bool name_equal(const struct html_name *a, const struct html_name *b)
{
	return text_equal(name_text(a), name_text(b));
}

static void refuse(struct html_context *c, const char *reason)
{
	c->state = HTML_REFUSED;
	c->reason = reason;
}

/* ---- attributes */

/* HTML, index of attributes: those of type URL; and SVG's. */
static const char *const url_attributes[] = {
    "action",   "background", "cite",   "data", "formaction", "href", "longdesc",
    "manifest", "ping",       "poster", "src",  "xlink:href", NULL};
/* Elements and attributes that hold code, markup or a list of addresses in a syntax of their
 * own. */
static const char *const refused_attributes[] = {"imagesrcset", "srcdoc", "srcset", "style", NULL};
/* SVG's animations write attributes of other elements, href among them. */
static const char *const animations[] = {"animate", "animatemotion", "animatetransform", "set",
					 NULL};
static const char *const animated[] = {"attributename", "by", "from", "to", "values", NULL};

static bool is_event_handler(const struct html_name *attribute)
{
	return text_starts_with(name_text(attribute), TEXT("on"));
}

static bool is_url(const struct html_context *c)
{
	return name_in(&c->attribute, url_attributes);
}

static bool is_quoted(const struct html_context *c)
{
	return c->state == HTML_VALUE_DOUBLE || c->state == HTML_VALUE_SINGLE;
}

static void begin_value(struct html_context *c, enum html_state state)
{
	c->state = state;
	c->url = URL_START;
	c->scheme.size = 0;
	c->scheme_printed = false;
}

/* One byte of an address that the template itself writes. */
static void feed_url(struct html_context *c, char byte)
{
	static const char *const scripts[] = {"javascript", "vbscript", "data", NULL};

	if (c->url == URL_REST || c->url == URL_SCRIPT)
		return;
	if (byte == ':' && c->scheme_printed) {
		refuse(c, "the expression before this ':' could print any scheme");
	} else if (byte == ':') {
		c->url = name_in(&c->scheme, scripts) ? URL_SCRIPT : URL_REST;
	} else if (byte == '/' || byte == '?' || byte == '#') {
		c->url = URL_REST;
	} else if (byte == '&') {
		c->url =
		    URL_SCRIPT; /* "javascript&colon;": nobody needs one before the first '/' */
	} else if (!is_space(byte)) {
		name_add(&c->scheme, byte);
		c->url = URL_SCHEME;
	}
}

/* ---- tags */

static void end_of_tag(struct html_context *c)
{
	static const char *const rcdata[] = {"textarea", "title", NULL};
	static const char *const raw[] = {"iframe", "noembed", "noframes", "plaintext",
					  "script", "style",   "xmp",      NULL};

	c->matched = 0;
	c->attribute.size = 0;
	c->state = HTML_TEXT;
	if (!c->end_tag && name_in(&c->element, rcdata))
		c->state = HTML_RCDATA;
	else if (!c->end_tag && name_in(&c->element, raw))
		c->state = HTML_RAW_TEXT;
	else
		c->element.size = 0;
}

/* Between attributes: what begins with BYTE? */
static void feed_between(struct html_context *c, char byte)
{
	if (is_space(byte)) {
		if (c->state != HTML_AFTER_NAME)
			c->state = HTML_BEFORE_ATTRIBUTE;
	} else if (byte == '>') {
		end_of_tag(c);
	} else if (byte == '/') {
		c->state = HTML_SELF_CLOSING;
	} else if (byte == '=') {
		if (c->state == HTML_AFTER_NAME)
			c->state = HTML_BEFORE_VALUE;
		else
			refuse(c, "there is a '=' without an attribute's name before it");
	} else if (c->state == HTML_AFTER_ATTRIBUTE) {
		refuse(c, "white space is missing between attributes");
	} else {
		c->state = HTML_ATTRIBUTE_NAME;
		c->attribute.size = 0;
		name_add(&c->attribute, byte);
	}
}

static void feed_tag_name(struct html_context *c, char byte)
{
	if (is_space(byte) || byte == '/' || byte == '>')
		feed_between(c, byte);
	else
		name_add(&c->element, byte);
}

static void feed_attribute_name(struct html_context *c, char byte)
{
	if (is_space(byte))
		c->state = HTML_AFTER_NAME;
	else if (byte == '=')
		c->state = HTML_BEFORE_VALUE;
	else if (byte == '>' || byte == '/')
		feed_between(c, byte);
	else
		name_add(&c->attribute, byte);
}

static void feed_before_value(struct html_context *c, char byte)
{
	if (is_space(byte))
		return;
	if (byte == '"')
		begin_value(c, HTML_VALUE_DOUBLE);
	else if (byte == '\'')
		begin_value(c, HTML_VALUE_SINGLE);
	else if (byte == '>')
		end_of_tag(c);
	else
		begin_value(c, HTML_VALUE_UNQUOTED);
}

static void feed_value(struct html_context *c, char byte)
{
	char quote = c->state == HTML_VALUE_DOUBLE ? '"' : '\'';

	if (c->state == HTML_VALUE_UNQUOTED) {
		if (byte == '>')
			end_of_tag(c);
		else if (is_space(byte))
			c->state = HTML_BEFORE_ATTRIBUTE;
	} else if (byte == quote) {
		c->state = HTML_AFTER_ATTRIBUTE;
	} else if (is_url(c)) {
		feed_url(c, byte);
	}
}

static void feed_tag_open(struct html_context *c, char byte)
{
	bool end = c->state == HTML_END_TAG_OPEN;

	if (is_letter(byte)) {
		c->state = HTML_TAG_NAME;
		c->end_tag = end;
		c->element.size = 0;
		name_add(&c->element, byte);
	} else if (!end && byte == '/') {
		c->state = HTML_END_TAG_OPEN;
	} else if (!end && byte == '!') {
		c->state = HTML_MARKUP;
		c->matched = 0;
	} else if (end ? byte != '>' : byte == '?') {
		c->state = HTML_BOGUS_COMMENT;
	} else if (end || byte != '<') {
		c->state = HTML_TEXT; /* "</>" is nothing, "a < b" is text */
	}
}

/* ---- comments and declarations */

static void feed_markup(struct html_context *c, char byte)
{
	if (byte == '[') {
		refuse(c, "CDATA sections are read differently in HTML and in SVG");
	} else if (byte == '-') {
		if (++c->matched < 2)
			return;
		c->state = HTML_COMMENT;
		c->matched = 2;         /* "<!-->" is a complete comment */
		c->comment_bang = true; /* but "<!--!>" is not */
	} else {
		c->state = byte == '>' ? HTML_TEXT : HTML_BOGUS_COMMENT;
		c->matched = 0;
	}
}

/* Counts dashes up to two in ->matched; 3 is "--!". COMMENT_BANG: the comment has just begun,
 * where a '!' does not count. */
static void feed_comment(struct html_context *c, char byte)
{
	if (byte == '>' && c->matched >= 2) {
		c->state = HTML_TEXT;
		c->matched = 0;
		c->comment_bang = false;
		return;
	}
	if (byte == '-')
		c->matched = (unsigned char)(c->matched == 1 || c->matched == 2 ? 2 : 1);
	else
		c->matched = byte == '!' && c->matched == 2 && !c->comment_bang ? 3 : 0;
	if (byte != '-')
		c->comment_bang = false;
}

/* ---- title, textarea, script, style … */

/* ->matched counts bytes of "</element"; what follows must end the name. */
static void feed_raw(struct html_context *c, char byte)
{
	size_t size = c->element.size + 2u;

	if (c->matched == size) {
		if (is_space(byte) || byte == '/' || byte == '>') {
			c->end_tag = true;
			c->matched = 0;
			feed_between(c, byte);
			return;
		}
		c->matched = 0;
	}
	char lower = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
	char wanted = c->matched == 0 ? '<' : c->matched == 1 ? '/' : c->element.at[c->matched - 2];
	if (byte == '!' && c->matched == 1 && text_is(name_text(&c->element), "script"))
		refuse(c, "\"<!\" in a script changes where it ends");
	else if (lower == wanted)
		c->matched++;
	else
		c->matched = byte == '<';
}

static void feed_byte(struct html_context *c, char byte)
{
	switch (c->state) {
	case HTML_TEXT:
		if (byte == '<')
			c->state = HTML_TAG_OPEN;
		break;
	case HTML_TAG_OPEN:
	case HTML_END_TAG_OPEN:
		feed_tag_open(c, byte);
		break;
	case HTML_TAG_NAME:
		feed_tag_name(c, byte);
		break;
	case HTML_SELF_CLOSING:
		/* '/' between attributes is white space. */
		if (byte != '>')
			c->state = HTML_BEFORE_ATTRIBUTE;
		feed_between(c, byte);
		break;
	case HTML_BEFORE_ATTRIBUTE:
	case HTML_AFTER_NAME:
	case HTML_AFTER_ATTRIBUTE:
		feed_between(c, byte);
		break;
	case HTML_ATTRIBUTE_NAME:
		feed_attribute_name(c, byte);
		break;
	case HTML_BEFORE_VALUE:
		feed_before_value(c, byte);
		break;
	case HTML_VALUE_DOUBLE:
	case HTML_VALUE_SINGLE:
	case HTML_VALUE_UNQUOTED:
		feed_value(c, byte);
		break;
	case HTML_MARKUP:
		feed_markup(c, byte);
		break;
	case HTML_COMMENT:
		feed_comment(c, byte);
		break;
	case HTML_BOGUS_COMMENT:
		if (byte == '>')
			c->state = HTML_TEXT;
		break;
	case HTML_RCDATA:
	case HTML_RAW_TEXT:
		feed_raw(c, byte);
		break;
	case HTML_REFUSED:
		break;
	}
}

void html_context_feed(struct html_context *context, struct text html)
{
	for (size_t i = 0; i < html.size; i++) {
		/* Most of a template is text: to the next '<' at once. */
		if (context->state == HTML_TEXT) {
			size_t next = text_find_byte(text_slice(html, i, html.size), '<');
			if (next == SIZE_MAX)
				return;
			i += next;
		}
		feed_byte(context, html.at[i]);
	}
}

/* ---- expressions */

static const char *slot_refusal(const struct html_context *c)
{
	switch (c->state) {
	case HTML_RCDATA:
	case HTML_VALUE_DOUBLE:
	case HTML_VALUE_SINGLE:
	case HTML_TEXT:
		return NULL;
	case HTML_VALUE_UNQUOTED:
	case HTML_BEFORE_VALUE:
		return "in an attribute value without quotes: write quotes around it";
	case HTML_COMMENT:
	case HTML_MARKUP:
	case HTML_BOGUS_COMMENT:
		return "in a comment: use {# … #} or take it out";
	case HTML_RAW_TEXT:
		return "in a script or style sheet: put it into a data- attribute and read it "
		       "there";
	case HTML_REFUSED:
		return c->reason;
	default:
		return "in a tag: only quoted attribute values may be printed there";
	}
}

static const char *attribute_refusal(const struct html_context *c)
{
	if (is_event_handler(&c->attribute))
		return "in an event handler, which is code: put it into a data- attribute";
	if (text_is(name_text(&c->attribute), "style"))
		return "in a style attribute, which is code: choose a class instead";
	if (name_in(&c->attribute, refused_attributes))
		return "in an attribute with a syntax of its own (srcset, srcdoc)";
	if (name_in(&c->element, animations) && name_in(&c->attribute, animated))
		return "in an animation, which could write a link";
	if (is_url(c) && c->url == URL_SCRIPT)
		return "in an address that runs code or begins with an entity";
	return NULL;
}

enum print_place html_context_place(const struct html_context *context, const char **reason)
{
	*reason = slot_refusal(context);
	if (!*reason && is_quoted(context))
		*reason = attribute_refusal(context);
	if (*reason)
		return PRINT_NOWHERE;
	if (context->state == HTML_TEXT)
		return PRINT_TEXT;
	if (!is_quoted(context) || !is_url(context))
		return PRINT_PLAIN;
	return context->url == URL_START    ? PRINT_URL
	       : context->url == URL_SCHEME ? PRINT_URL_SCHEME
					    : PRINT_URL_REST;
}

void html_context_expression(struct html_context *context)
{
	if (is_quoted(context) && context->url <= URL_SCHEME) {
		context->url = URL_SCHEME;
		context->scheme_printed = true;
	}
	if (context->state == HTML_RCDATA)
		context->matched = 0;
}

void html_context_statement(struct html_context *context)
{
	switch (context->state) {
	case HTML_TAG_NAME:
	case HTML_ATTRIBUTE_NAME:
		context->state = HTML_AFTER_ATTRIBUTE;
		break;
	case HTML_AFTER_NAME:
		context->state = HTML_BEFORE_ATTRIBUTE;
		break;
	default:
		break;
	}
	if (context->state == HTML_AFTER_ATTRIBUTE || context->state == HTML_BEFORE_ATTRIBUTE)
		context->attribute.size = 0;
}

/* ---- comparing */

static bool between_attributes(enum html_state state)
{
	return state == HTML_BEFORE_ATTRIBUTE || state == HTML_AFTER_ATTRIBUTE;
}

bool html_context_join(struct html_context *a, const struct html_context *b)
{
	if (a->state == HTML_REFUSED || b->state == HTML_REFUSED)
		return a->state == b->state;
	if (a->end_tag != b->end_tag && a->state != HTML_TEXT)
		return false;
	if (!name_equal(&a->element, &b->element) || !name_equal(&a->attribute, &b->attribute))
		return false;
	if (a->state != b->state) {
		if (!between_attributes(a->state) || !between_attributes(b->state))
			return false;
		a->state = HTML_AFTER_ATTRIBUTE; /* the stricter one */
	}
	if (is_quoted(a)) {
		if (a->url == URL_SCRIPT || b->url == URL_SCRIPT)
			a->url = URL_SCRIPT;
		else if (b->url < a->url)
			a->url = b->url;
		if (!name_equal(&a->scheme, &b->scheme))
			a->scheme.size = 0;
		a->scheme_printed |= b->scheme_printed;
	}
	return a->matched == b->matched && a->comment_bang == b->comment_bang;
}

bool html_context_is_text(const struct html_context *context)
{
	return context->state == HTML_TEXT;
}

const char *html_context_name(const struct html_context *context)
{
	switch (context->state) {
	case HTML_TEXT:
		return "in text";
	case HTML_VALUE_DOUBLE:
	case HTML_VALUE_SINGLE:
		return "in a quoted attribute value";
	case HTML_VALUE_UNQUOTED:
	case HTML_BEFORE_VALUE:
		return "in an attribute value without quotes";
	case HTML_MARKUP:
	case HTML_COMMENT:
	case HTML_BOGUS_COMMENT:
		return "in a comment";
	case HTML_RCDATA:
		return "in a title or textarea";
	case HTML_RAW_TEXT:
		return "in a script or style sheet";
	case HTML_REFUSED:
		return context->reason;
	default:
		return "in a tag";
	}
}
