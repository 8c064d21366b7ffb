#!/bin/sh
# smoke_test.sh SSG - the promises of the README on one small site: two clean builds are the same, a build
# after an edit is the same as a clean one, and an error leaves the published site as it was.
set -eu
ssg=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org

fail() {
	echo "smoke test: $1"
	cat "$folder/log"
	exit 1
}

commit() {
	git -C "$folder/site" add -A
	git -C "$folder/site" commit -q -m "$1"
}

build() {
	"$ssg" build "$folder/site" -o "$folder/$1" >"$folder/log" 2>&1
}

mkdir -p "$folder/site/content/en/notes" "$folder/site/content/fr/notes"
cd "$folder/site"
git init -q -b main
printf 'title: Rain\nbase_url: https://rain.example/\nlanguages: [en, fr]\nplugins: [cross-links]\n' >site.yaml
printf '# Rain\n\nIt rained.\n' >content/en/index.md
printf '# Pluie\n\nIl pleuvait.\n' >content/fr/index.md
for i in $(seq 50); do printf '# Note %d\n\nSee [[notes/n1]], **%d** times.\n' "$i" "$i" >"content/en/notes/n$i.md"; done
printf '# Remarque 1\n\nUne remarque.\n' >content/fr/notes/n1.md
commit 'Begin'
build a || fail "the first build failed"
build b || fail "the second build failed"
diff -r "$folder/a" "$folder/b" >"$folder/log" || fail "two clean builds differ"
[ "$(find "$folder/a" -name 'n*.html' | wc -l)" = 100 ] || fail "pages are missing"

printf '# A new title\n\nIt rained more.\n' >content/en/notes/n1.md
commit 'Edit'
build a || fail "the build after an edit failed"
build c || fail "the clean build of the edit failed"
grep -rq 'A new title' "$folder/a" || fail "the edit is not in the site"
diff -r "$folder/a" "$folder/c" >"$folder/log" || fail "the build after an edit differs from a clean one"

printf -- '---\ndate: yesterday\n---\n\n# Note 2\n' >content/en/notes/n2.md
commit 'Break'
if build a; then fail "a broken document was built"; fi
grep -q 'content/en/notes/n2.md:2' "$folder/log" || fail "the error does not name its line"
diff -r "$folder/a" "$folder/c" >"$folder/log" || fail "an error changed the published site"
echo "smoke test: passed"
