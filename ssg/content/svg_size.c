/* The size of an SVG picture: width, height and viewBox of its root element. A scan of the
 * prolog and one start tag, not an XML parser: nothing is expanded or looked up. */
#include "content/image_formats.h"
#include "content/image_size.h"

struct root {
	struct text width, height, view_box; /* attribute values, as written */
};

/* ---- XML up to the root's start tag */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct text skip_space(struct text rest)
{
	while (rest.size && is_space(rest.at[0]))
		rest = text_slice(rest, 1, rest.size);
	return rest;
}

/* The rest after the first END in REST; empty if there is none. */
static struct text skip_past(struct text rest, struct text end)
{
	size_t at = text_find(rest, end);

	return at == SIZE_MAX ? text_slice(rest, rest.size, 0)
			      : text_slice(rest, at + end.size, rest.size);
}

/* The rest after the ">" of a document type, which may hold quoted texts and declarations in [
 * ]. */
static struct text skip_document_type(struct text rest)
{
	bool inner = false;

	for (size_t i = 0; i < rest.size; i++) {
		char c = rest.at[i];
		if (c == '"' || c == '\'') {
			size_t end = text_find_byte(text_slice(rest, i + 1, rest.size), c);
			if (end == SIZE_MAX)
				break;
			i += end + 1;
		} else if (c == '[' || c == ']') {
			inner = c == '[';
		} else if (c == '>' && !inner) {
			return text_slice(rest, i + 1, rest.size);
		}
	}
	return text_slice(rest, rest.size, 0);
}

static struct text skip_prolog(struct text rest)
{
	if (text_starts_with(rest, TEXT("\xef\xbb\xbf")))
		rest = text_slice(rest, 3, rest.size);
	for (;;) {
		rest = skip_space(rest);
		if (text_starts_with(rest, TEXT("<?")))
			rest = skip_past(rest, TEXT("?>"));
		else if (text_starts_with(rest, TEXT("<!--")))
			rest = skip_past(rest, TEXT("-->"));
		else if (text_starts_with(rest, TEXT("<!DOCTYPE")))
			rest = skip_document_type(rest);
		else
			return rest;
	}
}

/* Takes a name off REST: all up to white space or one of = > /. */
static struct text take_name(struct text *rest)
{
	size_t end = 0;

	while (end < rest->size && !is_space(rest->at[end]) && rest->at[end] != '=' &&
	       rest->at[end] != '>' && rest->at[end] != '/')
		end++;
	struct text name = text_slice(*rest, 0, end);
	*rest = text_slice(*rest, end, rest->size);
	return name;
}

static bool take_attribute(struct text *rest, struct text *name, struct text *value)
{
	size_t end;

	*rest = skip_space(*rest);
	*name = take_name(rest);
	*rest = skip_space(*rest);
	if (name->size == 0 || rest->size == 0 || rest->at[0] != '=')
		return false;
	*rest = skip_space(text_slice(*rest, 1, rest->size));
	if (rest->size == 0 || (rest->at[0] != '"' && rest->at[0] != '\''))
		return false;
	end = text_find_byte(text_slice(*rest, 1, rest->size), rest->at[0]);
	if (end == SIZE_MAX)
		return false;
	*value = text_slice(*rest, 1, end);
	*rest = text_slice(*rest, end + 2, rest->size);
	return true;
}

static bool read_root(struct text file, struct root *root)
{
	struct text rest = skip_prolog(file), name, value;

	if (!text_starts_with(rest, TEXT("<")))
		return false;
	rest = text_slice(rest, 1, rest.size);
	name = take_name(&rest);
	if (!text_is(name, "svg") && !text_ends_with(name, TEXT(":svg")))
		return false;
	while (take_attribute(&rest, &name, &value)) {
		if (text_is(name, "width"))
			root->width = value;
		else if (text_is(name, "height"))
			root->height = value;
		else if (text_is(name, "viewBox"))
			root->view_box = value;
	}
	return true;
}

/* ---- numbers and lengths (SVG 2, CSS Values 4) */

static bool is_digit(struct text rest)
{
	return rest.size && rest.at[0] >= '0' && rest.at[0] <= '9';
}

/* Takes a number without exponent off REST. Not strtod: it obeys the process's locale. */
static bool take_number(struct text *rest, double *number)
{
	bool negative = text_starts_with(*rest, TEXT("-"));
	double place = 1;
	size_t digits = 0;

	*number = 0;
	if (negative || text_starts_with(*rest, TEXT("+")))
		*rest = text_slice(*rest, 1, rest->size);
	for (; is_digit(*rest); digits++, *rest = text_slice(*rest, 1, rest->size))
		*number = *number * 10 + (rest->at[0] - '0');
	if (text_starts_with(*rest, TEXT("."))) {
		*rest = text_slice(*rest, 1, rest->size);
		for (; is_digit(*rest); digits++, *rest = text_slice(*rest, 1, rest->size))
			*number += (rest->at[0] - '0') * (place /= 10);
	}
	if (negative)
		*number = -*number;
	return digits > 0;
}

struct unit {
	const char *name;
	double pixels;
};

/* 0: not a length that is known without the page ("100%", "3em"). */
static double read_length(struct text text)
{
	static const struct unit units[] = {
	    {"", 1},    {"px", 1},         {"pt", 96.0 / 72}, {"pc", 16},
	    {"in", 96}, {"cm", 96 / 2.54}, {"mm", 96 / 25.4}, {"Q", 96 / 101.6},
	};
	struct text rest = text_trim(text);
	double number;

	if (!take_number(&rest, &number))
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (text_is(rest, units[i].name))
			return number * units[i].pixels;
	return 0;
}

/* The last two of the four numbers of VIEW_BOX. */
static bool read_view_box(struct text view_box, double *width, double *height)
{
	double numbers[4];

	for (size_t i = 0; i < 4; i++) {
		view_box = skip_space(view_box);
		if (i && text_starts_with(view_box, TEXT(",")))
			view_box = skip_space(text_slice(view_box, 1, view_box.size));
		if (!take_number(&view_box, &numbers[i]))
			return false;
	}
	*width = numbers[2];
	*height = numbers[3];
	return *width > 0 && *height > 0;
}

static uint32_t round_side(double side)
{
	if (!(side > 0 && side <= IMAGE_SIDE_MAX))
		return 0;
	return side < 1 ? 1 : (uint32_t)(side + 0.5);
}

bool svg_size_read(struct text file, struct image_size *size)
{
	struct root root = {0};
	double width, height, box_width, box_height;

	if (!read_root(file, &root))
		return false;
	width = read_length(root.width);
	height = read_length(root.height);
	if ((width <= 0 || height <= 0) && read_view_box(root.view_box, &box_width, &box_height)) {
		if (width > 0) {
			height = width * box_height / box_width;
		} else if (height > 0) {
			width = height * box_width / box_height;
		} else {
			width = box_width;
			height = box_height;
		}
	}
	*size = (struct image_size){round_side(width), round_side(height)};
	return size->width && size->height;
}
