#include "publish/page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_reads(const char *html, const char *text)
{
	struct buffer out = {0};

	page_text_add(&out, text_of(html));
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, text);
	buffer_free(&out);
}

static void a_block_is_a_line(void **state)
{
	(void)state;
	assert_reads(
	    "<main><h1>Rain</h1>\n<p>It\n rained <em>a</em> lot.</p><ul><li>a<li>b</ul></main>",
	    "Rain\nIt rained a lot.\na\nb\n");
	assert_reads("<main><p>one<br>two</p></main>", "one\ntwo\n");
}

static void only_main_content_is_read(void **state)
{
	(void)state;
	assert_reads(
	    "<body><nav>menu</nav><main id=\"a>b\"><p>x</p></main><footer>y</footer></body>",
	    "x\n");
	assert_reads("<head><title>t</title></head><BODY><p>x</p></BODY>after", "x\n");
	assert_reads("no tags", "no tags\n");
}

static void what_nobody_reads_is_left_out(void **state)
{
	(void)state;
	assert_reads("<main><!-- <p>no</p> --><script>if (a </b) {}</script><STYLE>p{}</style>"
		     "<svg><text>1</text></svg><svg/>x</main>",
		     "x\n");
}

static void entities_are_their_characters(void **state)
{
	(void)state;
	assert_reads("<main>a &amp; b &lt;main&gt; &#233; &eacute; &unknown; &</main>",
		     "a & b <main> é é &unknown; &\n");
}

static void cells_stand_in_one_line(void **state)
{
	(void)state;
	assert_reads(
	    "<main><table><tr><th>a</th>\n<td> b</td><td></td></tr><tr><td>c</td></tr></table>",
	    "a | b | \nc\n");
}

static void pictures_are_their_alternative_texts(void **state)
{
	(void)state;
	assert_reads("<main>see <img src=\"x\" alt=\"a &quot;cat&quot; and\ndog\"> here"
		     "<img src=\"y\" alt=\"\"></main>",
		     "see [a \"cat\" and dog] here\n");
}

static void lines_of_code_stay(void **state)
{
	(void)state;
	assert_reads("<main><pre><code>if x\n  y\n</code></pre>a\nb</main>", "if x\n  y\na b\n");
}

static void any_bytes_are_taken(void **state)
{
	(void)state;
	assert_reads("", "");
	assert_reads("<", "");
	assert_reads("<main", "");
	assert_reads("<main><p title=\"", "");
	assert_reads("<main><svg>a", "");
	assert_reads("<main><!-- a", "");
	assert_reads("<main>a < b</main>", "a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_block_is_a_line),
	    cmocka_unit_test(only_main_content_is_read),
	    cmocka_unit_test(what_nobody_reads_is_left_out),
	    cmocka_unit_test(entities_are_their_characters),
	    cmocka_unit_test(cells_stand_in_one_line),
	    cmocka_unit_test(pictures_are_their_alternative_texts),
	    cmocka_unit_test(lines_of_code_stay),
	    cmocka_unit_test(any_bytes_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
