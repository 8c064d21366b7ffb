#include "workers/pulse.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A process has one pulse and runs one piece of code at a time, so these are not parameters. */
static struct pulse unwatched;
static struct pulse *own = &unwatched;
static struct witness current;
static int exit_status;

void pulse_tick(void)
{
	/* Nobody else writes to it. */
	uint64_t ticks = atomic_load_explicit(&own->ticks, memory_order_relaxed);

	atomic_store_explicit(&own->ticks, ticks + 1, memory_order_relaxed);
}

struct witness pulse_witness(struct witness witness)
{
	struct witness before = current;

	current = witness;
	return before;
}

static size_t copy(char *room, size_t size, const char *string)
{
	size_t length = strnlen(string, size - 1);

	memcpy(room, string, length);
	room[length] = '\0';
	return length;
}

void pulse_say(struct pulse *pulse, const char *path, uint32_t line, const char *phase)
{
	if (strnlen(path, sizeof pulse->path) == sizeof pulse->path)
		return;
	copy(pulse->path, sizeof pulse->path, path);
	copy(pulse->phase, sizeof pulse->phase, phase);
	atomic_store(&pulse->line, line);
}

/* A crash in here also ends the worker, which is what its supervisor wants. */
static void be_ended(int number)
{
	(void)number;
	if (current.say)
		current.say(current.self, own);
	_exit(exit_status);
}

void pulse_begin(struct pulse *pulse, int status)
{
	struct sigaction action = {.sa_handler = be_ended};

	own = pulse;
	current = (struct witness){0};
	exit_status = status;
	sigemptyset(&action.sa_mask);
	sigaction(SIGXCPU, &action, NULL);
}

bool pulse_read(const struct pulse *pulse, struct text *path, uint32_t *line, struct text *phase)
{
	*line = atomic_load(&pulse->line);
	*path = text_make(pulse->path, strnlen(pulse->path, sizeof pulse->path));
	*phase = text_make(pulse->phase, strnlen(pulse->phase, sizeof pulse->phase));
	return *line && path->size;
}
