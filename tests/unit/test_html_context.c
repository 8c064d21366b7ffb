#include "template/html_context.h"

#include "reports.h"

static struct html_context context_after(const char *html)
{
	struct html_context context = {0};

	html_context_feed(&context, text_of(html));
	return context;
}

static enum print_place slot_after(const char *html)
{
	struct html_context context = context_after(html);
	const char *reason;
	enum print_place slot = html_context_place(&context, &reason);

	assert_true((slot == PRINT_NOWHERE) == (reason != NULL));
	return slot;
}

/* Every HTML in the list, which ends with NULL, leads to SLOT. */
static void assert_slots(enum print_place slot, const char *const *list)
{
	for (; *list; list++) {
		if (slot_after(*list) != slot)
			fail_msg("%s leads to slot %d", *list, (int)slot_after(*list));
	}
}

static void text_is_text(void **unused)
{
	static const char *const list[] = {"",
					   "a < b",
					   "a <3 <<b>",
					   "<p>",
					   "<p class=x>",
					   "<p class=\"x\">",
					   "<p class='x' id>",
					   "<br/>",
					   "</p>",
					   "</p class=x>",
					   "</>",
					   "<!doctype html>",
					   "<?xml ?>",
					   "</ x>",
					   "<!-- > -->",
					   "<!-->",
					   "<!--->",
					   "<!-- -- - --->",
					   "<!-- --!>",
					   "<!>",
					   "<a href=x/y>",
					   "<script>x</script>",
					   "<style>a > b</style >",
					   "<title>x</title>",
					   "<TITLE>x</tItLe\n>",
					   "<script src=\"x\"></script>",
					   "<titles>",
					   "<a title=\">\">",
					   "<a title='\">'>",
					   NULL};

	(void)unused;
	assert_slots(PRINT_TEXT, list);
}

static void titles_and_textareas_take_plain_text(void **unused)
{
	static const char *const list[] = {
	    "<title>",         "<title lang=\"en\">", "<textarea>\n", "<title><b>",
	    "<title></titles", "<TEXTAREA></title>",  "<title><!-- ", NULL};

	(void)unused;
	assert_slots(PRINT_PLAIN, list);
}

static void quoted_attributes_take_plain_text(void **unused)
{
	static const char *const list[] = {"<p class=\"",
					   "<p class='",
					   "<p class = \"",
					   "<p a=b class=\"x ",
					   "<p a='\"' b=\"'",
					   "</p class=\"",
					   "<p data-src=\"",
					   "<meta content=\"0; url=",
					   "<p\nclass\n=\n'",
					   "<a/href/class=\"",
					   "<p hidden class=\"",
					   "<p class=\"\" id=\"",
					   NULL};

	(void)unused;
	assert_slots(PRINT_PLAIN, list);
}

static void addresses_are_checked_from_their_start(void **unused)
{
	static const char *const starts[] = {"<a href=\"",
					     "<a HREF='",
					     "<img src=\"",
					     "<form action=\"",
					     "<q cite=\"",
					     "<button formaction='",
					     "<video poster=\"",
					     "<object data=\"",
					     "<a ping=\"",
					     "<html manifest=\"",
					     "<use xlink:href=\"",
					     "<a href=\" \n",
					     NULL};
	static const char *const rests[] = {
	    "<a href=\"/",        "<a href=\"x/",      "<a href=\"?q=",         "<a href=\"#",
	    "<a href=\"https://", "<a href=\"mailto:", "<a href=\"a/?x&amp;y=", NULL};
	static const char *const schemes[] = {"<a href=\"x", "<a href=\"x.html", NULL};

	(void)unused;
	assert_slots(PRINT_URL, starts);
	assert_slots(PRINT_URL_REST, rests);
	assert_slots(PRINT_URL_SCHEME, schemes);
}

static void nothing_prints_where_no_escaping_is_safe(void **unused)
{
	static const char *const list[] = {"<",
					   "</",
					   "<p",
					   "<p ",
					   "<p c",
					   "<p class",
					   "<p class ",
					   "<p class=",
					   "<p class= ",
					   "<p class=x",
					   "<p class=\"x\"",
					   "<p /",
					   "<!",
					   "<!-",
					   "<!--",
					   "<!-- x --",
					   "<!doctype ",
					   "<?",
					   "<script>",
					   "<script>'</",
					   "<script></scripts>",
					   "<style>",
					   "<iframe>",
					   "<xmp>",
					   "<noembed>",
					   "<p onclick=\"",
					   "<p ONLOAD='",
					   "<p style=\"color: ",
					   "<img srcset=\"",
					   "<link imagesrcset=\"",
					   "<iframe srcdoc=\"",
					   "<a href=\"javascript:",
					   "<a href=\"JavaScript:x",
					   "<a href=\"java\nscript:",
					   "<a href=\" javascript:",
					   "<a href=\"vbscript:",
					   "<img src=\"data:text/html,",
					   "<a href=\"javascript&colon;",
					   "<animate values=\"",
					   "<set to=\"",
					   NULL};

	(void)unused;
	assert_slots(PRINT_NOWHERE, list);
}

