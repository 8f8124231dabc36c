# Every way in; `make help` lists them. All that is built lands in build/CONFIG, and no list here
# names a file: to add a program, an exercise or a test is to add its file.

CONFIG  = release
CLOCK  ?= virtual
CHAPTER =
CONNECTIONS = 10000
LINES   = 100
ONLY    = /
RUNS    = 3
SEEDS   = 1-500
SECONDS = 60
PYTHON ?= python3
SHOW    =
V       =

ifeq ($(origin CC),default)
CC = gcc
endif
B      := build/$(CONFIG)$(addprefix -,$(filter-out gcc,$(notdir $(lastword $(CC)))))

# ---- Configurations ----

# What each sets: the flags; COMPILER and TOOLS, where they are those of another machine; RUNNER,
# the command that runs a program; RUNTIME_ONLY, where the runtime and the chapters are built and
# tested and nothing else.
CFLAGS   = -O2 -g
COMPILER = $(CC)
EVENT    = -levent_core
NETWORK  = -levent_extra -levent_openssl -lssl -lcrypto -ljansson

ifeq ($(CONFIG),release)
else ifeq ($(CONFIG),asan)
CFLAGS   = -O1 -g
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(CONFIG),tsan)
# Its shadow has no place for all addresses that Linux may choose at random: so it is not to.
RUNTIME_ONLY = yes
CFLAGS   = -O1 -g
SANITIZE = -fsanitize=thread
RUNNER   = setarch -R
else ifeq ($(CONFIG),valgrind)
# The release build; what Valgrind has to say, it says on the descriptor that tests/run opens. Not
# of what is reached by pointers into its middle, as our lists do: it cannot tell that from chance.
RUNTIME_ONLY = yes
RUNNER   = valgrind -q --error-exitcode=99 --log-fd=9 --leak-check=full \
	   --show-leak-kinds=definite --errors-for-leak-kinds=definite
else ifeq ($(CONFIG),hard)
CFLAGS   = -O1 -g
DEFINES  = -DASYNC_HARD=1
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(CONFIG),fuzz)
RUNTIME_ONLY = yes
CFLAGS   = -O1 -g
SANITIZE = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
else ifeq ($(CONFIG),ucontext)
DEFINES  = -DSWITCH_UCONTEXT
else ifeq ($(CONFIG),aarch64)
RUNTIME_ONLY = yes
COMPILER = $(patsubst gcc%,aarch64-linux-gnu-gcc%,$(CC))
ifneq ($(findstring clang,$(CC)),)
$(error CONFIG=aarch64 takes gcc: clang 14 has no -fstack-clash-protection for aarch64)
endif
TOOLS    = aarch64-linux-gnu-
SYSROOT  = build/aarch64/sysroot
SYSTEM   = -isystem $(SYSROOT)/usr/include -isystem $(SYSROOT)/usr/include/aarch64-linux-gnu
EVENT    = -L$(SYSROOT)/usr/lib/aarch64-linux-gnu -l:libevent_core.a
NETWORK  = -l:libevent_extra.a -l:libevent_openssl.a -lssl -lcrypto -ljansson
FOREIGN  = $(CURDIR)/$(SYSROOT)
LIBPATH  = $(FOREIGN)/lib/aarch64-linux-gnu:$(FOREIGN)/usr/lib/aarch64-linux-gnu
RUNNER   = qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$(LIBPATH)
else
$(error CONFIG is release, asan, hard, tsan, valgrind, fuzz, ucontext or aarch64, not "$(CONFIG)")
endif

# ---- Flags ----

LD       = $(TOOLS)ld
AR       = $(TOOLS)ar
NM       = $(TOOLS)nm
OBJCOPY  = $(TOOLS)objcopy

# Arguments that are left out are 0, and a message may be empty: both are meant.
WARNINGS = -Wall -Wextra -Wno-missing-field-initializers -Wno-format-zero-length
COMPILE  = $(COMPILER) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(DEFINES) $(WARNINGS) \
	   -fno-omit-frame-pointer -fstack-clash-protection $(SANITIZE) -Icommon $(SYSTEM)
LINK     = $(COMPILER) $(CFLAGS) $(SANITIZE)
LIBS     = -Wl,--as-needed $(NETWORK) $(EVENT) -lm -lpthread
TOOLLIBS = -Wl,--as-needed $(if $(RUNTIME_ONLY),,-ljansson -lelf -lseccomp) $(LIBS)

