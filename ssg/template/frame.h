/* frame.h - checks the nesting of Lua's blocks in a template, and the HTML context on each path
 * through them.
 *
 * All ways must agree: the arms of an `if` end in one context, a loop ends where it began,
 * functions begin and end in text, a {% block %} in text or in a title. Then the context at every
 * tag is known without running anything. Private to compiler.c. */
#ifndef SSG_TEMPLATE_FRAME_H
#define SSG_TEMPLATE_FRAME_H

#include "template/html_context.h"

enum { FRAMES_MAX = 100 }; /* Lua's parser ends at 200 */

enum frame_kind { FRAME_IF, FRAME_LOOP, FRAME_DO, FRAME_REPEAT, FRAME_FUNCTION, FRAME_BLOCK };

struct frame {
	enum frame_kind kind;
	bool awaits_do; /* `while` and `for`: their `do` is not a block of its own */
	bool has_else, has_arm;
	size_t at;                /* offset in the template, for messages */
	struct html_context open; /* where it began */
	struct html_context arms; /* where the arms of an `if` so far have ended */
};

struct frames {
	struct frame list[FRAMES_MAX];
	size_t count;
	struct html_context context; /* here and now */
	char problem[240];           /* of the last call that failed */
};

/* A name in a statement, at offset AT. False: see ->problem. CLOSED_BLOCK: it was the `end` of a
 * {% block %}. Names that are not keywords have no effect. */
bool frames_word(struct frames *frames, struct text word, size_t at, bool *closed_block);
/* "::" or any other jump target: only in text, so that a jump skips no markup half. */
bool frames_label(struct frames *frames);
/* {% block %} at AT. */
bool frames_open_block(struct frames *frames, size_t at);
/* True inside a {% block %} or function. */
bool frames_inside(const struct frames *frames);
const char *frame_word(const struct frame *frame); /* "if", "for or while", … */

#endif
