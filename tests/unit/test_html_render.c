/* What of our own is in the HTML of a document. What is cmark-gfm's is in test_markdown.c. */
#include "parsed_document.h"

/* ---- headings and anchors */

static void headings_have_ids_levels_and_lines(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "---\ntitle: T\n---\n# A\n\n- ## A\n\n> A 2\n> ---\n");
	const struct record *record = record_of(&parsed);
	const struct heading *headings = record_headings(record);
	assert_int_equal(record->headings.count, 3);
	assert_text(record_text(record, headings[0].id), "a");
	assert_text(record_text(record, headings[1].id), "a-3");
	assert_text(record_text(record, headings[2].id), "a-2");
	assert_text(record_text(record, headings[2].text), "A 2");
	assert_int_equal(headings[1].level, 2);
	assert_int_equal(headings[0].line, 4);
	assert_int_equal(headings[2].line, 8);
	parsed_free(&parsed);
}

static void anchors_are_ids_of_footnotes_and_headings(void **state)
{
	static const char *const expected[] = {"fn-1", "fnref-1", "fnref-1-2", "fn-1-2"};
	struct parsed parsed;

	(void)state;
	parse(&parsed, "---\ntitle: T\n---\n# fn 1\n[^1] [^1]\n\n[^1]: a\n");
	const struct record *record = record_of(&parsed);
	assert_int_equal(record->anchors.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_text(record_text(record, record_anchors(record)[i]), expected[i]);
	assert_non_null(strstr(parsed.html.at, "<h1 id=\"fn-1-2\">"));
	parsed_free(&parsed);
}

/* ---- links */

static void relative_addresses_are_holes_and_others_are_written(void **state)
{
	(void)state;
	assert_html("[a](b.md) [c](#d) [*e* f](../g%20h.md?i \"j\")",
		    "<p><a href=\"⟦link 4:5 b.md|a⟧\">a</a> <a href=\"⟦link 4:15 #d|c⟧\">c</a> "
		    "<a href=\"⟦link 4:27 ../g%20h.md?i|e f⟧\" title=\"j\"><em>e</em> f</a></p>\n");
	assert_html("[a](https://b.c/d&e) [k](MAILTO:l@m.n) [o](tel:+1)",
		    "<p><a href=\"https://b.c/d&amp;e\">a</a> <a href=\"MAILTO:l@m.n\">k</a> "
		    "<a href=\"tel:+1\">o</a></p>\n");
	assert_html("[]()", "<p><a href=\"⟦link 4:1 |⟧\"></a></p>\n");
}

static void an_address_that_begins_with_a_slash_is_an_error(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "# T\n\n[a](/b.md)\n![c](/d.png)\n[e](//f.org/g)\n"),
			 STATUS_CONTENT);
	assert_problem(&parsed, 0, "E-LINK", 3, 5);
	assert_problem(&parsed, 1, "E-LINK", 4, 6);
	assert_problem(&parsed, 2, "E-LINK", 5, 5);
	assert_text(parsed.problems.list[2].hint, "write https://f.org/g");
	parsed_free(&parsed);
}

static void it_is_a_warning_and_stays_where_links_may_be_broken(void **state)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.markdown.lenient = true;
	assert_int_equal(parse_with(&parsed, &parser, PATH, "# T\n\n[a](/b.md)\n"), STATUS_OK);
	assert_problem(&parsed, 0, "W-LINK", 3, 5);
	assert_string_equal(parsed.html.at, "<p><a href=\"/b.md\">a</a></p>\n");
	parsed_free(&parsed);
}

