#include "engine/reading.h"

static enum status read_history(struct reading *reading, struct diagnostics *d)
{
	if (reading->snapshot->shallow)
		return STATUS_OK;
	progress_step(reading->progress, STEP_HISTORY);
	return history_step(&reading->history, reading->snapshot, reading->state_fd, reading->use,
			    reading->workers, reading->jail, d);
}

enum status reading_run(struct reading *reading, struct diagnostics *d)
{
	enum status status;

	progress_step(reading->progress, STEP_SETTINGS);
	status = settings_step(&reading->settings, reading->snapshot, reading->workers,
			       reading->jail, d);
	if (status == STATUS_MACHINE || !reading->settings.root)
		return status == STATUS_OK ? STATUS_CONTENT : status;
	status = read_history(reading, d);
	if (status == STATUS_MACHINE)
		return status;
	progress_step(reading->progress, STEP_CONTENT);
	records_open(&reading->records, reading->state_fd, content_stamp(reading->snapshot),
		     reading->use);
	return content_step(&reading->content, reading->snapshot, reading->settings.root,
			    &reading->records, reading->workers, reading->jail, reading->progress,
			    reading->watch, reading->events, d);
}

void reading_tidy(struct reading *reading)
{
	records_tidy(&reading->records);
}

void reading_free(struct reading *reading)
{
	content_free(&reading->content);
	records_close(&reading->records);
	history_step_free(&reading->history);
	settings_free(&reading->settings);
}
