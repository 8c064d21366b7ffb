/* main.c - the table of commands. */
#include "cmd/command.h"
#include "cmd/version.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static const struct command *const commands[] = {&build_command, &diff_command, &explain_command};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static enum status unknown_command(const char *name)
{
	struct text names[COMMANDS];

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = text_of(commands[i]->name);
	struct text closest = diag_closest(text_of(name), names, COMMANDS);
	if (closest.size)
		return usage_error(NULL, "there is no command \"%s\" (did you mean \"%.*s\"?)",
				   name, TEXT_ARGS(closest));
	return usage_error(NULL, "there is no command \"%s\"", name);
}

static enum status print_help(const char *name)
{
	const struct command *command = name ? find_command(name) : NULL;

	if (command) {
		printf("%s", command->help);
		return STATUS_OK;
	}
	if (name)
		return unknown_command(name);
	printf("ssg turns a git repository of Markdown into a static site.\n\ncommands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-8s %s\n", commands[i]->name, commands[i]->summary);
	printf("  %-8s %s\n", "help", "tell more about a command: ssg help build");
	printf("\nssg --version names the libraries that pages depend on.\n");
	return STATUS_OK;
}

static enum status run(int count, char **arguments)
{
	const char *name = count > 1 ? arguments[1] : NULL;

	if (!name)
		return usage_error(NULL, "which command?");
	if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return print_help(count > 2 ? arguments[2] : NULL);
	if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
		version_print(stdout);
		return STATUS_OK;
	}
	const struct command *command = find_command(name);
	if (!command)
		return unknown_command(name);
	if (count > 2 && (strcmp(arguments[2], "--help") == 0 || strcmp(arguments[2], "-h") == 0))
		return print_help(name);
	return command->run(count - 2, arguments + 2);
}

int main(int count, char **arguments)
{
	/* The site is for everybody to read: a web server is another user. */
	umask(022);
	signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is an error of write(2) */
	enum status status = run(count, arguments);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "ssg: writing to standard output failed\n");
		return STATUS_MACHINE;
	}
	return (int)status;
}
