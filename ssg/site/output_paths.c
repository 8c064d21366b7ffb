#include "site/output_paths.h"

enum { NAME_BYTES_MAX = 255 }; /* Linux, Windows, macOS, FAT */

/* Why PATH cannot be a file below OUT; NULL: it can. */
static const char *mistake_of(struct text path)
{
	struct text rest = path, part;

	if (!path.size || text_find_byte(path, '\0') != SIZE_MAX)
		return "";
	if (path.size > PATH_BYTES_MAX)
		return ": it is longer than 1024 bytes";
	while (text_split(&rest, '/', &part)) {
		if (!part.size || text_is(part, ".") || text_is(part, ".."))
			return ": it has a part that is empty, \".\" or \"..\"";
		if (part.size > NAME_BYTES_MAX)
			return ": a part of it is longer than 255 bytes";
	}
	return NULL;
}

static void report(struct text path, struct place place, const struct path_clash *clash,
		   struct diagnostics *d)
{
	bool is_folder = clash->other.size < clash->owner.size;

	if (!clash->other.size)
		diag_error(d, "E-PATH", place, "a path of the site is not UTF-8");
	else if (text_equal(path, clash->other))
		diag_error(d, "E-PATH", place,
			   is_folder ? "%.*s would be a file, but is a folder too"
				     : "two files would be %.*s",
			   TEXT_ARGS(path));
	else if (text_equal(clash->path, clash->other))
		diag_error(d, "E-PATH", place, "%.*s cannot be in %.*s, which is a file",
			   TEXT_ARGS(path), TEXT_ARGS(clash->other));
	else
		diag_error(d, "E-PATH", place,
			   "%.*s would be the same as %.*s on many systems (Windows, macOS)",
			   TEXT_ARGS(path), TEXT_ARGS(clash->other));
	if (is_folder)
		diag_hint(d, "%.*s is there", TEXT_ARGS(clash->owner));
	if (clash->origin.size && !text_equal(clash->origin, place.path))
		diag_hint(d, "the other comes from %.*s", TEXT_ARGS(clash->origin));
}

bool outputs_claim(struct model *model, struct text path, struct place place, struct diagnostics *d)
{
	const char *mistake = mistake_of(path);
	struct path_clash clash;

	if (mistake) {
		diag_error(d, "E-PATH", place, "\"%.*s\" is not a path of a file%s",
			   TEXT_ARGS(text_slice(path, 0, PATH_BYTES_MAX)), mistake);
		return false;
	}
	if (path_set_add(&model->outputs, path, place.path, &clash))
		return true;
	report(path, place, &clash, d);
	return false;
}

void outputs_reserve(struct model *model, struct diagnostics *d)
{
	static const char *const names[] = {"robots.txt", "sitemap.xml", "mirror.json",
					    "SHA256SUMS"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		outputs_claim(model, text_of(names[i]), NO_PLACE, d);
}