# A learner's file may have warnings, and says where in that file, not where in our macros.
ERRORS   = $(if $(findstring clang,$(CC)),-fmacro-backtrace-limit=1,-ftrack-macro-expansion=0)
LEARNER  = $(COMPILE) $(ERRORS)

# For the tests and for `make run`; the sanitizers of other builds do not look.
export ASAN_OPTIONS  = detect_leaks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS = print_stacktrace=1

# ---- What there is ----

objects  = $(patsubst %,$(B)/%.o,$(basename $(wildcard $1)))
RUNTIME := $(B)/common/runtime.o
COMMON  := $(call objects,common/*.c common/*.S)
WEB     := $(B)/common/web.a
WEBS    := $(call objects,common/web/*.c)
COURSE  := $(call objects,course/*.c)

CHAPTERS := $(call objects,chapters/*/*.c)
PROGRAMS := $(CHAPTERS:.o=)

# One exercise, CHAPTER/N-NAME, a judge. Beside the folders lie the judges' library and main.c, the
# scene of those that have none of their own.
SCENES    := $(call objects,tests/exercises/*/*.scene.c)
JUDGES    := $(filter-out $(SCENES),$(call objects,tests/exercises/*/*.c))
MAIN      := $(B)/tests/exercises/main.o
JUDGE_LIB := $(filter-out $(MAIN),$(call objects,tests/exercises/*.c))
EXERCISES := $(JUDGES:$(B)/tests/exercises/%.o=$(B)/exercises/%)
SCENED    := $(SCENES:$(B)/tests/exercises/%.scene.o=$(B)/exercises/%)
STAGED    := $(EXERCISES:=/stage.o) $(EXERCISES:=/names) $(EXERCISES:=/judge)
# What is ready for the programs of learners, who have sanitizers: so in the usual configuration
# that lies in another one.
SEATED    := $(EXERCISES:=/stage) $(EXERCISES:=/names.map)
HEADERS   := $(B)/common/plain.h $(B)/common/seat.h
ifeq ($(CONFIG),release)
SEAT      := build/asan$(B:build/release%=%)
else
SEAT      := $(B)
endif
# Those whose scene or solution uses HTTP or TLS. (grep, so that it has a file: /dev/null.)
ONLINE    := $(shell grep -lsE '"web/|async_ssl_' /dev/null \
	     $(wildcard tests/exercises/*/*.scene.c solutions/*/*.c))
ONLINE    := $(patsubst solutions/%.c,%,$(ONLINE:tests/exercises/%.scene.c=%))
ONLINE    := $(patsubst %,$(B)/exercises/%/stage.o,$(sort $(ONLINE)))

# A test is a program or a script; what several need of the course, the judges' library and
# suite.c, they find in PARTS.
SUITE     := $(B)/tests/common/suite.o
TWINS     := $(call objects,tests/parity/*.c)
SITES     := $(call objects,tests/*/programs/*.c)
PLAYERS   := $(call objects,tests/parity/random/*.c)
PLAY      := $(B)/tests/parity/random/play
WEAVERS   := $(call objects,tests/tutorial/*.c)
WEAVE     := $(B)/tests/tutorial/weave
FUZZERS   := $(call objects,tests/fuzz/*.c)
ifdef RUNTIME_ONLY
SUITES    := $(filter-out $(SUITE),$(call objects,tests/common/*.c tests/web/*.c))
PARTS     := $(SUITE)
SCRIPTS   := $(wildcard tests/parity/*.sh tests/chapters/*.sh)
else
COURSES   := $(STAGED) course seat
WEAVES    := $(WEAVE)
SUITES    := $(filter-out $(SUITE) $(TWINS) $(WEAVERS) $(FUZZERS) $(JUDGE_LIB) $(MAIN), \
	     $(call objects,tests/*/*.c))
