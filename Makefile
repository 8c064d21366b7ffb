# make          build/ssg
# make site     the site of this repository, in public/
# make test     all tests
VERSION := 0.1.0
PREFIX  ?= /usr/local

# The layers, lowest first: a layer includes headers only of layers before it (scripts/layers.py).
LAYERS := base workers sandbox source content site template api render publish cache engine cmd

BUILD    := build
SOURCES  := $(foreach layer,$(LAYERS),$(wildcard ssg/$(layer)/*.c))
HEADERS  := $(foreach layer,$(LAYERS),$(wildcard ssg/$(layer)/*.h))
EMBEDDED := $(shell find themes/plain lua-plugins -type f | LC_ALL=C sort)
MODULES  := $(patsubst ssg/%.c,$(BUILD)/%.o,$(filter-out ssg/cmd/main.c,$(SOURCES))) $(BUILD)/embedded.o
TESTS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

LIBRARIES := libgit2 zlib lua5.4 yaml-0.1 icu-i18n icu-uc libxxhash nettle libseccomp
# Asked for only by the rules that need them: scripts/install.sh may have to run before.
CPPFLAGS = -D_GNU_SOURCE -DSSG_VERSION='"$(VERSION)"' -Issg $(shell pkg-config --cflags $(LIBRARIES))
CFLAGS   = -std=c17 -O2 -g -ffile-prefix-map=$(CURDIR)=. -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
LDLIBS   = $(shell pkg-config --libs $(LIBRARIES)) -lcmark-gfm-extensions -lcmark-gfm -lm
ifdef SANITIZE
# Instrumented, gcc 12 takes the measuring call vsnprintf(NULL, 0, …) for a truncation.
CFLAGS  += -O1 -Wno-unknown-warning-option -Wno-format-truncation -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
else
CFLAGS  += -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -ffat-lto-objects -flto=auto
LDFLAGS += -pie -Wl,-z,relro,-z,now
endif

all: $(BUILD)/libssg.a $(if $(wildcard ssg/cmd/main.c),$(BUILD)/ssg)

$(BUILD)/%.o: ssg/%.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	@echo "cc $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

# Directories too: their times change when a file comes or goes.
$(BUILD)/embedded.c: ssg/embed.sh $(SOURCES) $(HEADERS) Makefile $(shell find themes/plain lua-plugins)
	@mkdir -p $(@D)
	@echo "embed $@"
	@ssg/embed.sh "$$(sha256sum Makefile $(SOURCES) $(HEADERS) $(EMBEDDED) | sha256sum | cut -c 1-32)" $(EMBEDDED) > $@

$(BUILD)/libssg.a: $(MODULES)
	@rm -f $@
	@echo "ar $@"
	@$(AR) rcsD $@ $^

# Optimised as a whole, which is worth 5 % of a build's time; tests link the same objects as they are,
# which has to be said: the linker would do it for each of them, in many times their time.
$(BUILD)/ssg: $(BUILD)/cmd/main.o $(MODULES)
	@echo "cc $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libssg.a
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(CPPFLAGS) $(filter-out -flto=auto,$(CFLAGS)) -fno-lto $(LDFLAGS) -MMD -MP $(filter %.c %.a,$^) $(LDLIBS) -lcmocka -o $@

-include $(MODULES:.o=.d) $(BUILD)/cmd/main.d $(TESTS:=.d)

# ---- what the program is for

site:
	scripts/install.sh build
	$(MAKE) all
	build/ssg build . -o public

install: all
	install -D -m 755 build/ssg $(DESTDIR)$(PREFIX)/bin/ssg
	for page in man/*.1; do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/$${page##*/} || exit; done

# ---- tests: unit tests and the program in build/sanitize/ run under ASan and UBSan

# The suites that drive the program need its main().
SUITES := layers unit-tests $(if $(wildcard ssg/cmd/main.c),e2e browser-test)

test:
	scripts/install.sh build test
	$(MAKE) all
	$(MAKE) sanitized
	@failed=0; for suite in $(SUITES); do $(MAKE) $$suite || failed=1; done; exit $$failed

sanitized:
	$(MAKE) SANITIZE=address,undefined BUILD=build/sanitize all tests

tests: $(TESTS)

# Both ways: some limits cannot be tested under ASan, which maps terabytes.
unit-tests: tests sanitized
	@failed=; for t in $(TESTS) $(TESTS:$(BUILD)/%=build/sanitize/%); do echo "== $$t"; $$t || failed="$$failed $$t"; done; \
	if [ "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

SANITIZED_THEMES := smallest_site errors links languages templates
e2e: all sanitized
	node --test --test-concurrency=2 --test-reporter=spec tests/e2e/*.test.mjs
	SSG=build/sanitize/ssg node --test --test-concurrency=2 --test-reporter=spec $(SANITIZED_THEMES:%=tests/e2e/%.test.mjs)

# A long series of random edits, each build compared with a fresh one; SEED repeats a run.
SOAK_EDITS := 2000
soak: all
	EDITS=$(SOAK_EDITS) SEED=$${SEED:-$$(date +%s)} node --test --test-reporter=spec tests/e2e/incremental.test.mjs

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
	$(MAKE) CC=clang SANITIZE=address,undefined,fuzzer-no-link BUILD=build/fuzz $(FUZZERS:%=build/fuzz/%)
	@failed=0; for f in $(FUZZERS); do echo "== $$f"; mkdir -p build/fuzz/corpus/$$f; \
	build/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 -timeout=5 \
	-artifact_prefix=build/fuzz/$$f- build/fuzz/corpus/$$f || failed=1; done; exit $$failed

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/libssg.a
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@

# ---- style

C_FILES = $(SOURCES) $(HEADERS) $(wildcard tests/unit/*.c tests/fuzz/*.c)

# The layers in order, no circles, and the picture as it would be drawn.
layers:
	@scripts/layers.py
	@scripts/layers.py --picture /dev/stdout | cmp - docs/images/layers.svg || { echo "run: make layers-picture"; exit 1; }

layers-picture:
	scripts/layers.py --picture docs/images/layers.svg

lint: layers $(BUILD)/embedded.c
	clang-format --dry-run -Werror $(C_FILES)
	clang-tidy --quiet $(SOURCES) -- -std=c17 $(CPPFLAGS)
	$(MAKE) BUILD=build/analyzer CFLAGS='-std=c17 -O1 -fanalyzer -Wall -Wextra -Werror' build/analyzer/libssg.a

format:
	clang-format -i $(C_FILES)

clean:
	rm -rf build

.PHONY: all site install test sanitized tests unit-tests e2e soak browser-test screenshots weights bench bench-large fuzz layers layers-picture lint format clean
.DELETE_ON_ERROR:
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
