#include "base/event_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void events_of_all_processes_are_read(void **unused)
{
	struct event_log *log = event_log_make();
	struct event event;
	int status;

	(void)unused;
	assert_non_null(log);
	pid_t child = fork();
	if (child == 0) {
		event_end(log, event_begin(log), EVENT_PAGE, TEXT("en/x.html"), TEXT("page.html"));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	event_end(log, event_begin(log), EVENT_DOCUMENT, TEXT("content/en/x.md"), TEXT(""));
	assert_true(event_log_read(log, 0, &event));
	assert_int_equal(event.kind, EVENT_PAGE);
	assert_int_equal(event.process, child);
	assert_true(text_is(event.name, "en/x.html"));
	assert_true(text_is(event.detail, "page.html"));
	assert_true(event.begun > 0 && event.ended >= event.begun);
	assert_true(event_log_read(log, 1, &event));
	assert_int_equal(event.process, getpid());
	assert_false(event_log_read(log, 2, &event));
	assert_int_equal(event_log_lost(log), 0);
	event_log_free(log);
}

static void long_names_lose_their_beginning_at_a_character(void **unused)
{
	struct event_log *log = event_log_make();
	struct event event;
	char name[200];

	(void)unused;
	for (size_t i = 0; i < sizeof name; i += 2)
		memcpy(name + i, "é", 2);
	name[sizeof name - 1] = 'x'; /* now an odd number of bytes from the end */
	event_end(log, 0, EVENT_HOOK, text_make(name, sizeof name), TEXT("site"));
	assert_true(event_log_read(log, 0, &event));
	assert_true(event.name.size > 60 && event.name.size < sizeof name);
	assert_memory_equal(event.name.at, "é", 2);
	assert_int_equal(event.name.at[event.name.size - 1], 'x');
	event_log_free(log);
}

static void without_a_log_nothing_is_noted(void **unused)
{
	struct event event;

	(void)unused;
	assert_int_equal(event_begin(NULL), 0);
	event_end(NULL, 0, EVENT_PAGE, TEXT("x"), TEXT(""));
	assert_false(event_log_read(NULL, 0, &event));
	assert_int_equal(event_log_lost(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(events_of_all_processes_are_read),
	    cmocka_unit_test(long_names_lose_their_beginning_at_a_character),
	    cmocka_unit_test(without_a_log_nothing_is_noted),
	};

	return cmocka_run_group_tests_name("event_log", tests, NULL, NULL);
}
