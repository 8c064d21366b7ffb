#include "source/names.h"

#include <string.h>
#include <strings.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Case folding gives at most 3 code units for one, canonical decomposition at most 4 (of a
 * folded text that is decomposed already: 1). A path of N bytes has at most N code units. */
enum { UNITS_MAX = 12 * PATH_BYTES_MAX };

struct units {
	UChar at[UNITS_MAX];
	int32_t size;
};

void names_free(struct names *names)
{
	map_free(&names->folded);
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

static bool units_read(struct units *units, struct text path)
{
	UErrorCode error = U_ZERO_ERROR;

	u_strFromUTF8(units->at, UNITS_MAX, &units->size, path.at, (int32_t)path.size, &error);
	return U_SUCCESS(error);
}

static bool units_normalize(const UNormalizer2 *form, const struct units *from, struct units *to,
			    UErrorCode *error)
{
	to->size = unorm2_normalize(form, from->at, from->size, to->at, UNITS_MAX, error);
	return U_SUCCESS(*error);
}

static struct text units_text(const struct units *units, struct arena *arena)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t size = 0;
	char *at = arena_alloc(arena, 3 * (size_t)units->size + 1);

	u_strToUTF8(at, 3 * units->size, &size, units->at, units->size, &error);
	return text_make(at, U_SUCCESS(error) ? (size_t)size : 0);
}

struct text names_printable(struct arena *arena, struct text path)
{
	char *at = arena_alloc(arena, 4 * path.size + 1);
	size_t size = 0;
	struct units units;

	for (size_t i = 0; i < path.size;) {
		/* The shortest run of bytes that is one whole character, if there is one. */
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

/* Windows and FAT refuse these: a site must be fit for a USB stick. */
static bool is_portable(struct text part)
{
	static const char *const devices[] = {
	    "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
	    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
	};
	size_t stem = text_find_byte(part, '.');

	if (stem == SIZE_MAX)
		stem = part.size;
	for (size_t i = 0; i < part.size; i++)
		if (strchr("\\:*?\"<>|", part.at[i]))
			return false;
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		if (stem == strlen(devices[i]) && strncasecmp(part.at, devices[i], stem) == 0)
			return false;
	return part.at[part.size - 1] != '.' && part.at[part.size - 1] != ' ';
}

static bool check_parts(struct names *names, struct text path, struct diagnostics *d)
{
	struct text rest = path, part;
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
		   "the name holds characters that cannot be seen or that reorder text");
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

/* NFD(fold(NFD(path))): Unicode D145. Empty when the bytes are refused, which is reported. */
static struct text fold_unicode(struct names *names, struct text path, struct diagnostics *d)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
	struct units units, other;

	if (!units_read(&units, path)) {
		diag_error(d, "E-NAME", place_of(names, path), "the name is not UTF-8");
		return TEXT("");
	}
	if (!check_units(names, path, &units, d))
		return TEXT("");
	warn_unless_composed(names, path, nfc, &units, d);
	if (U_SUCCESS(error) && units_normalize(nfd, &units, &other, &error)) {
		units.size = u_strFoldCase(units.at, UNITS_MAX, other.at, other.size,
					   U_FOLD_CASE_DEFAULT, &error);
		if (U_SUCCESS(error) && units_normalize(nfd, &units, &other, &error))
			return units_text(&other, &names->arena);
	}
	diag_error(d, "E-NAME", place_of(names, path), "the name cannot be normalised (%s)",
		   u_errorName(error));
	return TEXT("");
}

static struct text fold_ascii(struct names *names, struct text path, struct diagnostics *d)
{
	char *at = arena_alloc(&names->arena, path.size + 1);

	for (size_t i = 0; i < path.size; i++) {
		char c = path.at[i];
		if (c < 0x20 || c == 0x7F) {
			struct units units;
			if (units_read(&units, path))
				check_units(names, path, &units, d);
			return TEXT("");
		}
		at[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return text_make(at, path.size);
}

static void enter(struct names *names, struct text folded, struct text path, bool folder)
{
	names->paths = arena_grow(&names->arena, names->paths, names->count, sizeof *names->paths);
	names->folders =
	    arena_grow(&names->arena, names->folders, names->count, sizeof *names->folders);
	names->paths[names->count] = path;
	names->folders[names->count] = folder;
	map_put(&names->folded, folded, names->count++);
}

/* A file collides with any file or folder, a folder with a file. Two folders that differ in
 * case become one where case is folded: that loses nothing. */
static bool collides(struct names *names, struct text folded, struct text path, bool folder,
		     struct text file, struct diagnostics *d)
{
	size_t at = map_get(&names->folded, folded);

	if (at == MAP_NONE || (folder && names->folders[at]))
		return false;
	struct text other = names_printable(&names->arena, names->paths[at]);
	if (text_equal(path, names->paths[at]))
		diag_error(d, "E-COLLISION", place_of(names, file), "the name is there twice");
	else
		diag_error(d, "E-COLLISION", place_of(names, file),
			   "on many systems this is the same name as \"%.*s\"", TEXT_ARGS(other));
	diag_hint(d, "rename or remove one of the two");
	return true;
}

/* The folders of PATH that the path before it did not have. FOLDED has as many slashes. */
static bool admit_folders(struct names *names, struct text folded, struct text path,
			  struct diagnostics *d)
{
	size_t common = 0, at = 0;

	while (common < path.size && common < names->previous.size &&
	       path.at[common] == names->previous.at[common])
		common++;
	for (size_t i = 0; i < path.size; i++) {
		if (path.at[i] != '/')
			continue;
		at += text_find_byte(text_slice(folded, at, folded.size), '/') + 1;
		if (i < common)
			continue;
		struct text folder = text_slice(path, 0, i), key = text_slice(folded, 0, at - 1);
		if (collides(names, key, folder, true, path, d))
			return false;
		if (map_get(&names->folded, key) == MAP_NONE)
			enter(names, key, folder, true);
	}
	return true;
}

bool names_admit(struct names *names, struct text path, struct diagnostics *d)
{
	if (!check_parts(names, path, d))
		return false;
	struct text folded =
	    is_ascii(path) ? fold_ascii(names, path, d) : fold_unicode(names, path, d);
	if (folded.size == 0 || !admit_folders(names, folded, path, d) ||
	    collides(names, folded, path, false, path, d))
		return false;
	enter(names, folded, path, false);
	names->previous = path;
	return true;
}
