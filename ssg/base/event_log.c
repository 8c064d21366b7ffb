#include "base/event_log.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_MAX = 1 << 20, NAME_MAX_BYTES = 72, DETAIL_MAX_BYTES = 32 };

/* 128 bytes: two lines of a processor's cache. */
struct slot {
	uint64_t begun, ended;
	uint32_t process;
	uint16_t kind;
	uint8_t name_size, detail_size;
	char name[NAME_MAX_BYTES], detail[DETAIL_MAX_BYTES];
};

/* Pages that nobody writes to cost nothing. */
struct event_log {
	_Alignas(128) _Atomic uint64_t count;
	_Alignas(128) struct slot slots[EVENTS_MAX];
};

struct event_log *event_log_make(void)
{
	void *memory = mmap(NULL, sizeof(struct event_log), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void event_log_free(struct event_log *log)
{
	if (log)
		munmap(log, sizeof *log);
}

static uint64_t now(void)
{
	struct timespec time = {0};

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

uint64_t event_begin(const struct event_log *log)
{
	return log ? now() : 0;
}

/* The end of TEXT, from the beginning of a character on. */
static uint8_t keep_end(char *room, size_t size, struct text text)
{
	size_t from = text.size > size ? text.size - size : 0;

	while (from && from < text.size && ((unsigned char)text.at[from] & 0xC0) == 0x80)
		from++;
	text = text_slice(text, from, text.size);
	if (text.size)
		memcpy(room, text.at, text.size);
	return (uint8_t)text.size;
}

void event_end(struct event_log *log, uint64_t begun, enum event_kind kind, struct text name,
	       struct text detail)
{
	if (!log)
		return;
	uint64_t i = atomic_fetch_add(&log->count, 1);
	if (i >= EVENTS_MAX)
		return;
	struct slot *slot = &log->slots[i];
	slot->begun = begun;
	slot->ended = now();
	slot->process = (uint32_t)getpid();
	slot->kind = (uint16_t)kind;
	slot->name_size = keep_end(slot->name, sizeof slot->name, name);
	slot->detail_size = keep_end(slot->detail, sizeof slot->detail, detail);
}

static struct text bounded(const char *room, size_t size, size_t limit)
{
	return text_make(room, size < limit ? size : limit);
}

bool event_log_read(const struct event_log *log, size_t i, struct event *event)
{
	if (!log || i >= EVENTS_MAX || i >= atomic_load(&log->count))
		return false;
	const struct slot *slot = &log->slots[i];
	*event = (struct event){
	    .kind = slot->kind < EVENT_KINDS ? (enum event_kind)slot->kind : EVENT_FILE,
	    .process = slot->process,
	    .begun = slot->begun,
	    .ended = slot->ended > slot->begun ? slot->ended : slot->begun,
	    .name = bounded(slot->name, slot->name_size, sizeof slot->name),
	    .detail = bounded(slot->detail, slot->detail_size, sizeof slot->detail),
	};
	return true;
}

size_t event_log_lost(const struct event_log *log)
{
	uint64_t count = log ? atomic_load(&log->count) : 0;

	return count > EVENTS_MAX ? (size_t)(count - EVENTS_MAX) : 0;
}
