#include "render/strings.h"

#include "content/yaml.h"
#include "render/message_pattern.h"

struct strings_reader {
	struct strings *strings;
	const struct theme *theme;
	const struct limits *limits;
	struct diagnostics *d;
	struct text path, yaml; /* the file being read */
};

/* The start of the text of NODE: after its quotation mark, if it has one. */
static struct place place_of(const struct strings_reader *reader, const struct value_node *node)
{
	struct place place = {reader->path, node->line, node->column};
	struct text rest = reader->yaml, line = TEXT("");
	size_t at = 0;

	for (uint32_t i = 0; i < node->line; i++)
		if (!text_split(&rest, '\n', &line))
			return place;
	for (uint32_t column = 1; column < node->column && at < line.size; column++)
		do
			at++;
		while (at < line.size && ((unsigned char)line.at[at] & 0xC0) == 0x80);
	if (at < line.size && (line.at[at] == '"' || line.at[at] == '\''))
		place.column++;
	return place;
}

static void add_string(struct strings_reader *reader, const struct value_node *key,
		       const struct value_node *pattern)
{
	struct strings *strings = reader->strings;
	struct place place = place_of(reader, pattern);

	if (map_get(&strings->by_key, key->text) != MAP_NONE)
		return;
	if (pattern->kind != VALUE_STRING) {
		diag_error(reader->d, "E-MESSAGE", place, "\"%.*s\" should be a text, but is %s",
			   TEXT_ARGS(key->text), value_kind_name(pattern->kind));
		diag_hint(reader->d, "put it between quotation marks");
		return;
	}
	const struct message *message =
	    message_parse(&strings->arena, pattern->text, place, reader->d);
	if (!message)
		return;
	strings->list =
	    arena_grow(&strings->arena, strings->list, strings->count, sizeof *strings->list);
	map_put(&strings->by_key, key->text, strings->count);
	strings->list[strings->count++] = (struct interface_string){key->text, message, place};
}

static enum status read_file(struct strings_reader *reader, const struct theme_file *file)
{
	struct arena *arena = &reader->strings->arena;
	enum status status = theme_read(reader->theme, file, arena, &reader->yaml, reader->d);
	const struct value_node *map;

	if (status != STATUS_OK)
		return status;
	reader->path = file->path;
	map = yaml_parse_map(arena, reader->yaml, reader->path, 1, reader->limits,
			     "a file of strings", reader->d);
	for (size_t i = 0; map && i + 1 < map->count; i += 2)
		add_string(reader, map->items[i], map->items[i + 1]);
	return STATUS_OK;
}

enum status strings_read(struct strings *strings, const struct theme *theme, struct text language,
			 const struct limits *limits, struct diagnostics *d)
{
	struct strings_reader reader = {
	    .strings = strings, .theme = theme, .limits = limits, .d = d, .path = TEXT("")};
	enum status status = STATUS_OK;
	struct theme_file file;

	*strings = (struct strings){0};
	struct text name = arena_printf(&strings->arena, "strings/%.*s.yaml", TEXT_ARGS(language));
	for (unsigned place = 0; status == STATUS_OK && place < THEME_PLACES;
	     place = file.place + 1) {
		if (!theme_find(theme, name, place, &strings->arena, &file))
			break;
		status = read_file(&reader, &file);
	}
	return status == STATUS_OK ? diagnostics_status(d) : status;
}

void strings_free(struct strings *strings)
{
	map_free(&strings->by_key);
	arena_free(&strings->arena);
}

const struct interface_string *strings_find(const struct strings *strings, struct text key)
{
	size_t i = map_get(&strings->by_key, key);

	return i == MAP_NONE ? NULL : &strings->list[i];
}
