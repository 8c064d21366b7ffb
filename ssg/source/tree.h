/* tree.h - reads git's tree objects in place (private to source/).
 *
 *   struct text rest = tree bytes;
 *   while (tree_next(&rest, &entry)) ...
 *   if (rest.size) damaged
 *
 * An own reader of six fields, because libgit2's trees copy every entry: listing and history
 * look at millions. Format: "<octal mode> <name>\0<20 bytes id>" (git's Documentation/
 * gitformat-pack and fsck rules); nothing about order or names is taken for granted. */
#ifndef SSG_SOURCE_TREE_H
#define SSG_SOURCE_TREE_H

#include "source/files.h"

#include <git2.h>

enum {
	TREE_DEPTH_MAX = 64, /* folders in folders; PATH_BYTES_MAX of honest names ends before */
	TREE_ENTRIES_MAX = 4000000, /* in one listing: a tree of trees of trees names 10^10 files */
};

enum tree_kind { TREE_FILE, TREE_FOLDER, TREE_LINK, TREE_SUBMODULE };

struct tree_entry {
	enum tree_kind kind;
	struct text name;        /* bytes as committed: unchecked */
	const unsigned char *id; /* 20 bytes in the tree */
};

/* Removes the first entry from REST. False at the end, and if the rest is not an entry. */
bool tree_next(struct text *rest, struct tree_entry *entry);

/* The order of entries in a tree: by byte, folders as if "/" followed their names. */
int tree_compare(const struct tree_entry *a, const struct tree_entry *b);

/* Reads the object ID, which must be of type TYPE: its bytes by tree_bytes, until
 * git_odb_object_free. Gives 0, libgit2's error code, or TREE_OTHER_TYPE. */
enum { TREE_OTHER_TYPE = 1, TREE_TOO_LARGE /* past TREE_ENTRIES_MAX */ };
int tree_read(git_odb_object **object, git_odb *odb, const unsigned char *id, git_object_t type);
struct text tree_bytes(git_odb_object *object);

/* Why the call that just gave CODE failed. */
const char *tree_error(int code);

#endif