PARTS     := $(SUITE) $(JUDGE_LIB) $(filter-out %/main.o,$(COURSE))
SCRIPTS   := $(wildcard tests/*/*.sh)
endif

# An emulator is not the kernel: there system calls fail otherwise, and children are of this one.
ifeq ($(CONFIG),aarch64)
SUITES    := $(filter-out $(B)/tests/common/calls-% \
	     $(patsubst %,$(B)/tests/common/%.o,child flight-outside),$(SUITES))
endif

# In hard mode tasks give way where asyncio's do not: what programs print in asyncio's order is for
# tests/hard to judge.
ifeq ($(CONFIG),hard)
SUITES    := $(filter-out $(SUITE),$(call objects,tests/common/*.c tests/web/*.c tests/trace/*.c \
	     tests/hard/*.c))
SCRIPTS   :=
endif

# What is measured: bench/NAME/IMPLEMENTATION, in some language. What is ours is called async, or
# async-something, and so is what it is measured with; the rest may want what is not installed.
DRIVERS   := $(call objects,bench/driver/*.c)
DRIVER    := $(if $(DRIVERS),$(B)/bench/driver/driver)
BENCH     := $(filter-out bench/driver/% bench/guard/%,$(wildcard bench/*/*.*))
OWN       := $(foreach file,$(filter %.c,$(BENCH)),$(if \
	     $(filter async% load.c server.c,$(notdir $(file))),$(file)))
