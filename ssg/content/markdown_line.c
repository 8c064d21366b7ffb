#include "content/markdown_line.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_bullet(char c)
{
	return c == '-' || c == '*' || c == '+';
}

struct text line_take(struct text *rest)
{
	struct text line = text_slice(*rest, 0, text_find_byte(*rest, '\n'));
	size_t end = text_find_byte(line, '\r');

	line = text_slice(line, 0, end);
	end = line.size;
	if (end + 1 < rest->size && rest->at[end] == '\r' && rest->at[end + 1] == '\n')
		end++;
	*rest = text_slice(*rest, end + 1, rest->size);
	return line;
}

static size_t next_column(char c, size_t column)
{
	return c == '\t' ? column + 4 - column % 4 : column + 1;
}

bool line_marker(struct text line, size_t at, size_t column, struct line_marker *marker)
{
	size_t end;

	for (; at < line.size && is_blank(line.at[at]); at++)
		column = next_column(line.at[at], column);
	if (at == line.size)
		return false;
	*marker = (struct line_marker){.at = at, .column = column};
	marker->quote = line.at[at] == '>';
	end = at;
	while (end < line.size && end - at < 9 && is_digit(line.at[end]))
		end++;
	if (end > at) {
		if (end == line.size || (line.at[end] != '.' && line.at[end] != ')'))
			return false;
	} else if (!marker->quote && !is_bullet(line.at[at])) {
		return false;
	}
	end++;
	if (!marker->quote && end < line.size && !is_blank(line.at[end]))
		return false;
	marker->end_column = column + end - at;
	if (end < line.size && is_blank(line.at[end]))
		marker->end_column = next_column(line.at[end++], marker->end_column);
	marker->end = end;
	return true;
}

size_t line_skip_quotes(struct text line)
{
	size_t i = 0;

	while (i < line.size && (is_blank(line.at[i]) || line.at[i] == '>'))
		i++;
	return i;
}

bool line_is_rule(struct text line)
{
	size_t marks = 0;

	line = text_trim(line);
	if (!line.size || (line.at[0] != '-' && line.at[0] != '*' && line.at[0] != '_'))
		return false;
	for (size_t i = 0; i < line.size; i++) {
		if (line.at[i] == line.at[0])
			marks++;
		else if (!is_blank(line.at[i]))
			return false;
	}
	return marks >= 3;
}

/* The offset after at most three spaces. */
static size_t skip_indent(struct text line)
{
	size_t i = 0;

	while (i < line.size && i < 3 && line.at[i] == ' ')
		i++;
	return i;
}

bool line_is_empty_quote(struct text line)
{
	size_t i = skip_indent(line);

	if (i == line.size || line.at[i] != '>')
		return false;
	/* More than one space between marks: the second may be text (code). */
	for (; i < line.size; i++)
		if (line.at[i] != '>' && (line.at[i] != ' ' || line.at[i - 1] != '>'))
			return text_trim(text_slice(line, i, line.size)).size == 0;
	return true;
}

bool line_begins_item(struct text line)
{
	size_t i = skip_indent(line);

	return i + 1 < line.size && is_bullet(line.at[i]) && line.at[i + 1] == ' ' &&
	       text_trim(text_slice(line, i + 1, line.size)).size > 0;
}

bool line_is_declaration(struct text text)
{
	if (text.size < 2 || text.at[0] != '<')
		return false;
	return text.at[1] == '?' || (text.at[1] == '!' && (text.size < 3 || text.at[2] != '-'));
}

bool line_is_address(struct text line, size_t at)
{
	if (line.at[at] == '.')
		return text_ends_with(text_slice(line, 0, at), TEXT("www"));
	return text_starts_with(text_slice(line, at, line.size), TEXT("://"));
}

/* True if CONTENT begins with TAG (in small letters), in any case. */
static bool begins_with(struct text content, struct text tag)
{
	if (content.size < tag.size)
		return false;
	for (size_t i = 0; i < tag.size; i++) {
		char c = content.at[i];
		if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != tag.at[i])
			return false;
	}
	return true;
}

bool line_opens_html(struct text content)
{
	if (line_is_declaration(text_slice(content, 0, 3)))
		return true;
	if (text_starts_with(content, TEXT("<!--")))
		return text_find(content, TEXT("-->")) == SIZE_MAX;
	return begins_with(content, TEXT("<script")) || begins_with(content, TEXT("<pre")) ||
	       begins_with(content, TEXT("<style")) || begins_with(content, TEXT("<textarea"));
}

struct line_fence line_fence(struct text line)
{
	struct line_fence fence = {line.size ? line.at[0] : ' ', 0};
	size_t i = 0;

	if (fence.mark != '`' && fence.mark != '~')
		return fence;
	while (i < line.size && line.at[i] == fence.mark)
		i++;
	/* Words after a fence of backticks contain none: else it is code in a text. */
	bool code_in_text =
	    fence.mark == '`' && text_find_byte(text_slice(line, i, line.size), '`') != SIZE_MAX;
	fence.length = i >= 3 && !code_in_text ? i : 0;
	return fence;
}

bool line_closes_fence(struct text line, struct line_fence fence)
{
	size_t from = skip_indent(line), i = from;

	while (i < line.size && line.at[i] == fence.mark)
		i++;
	return i - from >= fence.length && text_trim(text_slice(line, i, line.size)).size == 0;
}

size_t line_table_columns(struct text line)
{
	size_t columns = 1, hyphens = 0, colons = 0;

	for (size_t i = line_skip_quotes(line); i < line.size; i++) {
		char c = line.at[i];
		if (c != '-' && c != '|' && c != ':' && !is_blank(c))
			return 0;
		hyphens += c == '-';
		colons += c == ':';
		columns += c == '|';
	}
	return hyphens && colons + columns > 1 ? columns : 0;
}

bool line_is_table_row(struct text line)
{
	size_t size = line.size;

	while (size && is_blank(line.at[size - 1]))
		size--;
	return size > 2 && line.at[0] == '|' && line.at[size - 1] == '|' &&
	       line.at[size - 2] != '\\';
}

/* ":---:" */
static bool is_alignment(struct text cell)
{
	size_t hyphens = 0;

	cell = text_trim(cell);
	if (cell.size && cell.at[0] == ':')
		cell = text_slice(cell, 1, cell.size);
	if (cell.size && cell.at[cell.size - 1] == ':')
		cell.size--;
	while (hyphens < cell.size && cell.at[hyphens] == '-')
		hyphens++;
	return hyphens && hyphens == cell.size;
}

static size_t count_pipes(struct text line)
{
	size_t count = 0;

	for (size_t i = 0; i < line.size; i++)
		count += line.at[i] == '|';
	return count;
}

bool line_begins_table(struct text header, struct text hyphens)
{
	struct text cell;

	if (!line_is_table_row(header) || !line_is_table_row(hyphens) ||
	    text_find_byte(header, '\\') != SIZE_MAX || count_pipes(header) != count_pipes(hyphens))
		return false;
	hyphens = text_trim(hyphens);
	struct text cells = text_slice(hyphens, 1, hyphens.size - 2);
	while (text_split(&cells, '|', &cell))
		if (!is_alignment(cell))
			return false;
	return true;
}
