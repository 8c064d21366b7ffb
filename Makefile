# make              the program: build/ssg
# make site         the site of this repository, in public/
# make check        a quick test, in half a minute; CONTRIBUTING.md has the targets for developers
# make test         all tests
#
# CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are added to the flags below. WERROR=1 makes errors of warnings.
VERSION := 0.1.0
PREFIX  ?= /usr/local

# The layers, lowest first: a layer includes headers only of layers before it (scripts/layers.py).
LAYERS := base workers sandbox source content site template api render publish cache engine cmd

# Each mode has its own folder: the release is in build/, the others are in build/debug/, build/sanitize/…
MODE     := release
BUILD    := $(if $(filter release,$(MODE)),build,build/$(MODE))

SOURCES  := $(foreach layer,$(LAYERS),$(wildcard ssg/$(layer)/*.c))
HEADERS  := $(foreach layer,$(LAYERS),$(wildcard ssg/$(layer)/*.h))
EMBEDDED := $(shell find themes/plain lua-plugins -type f | LC_ALL=C sort)
MODULES  := $(patsubst ssg/%.c,$(BUILD)/%.o,$(filter-out ssg/cmd/main.c,$(SOURCES))) $(BUILD)/embedded.o
TESTS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

# ---- flags

SANITIZE := -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all -fsanitize=address,undefined

# Optimising the whole program at link time is worth 5 % of a site's build; only the release pays for it.
release_CFLAGS  = -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -flto=auto
release_LDFLAGS = -pie -Wl,-z,relro,-z,now
debug_CFLAGS    = -Og -fno-omit-frame-pointer
# With sanitizers gcc 12 mistakes the measuring call vsnprintf(NULL, 0, …) for a truncation.
sanitize_CFLAGS = $(SANITIZE) -Wno-unknown-warning-option -Wno-format-truncation
fuzz_CFLAGS     = $(SANITIZE) -fsanitize=fuzzer-no-link
analyzer_CFLAGS = -O1 -fanalyzer

LIBRARIES    := libgit2 zlib lua5.4 yaml-0.1 icu-i18n icu-uc libxxhash nettle libseccomp
# pkg-config runs only in rules that need it: scripts/install.sh may have to run before.
ALL_CPPFLAGS  = -D_GNU_SOURCE -DSSG_VERSION='"$(VERSION)"' -Issg $(shell pkg-config --cflags $(LIBRARIES)) $(CPPFLAGS)
ALL_CFLAGS    = -std=c17 -g -ffile-prefix-map=$(CURDIR)=. $($(MODE)_CFLAGS) \
                -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(if $(filter 1,$(WERROR)),-Werror) $(CFLAGS)
ALL_LDFLAGS   = $($(MODE)_LDFLAGS) $(LDFLAGS)
ALL_LDLIBS    = $(shell pkg-config --libs $(LIBRARIES)) -lcmark-gfm-extensions -lcmark-gfm -lm $(LDLIBS)

COMPILE = @mkdir -p $(@D) && echo "cc $@" && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@
LINK    = @echo "ld $@" && $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(ALL_LDLIBS) -o $@

# ---- the program

all: $(BUILD)/ssg

$(BUILD)/%.o: ssg/%.c Makefile
	$(COMPILE)

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(COMPILE)

# Depends on folders too: their times change when a file comes or goes.
$(BUILD)/embedded.c: ssg/embed.sh $(SOURCES) $(HEADERS) Makefile $(shell find themes/plain lua-plugins)
	@mkdir -p $(@D)
	@echo "embed $@"
	@ssg/embed.sh "$$(sha256sum Makefile $(SOURCES) $(HEADERS) $(EMBEDDED) | sha256sum | cut -c 1-32)" $(EMBEDDED) > $@

$(BUILD)/ssg: $(BUILD)/cmd/main.o $(MODULES)
	$(LINK)

# What tests and fuzzers link; never made of a release.
$(BUILD)/libssg.a: $(MODULES)
	@rm -f $@
	@echo "ar $@"
	@$(AR) rcsD $@ $^

$(BUILD)/tests/%.o: tests/unit/%.c Makefile
	$(COMPILE)

$(BUILD)/tests/%: ALL_LDLIBS += -lcmocka
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libssg.a
	$(LINK)

-include $(MODULES:.o=.d) $(BUILD)/cmd/main.d $(TESTS:=.d)

site:
	scripts/install.sh build
	$(MAKE) all
	build/ssg build . -o public

install: all
	install -D -m 755 build/ssg $(DESTDIR)$(PREFIX)/bin/ssg
	for page in man/*.1; do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/$${page##*/} || exit; done

# ---- quick loop: no network, no sanitizers, no browser

debug sanitize:
	$(MAKE) MODE=$@ all

debug-tests sanitize-tests:
	$(MAKE) MODE=$(@:-tests=) all tests

tests: $(TESTS)

check: debug-tests
	@failed=0; scripts/layers.py || failed=1; \
	scripts/run_unit_tests.sh $(TESTS:build/%=build/debug/%) || failed=1; \
	scripts/smoke_test.sh build/debug/ssg || failed=1; exit $$failed

# The tests of one name: make test-limits runs tests/unit/test_limits.c and tests/e2e/limits.test.mjs.
# SSG=build/sanitize/ssg has another program tested.
test-%: SSG ?= build/debug/ssg
test-%: UNIT    = $(wildcard tests/unit/test_$*.c)
test-%: E2E     = $(wildcard tests/e2e/$*.test.mjs)
test-%: BROWSER = $(wildcard tests/browser/$*.test.mjs)
test-%:
	@$(if $(UNIT)$(E2E)$(BROWSER),,$(error there are no tests named "$*"))
	$(if $(UNIT),@$(MAKE) MODE=debug build/debug/tests/test_$*)
	$(if $(UNIT),build/debug/tests/test_$*)
	$(if $(E2E)$(BROWSER),@$(MAKE) $(or $(filter debug sanitize,$(SSG:build/%/ssg=%)),all))
	$(if $(BROWSER),scripts/install.sh test && mkdir -p build/browser && $(SSG) build . -o build/browser/site)
	$(if $(E2E)$(BROWSER),SSG=$(SSG) node --test --test-reporter=spec $(E2E) $(BROWSER))

# For clangd and other tools.
compile_commands.json: MODE := debug
compile_commands.json:
	@scripts/compile_commands.sh $(SOURCES) $(wildcard tests/unit/*.c) -- $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) > $@

# ---- all tests

test: export WERROR ?= 1
test:
	scripts/install.sh build test
	$(MAKE) all debug-tests sanitize-tests
	@failed=0; for suite in layers unit-tests e2e browser-test; do $(MAKE) $$suite || failed=1; done; exit $$failed

# Both ways: some limits cannot be tested with the address sanitizer, which maps terabytes.
unit-tests: debug-tests sanitize-tests
	@failed=0; for mode in debug sanitize; do \
	scripts/run_unit_tests.sh $(TESTS:build/%=build/$$mode/%) || failed=1; done; exit $$failed

SANITIZED_THEMES := smallest_site errors links languages templates
e2e: all sanitize
	node --test --test-concurrency=2 --test-reporter=spec tests/e2e/*.test.mjs
	SSG=build/sanitize/ssg node --test --test-concurrency=2 --test-reporter=spec $(SANITIZED_THEMES:%=tests/e2e/%.test.mjs)

# A long series of random edits, each build compared with a fresh one; SEED repeats a run.
SOAK_EDITS := 2000
soak: all
	EDITS=$(SOAK_EDITS) SEED=$${SEED:-$$(date +%s)} node --test --test-reporter=spec tests/e2e/incremental.test.mjs
	EDITS=200 SEED=$${SEED:-$$(date +%s)} node --test --test-reporter=spec tests/e2e/real_edits.test.mjs

browser-test: all
	@mkdir -p build/browser
	build/ssg build . -o build/browser/site
	node --test --test-reporter=spec tests/browser/*.test.mjs

# The pictures of docs/images, and the table of docs/performance.md.
screenshots: all
	scripts/install.sh test
	build/ssg build . -o build/browser/site
	node tests/browser/screenshots.mjs

weights: site
	node tests/bench/weights.mjs public

bench: all
	scripts/install.sh bench
	tests/bench/bench.py 1200 12000

bench-large: all
	scripts/install.sh bench
	tests/bench/bench.py --without hugo --runs 1 120000

# Each tests/fuzz/fuzz_X.c under clang's libFuzzer for FUZZ_SECONDS.
FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

fuzz:
	scripts/install.sh build lint
	$(MAKE) CC=clang MODE=fuzz $(FUZZERS:%=build/fuzz/%)
	@failed=0; for f in $(FUZZERS); do echo "== $$f"; mkdir -p build/fuzz/corpus/$$f; \
	build/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 -timeout=5 \
	-artifact_prefix=build/fuzz/$$f- build/fuzz/corpus/$$f || failed=1; done; exit $$failed

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/libssg.a
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fsanitize=fuzzer $^ $(ALL_LDLIBS) -o $@

# ---- style

C_FILES = $(SOURCES) $(HEADERS) $(wildcard tests/unit/*.[ch] tests/fuzz/*.c)

# The layers in order, no circles, and the picture and the list of modules as they would be made.
layers:
	@scripts/layers.py
	@scripts/layers.py --picture /dev/stdout | cmp - docs/images/layers.svg && \
	scripts/layers.py --modules /dev/stdout | cmp - docs/modules.md || { echo "run: make layers-picture"; exit 1; }

layers-picture:
	scripts/layers.py --picture docs/images/layers.svg
	scripts/layers.py --modules docs/modules.md

lint: layers $(BUILD)/embedded.c
	clang-format --dry-run -Werror $(C_FILES)
	clang-tidy --quiet $(SOURCES) -- -std=c17 $(ALL_CPPFLAGS)
	$(MAKE) MODE=analyzer WERROR=1 build/analyzer/libssg.a

format:
	clang-format -i $(C_FILES)

clean:
	rm -rf build

.PHONY: all site install debug sanitize debug-tests sanitize-tests tests check compile_commands.json \
        test unit-tests e2e soak browser-test screenshots weights bench bench-large fuzz layers \
        layers-picture lint format clean
.DELETE_ON_ERROR:
.SECONDARY: $(TESTS:=.o)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc) --no-print-directory
endif
