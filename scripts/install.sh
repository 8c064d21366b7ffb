#!/bin/sh
# install.sh SET... - installs what is missing on Debian 12 or 13.
#
#   build   to build ssg                bench   to compare it with other generators
#   check   to test it by make check    lint    to check its sources and fuzz it
#   test    to run all tests
set -eu
cd "$(dirname "$0")/.."

packages() {
	case $1 in
	build) echo gcc libc6-dev make pkg-config libgit2-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
		liblua5.4-dev libyaml-dev libicu-dev libxxhash-dev nettle-dev libseccomp-dev git ca-certificates ;;
	check) echo libcmocka-dev python3 ;;
	test)
		packages check
		echo chromium fonts-noto-core fonts-noto-cjk cmark-gfm libxml2-utils
		node_is_recent || echo nodejs
		command -v npm >/dev/null || echo npm
		command -v java >/dev/null || echo default-jre-headless ;;
	bench) echo hugo python3 time ;;
	lint) echo clang clang-format clang-tidy ;;
	*) echo "install.sh: unknown set \"$1\"" >&2; return 2 ;;
	esac
}

node_is_recent() {
	command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing=
for set in "$@"; do
	wanted=$(packages "$set")
	for package in $wanted; do
		is_installed "$package" || missing="$missing $package"
	done
done
if [ "$missing" ]; then
	echo "installing:$missing"
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

# The browser test's packages, of the exact versions in the lock file.
case " $* " in *" test "*)
	if ! cmp -s tests/package-lock.json build/node/installed.json; then
		mkdir -p build/node
		cp tests/package.json tests/package-lock.json build/node/
		npm ci --prefix build/node --ignore-scripts --no-audit --no-fund
		cp tests/package-lock.json build/node/installed.json
	fi
esac
