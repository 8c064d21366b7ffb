/* The HTML is cmark-gfm's own, byte for byte, where no feature of ours is used: each case goes
 * through both renderers. What is ours is in test_document.c. */
#include "base/html_escape.h"
#include "content/document.h"
#include "content/html_render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cmark-gfm-extension_api.h>
#include <cmark-gfm/houdini.h>

/* Since 0.29.0.gfm.7 arrows back from footnotes have numbers. Ours have none. */
static void add_without_numbers(struct buffer *out, struct text html)
{
	const struct text number = TEXT(" data-footnote-backref-idx=\"");
	size_t at;

	while ((at = text_find(html, number)) != SIZE_MAX) {
		buffer_text(out, text_slice(html, 0, at));
		buffer_string(out, " aria-label=\"Back to content\"");
		html = text_slice(html, at, html.size);
		html = text_slice(html, text_find_byte(html, '>'), html.size);
	}
	buffer_text(out, html);
}

static void render_theirs(struct buffer *out, struct text markdown)
{
	static const char *const names[] = {"table", "strikethrough", "autolink", "tagfilter",
					    "tasklist"};
	const int options = CMARK_OPT_FOOTNOTES | CMARK_OPT_UNSAFE;
	cmark_parser *parser = cmark_parser_new(options);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(names[i]));
	cmark_parser_feed(parser, markdown.at, markdown.size);
	cmark_node *root = cmark_parser_finish(parser);
	char *html = cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser));
	add_without_numbers(out, text_of(html));
	free(html);
	cmark_node_free(root);
	cmark_parser_free(parser);
}

/* TEXT without ` id="…"` right behind `<h1` to `<h6`: text has no `<`, raw HTML here no such. */
static void add_without_ids(struct buffer *out, struct text text)
{
	size_t at;

	while ((at = text_find(text, TEXT(" id=\""))) != SIZE_MAX) {
		struct text before = text_slice(text, 0, at);
		size_t end = at + 5 + text_find_byte(text_slice(text, at + 5, text.size), '"') + 1;
		bool heading = at >= 3 && before.at[at - 3] == '<' && before.at[at - 2] == 'h';
		buffer_text(out, text_slice(text, 0, heading ? at : end));
		text = text_slice(text, end, text.size);
	}
	buffer_text(out, text);
}

static void add_filled(struct buffer *out, const struct fragment *fragment)
{
	const struct hole *holes = (const void *)fragment->holes.at;
	struct text html = buffer_view(fragment->html), strings = buffer_view(&fragment->strings);
	size_t from = 0;

	for (size_t i = 0; i < fragment->holes.size / sizeof *holes; i++) {
		buffer_text(out, text_slice(html, from, holes[i].at - from));
		struct text target =
		    text_slice(strings, holes[i].target.offset, holes[i].target.count);
		if (holes[i].kind == HOLE_CALLOUT)
			buffer_string(out, "Back to content");
		else
			html_escape_address(out, target);
		from = holes[i].at;
	}
	buffer_text(out, text_slice(html, from, html.size));
}

static size_t render_ours(struct buffer *out, struct text markdown)
{
	const struct markdown_options plain = {.raw_html = true};
	struct markdown_memory memory = {0};
	struct fragment fragment = {0};
	struct source_map source = {0};
	struct arena arena = {0};
	struct diagnostics problems = {0};
	struct buffer html = {0}, filled = {0};

	fragment_begin(&fragment, &html);
	source_map_begin(&source, TEXT("x.md"), markdown, 1);
	html_render(&(struct html_render){&plain, TEXT(""), &fragment, &source, &arena, &problems},
		    markdown_parse(&memory, markdown));
	add_filled(&filled, &fragment);
	add_without_ids(out, buffer_view(&filled));
	size_t count = problems.count;
	buffer_free(&html);
	buffer_free(&filled);
	diagnostics_free(&problems);
	arena_free(&arena);
	source_map_free(&source);
	fragment_free(&fragment);
	markdown_release(&memory);
	return count;
}

