# rpclab: the one real makefile.  It says how things are compiled, linked and
# tested; each directory has a build.mk that says what is there.
#
#: make setup        install what is missing (Debian and Ubuntu, by apt-get)
#: make demo         the bank over a bad network, simulated and for real
#:                   (SEED=7: another draw of the same faults)
#: make replay SCHEDULE='drop server->client #3'
#:                   one run of the bank with exactly these faults
#:                   (SUBMISSION=solution: not with your files but with ours;
#:                   WORLD=lab3/debit: grader/lab3/debit.world)
#:                   (GDB=1: under gdb, stopped where the last fault happens, or
#:                   at AT='server @exec #1': a system call or a step)
#: make grade LAB=3  grade your lab 3 (TEST=double: only cases named so;
#:                   SUBMISSION=solution or a directory: not your files;
#:                   BUDGET=60: seconds for each case; to search deeper than
#:                   the grade does: FAULTS=2, SHARD=1/4: one part of four)
#: make check        all of our own tests
#: make check-aarch64  the same on an emulated 64-bit Arm processor, and that
#:                   its traces are those of this one
#:                   (make setup-aarch64 installs compiler and emulator)
#: make check-conform  the same programs on Linux and simulated: each call must
#:                   answer the same (PROGRAM=conform_udp_data: only that one)
#: make check-random   60 random worlds, in two runs and two builds each
#:                   (make check-random-long: 1,000)
#: make fuzz-kernel    random calls with random arguments, for FUZZ_SECONDS=60
#: make bench        how fast the simulator is on this machine, and beside it
#:                   two others (make setup-bench installs them)
#: make CC=clang fuzz   what reads bytes is fed with any (FUZZ_SECONDS=60
#:                   each)
#: make              everything that can be built
#: make clean        remove all that was built
#:
#: SAN=0 without the sanitizers, CC=clang, WERROR=1, V=1 show the commands

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# ---- settings ------------------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif
SAN    ?= 1
WERROR ?= 0
V      ?= 0
RUN    ?=
Q      := $(if $(filter 0,$V),@)
say     = $(if $(filter 0,$V),@printf '  %-5s %s\n' $1 '$2')

B := build/$(notdir $(CC))-$(if $(filter 1,$(SAN)),san,plain)

CPPFLAGS_ALL = -I. -D_XOPEN_SOURCE=700 $(CPPFLAGS)
CFLAGS_ALL   = -std=c11 -g -O2 -fno-omit-frame-pointer -Wall -Wextra \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla \
	-Wwrite-strings -Wformat=2 -Wimplicit-fallthrough $(CFLAGS)
# What students run: a variable that was never set has one wrong value, in
# every run; a stack that is too large is noticed below it.
LAB_CFLAGS   = -fPIC -O1 -ftrivial-auto-var-init=pattern \
	-fstack-clash-protection
ifeq ($(filter 0 1,$(SAN)),)
$(error SAN is 0 or 1, not "$(SAN)")
endif
ifeq ($(SAN),1)
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fsanitize-recover=address
# A program's bug is its own end, not the simulator's, which goes on.
LAB_SANFLAGS := -fsanitize-recover=all
endif
ifeq ($(WERROR),1)
CFLAGS_ALL += -Werror
endif

# ---- what there is -------------------------------------------------------

# Each build.mk adds to these.
LIBS  :=# static libraries
PROGS :=# programs of ours
NODES :=# lab programs as simulated nodes (.so)
REALS :=# lab programs as real programs
TESTS :=# cmocka programs
SRCS  :=# every .c file, for dependencies and the compile database
FUZZERS :=# names of fuzz programs

# A program of a lab is built from one set of objects for two worlds: linked
# with libc it is a real program, linked with the shim a simulated node.
# $1 name, $2 objects and archives, $3 "-solution" or nothing: whose they are
define lab_program
REALS += $B/real$3/$1
NODES += $B/node$3/$1.so
$B/real$3/$1: $2
$B/node$3/$1.so: $2 $B/netsim/user/shim.a
endef

# A program of libFuzzer, for clang only.  Compiled at one go, since all of it
# needs the instrumentation.  $1 name, $2 sources, $3 libraries, $4 directory
# with inputs to begin from, or nothing
define fuzz_program
FUZZERS += $1
FUZZ_FROM_$1 := $4
$B/fuzz/$1: LDLIBS = $3
$B/fuzz/$1: $2
endef

