/* read_works.h - digests and descriptions of reads of works, terms, sections, taxonomies and the
 * site, for the table in site/read_types.c. */
#ifndef SSG_SITE_READ_WORKS_H
#define SSG_SITE_READ_WORKS_H

#include "site/gather.h"
#include "site/read.h"

uint64_t digest_fields(struct gather *gather, const struct read *read);
uint64_t digest_title(struct gather *gather, const struct read *read);
uint64_t digest_stale(struct gather *gather, const struct read *read);
uint64_t digest_body(struct gather *gather, const struct read *read);
uint64_t digest_history(struct gather *gather, const struct read *read);
uint64_t digest_backlinks(struct gather *gather, const struct read *read);
uint64_t digest_term(struct gather *gather, const struct read *read);
uint64_t digest_term_works(struct gather *gather, const struct read *read);
uint64_t digest_section(struct gather *gather, const struct read *read);
uint64_t digest_section_works(struct gather *gather, const struct read *read);
uint64_t digest_taxonomy(struct gather *gather, const struct read *read);
uint64_t digest_titles(struct gather *gather, const struct read *read);
uint64_t digest_commit(struct gather *gather, const struct read *read);

/* The file that readers of the read's language are shown. */
void describe_work(const struct model *model, const struct read *read, lang_id reader,
		   struct buffer *out);
void describe_term(const struct model *model, const struct read *read, lang_id reader,
		   struct buffer *out);
void describe_term_works(const struct model *model, const struct read *read, lang_id reader,
			 struct buffer *out);
void describe_section(const struct model *model, const struct read *read, lang_id reader,
		      struct buffer *out);
void describe_section_works(const struct model *model, const struct read *read, lang_id reader,
			    struct buffer *out);
void describe_taxonomy(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out);
void describe_titles(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out);
void describe_commit(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out);
/* " for readers of fr", unless READER is one. */
void describe_language(const struct model *model, lang_id lang, lang_id reader, struct buffer *out);

#endif