static void assert_same(struct text markdown)
{
	struct buffer theirs = {0}, ours = {0};

	render_theirs(&theirs, markdown);
	size_t problems = render_ours(&ours, markdown);
	assert_int_equal(problems, 0);
	if (!text_equal(buffer_view(&theirs), buffer_view(&ours)))
		fail_msg("Markdown:\n%.*s\ncmark-gfm:\n%.*s\nours:\n%.*s", TEXT_ARGS(markdown),
			 TEXT_ARGS(buffer_view(&theirs)), TEXT_ARGS(buffer_view(&ours)));
	buffer_free(&theirs);
	buffer_free(&ours);
}

static void all_same(const char *const *examples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_same(text_of(examples[i]));
}

static void blocks_are_written_as_cmark_writes_them(void **state)
{
	static const char *const examples[] = {
	    "",
	    "\n",
	    "a",
	    "a\nb\n\nc",
	    "# a\n\n## b\n###### c #\n\nd\n===\n\ne\n---\n",
	    "***\n___\n- - -\n",
	    "> a\n> > b\n\nc",
	    ">",
	    "> # a\n> - b\n>   c",
	    "a  \nb\\\nc\n d",
	    "    code <&>\"'\n\n    more\n",
	    "```\ncode\n",
	    "~~~ c \"x\" y\n<a>\n~~~\n",
	    "``` a&amp;b\n```",
	    "<div>\n*a*\n\n*b*\n</div>\n",
	    "<!-- a\n\nb -->\nc",
	    "<script>\nx\n</script>",
	    "<pre>\n\n</pre>",
	    "a\n<div>\nb",
	    "<?php ?>\n",
	    "<![CDATA[\n]]>\n",
	    "\ta\n\tb",
	    "a\r\nb\r\rc",
	    "\xEF\xBB\xBF# a",
	};

	(void)state;
	all_same(examples, sizeof examples / sizeof *examples);
}

static void lists_are_written_as_cmark_writes_them(void **state)
{
	static const char *const examples[] = {
	    "- a\n- b\n",
	    "- a\n\n- b\n",
	    "* a\n\n  b\n* c",
	    "1. a\n2. b",
	    "7) a\n8) b",
	    "0. a",
	    "1. a\n- b",
	    "- a\n  - b\n    - c\n\n- d",
	    "- a\n\n      code\n",
	    "- # a\n- > b\n- ---\n",
	    "-\n-\n- a",
	    "- [ ] a\n- [x] b\n",
	    "1. [X] a\n\n2. [ ] b",
	    "- [ ]\n- [x]a\n- [y] b",
	    "- a\n<!-- -->\n- b",
	    "- ```\n  x\n  ```\n- y",
	    "- a\n\n\n\n- b\n  1. c\n\n     d\n",
	    "- | a |\n  | - |\n  | b |",
	    "999999999. a",
	    "- [x]   a\n  - [ ] b",
	};

	(void)state;
	all_same(examples, sizeof examples / sizeof *examples);
}

