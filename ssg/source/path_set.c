#include "source/path_set.h"

#include "source/utf16.h"

#include <unicode/ustring.h>

_Static_assert((int)PATH_BYTES_MAX <= (int)UTF8_BYTES_MAX, "units hold every path");

struct path_entry {
	struct text file;   /* the path itself, or the first file below a folder */
	size_t size;        /* of the path, in FILE: less for a folder */
	struct text origin; /* of FILE */
};

void path_set_free(struct path_set *set)
{
	map_free(&set->folded);
	arena_free(&set->arena);
	*set = (struct path_set){0};
}

/* Most paths are their own folded form. */
static bool is_folded(struct text path)
{
	for (size_t i = 0; i < path.size; i++)
		if ((unsigned char)path.at[i] >= 0x80 || (path.at[i] >= 'A' && path.at[i] <= 'Z'))
			return false;
	return true;
}

/* NFD(fold(NFD(path))): Unicode D145. Empty: it is not UTF-8, or too long. */
static struct text fold(struct path_set *set, struct text path)
{
	UErrorCode error = U_ZERO_ERROR;
	struct units units, other;

	if (path.size <= PATH_BYTES_MAX && is_folded(path))
		return path;
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
	if (!units_read(&units, path) || !units_normalize(nfd, &units, &other, &error))
		return TEXT("");
	units.size =
	    u_strFoldCase(units.at, UNITS_MAX, other.at, other.size, U_FOLD_CASE_DEFAULT, &error);
	if (U_FAILURE(error) || !units_normalize(nfd, &units, &other, &error))
		return TEXT("");
	return units_text(&other, &set->arena);
}

/* Enters a path, or one of its folders. */
static bool enter(struct path_set *set, struct text folded, struct path_entry new,
		  struct path_clash *clash)
{
	size_t at = map_put_new(&set->folded, folded, set->count);

	if (at == MAP_NONE) {
		set->entries =
		    arena_grow(&set->arena, set->entries, set->count, sizeof *set->entries);
		set->entries[set->count++] = new;
		return true;
	}
	const struct path_entry *entry = &set->entries[at];
	if (new.size < new.file.size && entry->size < entry->file.size)
		return true;
	*clash = (struct path_clash){text_slice(new.file, 0, new.size),
				     text_slice(entry->file, 0, entry->size), entry->file,
				     entry->origin};
	return false;
}

/* The folders of PATH that the path before it did not have. FOLDED has as many slashes. */
static bool enter_folders(struct path_set *set, struct text folded, struct text path,
			  struct text origin, struct path_clash *clash)
{
	size_t common = 0, at = 0;

	while (common < path.size && common < set->previous.size &&
	       path.at[common] == set->previous.at[common])
		common++;
	for (size_t i = 0; i < path.size; i++) {
		if (path.at[i] != '/')
			continue;
		at += text_find_byte(text_slice(folded, at, folded.size), '/') + 1;
		if (i >= common && !enter(set, text_slice(folded, 0, at - 1),
					  (struct path_entry){path, i, origin}, clash))
			return false;
	}
	return true;
}

bool path_set_add(struct path_set *set, struct text path, struct text origin,
		  struct path_clash *clash)
{
	struct text folded = fold(set, path);

	*clash = (struct path_clash){.path = path};
	if (!folded.size || !enter_folders(set, folded, path, origin, clash) ||
	    !enter(set, folded, (struct path_entry){path, path.size, origin}, clash))
		return false;
	set->previous = path;
	return true;
}
