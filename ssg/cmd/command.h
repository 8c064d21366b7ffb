/* command.h - a command of the program: its name, its help, and its function.
 *
 * Each is one file of this folder; main.c holds the table of them. */
#ifndef SSG_CMD_COMMAND_H
#define SSG_CMD_COMMAND_H

#include "base/diagnostics.h"

struct command {
	const char *name;
	const char *summary; /* one line, for the list of commands */
	const char *help;    /* the text of `ssg help <name>` */
	/* ARGUMENTS, COUNT of them, are what follows the name. */
	enum status (*run)(int count, char **arguments);
};

extern const struct command build_command, diff_command, explain_command;

/* ---- options: a small reader that knows "--name value", "--name=value", "-x value", "-xvalue" */

struct options {
	const char *command; /* for messages */
	char **arguments;
	int count;
	int next;
	const char *value;  /* of the option just read: the text after its '=' or letter; or NULL */
	bool only_operands; /* "--" was read */
};

/* The next option ("--rev", "-j"), or an operand ("."), or NULL at the end. *IS_OPTION says which.
 */
const char *options_next(struct options *options, bool *is_option);
/* The value of the option just read, or NULL: it has none, which was reported on stderr. */
const char *options_value(struct options *options, const char *option);
/* STATUS_USAGE, reported, if the option just read has a value. */
enum status options_no_value(const struct options *options, const char *option);
/* The values of -j and --format, which several commands have. */
enum status options_workers(struct options *options, unsigned *workers);
enum status options_format(struct options *options, bool *json);
/* Without -j: one per core. */
unsigned default_workers(void);

/* Prints "ssg <command>: <message>" and where to find help to stderr; gives STATUS_USAGE. */
__attribute__((format(printf, 2, 3))) enum status usage_error(const char *command,
							      const char *format, ...);

#endif