OURS      := $(OWN:%.c=$(B)/%)
peers      = $(patsubst %.$1,$(B)/%,$(filter-out $(OWN),$(filter %.$1,$(BENCH))))
PEERS     := $(call peers,c) $(call peers,cpp) $(call peers,go) $(call peers,rs)
BENCHES   := $(OURS) $(PEERS)
GUARD     := $(call objects,bench/guard/*.c)

OBJECTS   := $(COMMON) $(WEBS) $(COURSE) $(CHAPTERS) $(PLAYERS) $(SITES) $(DRIVERS) $(OURS:=.o) \
	     $(GUARD) $(call objects,tests/*/*.c tests/exercises/*/*.c)
# Scripts first: the longest are among them, and the others go on beside them.
TESTS     := $(foreach test,$(SCRIPTS) $(SUITES:.o=),$(if $(findstring $(ONLY),$(test)),$(test)))

# ---- The ways in ----

all: $(PROGRAMS) $(COURSES) ## build the programs, the exercises and course

run: packages ## play all chapters, or one with CHAPTER=03; in real time with CLOCK=real
	$(if $(RUNTIME_ONLY),$(error make run does not take CONFIG=$(CONFIG): there is no course))
	$(Q)$(MAKE) $(AGAIN) all
	$(Q)ASYNC_CLOCK=$(CLOCK) $(B)/course/course run $(CHAPTER)

test: packages ## test everything, or with ONLY=gather what bears that name
	$(Q)$(MAKE) $(AGAIN) tests
	$(Q)$(RUN_TESTS) $(TESTS)

test-all: ## test every configuration; .ci/run does what fits into half an hour
	+$(Q)tests/all

parity: packages ## compare the C programs in tests/parity with what asyncio printed
	$(Q)$(MAKE) $(AGAIN) $(TWINS:.o=) $(PLAY)
	$(Q)CONFIG_DIR=$(B) RUNNER='$(RUNNER)' LC_ALL=C PYTHON='$(PYTHON)' \
	tests/parity/run.sh 9>&1

random: packages ## compare SEEDS=1-500 random programs with asyncio; needs CPython 3.13: PYTHON=...
	$(Q)$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null || \
	{ echo 'make random needs CPython 3.13 or later, as python3 or as PYTHON=...' >&2; exit 1; }
	$(Q)$(MAKE) $(AGAIN) $(PLAY)
	$(Q)$(PYTHON) tests/parity/random/compare.py $(if $(SHOW),--show) $(PLAY) $(SEEDS)

hard: packages ## play the parity programs in hard mode, each under SEEDS=1-1000
ifeq ($(CONFIG),hard)
	$(Q)$(MAKE) $(AGAIN) tests
	$(Q)SEEDS=$(if $(filter file,$(origin SEEDS)),1-1000,$(SEEDS)) CONFIG_DIR=$(B) \
		$(B)/tests/hard/seeds
else
	$(Q)$(MAKE) $(AGAIN) CONFIG=hard hard
endif

fuzz: ## try inputs at random, SECONDS=60 a fuzzer of tests/fuzz, or ONLY=stream
ifeq ($(CONFIG),fuzz)
	$(Q)$(MAKE) $(AGAIN) $(FUZZERS:.o=)
	$(Q)tests/fuzz/run $(foreach f,$(FUZZERS:.o=),$(if $(findstring $(ONLY),$(f)),$(f)))
else
	$(Q)CC=clang CONFIG=fuzz ./packages.sh
	$(Q)SECONDS=$(SECONDS) $(MAKE) $(AGAIN) CC=clang CONFIG=fuzz fuzz
endif

load: packages ## many connections at once to one server: CONNECTIONS=10000, of LINES=100 each
	$(Q)$(MAKE) $(AGAIN) $(B)/tests/load/programs/connections
	$(Q)$(B)/tests/load/programs/connections $(CONNECTIONS) $(LINES)

bench: packages ## measure the runtime and its peers, RUNS=3 times; or what ONLY=switch names
	$(Q)$(MAKE) $(AGAIN) measures
	$(Q)$(DRIVER) bench $(B)/bench build/bench '$(RUNS)' '$(filter-out /,$(ONLY))'

bench-guard: ## count instructions: 2 % more than in bench/guard/counts is a failure
	$(if $(filter build/release%,$(B)),,$(error make bench-guard takes no CONFIG))
	$(Q)CONFIG=valgrind ./packages.sh
	$(Q)$(MAKE) $(AGAIN) $(GUARD:.o=)
	$(Q)bench/guard/guard.sh $(GUARD:.o=) bench/guard/counts $(if $(ACCEPT),accept)

tutorial: packages ## write the programs and their output into tutorial.md anew
	$(Q)$(MAKE) $(AGAIN) all $(WEAVE)
	$(Q)CONFIG_DIR=$(B) CC='$(CC)' $(WEAVE) tutorial.md

tests: all $(SUITES:.o=) $(TWINS:.o=) $(SITES:.o=) $(PLAY) $(WEAVES) $(if $(WEAVES),$(DRIVER))

measures: $(DRIVER) $(foreach b,$(BENCHES),$(if $(findstring $(ONLY),$b),$b))
	@:

packages: ## install the Debian packages that are missing
	$(Q)CC='$(CC)' CONFIG=$(CONFIG) ./packages.sh $(filter test bench,$(MAKECMDGOALS))

clean: ## remove all that was built
	$(Q)rm -rf build

help: ## list the ways in
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "CONFIG=asan, tsan or valgrind finds errors in memory and between threads,"
	@echo "CONFIG=hard gives way at every await,"
	@echo "CONFIG=ucontext does without switch.S, CONFIG=aarch64 is for that machine, emulated,"
	@echo "CC=clang is another compiler, V=1 shows commands"

RUN_TESTS = CONFIG_DIR=$(B) CONFIG=$(CONFIG) CC='$(CC)' RUNNER='$(RUNNER)' tests/run
AGAIN     = --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all run test test-all parity random hard fuzz load bench tests packages clean help
.PHONY: bench-guard tutorial course seat measures FORCE
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
MAKEFLAGS += --no-builtin-rules

# $(call do,WORD,COMMANDS): run them, and show the word and the target, or with V=1 the commands.
Q  = $(if $(V),,@)
do = $(Q)$(if $(V),,printf '%-5s %s\n' $1 $(@:$(B)/%=%); )mkdir -p $(@D) && $2

# ---- How things are made ----

# Files that change only with what they say, so that other flags, or a file less, build anew what
# depends on them. `course` reads the flags, too: what comes behind the first colon compiles a
# learner's file, what comes behind the second links it, and behind the third are the libraries.
$(B)/flags: TEXT = $(COMPILE) : $(LEARNER) : $(LINK) : $(LIBS)
$(B)/files: TEXT = $(COMMON) : $(WEBS) : $(COURSE) : $(JUDGE_LIB) : $(WEAVERS) : $(PLAYERS) : \
		   $(ONLINE)
$(B)/flags $(B)/files: FORCE
	@mkdir -p $(@D) && echo '$(TEXT)' | cmp -s - $@ || echo '$(TEXT)' >$@

$(filter $(B)/tests/%,$(OBJECTS)): MORE = -Itests/common -Itests/exercises -Icourse
$(filter $(B)/bench/driver/%,$(OBJECTS)): MORE = -Icourse
# What a learner defines may lie in a library.
$(SCENES) $(MAIN): MORE += -fPIC

$(filter-out $(B)/common/switch.o,$(OBJECTS)): $(B)/%.o: %.c $(B)/flags
	$(call do,CC,$(COMPILE) -Werror $(MORE) -MMD -MP -c -o $@ $<)

$(B)/common/switch.o: common/switch.S $(B)/flags
	$(call do,AS,$(COMPILE) -MMD -MP -c -o $@ $<)

$(RUNTIME): $(COMMON) $(B)/files
	$(call do,LD,$(LD) -r -o $@ $(COMMON))

# An archive: what needs HTTP or TLS is linked with their libraries, and nothing else is.
$(WEB): $(WEBS) $(B)/files
	$(call do,AR,rm -f $@.new && $(AR) qcs $@.new $(WEBS) && mv $@.new $@)

$(PROGRAMS) $(TWINS:.o=) $(SITES:.o=) $(OURS): %: %.o $(RUNTIME) $(WEB)
	$(call do,LINK,$(LINK) -o $@ $^ $(LIBS))

$(GUARD:.o=): %: %.o $(RUNTIME)
	$(call do,LINK,$(LINK) -o $@ $^ $(LIBS))

$(PLAY): $(PLAYERS) $(RUNTIME) $(B)/files
	$(call do,LINK,$(LINK) -o $@ $(PLAYERS) $(RUNTIME) $(LIBS))

$(B)/tests/parts.a: $(PARTS) $(B)/files
	$(call do,AR,rm -f $@.new && $(AR) qcs $@.new $(PARTS) && mv $@.new $@)

# Suites in which system calls fail are called calls-NAME: calls.h has their place.
WRAPS     := $(shell sed -n 's/^CALL[A-Z_]*.[^,]*, \([a-z0-9_]*\),.*/-Wl,--wrap=\1/p' \
	     $(wildcard tests/common/calls.h) /dev/null)
$(filter $(B)/tests/common/calls-%,$(SUITES:.o=)): WRAP = $(WRAPS)

$(SUITES:.o=): %: %.o $(B)/tests/parts.a $(RUNTIME) $(WEB)
	$(call do,LINK,$(LINK) $(WRAP) -o $@ $^ -l:libcunit.a $(TOOLLIBS))

$(FUZZERS:.o=): %: %.o $(RUNTIME) $(WEB)
	$(call do,LINK,$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS))