# Whose code is graded and replayed: "student" (the files in lab*/),
# "solution", or a directory that holds a student's files.
SUBMISSION ?= student
ifeq ($(filter student solution,$(SUBMISSION)),)
ifeq ($(wildcard $(SUBMISSION)/udp_client.c \
	$(SUBMISSION)/lab3-atleastonce/udp_client.c),)
$(error SUBMISSION: there is no udp_client.c in the directory "$(SUBMISSION)")
endif
LAB3_DIR := $(SUBMISSION)
endif

include netsim/build.mk lab2-stubs/build.mk lab3-atleastonce/build.mk
include grader/build.mk

# ---- how it is made ------------------------------------------------------

.PHONY: all
all: $(LIBS) $(PROGS) $(REALS) $(NODES)

# The flags are a file too: objects are rebuilt when they change.
FLAGS_NOW = $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LAB_CFLAGS) $(SANFLAGS) \
	$(LAB_SANFLAGS)
$B/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
.PHONY: FORCE
FORCE:

# Private: not for $B/flags, which is a prerequisite and would change.
# A sanitizer's report ends the simulated process, not the simulator.
$B/lab%.o: private CFLAGS += $(LAB_CFLAGS)
$B/lab%.o: private CPPFLAGS += -D_DEFAULT_SOURCE
$B/lab%.o: private SANFLAGS += $(LAB_SANFLAGS)
# netsim stands in for a kernel, and needs more of the real one than POSIX.
$B/netsim/%.o: private CPPFLAGS += -D_GNU_SOURCE
# glibc's inline versions would be in the way of our own definitions.
$B/netsim/user/%.o: private CPPFLAGS += -D_GNU_SOURCE -D__NO_INLINE__=1
$B/netsim/user/%.o: private CFLAGS += -fPIC
$B/netsim/user/%.o: private SANFLAGS += $(LAB_SANFLAGS)

$B/%.o: %.c $B/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) -MMD -MP -c -o $@ $<

$B/%.o: %.S $B/flags
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) -g -MMD -MP -c -o $@ $<

$B/%.a:
	$(call say,AR,$@)
	@mkdir -p $(@D)
	@rm -f $@
	$Q$(AR) rcs $@ $(filter %.o,$^)

# Explicit targets: a pattern with two targets would make both at once.
$(PROGS) $(TESTS) $(REALS):
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -o $@ $(filter %.o %.a,$^) $(LDFLAGS) $(LDLIBS)

# Whole archives: what the shim defines must come before what a sanitizer's
# library does, and what a lab defines is looked at even if it is not used.
# -Bsymbolic: a program's names bind to itself, never to the simulator.
# -z now: no lazy slots that change while it runs.  Then the gate: whatever
# would reach the real system is refused by name.
$(NODES):
	$(call say,NODE,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -shared -Wl,-Bsymbolic -Wl,-z,now -o $@.tmp \
	    $(filter %.o,$^) \
	    -Wl,--whole-archive $(filter %.a,$^) -Wl,--no-whole-archive
	$Qnetsim/user/gate $@.tmp $(filter-out $B/netsim/%,$(filter %.o %.a,$^))
	@mv $@.tmp $@

$(FUZZERS:%=$B/fuzz/%): $B/flags
	$(call say,FUZZ,$@)
	@$(CC) --version | grep -q clang || { \
	    echo "fuzz: libFuzzer comes with clang: make CC=clang fuzz" >&2; \
	    exit 1; }
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) -fsanitize=fuzzer \
	    -o $@ $(filter %.c,$^) $(LDLIBS)

-include $(patsubst %.c,$B/%.d,$(SRCS))

# ---- tests ---------------------------------------------------------------

# A test's log is kept beside its mark, which a failed test has not, whatever
# an earlier run said.  cmocka catches SIGSEGV itself;
# handle_segv=2 gives it back to the sanitizer, whose report says where.
# Where worlds are run the simulator catches it, and must.
# RUN: what runs programs of another processor, as in RUN=qemu-aarch64.
WORLDS := netsim/test/% grader/test/%
$B/ok/%: $B/test/% $(NODES) $(REALS)
	$(call say,TEST,$*)
	@mkdir -p $(@D)
	@rm -f $@
	$QASAN_OPTIONS=$(if $(filter $(WORLDS),$*),,handle_segv=2) \
	    UBSAN_OPTIONS=$(if $(filter $(WORLDS),$*),,halt_on_error=1) \
	    NODES=$B/node NODES_SOLUTION=$B/node-solution RUN='$(RUN)' \
	    $(RUN) $< > $@.log 2>&1 || \
	    { cat $@.log; exit 1; }
	@touch $@