static void places_of_links_are_where_their_addresses_stand(void **state)
{
	(void)state;
	/* Behind a code span of two lines, in a quotation in a list, behind letters of two bytes.
	 */
	assert_html("a `b\nc` [d](e.md)\n[f](\n  g.md\n  'h')\n\n> - é [i](<j.md>)\n>   [k](l.md) "
		    "[m](l.md)",
		    "<p>a <code>b c</code> <a href=\"⟦link 5:8 e.md|d⟧\">d</a>\n"
		    "<a href=\"⟦link 7:3 g.md|f⟧\" title=\"h\">f</a></p>\n"
		    "<blockquote>\n<ul>\n<li>é <a href=\"⟦link 10:12 j.md|i⟧\">i</a>\n"
		    "<a href=\"⟦link 11:9 l.md|k⟧\">k</a> "
		    "<a href=\"⟦link 11:19 l.md|m⟧\">m</a></li>\n</ul>\n</blockquote>\n");
	/* The words of a link are not taken for its address. */
	assert_html("b.md [b.md](b.md)",
		    "<p>b.md <a href=\"⟦link 4:13 b.md|b.md⟧\">b.md</a></p>\n");
	/* In a table below a line of text, and behind an escaped pipe. */
	assert_html(
	    "text\n| a | [b](c.md) |\n|---|---|\n| \\| | [d](e.md) |",
	    "<p>text</p>\n<table>\n<thead>\n<tr>\n<th>a</th>\n"
	    "<th><a href=\"⟦link 5:11 c.md|b⟧\">b</a></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
	    "<td>|</td>\n<td><a href=\"⟦link 7:12 e.md|d⟧\">d</a></td>\n</tr>\n</tbody>\n"
	    "</table>\n");
}

static void a_reference_is_placed_where_it_is_used(void **state)
{
	(void)state;
	assert_html("[a]: b.md\n\nc [d][a]", "<p>c <a href=\"⟦link 6:3 b.md|d⟧\">d</a></p>\n");
}

static void the_label_of_a_footnotes_link_back_is_left_to_the_readers_language(void **state)
{
	(void)state;
	assert_html("a[^1]\n\n[^1]: b\n",
		    "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" "
		    "data-footnote-ref>1</a></sup></p>\n"
		    "<section class=\"footnotes\" data-footnotes>\n<ol>\n<li id=\"fn-1\">\n"
		    "<p>b <a href=\"#fnref-1\" class=\"footnote-backref\" "
		    "data-footnote-backref aria-label=\"⟦callout 6:7 back_to_text|⟧\">↩</a></p>\n"
		    "</li>\n</ol>\n</section>\n");
}

static void a_link_in_a_footnote_is_placed_there(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "# T\n\n[^1]: [a](b.md)\n\nc[^1] [d](b.md)\n");
	const struct hole *holes = record_holes(record_of(&parsed));
	assert_int_equal(holes[0].line, 5);
	assert_int_equal(holes[1].line, 3);
	assert_int_equal(holes[1].column, 11);
	parsed_free(&parsed);
}

static void unsafe_schemes_are_errors_at_their_place(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "# T\n\na [b](javascript:c)\n<vbscript:d>\n"
					"![e](data:text/html,f) [g](data:image/png,h)\n"
					"[i](JavaScript&colon;j)\n"),
			 STATUS_CONTENT);
	assert_int_equal(parsed.problems.errors, 5);
	assert_problem(&parsed, 0, "E-URL", 3, 7);
	assert_problem(&parsed, 1, "E-URL", 4, 2);
	assert_problem(&parsed, 2, "E-URL", 5, 6);
	assert_problem(&parsed, 3, "E-URL", 5, 28);
	assert_problem(&parsed, 4, "E-URL", 6, 1);
	parsed_free(&parsed);
}

static void pictures_in_data_addresses_are_allowed(void **state)
{
	(void)state;
	assert_html("![a](data:image/png;base64,b)",
		    "<p><img src=\"data:image/png;base64,b\" alt=\"a\" loading=\"lazy\" "
		    "decoding=\"async\" /></p>\n");
}

/* ---- figures, callouts, wiki links, raw HTML */

static void a_picture_with_a_title_alone_in_its_paragraph_is_a_figure(void **state)
{
	(void)state;
	assert_html("![a *b*](c.png \"d & e\")",
		    "<figure><img src=\"⟦image 4:10 c.png|a b⟧\" alt=\"a b\" loading=\"lazy\" "
		    "decoding=\"async\" /><figcaption>d &amp; e</figcaption></figure>\n");
	assert_html("- ![a](b.png \"c\")",
		    "<ul>\n<li>\n<figure><img src=\"⟦image 4:8 b.png|a⟧\" alt=\"a\" "
		    "loading=\"lazy\" decoding=\"async\" /><figcaption>c</figcaption></figure>\n"
		    "</li>\n</ul>\n");
	assert_html("![a](b.png \"c\") d",
		    "<p><img src=\"⟦image 4:6 b.png|a⟧\" alt=\"a\" title=\"c\" loading=\"lazy\" "
		    "decoding=\"async\" /> d</p>\n");
	assert_html("![a](b.png)", "<p><img src=\"⟦image 4:6 b.png|a⟧\" alt=\"a\" "
				   "loading=\"lazy\" decoding=\"async\" /></p>\n");
}