$(WEAVE): $(WEAVERS) $(B)/files
	$(call do,LINK,$(LINK) -o $@ $(WEAVERS))

$(B)/course/course: $(COURSE) $(RUNTIME) $(B)/files
	$(call do,LINK,$(LINK) -o $@ $(COURSE) $(RUNTIME) $(TOOLLIBS))

course: $(B)/course/course
ifeq ($(B),build/release)
	$(Q)ln -sfn release/course/course build/course
endif
	$(Q)ln -sfn $(if $(filter $(B),$(SEAT)),.,../$(notdir $(SEAT))) $(B)/seat

# What it measures is `course`, with a learner's exercise.
$(filter $(B)/bench/verdict/%,$(BENCHES)): | $(COURSES)

# ---- How peers are made ----

SHARED    := $(patsubst %,$(B)/course/%.o,axis files svg text words)
$(DRIVER): $(DRIVERS) $(SHARED) $(RUNTIME) $(WEB) $(B)/files
	$(call do,LINK,$(LINK) -o $@ $(filter-out %/files,$^) $(LIBS))

# One that cannot be built is left out: the driver says so, and what stands in the .log.
peer = $(Q)$(if $(V),,printf '%-5s %s\n' PEER $(@:$(B)/%=%); )mkdir -p $(@D); \
       if $1 >$@.log 2>&1; then rm $@.log; fi

C_PEER   = $(COMPILER) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARNINGS) -Werror
CXX_PEER = $(CXX) -std=gnu++17 -O2 -g -Wall -Wextra -Werror
PEER_OUT = -MMD -MP -MF $@.d -MT $@ -o $@ $<
$(foreach peer,$(PEERS),$(if $(findstring /libuv,$(peer)),$(peer))): PEER_LIBS = -luv

$(call peers,c): $(B)/%: %.c $(B)/flags
	$(call peer,$(C_PEER) $(PEER_OUT) $(LIBS) $(PEER_LIBS))

$(call peers,cpp): $(B)/%: %.cpp $(B)/flags
	$(call peer,$(CXX_PEER) $(PEER_OUT) -lboost_context -lpthread)

$(call peers,go): $(B)/%: %.go
	$(call peer,GO111MODULE=off go build -o $@ $<)

$(call peers,rs): $(B)/%: %.rs
	$(call peer,bench/cargo.sh $@ $<)

# ---- How an exercise is made: CONTRIBUTING.md says why ----