.PHONY: check check-unit check-headers check-lint check-demo check-aarch64
check:
	@.ci/check

check-unit: $(TESTS:$B/test/%=$B/ok/%)

# A header must compile on its own.
check-headers:
	$Qfor h in $$(git ls-files '*.h'); do \
	    $(CC) $(CPPFLAGS_ALL) -D_GNU_SOURCE -DBUILD='""' $(CFLAGS_ALL) -Werror \
	        -fsyntax-only -x c $$h || exit 1; done

check-lint:
	$Q.ci/lint

.PHONY: check-gdb check-aarch64
check-gdb:
	@netsim/tool/test/gdb.sh

check-aarch64:
	@netsim/test/aarch64.sh

# Any bytes to whatever reads bytes: each for FUZZ_SECONDS.  What it has found
# out is kept for the next time, and what makes one fail beside it.
FUZZ_SECONDS ?= 60

.PHONY: fuzz
fuzz: $(FUZZERS:%=run-fuzz-%)

.PHONY: $(FUZZERS:%=run-fuzz-%)
$(FUZZERS:%=run-fuzz-%): run-fuzz-%: $B/fuzz/%
	@mkdir -p $B/fuzz/$*.corpus
	@echo "  RUN   $< for $(FUZZ_SECONDS) s"
	@ASAN_OPTIONS=detect_leaks=1 $< -max_total_time=$(FUZZ_SECONDS) \
	    -max_len=4096 -timeout=10 -artifact_prefix=$<- \
	    $B/fuzz/$*.corpus $(FUZZ_FROM_$*) > $<.log 2>&1 || \
	    { tail -50 $<.log; exit 1; }
	@tail -1 $<.log

# ---- what people do ------------------------------------------------------

LAB        ?=
TEST       ?=
SHARD      ?=
FAULTS     ?=
BUDGET     ?=
SCHEDULE   ?=
GDB        ?=
AT         ?=
SEED       ?= 42
WORLD      ?= lab3/bank
THEIRS     := $B/node$(if $(filter solution,$(SUBMISSION)),-solution)
ifneq ($(LAB3_DIR),)
THEIRS     := $(lab3_OUT)/node
endif

.PHONY: setup setup-aarch64 setup-bench demo replay grade bench help
setup:
	@.ci/setup
setup-aarch64 setup-bench:
	@.ci/setup $(@:setup-%=%)

demo: $B/bin/netsim $(filter %/bank-server %/bank-client \
	%/bank-server.so %/bank-client.so,$(NODES) $(REALS))
	@lab3-atleastonce/bank/demo.sh $B '$(SEED)'

grade: $B/bin/grade $(filter $(THEIRS)/bank-%,$(NODES))
	@$B/bin/grade --nodes $(THEIRS) --traces build/traces \
	    --replay 'make replay$(if $(filter-out student,$(SUBMISSION)), \
	    SUBMISSION=$(SUBMISSION))' \
	    $(if $(LAB),--lab '$(LAB)') $(if $(TEST),--test '$(TEST)') \
	    $(if $(SHARD),--shard '$(SHARD)') \
	    $(if $(FAULTS),--faults '$(FAULTS)') \
	    $(if $(BUDGET),--budget '$(BUDGET)')

# The schedule has blanks and "->" in it: by the environment, not by text.
replay: export SCHEDULE := $(SCHEDULE)
replay: export AT := $(AT)
replay: $B/bin/netsim $(filter $(THEIRS)/bank-%,$(NODES))
	@$(if $(GDB),netsim/tool/gdb.sh $(if $(filter-out 1,$(GDB)),'$(GDB)',gdb)) \
	    $B/bin/netsim run --programs $(THEIRS) $(if $(GDB),--stop "$$AT") \
	    --schedule "$$SCHEDULE" --output client grader/$(WORLD).world

bench:
	@$(MAKE) -s SAN=0 build/$(notdir $(CC))-plain/bin/netsim \
	    build/$(notdir $(CC))-plain/bin/bench-explore \
	    build/$(notdir $(CC))-plain/node/ping.so \
	    build/$(notdir $(CC))-plain/node-solution/bank-server.so \
	    build/$(notdir $(CC))-plain/node-solution/bank-client.so
	@netsim/bench/run.sh build/$(notdir $(CC))-plain
	@grader/bench/run.sh build/$(notdir $(CC))-plain

help:
	@sed -n 's/^#: //p' Makefile

clean:
	rm -rf build compile_commands.json
.PHONY: clean
