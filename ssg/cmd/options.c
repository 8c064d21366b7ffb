#include "cmd/command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS_MAX = 256 };

enum status usage_error(const char *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "ssg%s%s: ", command ? " " : "", command ? command : "");
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nsee: ssg help%s%s\n", command ? " " : "", command ? command : "");
	return STATUS_USAGE;
}

const char *options_next(struct options *options, bool *is_option)
{
	*is_option = false;
	options->value = NULL;
	if (options->next >= options->count)
		return NULL;
	char *argument = options->arguments[options->next++];
	if (options->only_operands || argument[0] != '-' || !argument[1])
		return argument;
	if (strcmp(argument, "--") == 0) {
		options->only_operands = true;
		return options_next(options, is_option);
	}
	*is_option = true;
	if (argument[1] == '-') {
		char *equals = strchr(argument, '=');
		if (equals) {
			*equals = '\0';
			options->value = equals + 1;
		}
		return argument;
	}
	if (argument[2]) { /* -j4: the letter alone, then its value */
		static const char letters[][3] = {"-j", "-o"};
		for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
			if (argument[1] == letters[i][1]) {
				options->value = argument + 2;
				return letters[i];
			}
	}
	return argument;
}

const char *options_value(struct options *options, const char *option)
{
	if (!options->value && options->next < options->count)
		options->value = options->arguments[options->next++];
	if (!options->value)
		usage_error(options->command, "option %s needs a value", option);
	return options->value;
}

enum status options_no_value(const struct options *options, const char *option)
{
	return options->value ? usage_error(options->command, "option %s takes no value", option)
			      : STATUS_OK;
}

enum status options_workers(struct options *options, unsigned *workers)
{
	const char *value = options_value(options, "-j");
	char *end;

	if (!value)
		return STATUS_USAGE;
	unsigned long number = strtoul(value, &end, 10);
	if (*end || end == value || *value == '-' || number > WORKERS_MAX)
		return usage_error(options->command, "-j takes a number from 0 to %d, not \"%s\"",
				   WORKERS_MAX, value);
	*workers = (unsigned)number;
	return STATUS_OK;
}

enum status options_format(struct options *options, bool *json)
{
	const char *value = options_value(options, "--format");

	if (!value)
		return STATUS_USAGE;
	*json = strcmp(value, "json") == 0;
	if (!*json && strcmp(value, "text") != 0)
		return usage_error(options->command, "--format is text or json, not \"%s\"", value);
	return STATUS_OK;
}

unsigned default_workers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores > 0 && cores < WORKERS_MAX ? (unsigned)cores : 1;
}