static void inlines_are_written_as_cmark_writes_them(void **state)
{
	static const char *const examples[] = {
	    "*a* **b** ***c*** _d_ __e__ a_b_c",
	    "~~a~~ ~b~ ~~~c~~~ a ~~b *c* d~~",
	    "`a` `` b`c `` ` `` `",
	    "&amp; &lt; &copy; &#35; &nosuch; \" ' < > &",
	    "\\* \\a \\< \\&",
	    "a<br>b <b c='d'>e</b> <!-- f --> <?g?>",
	    "<script>a</script> <TITLE>b</title > <style/> <xmp x> <plaintexty>",
	    "<iframe",
	    "a <textarea\nb>",
	    "[a](b) [c](d \"e\") [f](<g h> 'i\"j') [k]() [](l)",
	    "![a](b) ![c *d* `e`](f 'g&') ![h\ni](j)",
	    "[![a](b)](c)",
	    "![a [b](c) ![d](e)](f)",
	    "![<b>](c) ![a\\\nb](c)",
	    "[a][b] [b][] [b] [x]\n\n[b]: c 'd'",
	    "[a]: <b c>\n[a]: d\n\n[a] [A]",
	    "<https://a.b/c?d=e&f='g'> <a@b.c> <mailto:a@b.c>",
	    "https://a.b/c_d?e=f&g. www.a.b/(c) http://a.b/c), a@b.c. mailto:a@b.c xmpp:a@b.c/d",
	    "[a](b%20c%zz\\*d) [e](f\"g) [h](\xC3\xA9\xE4\xBC\x9A) [i](j[k]{l}|m^n`o)",
	    "[a](#b) [c](?d) [e](f) [g](../h.i) [j](http://k.l)",
	    "a  \nb",
	    "a\\\nb",
	    "`a\nb` c\n*d\ne*",
	    "\xE2\x80\x99 \xC2\xA0 \xD8\xA7\xD9\x84",
	    "[a]( b )",
	    "[link](x\n\"title\nmore\") after\n[b](c)",
	    "!",
	    "![",
	    "[a",
	    "a]",
	    "[[a]] [[b|c]]",
	    "http://\xC3\xA9.com www.\xE4\xBC\x9A.cn",
	    "a&#64;b.c",
	    "a&commat;b.c",
	    "[\\^a] [\\^]",
	};

	(void)state;
	all_same(examples, sizeof examples / sizeof *examples);
}

static void tables_are_written_as_cmark_writes_them(void **state)
{
	static const char *const examples[] = {
	    "| a | b |\n|---|---|\n| c | d |\n",
	    "a|b\n-|-\nc",
	    "| a |\n|---|\n",
	    "|a|b|c|d|\n|:-|-:|:-:|-|\n|1|2|3|4|\n|5|6|7|8|9|",
	    "text\n| a | b |\n|---|---|\n| c | d |\nmore\n\n> x",
	    "| a \\| b | `c \\| d` |\n| - | - |\n| *e* | [f](g) |",
	    "> | a |\n> |---|\n> | b |\n",
	    "| a |\n| - |\n| b |\n| - |\n| c |",
	    "| a |\n|---|---|\n",
	    "|a|\n|-|\n\n|b|\n|-|\n|c|",
	    "| <b> |\n|---|\n| &lt; |",
	    "| a | b |\n| - | - |\n|   |\n| c",
	    "a\n:-\nb",
	    "a\n-:\nb",
	    "> a\n> :-:\n> b",
	};

	(void)state;
	all_same(examples, sizeof examples / sizeof *examples);
}

static void footnotes_are_written_as_cmark_writes_them(void **state)
{
	static const char *const examples[] = {
	    "a[^1]\n\n[^1]: b",
	    "a[^1] b[^2] c[^1]\n\n[^2]: d\n[^1]: e\n\n    f\n",
	    "a[^x] [^y]\n\n[^x]: - b\n[^z]: c",
	    "[^a]: b[^a]\n\nc[^a]",
	    "a[^\xC3\xA9&'] b\n\n[^\xC3\xA9&']: c",
	    "a[^1]\n\n[^1]:\n    ```\n    b\n    ```",
	    "a[^1]\n\n[^1]: > b\n",
	    "*a[^1]*\n\n[^1]: b\n\n    | c |\n    |---|\n",
	    "[^1]\n\n[^1]: ![a](b 'c')",
	    "a[^1][^1][^1]\n\n[^1]: b",
	};

	(void)state;
	all_same(examples, sizeof examples / sizeof *examples);
}

