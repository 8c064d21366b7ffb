#include "cmd/profile.h"

#include "base/map.h"
#include "base/safe_print.h"
#include "workers/jail.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLOWEST = 10 };
static const double millisecond = 1e6; /* in nanoseconds */

/* Events of one layout, or of one hook of a plugin. */
struct sum {
	struct text name, detail;
	size_t calls;
	uint64_t time;
};

struct sums {
	struct arena arena;
	struct map by_name;
	struct sum *list;
	size_t count;
};

static uint64_t time_of(const struct event *event)
{
	return event->ended - event->begun;
}

static void add(struct sums *sums, struct text name, struct text detail, uint64_t time)
{
	struct text key =
	    arena_printf(&sums->arena, "%.*s\n%.*s", TEXT_ARGS(name), TEXT_ARGS(detail));
	size_t i = map_get(&sums->by_name, key);

	if (i == MAP_NONE) {
		i = sums->count;
		map_put(&sums->by_name, key, i);
		sums->list = arena_grow(&sums->arena, sums->list, sums->count, sizeof *sums->list);
		sums->list[sums->count++] = (struct sum){.name = name, .detail = detail};
	}
	sums->list[i].calls++;
	sums->list[i].time += time;
}

static int by_time(const void *left, const void *right)
{
	const struct sum *a = left, *b = right;

	return (a->time < b->time) - (a->time > b->time);
}

static void print_sums(const char *title, struct sums *sums)
{
	if (!sums->count)
		return;
	qsort(sums->list, sums->count, sizeof *sums->list, by_time);
	printf("  %s\n", title);
	for (size_t i = 0; i < sums->count; i++) {
		const struct sum *sum = &sums->list[i];
		printf("  %8.1f ms %7zu x %8.3f ms  ", (double)sum->time / millisecond, sum->calls,
		       (double)sum->time / millisecond / (double)sum->calls);
		print_safe(stdout, sum->name);
		printf("%s", sum->detail.size ? " " : "");
		print_safe(stdout, sum->detail);
		printf("\n");
	}
}

static void free_sums(struct sums *sums)
{
	map_free(&sums->by_name);
	arena_free(&sums->arena);
}

/* SLOWEST holds COUNT events, the slowest first. */
static void insert(struct event *slowest, size_t *count, const struct event *event)
{
	size_t at = *count;

	while (at > 0 && time_of(&slowest[at - 1]) < time_of(event))
		at--;
	if (at == SLOWEST)
		return;
	for (size_t i = *count < SLOWEST ? *count : SLOWEST - 1; i > at; i--)
		slowest[i] = slowest[i - 1];
	slowest[at] = *event;
	*count += *count < SLOWEST;
}

static void print_slowest(const struct event *slowest, size_t count)
{
	if (count)
		printf("  slowest pages\n");
	for (size_t i = 0; i < count; i++) {
		printf("  %8.1f ms  ", (double)time_of(&slowest[i]) / millisecond);
		print_safe(stdout, slowest[i].name);
		printf("\n");
	}
}

static void print_events(const struct event_log *events)
{
	struct sums files = {0}, layouts = {0}, hooks = {0};
	struct event event, slowest[SLOWEST];
	size_t slow = 0;

	for (size_t i = 0; event_log_read(events, i, &event); i++)
		switch (event.kind) {
		case EVENT_DOCUMENT:
			add(&files, TEXT("documents read"), TEXT(""), time_of(&event));
			break;
		case EVENT_PAGE:
			add(&layouts, event.detail, TEXT(""), time_of(&event));
			insert(slowest, &slow, &event);
			break;
		case EVENT_FILE:
			add(&files, TEXT("files that are no pages"), TEXT(""), time_of(&event));
			break;
		case EVENT_HOOK:
			add(&hooks, event.name, event.detail, time_of(&event));
			break;
		}
	print_sums("documents and files, of all workers together", &files);
	print_sums("layouts", &layouts);
	print_sums("hooks, which are a part of the above", &hooks);
	print_slowest(slowest, slow);
	if (event_log_lost(events))
		printf("  (%zu more events are not counted)\n", event_log_lost(events));
	free_sums(&files);
	free_sums(&layouts);
	free_sums(&hooks);
}

void profile_print(const struct build_report *report, const struct event_log *events)
{
	struct arena arena = {0};

	for (enum build_step step = 0; step < STEPS; step++)
		printf("  %-9s %8.1f ms\n", progress_name(step), report->steps[step] * 1e3);
	print_events(events);
	printf("  walls: %.*s\n", TEXT_ARGS(jail_describe(&arena, report->walls)));
	arena_free(&arena);
}

/* ---- the file: times are in microseconds */

static void write_event(FILE *out, const char *category, struct text name, struct text detail,
			uint32_t process, double begun, double lasted)
{
	fprintf(out,
		",\n{\"ph\":\"X\",\"cat\":\"%s\",\"pid\":1,\"tid\":%u,\"ts\":%.3f,\"dur\":%.3f,"
		"\"name\":",
		category, (unsigned)process, begun, lasted);
	print_json_string(out, name);
	if (detail.size) {
		fputs(",\"args\":{\"detail\":", out);
		print_json_string(out, detail);
		fputs("}", out);
	}
	fputs("}", out);
}

static void write_steps(FILE *out, const struct build_report *report)
{
	double begun = 0;

	for (enum build_step step = 0; step < STEPS; step++) {
		write_event(out, "step", text_of(progress_name(step)), TEXT(""), (uint32_t)getpid(),
			    begun * 1e6, report->steps[step] * 1e6);
		begun += report->steps[step];
	}
}

enum status profile_write_trace(const char *file, const struct build_report *report,
				const struct event_log *events, struct diagnostics *d)
{
	static const char *const categories[EVENT_KINDS] = {
	    [EVENT_DOCUMENT] = "document",
	    [EVENT_PAGE] = "page",
	    [EVENT_FILE] = "file",
	    [EVENT_HOOK] = "hook",
	};
	FILE *out = fopen(file, "w");
	struct event event;

	if (!out) {
		diag_errno(d, "writing", file);
		return STATUS_MACHINE;
	}
	fputs(
	    "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
	    "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"ssg build\"}}",
	    out);
	write_steps(out, report);
	for (size_t i = 0; event_log_read(events, i, &event); i++) {
		double begun = ((double)event.begun - (double)report->started) / 1e3;
		write_event(out, categories[event.kind], event.name, event.detail, event.process,
			    begun, (double)time_of(&event) / 1e3);
	}
	fputs("\n]}\n", out);
	bool written = !ferror(out);
	if (fclose(out) != 0 || !written) {
		diag_errno(d, "writing", file);
		return STATUS_MACHINE;
	}
	return STATUS_OK;
}
