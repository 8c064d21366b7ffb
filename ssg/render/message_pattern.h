/* message_pattern.h - parses the pattern of a message into a tree; messages.h describes the
 * language. */
#ifndef SSG_RENDER_MESSAGE_PATTERN_H
#define SSG_RENDER_MESSAGE_PATTERN_H

#include "render/locale.h"

struct message_body {
	struct message_part *parts;
	size_t count;
};

enum message_part_kind {
	PART_TEXT,
	PART_HASH,   /* the number of the plural that it is in */
	PART_NAME,   /* {name} */
	PART_NUMBER, /* {name, number} */
	PART_DATE,
	PART_PLURAL, /* and selectordinal */
	PART_SELECT,
};

struct message_part {
	enum message_part_kind kind;
	struct text text; /* the literal text, or the argument's name */
	size_t at;        /* offset in the pattern */
	enum number_style number_style;
	enum date_style date_style;
	enum plural_kind plural_kind;
	double offset;                   /* of a plural */
	struct message_branch *branches; /* of a plural or select, as written; one is `other` */
	size_t branch_count;
};

struct message_branch {
	struct text selector; /* "=1", "few", "draft" */
	size_t at;
	bool exact; /* a plural's =N, which compares with NUMBER */
	double number;
	enum plural category; /* of a plural when not EXACT */
	struct message_body body;
};

struct message {
	struct text pattern;
	struct message_body body;
};

/* PATTERN outlives the message. AT is the place of its first character (after a quotation mark).
 * NULL if it is wrong: reported (E-MESSAGE) at the line and column of the fault, with what was
 * expected. */
struct message *message_parse(struct arena *arena, struct text pattern, struct place at,
			      struct diagnostics *d);

/* The place of the byte at OFFSET of PATTERN, which begins at AT. */
struct place message_place(struct text pattern, size_t offset, struct place at);

#endif
