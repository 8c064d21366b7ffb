#include "workers/death.h"

#include "workers/pulse.h"

#include <signal.h>

double job_deadline(const struct job *job)
{
	return job->deadline > 0 ? job->deadline : DEADLINE_SECONDS;
}

static const char *signal_name(int signal)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
	    {SIGSEGV, "segmentation fault"},
	    {SIGABRT, "abort"},
	    {SIGBUS, "bus error"},
	    {SIGFPE, "arithmetic error"},
	    {SIGILL, "illegal instruction"},
	    {SIGTRAP, "trap"},
	    {SIGSYS, "forbidden system call"},
	    {SIGKILL, "killed by the system, maybe for want of memory"},
	    {SIGXCPU, "a limit of CPU time that was set outside"},
	    {SIGTERM, "ended from outside"},
	    {SIGINT, "interrupted"},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].number == signal)
			return names[i].name;
	return "unknown signal";
}

static void report_overtime(const struct job *job, struct place place, const char *who,
			    const struct outcome *cause, struct diagnostics *d)
{
	if (!cause->line.path.size) {
		diag_error(d, "E-DEADLINE", place,
			   "%s used more than %g s of CPU time without progress", who,
			   job_deadline(job));
		return;
	}
	diag_error(
	    d, "E-DEADLINE", cause->line,
	    "more than %g s of CPU time without progress: is this a pattern that never ends?",
	    job_deadline(job));
	if (cause->phase.size)
		diag_hint(d, "in %.*s", TEXT_ARGS(cause->phase));
}

void death_report(const struct job *job, struct place place, const char *who,
		  const struct outcome *cause, struct diagnostics *d)
{
	switch (cause->fate) {
	case OVERTIME:
		report_overtime(job, place, who, cause, d);
		break;
	case STALLED:
		diag_error(d, "E-DEADLINE", place, "%s made no progress and used no CPU time", who);
		break;
	case NO_MEMORY:
		if (job->memory)
			diag_error(d, "E-MEMORY", place, "%s needed more than %zu MB of memory",
				   who, job->memory / 1000000);
		else
			diag_error(d, "E-MEMORY", place, "%s found no memory left", who);
		break;
	case NO_ROOM:
		if (job->jail->file_size)
			diag_error(d, "E-MEMORY", place, "%s made a result too large to keep", who);
		else
			diag_machine(d, "keeping the results of", job->name,
				     "a limit of the process, or of memory, was met");
		break;
	default:
		if (cause->signal)
			diag_error(d, "E-CRASH", place, "%s crashed (%s)", who,
				   signal_name(cause->signal));
		else
			diag_error(d, "E-CRASH", place, "%s ended without a result (status %d)",
				   who, cause->exit_status);
	}
}
