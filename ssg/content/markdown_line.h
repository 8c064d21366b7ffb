/* markdown_line.h - classifies one line of Markdown, by CommonMark 0.29 and GFM 0.29. Lines have
 * no line end. */
#ifndef SSG_CONTENT_MARKDOWN_LINE_H
#define SSG_CONTENT_MARKDOWN_LINE_H

#include "base/text.h"

/* Takes one line off REST: up to LF, CRLF or CR, as cmark does. */
struct text line_take(struct text *rest);

/* A quote or list marker. Offsets are in bytes, columns count from 0 with tab stops of 4. */
struct line_marker {
	bool quote;
	size_t at, column;      /* of the marker */
	size_t end, end_column; /* after it and one column of white space */
};

/* The marker at or after white space at offset AT, which is in COLUMN. False if there is none. */
bool line_marker(struct text line, size_t at, size_t column, struct line_marker *marker);
/* The offset after quote marks and white space. */
size_t line_skip_quotes(struct text line);

/* A thematic break: three or more of one of - * _, with spaces. */
bool line_is_rule(struct text line);
/* A quote without text, which ends the paragraph before it. */
bool line_is_empty_quote(struct text line);
/* True for a bullet followed by text, indented by at most three spaces: it begins a new block
 * whatever is open. (A number does so only in a list.) */
bool line_begins_item(struct text line);

/* "<?", "<!X", "<![": not a comment, and no tag. */
bool line_is_declaration(struct text text);
/* True if "://" begins at offset AT of LINE, or "www." ends there. GFM makes a link of what is
 * around it. */
bool line_is_address(struct text line, size_t at);
/* True if the line may open an HTML block that an empty line does not end: CommonMark 4.6, 1 to
 * 5. A comment that ends in the line does not. */
bool line_opens_html(struct text content);

struct line_fence {
	char mark;     /* '`' or '~' */
	size_t length; /* 0: the line opens no fence */
};

/* The fence in the first column of LINE. */
struct line_fence line_fence(struct text line);
bool line_closes_fence(struct text line, struct line_fence fence);

/* The least number of columns of a line that may be the row of hyphens under the first row of a
 * table; 0 if it cannot be one. */
size_t line_table_columns(struct text line);
/* True if it is certainly such a row, and HEADER a first row that fits: they start in the first
 * column, and begin and end with "|". */
bool line_begins_table(struct text header, struct text hyphens);
/* Surely a row, if the line before was in a table. */
bool line_is_table_row(struct text line);

#endif
