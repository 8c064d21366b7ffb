#include "template/frame.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 2, 3))) static bool problem(struct frames *frames, const char *format,
							  ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(frames->problem, sizeof frames->problem, format, arguments);
	va_end(arguments);
	return false;
}

const char *frame_word(const struct frame *frame)
{
	static const char *const words[] = {
	    [FRAME_IF] = "if",         [FRAME_LOOP] = "for` or `while", [FRAME_DO] = "do",
	    [FRAME_REPEAT] = "repeat", [FRAME_FUNCTION] = "function",   [FRAME_BLOCK] = "block",
	};
	return words[frame->kind];
}

static struct frame *top(struct frames *frames)
{
	return frames->count ? &frames->list[frames->count - 1] : NULL;
}

static bool push(struct frames *frames, enum frame_kind kind, size_t at)
{
	if (frames->count == FRAMES_MAX)
		return problem(frames, "blocks stand inside each other more than %d deep",
			       FRAMES_MAX);
	frames->list[frames->count++] = (struct frame){
	    .kind = kind,
	    .at = at,
	    .awaits_do = kind == FRAME_LOOP,
	    .open = frames->context,
	};
	if (kind == FRAME_FUNCTION)
		frames->context = (struct html_context){0};
	return true;
}

/* An arm of an `if` ends here, the next begins where the `if` began. */
static bool end_arm(struct frames *frames, struct frame *frame)
{
	struct html_context here = frames->context;

	if (frame->has_arm && !html_context_join(&frame->arms, &here))
		return problem(frames,
			       "the arms of this `if` end in different HTML contexts: %s, and %s",
			       html_context_name(&frame->arms), html_context_name(&here));
	if (!frame->has_arm)
		frame->arms = here;
	frame->has_arm = true;
	frames->context = frame->open;
	return true;
}

static bool next_arm(struct frames *frames, bool is_else)
{
	struct frame *frame = top(frames);

	if (!frame || frame->kind != FRAME_IF || frame->has_else)
		return problem(frames, "there is no `if` for this `%s`",
			       is_else ? "else" : "elseif");
	frame->has_else = is_else;
	return end_arm(frames, frame);
}

static bool end_if(struct frames *frames, struct frame *frame)
{
	if (!end_arm(frames, frame))
		return false;
	/* Without `else` there is a path around it. */
	struct html_context arms = frame->arms;
	if (!frame->has_else && !html_context_join(&arms, &frame->open))
		return problem(frames,
			       "this `if` begins %s and ends %s: without an `else` both must be "
			       "the same",
			       html_context_name(&frame->open), html_context_name(&arms));
	frames->context = arms;
	return true;
}

static bool end_loop(struct frames *frames, struct frame *frame)
{
	struct html_context joined = frame->open;

	/* Each further round begins where the body ends: joined may not be stricter than open. */
	if (!html_context_join(&joined, &frames->context) || joined.state != frame->open.state)
		return problem(frames, "this loop begins %s and ends %s: both must be the same",
			       html_context_name(&frame->open),
			       html_context_name(&frames->context));
	frames->context = joined;
	return true;
}

static bool end_function(struct frames *frames, const struct frame *frame)
{
	if (!html_context_is_text(&frames->context))
		return problem(frames, "this function ends %s: it must end in text",
			       html_context_name(&frames->context));
	frames->context = frame->open;
	return true;
}

static bool end_block(struct frames *frames, const struct frame *frame)
{
	struct html_context joined = frame->open;

	if (!html_context_join(&joined, &frames->context))
		return problem(frames, "this block begins %s and ends %s: both must be the same",
			       html_context_name(&frame->open),
			       html_context_name(&frames->context));
	return true;
}

static bool close_frame(struct frames *frames, bool until, bool *closed_block)
{
	struct frame *frame = top(frames);

	if (!frame || (frame->kind == FRAME_REPEAT) != until)
		return problem(frames, "there is nothing open that this `%s` could close",
			       until ? "until" : "end");
	*closed_block = frame->kind == FRAME_BLOCK;
	frames->count--;
	switch (frame->kind) {
	case FRAME_IF:
		return end_if(frames, frame);
	case FRAME_LOOP:
	case FRAME_REPEAT:
		return end_loop(frames, frame);
	case FRAME_FUNCTION:
		return end_function(frames, frame);
	case FRAME_BLOCK:
		return end_block(frames, frame);
	case FRAME_DO:
		break;
	}
	return true;
}

/* `break` leaves the innermost loop, `return` the innermost function. */
static bool leave(struct frames *frames, bool is_return)
{
	for (size_t i = frames->count; i-- > 0;) {
		struct frame *frame = &frames->list[i];
		bool function = frame->kind == FRAME_FUNCTION || frame->kind == FRAME_BLOCK;
		bool loop = frame->kind == FRAME_LOOP || frame->kind == FRAME_REPEAT;
		if (is_return ? !function : !loop)
			continue;
		struct html_context target = frame->open;
		if (frame->kind == FRAME_FUNCTION)
			target = (struct html_context){0};
		if (target.state == frames->context.state &&
		    html_context_join(&target, &frames->context))
			return true;
		return problem(frames, "`%s` leaves %s, where markup would stay open",
			       is_return ? "return" : "break", html_context_name(&frames->context));
	}
	return problem(frames, is_return ? "`return` is for functions: use `if` to leave out a part"
					 : "there is no loop that this `break` could leave");
}

bool frames_label(struct frames *frames)
{
	if (html_context_is_text(&frames->context))
		return true;
	return problem(frames, "jumps are allowed in text only; this is %s",
		       html_context_name(&frames->context));
}

bool frames_word(struct frames *frames, struct text word, size_t at, bool *closed_block)
{
	struct frame *frame = top(frames);

	*closed_block = false;
	if (text_is(word, "if"))
		return push(frames, FRAME_IF, at);
	if (text_is(word, "elseif") || text_is(word, "else"))
		return next_arm(frames, text_is(word, "else"));
	if (text_is(word, "for") || text_is(word, "while"))
		return push(frames, FRAME_LOOP, at);
	if (text_is(word, "do")) {
		if (!frame || !frame->awaits_do)
			return push(frames, FRAME_DO, at);
		frame->awaits_do = false;
		return true;
	}
	if (text_is(word, "repeat"))
		return push(frames, FRAME_REPEAT, at);
	if (text_is(word, "function"))
		return push(frames, FRAME_FUNCTION, at);
	if (text_is(word, "end") || text_is(word, "until"))
		return close_frame(frames, text_is(word, "until"), closed_block);
	if (text_is(word, "break") || text_is(word, "return"))
		return leave(frames, text_is(word, "return"));
	return text_is(word, "goto") ? frames_label(frames) : true;
}

bool frames_open_block(struct frames *frames, size_t at)
{
	if (!html_context_is_text(&frames->context) && frames->context.state != HTML_RCDATA)
		return problem(frames,
			       "a block must begin in text; this is %s: put it around the whole "
			       "element",
			       html_context_name(&frames->context));
	return push(frames, FRAME_BLOCK, at);
}

bool frames_inside(const struct frames *frames)
{
	for (size_t i = 0; i < frames->count; i++) {
		if (frames->list[i].kind == FRAME_FUNCTION || frames->list[i].kind == FRAME_BLOCK)
			return true;
	}
	return false;
}
