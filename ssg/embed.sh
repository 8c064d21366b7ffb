#!/bin/sh
# embed.sh BUILD_ID FILE... - writes build/embedded.c (see base/embedded.h) to standard output.
set -eu
LC_ALL=C
export LC_ALL

id=$1
shift
printf '#include "base/embedded.h"\n\nconst char embedded_build_id[] = "%s";\n' "$id"
files=$(printf '%s\n' "$@" | sort)
table=
count=0
for path in $files; do
	printf '\nstatic const unsigned char file_%d[] = {\n' "$count"
	od -An -v -tx1 "$path" | sed 's/ \(..\)/0x\1,/g'
	printf '0x00};\n'
	table="$table	{\"$path\", file_$count, sizeof file_$count - 1},
"
	count=$((count + 1))
done
printf '\nconst struct embedded_file embedded_files[] = {\n%s	{NULL, NULL, 0},\n};\n' "$table"
printf '\nconst size_t embedded_count = %d;\n' "$count"
