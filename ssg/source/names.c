#include "source/names.h"

#include "source/utf16.h"

#include <string.h>
#include <strings.h>
#include <unicode/ustring.h>

void names_free(struct names *names)
{
	path_set_free(&names->admitted);
	arena_free(&names->arena);
	*names = (struct names){0};
}

bool names_is_utf8(struct text name)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t units;

	if (name.size > INT32_MAX)
		return false;
	u_strFromUTF8(NULL, 0, &units, name.at, (int32_t)name.size, &error);
	return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR;
}

static bool is_ascii(struct text path)
{
	for (size_t i = 0; i < path.size; i++)
		if ((unsigned char)path.at[i] >= 0x80)
			return false;
	return true;
}

static bool is_control(UChar c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

/* Reorders text or is not seen. The joiners U+200C and U+200D stay: Persian and Hindi need them. */
static bool is_deceptive(UChar c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200B || c == 0x2060 || c == 0xFEFF ||
	       c == 0x00AD;
}

struct text names_printable(struct arena *arena, struct text path)
{
	char *at = arena_alloc(arena, 4 * path.size + 1);
	size_t size = 0;
	struct units units;

	for (size_t i = 0; i < path.size;) {
		/* The shortest run of bytes that is a complete character, if there is one. */
		size_t bytes = 1;
		while (bytes <= 4 && i + bytes <= path.size &&
		       !units_read(&units, text_slice(path, i, bytes)))
			bytes++;
		bool whole = bytes <= 4 && i + bytes <= path.size;
		if (whole && !is_control(units.at[0]) && !is_deceptive(units.at[0])) {
			memcpy(at + size, path.at + i, bytes);
			size += bytes;
			i += bytes;
			continue;
		}
		for (size_t last = i + (whole ? bytes : 1); i < last; i++) {
			at[size++] = '\\';
			at[size++] = 'x';
			text_hex(at + size, (const unsigned char *)path.at + i, 1);
			size += 2;
		}
	}
	return text_make(at, size);
}

static struct place place_of(struct names *names, struct text path)
{
	return (struct place){.path = names_printable(&names->arena, path)};
}

/* "con", "com1": Windows takes such a file for the device, whatever follows the first dot. */
static bool is_device(struct text stem)
{
	static const char devices[] =
	    "con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 "
	    "lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9";
	struct text rest = text_make(devices, sizeof devices - 1), device;

	if (stem.size != 3 && stem.size != 4)
		return false;
	while (text_split(&rest, ' ', &device))
		if (device.size == stem.size && strncasecmp(stem.at, device.at, stem.size) == 0)
			return true;
	return false;
}

/* Windows and FAT refuse these: a site must be fit for a USB stick. */
static bool is_portable(struct text part)
{
	static const bool refused[256] = {['\\'] = true, [':'] = true, ['*'] = true, ['?'] = true,
					  ['"'] = true,  ['<'] = true, ['>'] = true, ['|'] = true};
	char last = part.at[part.size - 1];

	for (size_t i = 0; i < part.size; i++)
		if (refused[(unsigned char)part.at[i]])
			return false;
	return !is_device(text_slice(part, 0, text_find_byte(part, '.'))) && last != '.' &&
	       last != ' ';
}

/* REST is the part of PATH that is checked. */
static bool check_parts(struct names *names, struct text path, struct text rest,
			struct diagnostics *d)
{
	struct text part;
	bool portable = true;

	if (path.size > PATH_BYTES_MAX) {
		diag_error(d, "E-NAME", place_of(names, path), "the path is longer than %d bytes",
			   PATH_BYTES_MAX);
		return false;
	}
	while (text_split(&rest, '/', &part)) {
		if (part.size == 0 || text_is(part, ".") || text_is(part, "..")) {
			diag_error(d, "E-NAME", place_of(names, path),
				   "\"%.*s\" is not a name for a file or folder", TEXT_ARGS(part));
			return false;
		}
		if (part.size > NAME_BYTES_MAX) {
			diag_error(d, "E-NAME", place_of(names, path),
				   "the name is longer than %d bytes", NAME_BYTES_MAX);
			return false;
		}
		portable = portable && is_portable(part);
	}
	if (!portable) {
		diag_warning(d, "W-NAME", place_of(names, path),
			     "Windows and USB sticks cannot hold a file of this name");
		diag_hint(d, "use letters, digits, \"-\" and \"_\"");
	}
	return true;
}

static bool check_units(struct names *names, struct text path, const struct units *units,
			struct diagnostics *d)
{
	struct units clean = {.size = 0};

	for (int32_t i = 0; i < units->size; i++)
		if (!is_control(units->at[i]) && !is_deceptive(units->at[i]))
			clean.at[clean.size++] = units->at[i];
	if (clean.size == units->size)
		return true;
	diag_error(d, "E-NAME", place_of(names, path),
		   "the name has characters that cannot be seen or that reorder text");
	struct text suggestion = units_text(&clean, &names->arena);
	diag_hint(d, "rename it to \"%.*s\"", TEXT_ARGS(suggestion));
	return false;
}

static void warn_unless_composed(struct names *names, struct text path, const UNormalizer2 *nfc,
				 const struct units *units, struct diagnostics *d)
{
	UErrorCode error = U_ZERO_ERROR;
	struct units composed;

	if (unorm2_isNormalized(nfc, units->at, units->size, &error) || U_FAILURE(error) ||
	    !units_normalize(nfc, units, &composed, &error))
		return;
	diag_warning(d, "W-NAME", place_of(names, path),
		     "the name is not in normal form C: links that look the same will miss it");
	struct text suggestion = units_text(&composed, &names->arena);
	diag_hint(d, "rename it to \"%.*s\", which looks the same", TEXT_ARGS(suggestion));
}

static bool check_ascii(struct names *names, struct text path, struct text rest,
			struct diagnostics *d)
{
	struct units units;

	for (size_t i = 0; i < rest.size; i++)
		if (rest.at[i] < 0x20 || rest.at[i] == 0x7F)
			return units_read(&units, path) && check_units(names, path, &units, d);
	return true;
}

static bool check_unicode(struct names *names, struct text path, struct diagnostics *d)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	struct units units;

	if (!units_read(&units, path)) {
		diag_error(d, "E-NAME", place_of(names, path), "the name is not UTF-8");
		return false;
	}
	if (!check_units(names, path, &units, d))
		return false;
	warn_unless_composed(names, path, nfc, &units, d);
	return true;
}

