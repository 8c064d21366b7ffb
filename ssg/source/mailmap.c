#include "source/mailmap.h"

#include "source/names.h"

void mailmap_free(struct mailmap *mailmap)
{
	map_free(&mailmap->by_identity);
	arena_free(&mailmap->arena);
	*mailmap = (struct mailmap){.count = 0};
}

/* git compares by strcasecmp: the letters of ASCII. */
static void add_folded(struct buffer *out, struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];
		buffer_byte(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

static void set_identity(struct buffer *key, struct text email, struct text name)
{
	buffer_clear(key);
	add_folded(key, email);
	buffer_byte(key, '\n');
	add_folded(key, name);
}

/* Takes "name <email>" off REST; the name may be empty. */
static bool take_identity(struct text *rest, struct text *name, struct text *email)
{
	size_t less = text_find_byte(*rest, '<');
	struct text behind = text_slice(*rest, less, rest->size);
	size_t greater = text_find_byte(behind, '>');

	if (less == SIZE_MAX || greater == SIZE_MAX)
		return false;
	*name = text_trim(text_slice(*rest, 0, less));
	*email = text_trim(text_slice(behind, 1, greater - 1));
	*rest = text_slice(behind, greater + 1, behind.size);
	return true;
}

/* "Proper Name <proper@email> Commit Name <commit@email>": all but one address may be missing. */
static void read_entry(struct mailmap *mailmap, struct text line, struct buffer *key)
{
	struct text name, email, committed_name = TEXT(""), committed_email;

	if (!take_identity(&line, &name, &email))
		return;
	if (take_identity(&line, &committed_name, &committed_email))
		email = committed_email;
	if ((name.size == 0 && committed_name.size == 0) || !names_is_utf8(name))
		return;
	set_identity(key, email, committed_name);
	size_t at = mailmap->count++;
	mailmap->names = arena_grow(&mailmap->arena, mailmap->names, at, sizeof *mailmap->names);
	mailmap->names[at] = arena_text(&mailmap->arena, name);
	map_put(&mailmap->by_identity, arena_text(&mailmap->arena, buffer_view(key)), at);
}

void mailmap_read(struct mailmap *mailmap, struct text bytes)
{
	struct buffer key = {.size = 0};
	struct text line;

	while (text_split(&bytes, '\n', &line))
		if (!text_starts_with(line, TEXT("#")))
			read_entry(mailmap, line, &key);
	buffer_free(&key);
}

struct text mailmap_name(const struct mailmap *mailmap, struct text name, struct text email)
{
	struct buffer key = {.size = 0};

	set_identity(&key, email, name);
	size_t at = map_get(&mailmap->by_identity, buffer_view(&key));
	if (at == MAP_NONE) {
		set_identity(&key, email, TEXT(""));
		at = map_get(&mailmap->by_identity, buffer_view(&key));
	}
	buffer_free(&key);
	return at == MAP_NONE || mailmap->names[at].size == 0 ? name : mailmap->names[at];
}