static void a_quotation_with_a_marker_is_a_callout(void **state)
{
	(void)state;
	assert_html("> [!NOTE]\n> a\n>\n> b",
		    "<aside class=\"callout callout-note\" role=\"note\">\n"
		    "<p class=\"callout-label\">⟦callout 4:1 note|⟧</p>\n<p>a</p>\n<p>b</p>\n"
		    "</aside>\n");
	assert_html("> [!CAUTION]\n>\n> > [!WARNING]\n> > a",
		    "<aside class=\"callout callout-caution\" role=\"note\">\n"
		    "<p class=\"callout-label\">⟦callout 4:1 caution|⟧</p>\n"
		    "<aside class=\"callout callout-warning\" role=\"note\">\n"
		    "<p class=\"callout-label\">⟦callout 6:3 warning|⟧</p>\n<p>a</p>\n</aside>\n"
		    "</aside>\n");
}

static void other_quotations_are_no_callouts(void **state)
{
	(void)state;
	assert_html("> [!NOTE] a", "<blockquote>\n<p>[!NOTE] a</p>\n</blockquote>\n");
	assert_html("> [!OTHER]\n> a", "<blockquote>\n<p>[!OTHER]\na</p>\n</blockquote>\n");
	assert_html("> - [!TIP]", "<blockquote>\n<ul>\n<li>[!TIP]</li>\n</ul>\n</blockquote>\n");
	assert_html("[!TIP]\na", "<p>[!TIP]\na</p>\n");
}

static void wiki_links_are_holes(void **state)
{
	(void)state;
	assert_html("é [[A b]], [[ c | d *e ]] [[[f]]",
		    "<p>é ⟦wiki 4:3 A b|⟧, ⟦wiki 4:12 c|d *e⟧ [⟦wiki 4:28 f|⟧</p>\n");
	assert_html("| [[a\\|b]] |\n|---|\n| [[c\\|d]] |",
		    "<table>\n<thead>\n<tr>\n<th>⟦wiki 4:3 a|b⟧</th>\n</tr>\n</thead>\n<tbody>\n"
		    "<tr>\n<td>⟦wiki 6:3 c|d⟧</td>\n</tr>\n</tbody>\n</table>\n");
}

static void wiki_links_are_text_in_code_links_and_behind_backslashes(void **state)
{
	(void)state;
	assert_html("`[[a]]`", "<p><code>[[a]]</code></p>\n");
	assert_html("    [[a]]", "<pre><code>[[a]]\n</code></pre>\n");
	assert_html("[b [[a]]](tel:c)", "<p><a href=\"tel:c\">b [[a]]</a></p>\n");
	assert_html("![[[a]]](tel:c)", "<p><img src=\"tel:c\" alt=\"[[a]]\" loading=\"lazy\" "
				       "decoding=\"async\" /></p>\n");
	assert_html("\\[[a]] [\\[b]] \\[\\[c]] [[d]]", "<p>[[a]] [[b]] [[c]] ⟦wiki 4:23 d|⟧</p>\n");
	assert_html("[[]] [[ ]] [[|a]] [[b] [c]]", "<p>[[]] [[ ]] [[|a]] [[b] [c]]</p>\n");
}

static void features_can_be_turned_off(void **state)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.markdown = (struct markdown_options){0};
	parse_with(&parsed, &parser, PATH, "![a](ftp:b.png \"c\")\n\n> [!NOTE]\n> [[d]]\n");
	assert_string_equal(parsed.html.at,
			    "<p><img src=\"ftp:b.png\" alt=\"a\" title=\"c\" /></p>\n"
			    "<blockquote>\n<p>[!NOTE]\n[[d]]</p>\n</blockquote>\n");
	parsed_free(&parsed);
}

