#!/bin/sh
# compile_commands.sh FILE... -- COMPILER FLAG... - writes compile_commands.json to standard output.
exec awk -v folder="$PWD" '
function quoted(text) {
	gsub(/[\\"]/, "\\\\&", text)
	return "\"" text "\""
}
BEGIN {
	for (end = 1; ARGV[end] != "--"; end++);
	for (i = end + 1; i < ARGC; i++)
		command = command quoted(ARGV[i]) ", "
	for (i = 1; i < end; i++)
		printf "%s{\"directory\": %s, \"file\": %s, \"arguments\": [%s\"-c\", %s]}", i == 1 ? "[\n" : ",\n",
		       quoted(folder), quoted(ARGV[i]), command, quoted(ARGV[i])
	print "\n]"
}' "$@"
