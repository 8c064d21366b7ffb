/* read_lists.h - digests and descriptions of named reads (lists, what plugins or the theme
 * give), for the table in site/read_types.c. */
#ifndef SSG_SITE_READ_LISTS_H
#define SSG_SITE_READ_LISTS_H

#include "site/gather.h"
#include "site/read.h"

uint64_t digest_query(struct gather *gather, const struct read *read);
uint64_t digest_count(struct gather *gather, const struct read *read);
uint64_t digest_relation(struct gather *gather, const struct read *read);
uint64_t digest_attached(struct gather *gather, const struct read *read);
uint64_t digest_related_terms(struct gather *gather, const struct read *read);
uint64_t digest_asset(struct gather *gather, const struct read *read);
uint64_t digest_existence(struct gather *gather, const struct read *read);
uint64_t digest_template(struct gather *gather, const struct read *read);
uint64_t digest_string(struct gather *gather, const struct read *read);

void describe_query(const struct model *model, const struct read *read, lang_id reader,
		    struct buffer *out);
void describe_relation(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out);
void describe_attached(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out);
void describe_related_terms(const struct model *model, const struct read *read, lang_id reader,
			    struct buffer *out);
void describe_asset(const struct model *model, const struct read *read, lang_id reader,
		    struct buffer *out);
void describe_existence(const struct model *model, const struct read *read, lang_id reader,
			struct buffer *out);
void describe_template(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out);
void describe_string(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out);

#endif