# What programs may use of the runtime, and whatever else learners' code is linked to.
$(B)/common/public: $(wildcard common/*.h common/web/*.h) $(B)/flags
	$(call do,LIST,printf '%s\n' 'async_*' 'coroutine_*' >$@ && \
	sed -n 's/^extern const struct async_exception_type \([A-Za-z]*\)\[1\];.*/\1/p' \
	$(filter %.h,$^) >>$@)

$(SCENED:=/stage.o): $(B)/exercises/%/stage.o: $(B)/tests/exercises/%.scene.o
$(filter-out $(SCENED:=/stage.o),$(EXERCISES:=/stage.o)): $(MAIN)

$(ONLINE): $(WEB)
$(ONLINE): STAGE_WEB = --whole-archive $(WEB)

$(EXERCISES:=/stage.o): $(RUNTIME) $(B)/common/public
	$(call do,STAGE,$(NM) -g --defined-only -f just-symbols $(filter %.scene.o $(MAIN),$^) | \
	cat - $(B)/common/public >$@.public && \
	$(LD) -r -o $@ $(filter %.scene.o $(MAIN),$^) $(RUNTIME) $(STAGE_WEB) && \
	$(OBJCOPY) --wildcard --keep-global-symbols=$@.public $@)

# What the starter defines is what the scene calls, and the only names that a learner's object
# shows. While its learner is at work a starter may not compile: then what it defined before
# stands.
$(B)/exercises/%/names: chapters/$$(*D)/exercises/$$(*F).c $(B)/flags
	$(call do,NAMES,if $(LEARNER) -w -MMD -MP -MT $@ -c -o $(@D)/starter.o $< 2>$@.said; \
	then $(NM) -g --defined-only -f just-symbols $(@D)/starter.o | \
	sed '/^__/d;/[.]/d;s/^main$$/exercise_main/' >$@; \
	elif test -s $@; then echo "$<: does not compile yet"; touch $@; \
	else cat $@.said >&2; false; fi)

# ---- How a learner's program is made, in 60 ms ----

ifeq ($(B),$(SEAT))
seat: $(SEATED) $(HEADERS:=.gch) ## make ready what learners' programs are made of: in build/asan
else
seat: $(filter %/plain.h.gch,$(HEADERS:=.gch))
	$(Q)$(MAKE) $(AGAIN) CONFIG=$(firstword $(subst -, ,$(notdir $(SEAT)))) seat
endif

# async.h, read beforehand: gcc takes learner.h.gch in place of learner.h, where the flags are the
# same. For the object that is looked into, and for that which runs.
UNSANITIZED = $(filter-out -fsanitize% -fno-sanitize%,$(LEARNER))
$(HEADERS:=.gch): %.gch: $(B)/flags
	$(call do,HEAD,echo '#include "async.h"' >$* && \
	$(if $(filter %/seat.h,$*),$(LEARNER) -fPIC,$(UNSANITIZED)) \
	-MMD -MP -MF $*.d -MT $@ -x c-header -o $@ $*)

EMPTY = -shared -nostdlib -Wl,-soname,learner.so
OPEN  = -rdynamic -Wl,-rpath,'$$ORIGIN'

# All of the program but what the learner writes. That comes in as learner.so: it is linked with
# nothing else, in no time. Here an empty one stands for it.
$(EXERCISES:=/names.map): %.map: %
	$(call do,MAP,(echo '{' && sed 's/.*/global: &;/' $< && echo 'local: *; };') >$@)

$(EXERCISES:=/stage): %/stage: %/stage.o %/names
	$(call do,LINK,sed 's/.*/.globl &\n.type & STT_FUNC\n&:/' $(@D)/names | \
	$(COMPILER) $(EMPTY) -x assembler -o $(@D)/learner.so - && \
	$(LINK) $(OPEN) -o $@ $(@D)/stage.o $(@D)/learner.so $(LIBS))

$(EXERCISES:=/judge): $(B)/exercises/%/judge: $(B)/tests/exercises/%.o
$(EXERCISES:=/judge): $(JUDGE_LIB) $(RUNTIME) $(B)/files
	$(call do,LINK,$(LINK) -o $@ $(filter %.o,$^) -l:libcunit.a $(TOOLLIBS))

-include $(OBJECTS:.o=.d) $(EXERCISES:=/starter.d) $(PEERS:=.d) $(HEADERS:.h=.h.d)