static void what_browsers_repair_is_refused(void **unused)
{
	static const char *const list[] = {
	    "<p a=\"b\"c",        "<p =",         "<p a=\"b\"=",   "<![CDATA[",
	    "<svg><![CDATA[x]]>", "<script><!--", "<a href=\"\">", NULL};

	(void)unused;
	for (size_t i = 0; i < 6; i++) {
		struct html_context context = context_after(list[i]);
		assert_int_equal(context.state, HTML_REFUSED);
		assert_non_null(context.reason);
	}
	struct html_context context = context_after(list[6]);
	assert_int_equal(context.state, HTML_TEXT);
}

static void an_address_in_pieces_stays_checked(void **unused)
{
	struct html_context context = context_after("<a href=\"");
	const char *reason;

	(void)unused;
	html_context_expression(&context);
	assert_int_equal(html_context_place(&context, &reason), PRINT_URL_SCHEME);
	html_context_expression(&context);
	assert_int_equal(html_context_place(&context, &reason), PRINT_URL_SCHEME);
	html_context_feed(&context, TEXT("/"));
	assert_int_equal(html_context_place(&context, &reason), PRINT_URL_REST);
	html_context_feed(&context, TEXT("\" href=\""));
	assert_int_equal(html_context_place(&context, &reason), PRINT_URL);
}

static void a_colon_behind_an_expression_is_refused(void **unused)
{
	struct html_context context = context_after("<a href=\"x");

	(void)unused;
	html_context_expression(&context);
	html_context_feed(&context, TEXT(":"));
	assert_int_equal(context.state, HTML_REFUSED);
}

static void bytes_may_come_one_by_one(void **unused)
{
	static const char html[] = "<!doctype html><html lang=\"en\"><!-- a --><title>x</title>"
				   "<script>a</script><a b href='x/y'>z</a><a href=\"x/";
	struct html_context whole = context_after(html), pieces = {0};

	(void)unused;
	for (size_t i = 0; html[i]; i++)
		html_context_feed(&pieces, text_make(html + i, 1));
	assert_true(html_context_join(&whole, &pieces));
	assert_int_equal(whole.state, pieces.state);
	assert_int_equal(whole.url, pieces.url);
}

/* What holds at a statement behind A and behind B. */
static bool join(const char *a, const char *b, struct html_context *joined)
{
	struct html_context other = context_after(b);

	*joined = context_after(a);
	html_context_statement(joined);
	html_context_statement(&other);
	return html_context_join(joined, &other);
}

static void ways_that_agree_join(void **unused)
{
	struct html_context joined;

	(void)unused;
	assert_true(join("<p>", "x", &joined));
	assert_true(join("<p class=\"a", "<p class=\"b", &joined));
	assert_false(join("<p class=\"a", "<p id=\"b", &joined));
	assert_false(join("<p class=\"a", "<a class=\"b", &joined));
	assert_false(join("<p class=\"a", "<p class='b", &joined));
	assert_false(join("<p class=\"a", "<p>", &joined));
	assert_false(join("<title>", "<textarea>", &joined));
	assert_false(join("<script>", "<script></script>", &joined));
	assert_false(join("<script></scr", "<script>", &joined));
	assert_false(join("<!--", "<!-- -", &joined));
	assert_false(join("<p a=\"b\"c", "<p ", &joined));
}

static void attributes_may_be_left_out(void **unused)
{
	struct html_context joined;

	(void)unused;
	assert_true(join("<input ", "<input checked", &joined));
	assert_int_equal(joined.state, HTML_AFTER_ATTRIBUTE);
	assert_true(join("<input", "<input checked", &joined));
	assert_true(join("<input", "<input a=\"b\"", &joined));
	assert_true(join("<input ", "<input a=\"b\" ", &joined));
	assert_int_equal(joined.state, HTML_BEFORE_ATTRIBUTE);
	assert_true(join("<input a ", "<input b ", &joined));
	html_context_feed(&joined, TEXT("c>"));
	assert_int_equal(joined.state, HTML_TEXT);
	assert_true(join("<input ", "<input checked", &joined));
	html_context_feed(&joined, TEXT("x"));
	assert_int_equal(joined.state, HTML_REFUSED);
}

static void joined_address_is_the_less_certain(void **unused)
{
	struct html_context joined;

	(void)unused;
	assert_true(join("<a href=\"", "<a href=\"x/", &joined));
	assert_int_equal(joined.url, URL_START);
	assert_true(join("<a href=\"x/", "<a href=\"javascript:", &joined));
	assert_int_equal(joined.url, URL_SCRIPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_text),
	    cmocka_unit_test(titles_and_textareas_take_plain_text),
	    cmocka_unit_test(quoted_attributes_take_plain_text),
	    cmocka_unit_test(addresses_are_checked_from_their_start),
	    cmocka_unit_test(nothing_prints_where_no_escaping_is_safe),
	    cmocka_unit_test(what_browsers_repair_is_refused),
	    cmocka_unit_test(an_address_in_pieces_stays_checked),
	    cmocka_unit_test(a_colon_behind_an_expression_is_refused),
	    cmocka_unit_test(bytes_may_come_one_by_one),
	    cmocka_unit_test(ways_that_agree_join),
	    cmocka_unit_test(attributes_may_be_left_out),
	    cmocka_unit_test(joined_address_is_the_less_certain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
