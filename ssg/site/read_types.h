/* read_types.h - the table of all kinds of reads: parts, dependency, digest and description.
 *
 *   uint64_t digest = read_types[read.kind].digest(&gather, &read);
 *   read_describe(&read, reader, &out);
 *
 * A new kind of read is one row here, with its two functions. Reads of objects have numbers in a
 * model; all reads have names, which stay the same from model to model. */
#ifndef SSG_SITE_READ_TYPES_H
#define SSG_SITE_READ_TYPES_H

#include "site/gather.h"
#include "site/read.h"

/* The kind of object that is read. */
enum read_object {
	OBJECT_NONE,
	OBJECT_SITE,
	OBJECT_WORK,
	OBJECT_TERM,
	OBJECT_SECTION,
	OBJECT_TAXONOMY
};
enum { READ_OBJECTS = OBJECT_TAXONOMY + 1 };

/* What else distinguishes reads of a kind. */
enum read_part { BY_LANG = 1, BY_NAME = 2, BY_QUERY = 4, BY_LIMIT = 8 };

/* What can change a read while the structure of the model stays the same (cache/model_cache.h).
 * The structure is the list of files, their front matter (except the titles of documents that
 * are not a section's page), where links lead, and everything that `site` hooks made. */
enum read_dependence {
	ON_STRUCTURE, /* nothing else */
	ON_TEXT,      /* the files of its work */
	ON_HISTORY,   /* commits that touch files of its work */
	ON_TITLES,    /* the titles of all documents, if its order depends on them */
	ON_ANYTHING,
};

/* The heading under which `ssg explain` lists a read. */
enum read_group {
	GROUP_DOCUMENTS,
	GROUP_LISTS,
	GROUP_PLUGINS,
	GROUP_TERMS,
	GROUP_SECTIONS,
	GROUP_STRINGS,
	GROUP_TEMPLATES,
	GROUP_OTHERS,
};
enum { READ_GROUPS = GROUP_OTHERS + 1 };

struct read_type {
	const char *what; /* part of the object, for people: "title"; empty for all of it */
	enum read_object object;
	unsigned parts; /* set of enum read_part */
	enum read_dependence depends;
	enum read_group group;
	/* Digest of what is read, in the model of GATHER; 0 if the object does not exist. */
	uint64_t (*digest)(struct gather *gather, const struct read *read);
	/* Appends what is read, in words for whoever reads READER. */
	void (*describe)(const struct model *model, const struct read *read, lang_id reader,
			 struct buffer *out);
};

extern const struct read_type read_types[READ_KINDS];

const char *read_group_name(enum read_group group);

/* ---- numbers: kind by kind, object by object, language by language */

struct read_layout {
	uint32_t first[READ_NUMBERED_KINDS + 1];
	uint32_t languages;
};

struct read_layout read_layout_of(const struct model *model);
uint32_t read_number(const struct read_layout *layout, enum read_kind kind, uint32_t object,
		     lang_id lang);
struct read read_of_number(const struct read_layout *layout, uint32_t number);

/* ---- names: the same in every model of the site */

/* Appends the name of READ. */
void read_write_name(const struct model *model, const struct read *read, struct buffer *out);
/* READ_KINDS if NAME is not a name. */
unsigned read_kind_of_name(struct text name);
/* False: an object or a language of NAME is not in the model. READ points into NAME. */
bool read_of_name(const struct model *model, struct text name, struct read *read);
/* Appends the name of an object, and finds an object by it: NONE if it is not in the model. */
void read_write_object(const struct model *model, enum read_object kind, uint32_t object,
		       struct buffer *out);
uint32_t read_find_object(const struct model *model, enum read_object kind, struct text name);

#endif