static void report_clash(struct names *names, struct text path, const struct path_clash *clash,
			 struct diagnostics *d)
{
	struct text other = names_printable(&names->arena, clash->other);

	if (!other.size)
		diag_error(d, "E-NAME", place_of(names, path), "the name cannot be normalised");
	else if (text_equal(clash->path, clash->other))
		diag_error(d, "E-COLLISION", place_of(names, path), "the name is there twice");
	else
		diag_error(d, "E-COLLISION", place_of(names, path),
			   "on many systems this is the same name as \"%.*s\"", TEXT_ARGS(other));
	diag_hint(d, "rename or remove one of the two");
}

void names_expect(struct names *names, size_t count)
{
	map_expect(&names->admitted.folded, count);
}

/* The part of PATH after the folders that it shares with the last path, if these were fine. */
static struct text unknown_part(const struct names *names, struct text path)
{
	struct text clean = names->clean;
	size_t folders = 0;

	for (size_t i = 0; i < path.size && i < clean.size && path.at[i] == clean.at[i]; i++)
		if (path.at[i] == '/')
			folders = i + 1;
	return text_slice(path, folders, path.size);
}

bool names_admit(struct names *names, struct text path, struct diagnostics *d)
{
	struct text rest = unknown_part(names, path);
	size_t problems = d->count + d->unlisted;
	struct path_clash clash;
	bool ascii = is_ascii(rest);

	names->clean = TEXT("");
	if (!check_parts(names, path, rest, d) ||
	    !(ascii ? check_ascii(names, path, rest, d) : check_unicode(names, path, d)))
		return false;
	if (ascii && d->count + d->unlisted == problems)
		names->clean = path;
	if (path_set_add(&names->admitted, path, path, &clash))
		return true;
	report_clash(names, path, &clash, d);
	return false;
}
