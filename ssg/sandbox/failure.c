#include "sandbox/failure.h"

#include <lauxlib.h>
#include <string.h>

enum {
	MESSAGE_MAX = 600, /* bytes; a site could raise an entire page as its error */
	CALLS_MAX = 10,    /* printed; a stack overflow has a hundred thousand */
	LEVELS_MAX = 200,  /* searched for a place */
};

void failure_free(struct failure *failure)
{
	buffer_free(&failure->path);
	buffer_free(&failure->message);
	buffer_free(&failure->calls);
}

void failure_clear(struct failure *failure)
{
	buffer_clear(&failure->path);
	buffer_clear(&failure->message);
	buffer_clear(&failure->calls);
	failure->line = 0;
}

/* True if LEVEL is a line of a plugin or template; fills AR. */
static bool is_site_code(lua_State *L, lua_Debug *ar)
{
	return lua_getinfo(L, "Sl", ar) && ar->source[0] == '@' && ar->currentline > 0;
}

static void set_place(struct failure *failure, const char *path, uint32_t line)
{
	buffer_clear(&failure->path);
	buffer_string(&failure->path, path);
	failure->line = line;
}

bool failure_find_line(lua_State *L, lua_Debug *ar)
{
	for (int level = 0; level < LEVELS_MAX && lua_getstack(L, level, ar); level++)
		if (is_site_code(L, ar))
			return true;
	return false;
}

void failure_locate(struct failure *failure, lua_State *L)
{
	lua_Debug ar;

	if (failure_find_line(L, &ar))
		set_place(failure, ar.source + 1, (uint32_t)ar.currentline);
}

/* The chunk's name in messages: lua_Debug.short_src, which Lua makes of the last bytes. */
static struct text short_name(struct text path, char room[LUA_IDSIZE])
{
	static const char dots[] = "...";
	size_t kept = LUA_IDSIZE - sizeof dots;

	if (path.size < LUA_IDSIZE)
		return path;
	memcpy(room, dots, sizeof dots - 1);
	memcpy(room + sizeof dots - 1, path.at + path.size - kept, kept);
	return text_make(room, LUA_IDSIZE - 1);
}

/* Takes "CHUNK:LINE: " off MESSAGE; false if it does not begin so. */
static bool take_position(struct text *message, struct text chunk, uint32_t *line)
{
	struct text rest = *message;
	uint32_t number = 0;
	size_t i = 0;

	if (!text_starts_with(rest, chunk))
		return false;
	rest = text_slice(rest, chunk.size, rest.size);
	if (!rest.size || rest.at[0] != ':')
		return false;
	for (i = 1; i < rest.size && i < 9 && rest.at[i] >= '0' && rest.at[i] <= '9'; i++)
		number = number * 10 + (uint32_t)(rest.at[i] - '0');
	if (i == 1 || !text_starts_with(text_slice(rest, i, rest.size), TEXT(": ")))
		return false;
	*message = text_slice(rest, i + 2, rest.size);
	*line = number;
	return true;
}

static void set_message(struct failure *failure, struct text message)
{
	buffer_clear(&failure->message);
	if (message.size <= MESSAGE_MAX) {
		buffer_text(&failure->message, message);
		return;
	}
	size_t end = MESSAGE_MAX;
	while (end > 0 && ((unsigned char)message.at[end] & 0xC0) == 0x80)
		end--; /* not inside a character */
	buffer_text(&failure->message, text_slice(message, 0, end));
	buffer_string(&failure->message, "…");
}

/* The error object as text. No metamethod is called: it could fail or run on. */
static struct text object_text(lua_State *L, struct buffer *room)
{
	size_t size;

	switch (lua_type(L, -1)) {
	case LUA_TSTRING: {
		const char *at = lua_tolstring(L, -1, &size);
		return text_make(at, size);
	}
	case LUA_TNUMBER:
		if (lua_isinteger(L, -1))
			buffer_printf(room, "%lld", (long long)lua_tointeger(L, -1));
		else
			buffer_printf(room, LUA_NUMBER_FMT, lua_tonumber(L, -1));
		return buffer_view(room);
	case LUA_TNIL:
		return TEXT("an error was raised without a message (nil)");
	default:
		buffer_printf(room, "an error was raised with a %s instead of a message",
			      luaL_typename(L, -1));
		return buffer_view(room);
	}
}

static void add_call(struct failure *failure, lua_State *L, lua_Debug *ar)
{
	if (failure->calls.size)
		buffer_string(&failure->calls, ", ");
	buffer_printf(&failure->calls, "%s:%d", ar->source + 1, ar->currentline);
	if (lua_getinfo(L, "n", ar) && ar->name)
		buffer_printf(&failure->calls, " (%s '%s')",
			      *ar->namewhat ? ar->namewhat : "function", ar->name);
}

void failure_describe(struct failure *failure, lua_State *L)
{
	struct buffer room = {0};
	struct text message = object_text(L, &room);
	lua_Debug ar;
	bool placed = false;
	int calls = 0;

	failure_clear(failure);
	failure_locate(failure, L);
	for (int level = 0; level < LEVELS_MAX && lua_getstack(L, level, &ar); level++) {
		uint32_t line;
		if (!is_site_code(L, &ar))
			continue;
		if (!placed && take_position(&message, text_of(ar.short_src), &line)) {
			set_place(failure, ar.source + 1, line);
			placed = true;
		}
		if (++calls <= CALLS_MAX)
			add_call(failure, L, &ar);
	}
	if (calls > CALLS_MAX)
		buffer_string(&failure->calls, ", …");
	set_message(failure, message);
	buffer_free(&room);
}

void failure_describe_syntax(struct failure *failure, lua_State *L, struct text chunk)
{
	struct buffer room = {0};
	char name[LUA_IDSIZE];
	struct text message = object_text(L, &room);

	failure_clear(failure);
	buffer_text(&failure->path, chunk);
	take_position(&message, short_name(chunk, name), &failure->line);
	set_message(failure, message);
	buffer_free(&room);
}

void failure_report(const struct failure *failure, const char *where, struct diagnostics *d)
{
	struct place at = {.path = buffer_view(&failure->path), .line = failure->line};
	struct text message = buffer_view(&failure->message);
	struct text calls = buffer_view(&failure->calls);

	diag_error(d, "E-LUA", at, "%.*s", TEXT_ARGS(message));
	if (where && calls.size)
		diag_hint(d, "in %s; traceback: %.*s", where, TEXT_ARGS(calls));
	else if (where)
		diag_hint(d, "in %s", where);
}
