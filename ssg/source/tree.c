#include "source/tree.h"

#include "source/loose.h"

#include <string.h>

enum { ID_SIZE = sizeof(struct blob_id) };

static enum tree_kind kind_of(unsigned mode)
{
	switch (mode & 0170000) {
	case 0040000:
		return TREE_FOLDER;
	case 0120000:
		return TREE_LINK;
	case 0160000:
		return TREE_SUBMODULE;
	default:
		return TREE_FILE;
	}
}

bool tree_next(struct text *rest, struct tree_entry *entry)
{
	unsigned mode = 0;
	size_t at = 0;

	for (; at < rest->size && at < 7 && rest->at[at] >= '0' && rest->at[at] <= '7'; at++)
		mode = mode * 8 + (unsigned)(rest->at[at] - '0');
	if (at == 0 || at == rest->size || rest->at[at] != ' ')
		return false;
	struct text name = text_slice(*rest, at + 1, rest->size);
	name.size = text_find_byte(name, '\0');
	if (name.size == SIZE_MAX)
		return false;
	size_t end = at + 1 + name.size + 1;
	if (rest->size - end < ID_SIZE)
		return false;
	entry->kind = kind_of(mode);
	entry->name = name;
	entry->id = (const unsigned char *)rest->at + end;
	*rest = text_slice(*rest, end + ID_SIZE, rest->size);
	return true;
}

static unsigned char byte_at(const struct tree_entry *entry, size_t i)
{
	if (i < entry->name.size)
		return (unsigned char)entry->name.at[i];
	return entry->kind == TREE_FOLDER ? '/' : '\0';
}

int tree_compare(const struct tree_entry *a, const struct tree_entry *b)
{
	size_t shorter = a->name.size < b->name.size ? a->name.size : b->name.size;
	int order = shorter ? memcmp(a->name.at, b->name.at, shorter) : 0;

	if (order)
		return order;
	order = byte_at(a, shorter) - byte_at(b, shorter);
	return order ? order : text_compare(a->name, b->name);
}

int tree_read(git_odb_object **object, git_odb *odb, const unsigned char *id, git_object_t type)
{
	git_oid oid;

	memcpy(oid.id, id, ID_SIZE);
	int error = git_odb_read(object, odb, &oid);
	if (error)
		return error;
	if (git_odb_object_type(*object) == type)
		return 0;
	git_odb_object_free(*object);
	*object = NULL;
	return TREE_OTHER_TYPE;
}

struct text tree_bytes(git_odb_object *object)
{
	return text_make(git_odb_object_data(object), git_odb_object_size(object));
}

const char *tree_error(int code)
{
	const git_error *error = git_error_last();

	if (code == TREE_OTHER_TYPE)
		return "the object is of another type";
	if (code == LOOSE_DAMAGED)
		return "the object is damaged or cut off";
	if (code == TREE_TOO_LARGE)
		return "it has too many files and folders";
	return error && error->message ? error->message : "for an unknown reason";
}