static void raw_html_is_left_out_with_a_warning(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(
	    &parsed,
	    "# T\n\né <b>c</b> d\n\n<div>\ne\n</div>\n\n<!-- f -->\n\n> g\n> j<!-- h --> i <br>\n");
	assert_string_equal(parsed.html.at, "<p>é c d</p>\n"
					    "<blockquote>\n<p>g\nj i </p>\n</blockquote>\n");
	assert_int_equal(parsed.problems.count, 3);
	assert_problem(&parsed, 0, "W-HTML", 3, 3);
	assert_problem(&parsed, 1, "W-HTML", 5, 1);
	assert_problem(&parsed, 2, "W-HTML", 12, 17);
	parsed_free(&parsed);
}

static void allowed_html_is_written_and_its_ids_are_anchors(void **state)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.markdown.raw_html = true;
	parse_with(&parsed, &parser, PATH,
		   "# T\n\n<a id=\"b\"></a>\n\n<div class=\"c\" id='d'>\n<script>\n</div>\n");
	assert_string_equal(parsed.html.at, "<p><a id=\"b\"></a></p>\n"
					    "<div class=\"c\" id='d'>\n&lt;script>\n</div>\n");
	const struct record *record = record_of(&parsed);
	assert_int_equal(record->anchors.count, 3);
	assert_text(record_text(record, record_anchors(record)[1]), "b");
	assert_text(record_text(record, record_anchors(record)[2]), "d");
	assert_int_equal(parsed.problems.count, 0);
	parsed_free(&parsed);
}

/* ---- runs and words */

static void runs_are_text_outside_code_headings_and_links(void **state)
{
	static const char *const expected[] = {
	    "one &amp; two\nthree ", " four ", "strong", "cell", "before ", " after", "a note"};
	struct parsed parsed;

	(void)state;
	parse(&parsed,
	      "# Head\n\none & two\nthree `code` four **strong** [link *text*](a.md)\n\n"
	      "| cell |\n|---|\n\nbefore [[wiki]] after[^1]\n\n```\ncode\n```\n\n[^1]: a note\n");
	const struct record *record = record_of(&parsed);
	const struct run *runs = record_runs(record);
	struct text html = record_text(record, record->html);
	assert_int_equal(record->runs.count, 7);
	for (size_t i = 0; i < 7; i++)
		assert_text(text_slice(html, runs[i].at, runs[i].size), expected[i]);
	parsed_free(&parsed);
}

static void words_are_counted_across_markup_but_not_across_blocks(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "---\ntitle: T\n---\n# A b\n\nc**d**e\nf [g](h.md) `i` [[j|k l]]\n- m\n- "
		       "n\n\n互联网\n\n    code\n");
	assert_int_equal(record_of(&parsed)->words, 10);
	assert_int_equal(record_of(&parsed)->ideographs, 3);
	parsed_free(&parsed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headings_have_ids_levels_and_lines),
	    cmocka_unit_test(anchors_are_ids_of_footnotes_and_headings),
	    cmocka_unit_test(relative_addresses_are_holes_and_others_are_written),
	    cmocka_unit_test(an_address_that_begins_with_a_slash_is_an_error),
	    cmocka_unit_test(it_is_a_warning_and_stays_where_links_may_be_broken),
	    cmocka_unit_test(places_of_links_are_where_their_addresses_stand),
	    cmocka_unit_test(a_reference_is_placed_where_it_is_used),
	    cmocka_unit_test(the_label_of_a_footnotes_link_back_is_left_to_the_readers_language),
	    cmocka_unit_test(a_link_in_a_footnote_is_placed_there),
	    cmocka_unit_test(unsafe_schemes_are_errors_at_their_place),
	    cmocka_unit_test(pictures_in_data_addresses_are_allowed),
	    cmocka_unit_test(a_picture_with_a_title_alone_in_its_paragraph_is_a_figure),
	    cmocka_unit_test(a_quotation_with_a_marker_is_a_callout),
	    cmocka_unit_test(other_quotations_are_no_callouts),
	    cmocka_unit_test(wiki_links_are_holes),
	    cmocka_unit_test(wiki_links_are_text_in_code_links_and_behind_backslashes),
	    cmocka_unit_test(features_can_be_turned_off),
	    cmocka_unit_test(raw_html_is_left_out_with_a_warning),
	    cmocka_unit_test(allowed_html_is_written_and_its_ids_are_anchors),
	    cmocka_unit_test(runs_are_text_outside_code_headings_and_links),
	    cmocka_unit_test(words_are_counted_across_markup_but_not_across_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
