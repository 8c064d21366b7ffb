#include "cmd/version.h"

#include "base/embedded.h"
#include "render/locale.h"

#include <cmark-gfm.h>
#include <git2.h>
#include <lua.h>
#include <xxhash.h>
#include <yaml.h>

void version_print(FILE *out)
{
	struct buffer icu = {0};
	int major, minor, revision;

	fprintf(out, "ssg %s (build %s)\n", SSG_VERSION, embedded_build_id);
	fprintf(out, "cmark-gfm %s\n", cmark_version_string());
	git_libgit2_version(&major, &minor, &revision);
	fprintf(out, "libgit2 %d.%d.%d\n", major, minor, revision);
	fprintf(out, "%s\n", LUA_RELEASE);
	locale_library_version(&icu);
	fprintf(out, "%.*s\n", TEXT_ARGS(buffer_view(&icu)));
	yaml_get_version(&major, &minor, &revision);
	fprintf(out, "libyaml %d.%d.%d\n", major, minor, revision);
	buffer_free(&icu);
}