/* Of cmark-gfm's footnote the rest would be bytes of somewhere. */
static void a_caret_from_an_entity_is_a_fault_beside_footnotes(void **state)
{
	static const char *const faults[] = {"[&Hat;word]", "![&#94;x]", "[&#0000094;x]",
					     "[&#x5E;x]", "[&#X05e;]"};
	static const char *const fine[] = {"[&hat;x]", "[ &Hat;x]", "[&#95;x]",       "[&#x5f;x]",
					   "[&#94",    "[&#x5g;]",  "[&#00000094;x]", "[&"};
	struct buffer html = {0}, text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		buffer_clear(&text);
		buffer_printf(&text, "a %s", faults[i]);
		assert_int_equal(markdown_find_fault(buffer_view(&text)), SIZE_MAX);
		buffer_string(&text, " b[^1]\n\n[^1]: c");
		assert_int_equal(markdown_find_fault(buffer_view(&text)),
				 2 + (faults[i][0] == '!'));
	}
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		buffer_clear(&text);
		buffer_printf(&text, "a[^1] %s", fine[i]);
		assert_int_equal(markdown_find_fault(buffer_view(&text)), SIZE_MAX);
	}
	buffer_free(&text);
	assert_int_equal(render_ours(&html, TEXT("[&Hat;word]")), 0);
	assert_true(text_is(buffer_view(&html), "<p>[^word]</p>\n"));
	buffer_free(&html);
}

static void escaping_is_cmarks_for_every_byte(void **state)
{
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)i;
	for (size_t from = 0; from < 2 * sizeof bytes; from++) {
		/* All suffixes and prefixes: blocks of 16 begin and end everywhere. */
		struct text text =
		    from < 256 ? text_make(bytes + from, 256 - from) : text_make(bytes, from - 256);
		unsigned char none = 0;
		cmark_mem *memory = cmark_get_default_mem_allocator();
		cmark_strbuf expected = {memory, &none, 0, 0};
		struct buffer html = {0};
		houdini_escape_html0(&expected, (const uint8_t *)text.at, (bufsize_t)text.size, 0);
		houdini_escape_href(&expected, (const uint8_t *)text.at, (bufsize_t)text.size);
		html_escape(&html, text);
		html_escape_address(&html, text);
		assert_int_equal(html.size, expected.size);
		assert_memory_equal(buffer_view(&html).at, expected.ptr, html.size);
		buffer_free(&html);
		if (expected.asize)
			memory->free(expected.ptr);
	}
}

/* ---- random Markdown, the same on every run */

struct generator {
	uint64_t state;
};

static uint64_t next(struct generator *generator)
{
	generator->state ^= generator->state << 13; /* xorshift64 */
	generator->state ^= generator->state >> 7;
	generator->state ^= generator->state << 17;
	return generator->state >> 11;
}

static const char *one_of(struct generator *generator, const char *const *list, size_t count)
{
	return list[next(generator) % count];
}

static void random_inline(struct generator *generator, struct buffer *out)
{
	static const char *const parts[] = {
	    "a",
	    "word",
	    "*",
	    "**",
	    "_",
	    "__",
	    "~",
	    "~~",
	    "`",
	    "``",
	    "[",
	    "]",
	    "![",
	    "](b.md)",
	    "](c 'd')",
	    "](<e f>)",
	    "](#g)",
	    "](http://h.i)",
	    "[j]",
	    "[^1]",
	    "[^n\xC3\xA9]",
	    "\\",
	    "\\*",
	    "&amp;",
	    "&",
	    "<",
	    ">",
	    "\"",
	    "'",
	    "<b>",
	    "</b>",
	    "<br/>",
	    "<script>",
	    "<!-- k -->",
	    "https://l.m",
	    "www.n.o",
	    "p@q.rs",
	    "p&#64;q.rs",
	    "\\^",
	    "<https://s.t>",
	    "|",
	    "\\|",
	    " ",
	    "  ",
	    " ",
	    "\xC3\xA9",
	    "\xE4\xBC\x9A",
	    "!",
	    "(",
	    ")",
	    ":",
	    "w",
	    "#",
	    "[[",
	    "]]",
	    "[x|y]",
	};
	size_t count = next(generator) % 9;

	for (size_t i = 0; i < count; i++)
		buffer_string(out, one_of(generator, parts, sizeof parts / sizeof *parts));
}

