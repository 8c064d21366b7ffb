#include "content/heading_id.h"

#include "base/map.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Appends '-' between two parts; never first, never twice. */
static void add_hyphen(struct buffer *id, size_t start)
{
	if (id->size > start && id->at[id->size - 1] != '-')
		buffer_byte(id, '-');
}

/* Gives how many bytes of PLAIN are ASCII; those are done. */
static size_t add_ascii(struct buffer *id, size_t start, struct text plain)
{
	size_t i;

	for (i = 0; i < plain.size && (unsigned char)plain.at[i] < 0x80; i++) {
		char c = plain.at[i];
		if (c >= 'A' && c <= 'Z')
			buffer_byte(id, (char)(c | 0x20));
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
			buffer_byte(id, c);
		else if (c == ' ' || c == '-' || (c >= '\t' && c <= '\r'))
			add_hyphen(id, start);
	}
	return i;
}

static void add_lowered(struct buffer *id, size_t start, const char *utf8, int32_t size)
{
	for (int32_t i = 0; i < size;) {
		int32_t from = i;
		UChar32 c;
		U8_NEXT_OR_FFFD((const uint8_t *)utf8, i, size, c);
		uint32_t category = U_GET_GC_MASK(c);
		if (c == '_' ||
		    category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK))
			buffer_add(id, utf8 + from, (size_t)(i - from));
		else if (category & U_GC_PD_MASK || u_isUWhiteSpace(c))
			add_hyphen(id, start);
	}
}

/* ICU counts in int32_t: a heading is far shorter (limits.h); what is not is not read to its
 * end, so that no length overflows. */
static void add_unicode(struct buffer *id, size_t start, struct text plain)
{
	enum { SIZE_LIMIT = 1 << 20 };
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	int32_t size = plain.size < SIZE_LIMIT ? (int32_t)plain.size : SIZE_LIMIT;
	int32_t room =
	    4 * size + 4; /* a character lower-cases to three units, or 12 bytes, at most */
	struct buffer memory = {0};
	UChar *units = (UChar *)buffer_reserve(&memory, 2 * sizeof(UChar) * (size_t)room);
	UChar *lower = units + room;
	int32_t count;

	u_strFromUTF8WithSub(units, room, &count, plain.at, size, 0xFFFD, NULL, &error);
	count = u_strToLower(lower, room, units, count, "", &error);
	count = unorm2_normalize(nfc, lower, count, units, room, &error);
	u_strToUTF8((char *)lower, room * (int32_t)sizeof(UChar), &size, units, count, &error);
	if (U_SUCCESS(error))
		add_lowered(id, start, (const char *)lower, size);
	buffer_free(&memory);
}

void heading_id_natural(struct buffer *id, struct text plain)
{
	size_t start = id->size;
	size_t done = add_ascii(id, start, plain);

	if (done < plain.size) {
		/* A mark may change the ASCII letter before it: begin again. */
		id->size = start;
		add_unicode(id, start, plain);
	}
	if (id->size > start && id->at[id->size - 1] == '-')
		id->size--;
	if (id->size == start)
		buffer_string(id, "section");
}

/* The first "NATURAL-n" that nobody has. TAKEN knows for a natural id the n of its last use. */
static struct text next_free(struct arena *arena, struct map *taken, struct text natural)
{
	size_t n = map_get(taken, natural);
	struct text id;

	do
		id = arena_printf(arena, "%.*s-%zu", TEXT_ARGS(natural), ++n);
	while (map_get(taken, id) != MAP_NONE);
	map_put(taken, natural, n);
	map_put(taken, id, 1);
	return id;
}

struct text *heading_ids(struct arena *arena, const struct text *texts, size_t count,
			 const struct text *reserved, size_t reserved_count)
{
	struct text *ids = arena_array(arena, count, sizeof *ids);
	bool *duplicate = arena_array(arena, count, sizeof *duplicate);
	struct buffer natural = {0};
	struct map taken = {0};

	for (size_t i = 0; i < reserved_count; i++)
		map_put(&taken, reserved[i], 1);
	for (size_t i = 0; i < count; i++) {
		buffer_clear(&natural);
		heading_id_natural(&natural, texts[i]);
		ids[i] = arena_text(arena, buffer_view(&natural));
		duplicate[i] = map_get(&taken, ids[i]) != MAP_NONE;
		if (!duplicate[i])
			map_put(&taken, ids[i], 1);
	}
	for (size_t i = 0; i < count; i++) {
		if (duplicate[i])
			ids[i] = next_free(arena, &taken, ids[i]);
	}
	map_free(&taken);
	buffer_free(&natural);
	return ids;
}
