#include "base/link_address.h"

#include <strings.h>

static bool letter(char c)
{
	char lower = (char)(c | 0x20);

	return lower >= 'a' && lower <= 'z';
}

struct text link_address_scheme(struct text address)
{
	for (size_t i = 0; i < address.size; i++) {
		char c = address.at[i];
		if (c == ':' && i > 0)
			return text_slice(address, 0, i);
		bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
		if (!letter(c) && !(i > 0 && inner))
			break;
	}
	return TEXT("");
}

static bool begins_with(struct text text, const char *prefix)
{
	struct text wanted = text_of(prefix);

	return text.size >= wanted.size && strncasecmp(text.at, prefix, wanted.size) == 0;
}

enum link_address link_address_kind(struct text address, bool image)
{
	static const char *const allowed[] = {
	    "https:", "http:", "mailto:", "tel:", "ftp:", "xmpp:"};
	static const char *const pictures[] = {"data:image/png", "data:image/gif",
					       "data:image/jpeg", "data:image/webp"};

	if (address.size && address.at[0] == '/')
		return ADDRESS_ABSOLUTE;
	if (!link_address_scheme(address).size)
		return ADDRESS_RELATIVE;
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		if (begins_with(address, allowed[i]))
			return ADDRESS_ABSOLUTE;
	}
	for (size_t i = 0; image && i < sizeof pictures / sizeof *pictures; i++) {
		if (begins_with(address, pictures[i]))
			return ADDRESS_ABSOLUTE;
	}
	return ADDRESS_REFUSED;
}
