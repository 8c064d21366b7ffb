#!/bin/sh
# run_unit_tests.sh PROGRAM... - runs cmocka programs side by side. Prints what failed, then one line.
set -eu
export logs
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# A program may also crash, before or after its last line: its status decides.
run_one='
	log=$logs/${1##*/}
	"$1" >"$log" 2>&1 && exit
	status=$?
	grep -q "^\[  FAILED  \] [0-9]* test" "$log" || echo "[  FAILED  ] 1 test(s): it ended with status $status" >>"$log"
	echo "== $1"
	grep -v "^\[ RUN\|^\[       OK" "$log"
	exit 1'

status=0
printf '%s\n' "$@" | xargs -P "$(nproc)" -I '{}' sh -c "$run_one" sh '{}' || status=1
cat "$logs"/* | awk -v folder="${1%/*}" '
	/^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
	/^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
	END { printf "unit tests: %d passed, %d failed in %s\n", passed, failed, folder }'
exit $status
