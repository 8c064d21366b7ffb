#include "sandbox/html.h"

#include "sandbox/userdata.h"

#include <string.h>

static const char html_type[] = "html";

void html_push_lazy(lua_State *L, void (*write)(void *self, uint64_t argument, struct buffer *out),
		    void *self, uint64_t argument)
{
	struct html *html = userdata_push(L, sizeof *html, html_type, 0);

	*html = (struct html){html_type, write, self, argument};
}

static void write_bytes(void *self, uint64_t size, struct buffer *out)
{
	buffer_add(out, self, (size_t)size);
}

void html_push_string(lua_State *L, struct text source)
{
	/* The bytes follow the struct: Lua does not move userdata. */
	struct html *html = userdata_push(L, sizeof *html + source.size, html_type, 0);

	*html = (struct html){html_type, write_bytes, html + 1, source.size};
	if (source.size)
		memcpy(html + 1, source.at, source.size);
}

const struct html *html_test(lua_State *L, int index)
{
	return userdata_test(L, index, html_type);
}

const struct html *html_check(lua_State *L, int index)
{
	return userdata_check(L, index, html_type, html_type);
}

void html_write(const struct html *html, struct buffer *out)
{
	html->write(html->self, html->argument, out);
}

void html_set_metatable(lua_State *L)
{
	lua_rawsetp(L, LUA_REGISTRYINDEX, html_type);
}