static void random_markdown(struct generator *generator, struct buffer *out)
{
	static const char *const starts[] = {
	    "",    "",   "",     "",   "> ", ">",   "- ",     "* ",     "+ ", "1. ",
	    "2) ", "  ", "    ", "\t", "# ", "## ", "- [ ] ", "- [x] ", "| ",
	};
	static const char *const lines[] = {
	    "",
	    "",
	    "---",
	    "===",
	    "```",
	    "~~~ x y",
	    "| - | :-: |",
	    "|-|",
	    ":-",
	    "-:",
	    "[^1]: note",
	    "[^n\xC3\xA9]: two",
	    "[j]: k.md 'l'",
	    "<div>",
	    "</div>",
	    "***",
	    "| a | b |",
	    "<!--",
	    "-->",
	    "<pre>",
	    "    code",
	    "- a",
	};
	size_t count = 1 + next(generator) % 12;

	for (size_t i = 0; i < count; i++) {
		for (size_t depth = next(generator) % 3; depth > 0; depth--)
			buffer_string(out,
				      one_of(generator, starts, sizeof starts / sizeof *starts));
		if (next(generator) % 3 == 0)
			buffer_string(out, one_of(generator, lines, sizeof lines / sizeof *lines));
		else
			random_inline(generator, out);
		buffer_string(out, next(generator) % 8 ? "\n" : "  \n");
	}
}

static void random_markdown_is_written_as_cmark_writes_it(void **state)
{
	enum { CASES = 20000 };
	struct generator generator = {0x9E3779B97F4A7C15};
	struct buffer markdown = {0};

	(void)state;
	for (int i = 0; i < CASES; i++) {
		buffer_clear(&markdown);
		random_markdown(&generator, &markdown);
		assert_same(buffer_view(&markdown));
	}
	buffer_free(&markdown);
}

static void assert_valid_record(const struct document_parser *parser, struct text markdown)
{
	struct buffer out = {0};
	struct diagnostics d = {0};

	if (document_parse(parser, TEXT("content/en/x.md"), markdown, &out, &d) != STATUS_OK)
		fail_msg("%.*s: %.*s", TEXT_ARGS(markdown), TEXT_ARGS(d.list[0].message));
	assert_true(record_valid(buffer_view(&out)));
	const struct record *record = (const void *)out.at;
	for (uint32_t i = 0; i < record->anchors.count; i++) {
		for (uint32_t j = 0; j < i; j++)
			assert_false(text_equal(record_text(record, record_anchors(record)[i]),
						record_text(record, record_anchors(record)[j])));
	}
	buffer_free(&out);
	diagnostics_free(&d);
}

static void random_markdown_gives_valid_records_with_unique_anchors(void **state)
{
	enum { CASES = 5000 };
	struct generator generator = {0xD1B54A32D192ED03};
	struct buffer markdown = {0};
	struct limits limits = limits_default();
	struct document_parser parser = {
	    .markdown = {.figures = true, .callouts = true, .wiki = true},
	    .limits = &limits,
	    .workspace = document_workspace_new(),
	};

	(void)state;
	for (int i = 0; i < CASES; i++) {
		buffer_clear(&markdown);
		buffer_string(&markdown, "# word\n\n");
		random_markdown(&generator, &markdown);
		assert_valid_record(&parser, buffer_view(&markdown));
	}
	document_workspace_free(parser.workspace);
	buffer_free(&markdown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blocks_are_written_as_cmark_writes_them),
	    cmocka_unit_test(lists_are_written_as_cmark_writes_them),
	    cmocka_unit_test(inlines_are_written_as_cmark_writes_them),
	    cmocka_unit_test(tables_are_written_as_cmark_writes_them),
	    cmocka_unit_test(footnotes_are_written_as_cmark_writes_them),
	    cmocka_unit_test(a_caret_from_an_entity_is_a_fault_beside_footnotes),
	    cmocka_unit_test(escaping_is_cmarks_for_every_byte),
	    cmocka_unit_test(random_markdown_is_written_as_cmark_writes_it),
	    cmocka_unit_test(random_markdown_gives_valid_records_with_unique_anchors),
	};

	cmark_gfm_core_extensions_ensure_registered();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
