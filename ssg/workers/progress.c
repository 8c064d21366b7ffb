#include "workers/progress.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>

struct progress *progress_make(void)
{
	void *memory = mmap(NULL, sizeof(struct progress), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void progress_free(struct progress *progress)
{
	if (progress)
		munmap(progress, sizeof *progress);
}

const char *progress_name(enum build_step step)
{
	static const char *const names[STEPS] = {
	    [STEP_SOURCE] = "source",   [STEP_SETTINGS] = "settings", [STEP_HISTORY] = "history",
	    [STEP_CONTENT] = "content", [STEP_SITE] = "site",         [STEP_RENDER] = "render",
	    [STEP_PUBLISH] = "publish",
	};

	return step < STEPS ? names[step] : "?";
}

void progress_step(struct progress *progress, enum build_step step)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	/* A step that begins again goes on. */
	if (!atomic_load(&progress->started[step]))
		atomic_store(&progress->started[step],
			     (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec);
	atomic_store(&progress->finished, 0);
	atomic_store(&progress->tasks, 0);
	atomic_store(&progress->step, step);
}

void progress_set(struct progress *progress, size_t finished, size_t tasks)
{
	atomic_store(&progress->finished, finished);
	atomic_store(&progress->tasks, tasks);
}

void progress_show(const struct progress *progress, const struct progress_watch *watch)
{
	if (watch->seen)
		watch->seen(watch->self, progress);
}

void progress_doing(struct progress *progress, struct text path)
{
	size_t size = path.size < sizeof progress->doing ? path.size : sizeof progress->doing - 1;

	memset(progress->doing, 0, sizeof progress->doing);
	if (size)
		memcpy(progress->doing, path.at, size);
}

struct text progress_read_doing(const struct progress *progress, char bytes[256])
{
	memcpy(bytes, progress->doing, sizeof progress->doing);
	bytes[sizeof progress->doing - 1] = '\0';
	return text_of(bytes);
}
