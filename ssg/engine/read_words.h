/* read_words.h - what a page reads (site/reads.h), in words for people. */
#ifndef SSG_ENGINE_READ_WORDS_H
#define SSG_ENGINE_READ_WORDS_H

#include "site/reads.h"

/* In the order in which they are told. */
enum read_group {
	GROUP_DOCUMENTS,
	GROUP_LISTS,
	GROUP_PLUGINS, /* relations and values that plugins added */
	GROUP_TERMS,   /* and taxonomies */
	GROUP_SECTIONS,
	GROUP_STRINGS,
	GROUP_TEMPLATES,
	GROUP_OTHERS,
};
enum { READ_GROUPS = GROUP_OTHERS + 1 };

const char *read_group_name(enum read_group group);

/* What is read, without what of it: 'content/fr/messages/x.md', 'list of documents in section
 * "messages"'. Of languages only those other than READER are said. The object of the fixed read
 * KIND is called OBJECT, as cache/page_memory.h has it. */
enum read_group read_words_fixed(const struct model *model, lang_id reader, enum read_kind kind,
				 struct text object, lang_id lang, struct buffer *out);
enum read_group read_words_number(const struct model *model, lang_id reader, uint32_t number,
				  struct buffer *out);
enum read_group read_words_named(const struct model *model, lang_id reader, struct text name,
				 struct buffer *out);

/* What of it, when no key is known: "text". Empty: all. */
const char *read_words_part(enum read_kind kind);

/* Kind, object (its index in MODEL) and language of a fixed read. */
enum read_kind read_of_number(const struct model *model, uint32_t number, uint32_t *object,
			      lang_id *lang);

#endif
