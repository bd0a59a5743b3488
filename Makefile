# rpclab: the one real makefile.  It says how things are compiled, linked and
# tested; each directory has a build.mk that says what is there.  `make help`
# shows what follows; a student's copy has "#;" instead of what is ours.
#
#: FOR STUDENTS
#: make setup        install what is missing (Debian and Ubuntu, by apt-get)
#; make check        does the kit work on this machine
#: make demo         the bank over a bad network, simulated and for real
#:                   (SEED=7: another draw of the same faults)
#: make grade LAB=3  grade your lab 3; "make test" is the same
#:                   (TEST=double: only cases named so;
#:                   SUBMISSION=solution, a directory, or an archive that was
#:                   handed in: not your files;
#:                   PRIOR=mine: with your own labs before this one, not ours;
#:                   JOBS=1: cases at a time; ISOLATE=1: each program in a
#:                   process of its own, which it cannot get out of;
#:                   RESULTS=build/results.json: where all of it is left;
#:                   SEED=7: all that is left to chance is drawn anew;
#:                   BUDGET=60: seconds for each case; to search deeper than
#:                   the grade does: FAULTS=2, SHARD=1/4: one part of four)
#: make replay SCHEDULE='drop server->client #3'
#:                   one run of the bank with exactly these faults
#:                   (SUBMISSION=solution: not with your files but with ours;
#:                   WORLD=lab3/debit: grader/lab3/debit.world;
#:                   SCHEDULE=@double-debit.faults: what your file says)
#:                   (GDB=1: under gdb, stopped where the last fault happens, or
#:                   at AT='server @exec #1': a system call or a step)
#: make gdb SCHEDULE='drop server->client #3'
#:                   make replay GDB=1
#: make real LAB=3   the world of the lab as real programs, the proxy between
#:                   them; Ctrl-C ends it (WORLD, SCHEDULE, SUBMISSION: as for
#:                   replay; LINK='client<->server loss 20%')
#: make handin LAB=3 pack your files of lab 3 (without LAB: of all labs);
#:                   SUBMISSION=build/handin-lab3.tar.gz grades just that
#: make soak         labs 3 and 4 as real processes over a bad network, killed
#:                   at random moments; then the books must balance
#:                   (SOAK_SECONDS=60, SEED=42; SUBMISSION as for grade)
#:
#: LOOKING AT RUNS
#: make view         look at traces: of the last grading, failures first, and of
#:                   the gallery (LAB=4: only of that lab; TRACE=file)
#: make gallery      the classic failures, a run and a diagram each; their traces
#:                   are left in build/gallery
#: make anatomy      the ten steps of one remote call, with the bytes at each
#: make table        how often a call is executed, measured for each semantics
#:                   under each kind of fault (FAULTS=2: two of a kind)
#:
#: FOR INSTRUCTORS
#: make dist THROUGH=2 what students are given: labs 1 and 2 without the
#:                   solution, as build/rpclab-labs1-2.tar.gz
#:                   (REFERENCES: compilers, in whose code the solution is in
#:                   it; gcc, and if "make setup-aarch64" has installed it, the
#:                   one for 64-bit Arm)
#: make grade-class SUBMISSIONS=dir
#:                   grade a class: in dir a directory or an archive for each
#:                   student; a gradebook and reports in CLASS=build/class
#:                   (LAB=3: only that; JOBS=2: students at a time; ISOLATE=0:
#:                   faster, for those you trust; ENGINE=parallel or slurm: on
#:                   many machines; SEED=number, or a file with one: hidden)
#: make convert      the command that makes pages, tables and files for grading
#:                   services of build/results.json
#: make gradescope LAB=3, make autolab LAB=3
#:                   what is uploaded to these services (README there)
#:
#: BUILDING
#: make all          everything that can be built; so does "make"
#: make install      commands, manual pages and completion (PREFIX=/usr/local,
#:                   DESTDIR=); make uninstall: away with them
#: make man          the manual pages, in build/man
#: make figures      the figures of the handout, again: each .svg of its .dot
#: make idl          what idlc makes of the interfaces, again: bank, kv, store,
#:                   wordcount, record
#: make clean        remove all that was built, but what you hand in
#: make setup-aarch64, make setup-bench, make setup-clang
#:                   install what is needed for some of the tests below
#: make help         this text
#: SAN=0 without the sanitizers, CC=clang, WERROR=1, V=1 show the commands
#:
#: OUR OWN TESTS
#: make check        all of them but the long ones
#: make check-unit   programs of cmocka (UNITS='grader/%': only these)
#: make check-lint, make check-headers, make check-docs, make check-help
#:                   rules of the code; what the texts say is so
#: make check-dist   the student's copy has no solution, and works (LONG=1: all
#:                   four of them built from nothing, both ways)
#: make check-systems  the student's copy on plain systems of Debian and Ubuntu,
#:                   installed for it by root (SUITES='jammy noble')
#: make check-kit    what students use: a lab's folder, real programs, errors
#: make check-man, make check-install, make check-completion
#:                   the pages are whole, what was installed works, bash
#: make check-idlc, make check-libtirpc
#:                   the compiler; its XDR is that of rpcgen
#: make check-gate, make check-sandboxed
#:                   what would leave the simulated world is refused; a
#:                   compiler that was handed in is behind a wall
#: make check-tsan, make check-tsan-tcp
#:                   races between threads, simulated and real
#: make check-determinism, make check-garbage, make check-gdb, make check-proxy
#:                   equal runs; stray messages; a debugger; the real network
#: make check-conform  the same programs on Linux and simulated: each call must
#:                   answer the same (PROGRAM=conform_udp_data: only that one)
#: make check-random   60 random worlds, in two runs and two builds each
#:                   (make check-random-long: 1,000)
#: make check-interop  our programs talk to those of rpcgen and libtirpc
#:                   (INTEROP=bank: only that interface)
#: make check-tshark-export, make check-tshark-capture
#:                   what tshark makes of our messages, simulated and real
#: make check-consumers, make check-consumers-large
#:                   exports, read by dot and xmllint; by Chromium and Mermaid,
#:                   too, which it installs
#: make check-results, make check-convert, make check-services
#:                   what the grader writes, by its schema; each format by one
#:                   that reads it; services, as if there
#: make check-class, make check-slurm
#:                   a class that is stopped half-way; a class on a cluster
#: make check-grader   mutants, designs, cheats, seeds, isolated: with a table
#: make check-mutants  wrong labs fail, each for its reason (SHORT=1, EACH=1)
#: make check-skeletons  files as they are handed out fail with their reason
#: make check-designs  right labs of other designs must have all points
#: make check-cheats   who works on the grade, not on the lab, gets nothing
#: make check-seeds    the grade of the solution, with SEEDS=10 other seeds
#: make check-aarch64  the same on an emulated 64-bit Arm processor, and that
#:                   its traces are those of this one
#: make fuzz-kernel    random calls with random arguments, for FUZZ_SECONDS=60
#: make CC=clang fuzz  what reads bytes is fed with any (FUZZ_SECONDS=60 each)
#: make bench        how fast the simulator is on this machine, and beside it
#:                   two others
#: make bench-view   what the viewer costs for a trace of EVENTS=1000000
#: make bench-rpc    what a call costs: local, by stubs, over UDP and TCP;
#:                   beside it the ONC RPC of libtirpc (ROUNDS=25)

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
comma  := ,
space  := $() $()
Q      := $(if $(filter 0,$V),@)
say     = $(if $(filter 0,$V),@printf '  %-5s %s\n' $1 '$2')

B := build/$(notdir $(CC))-$(if $(filter 1,$(SAN)),san,plain)

# Some distributions' compilers set _FORTIFY_SOURCE by themselves.  Of what is
# inlined so a report would name a line of libc's headers, not the student's;
# and the sanitizers see more without it.
CPPFLAGS_ALL = -I. -D_XOPEN_SOURCE=700 -U_FORTIFY_SOURCE $(CPPFLAGS)
CFLAGS_ALL   = -std=c11 -g -O2 -fno-omit-frame-pointer -Wall -Wextra \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla \
	-Wwrite-strings -Wformat=2 -Wimplicit-fallthrough $(CFLAGS)
# What students run: a variable that was never set has one wrong value, in
# every run; a stack that is too large is noticed below it; and a debugger
# shows every variable and every line, unless speed was asked for.
# gcc 11 cannot do the first of these.
auto_init    = -ftrivial-auto-var-init=pattern
LAB_CFLAGS  := -fPIC $(if $(filter 1,$(SAN)),-O0,-O1) $(if $(shell $(CC) \
	$(auto_init) -E -x c /dev/null > /dev/null 2>&1 && echo yes),$(auto_init)) \
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

# Whose code is graded and replayed: "student" (the files in lab*/),
# "solution", or a directory or an archive that holds somebody's lab*/, or the
# files of one lab.  What comes before the lab in question is ours, or with
# PRIOR=mine of the same hand.
SUBMISSION ?= student
PRIOR      ?= reference
ifeq ($(filter reference mine,$(PRIOR)),)
$(error PRIOR is reference or mine, not "$(PRIOR)")
endif
MINE := $(if $(filter mine,$(PRIOR)),-mine)

# Of lab $1: its directory, the names of the files that a student edits, and
# the directory of the submission that has one of them, if there is one.
LABS      := $(foreach n,1 2 3 4,$(if $(wildcard lab$n-*/build.mk),$n))
lab_DIR    = $(wildcard lab$1-*)
lab_FILES  = $(notdir $(wildcard $(call lab_DIR,$1)/*.c))
lab_PLANS  = $(notdir $(wildcard $(call lab_DIR,$1)/*.faults))
lab_THEIRS = $(patsubst %/,%,$(dir $(firstword $(wildcard $(foreach f,\
	$(call lab_FILES,$1) $(call lab_PLANS,$1),\
	$(SUB)/$(call lab_DIR,$1)/$f $(SUB)/$f)))))

# An archive that was handed in is unpacked first.
ifneq ($(filter %.tar.gz %.tgz %.tar %.tar.bz2 %.zip,$(SUBMISSION)),)
SUB := $(shell grader/kit/unpack.sh $B $(CC) $(SAN) '$(SUBMISSION)')
$(if $(SUB),,$(error SUBMISSION=$(SUBMISSION) was not taken in))
else
SUB := $(abspath $(SUBMISSION))
endif

THEIRS := $B/node$(if $(filter solution,$(SUBMISSION)),-solution,$(MINE))
ifeq ($(filter student solution,$(SUBMISSION)),)
THEIRS   := $B/submission$(SUB)/node$(MINE)
# Given in the command, SUB_LABS=3 leaves out the other labs of it.
SUB_LABS := $(foreach n,$(LABS),$(if $(call lab_THEIRS,$n),$n))
ifeq ($(strip $(SUB_LABS)),)
$(error SUBMISSION: there is no file of any lab, such as udp_client.c, in the \
	directory "$(SUBMISSION)")
endif
endif

# Processor, compiler and sanitizers, as archives of the solution are named.
KIND = $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2> /dev/null)))-$(if \
	$(findstring clang,$(CC)),clang,gcc)$(B:build/$(notdir $(CC))%=%)

# A student's copy (grader/dist) has no solution, but archives that were made
# of it, for a kind of processor and compiler; and no lab that comes later.
# For another compiler those of gcc without the sanitizers will do.
ifneq ($(or $(wildcard .reference),$(if $(wildcard lab*/solution),,none)),)
REFERENCE := .reference/$(KIND)
REFERENCE := $(firstword $(wildcard $(REFERENCE) \
	.reference/$(firstword $(subst -, ,$(KIND)))-gcc-plain) $(REFERENCE))
NO_REFERENCE := $(if $(wildcard $(REFERENCE)),,yes)
endif

# What a lab's files are made into: $1 the lab, $2 whose they are.
lab_LIB = $B/$(if $(filter theirs,$2),submission$(SUB)/)liblab$1$(if \
	$(filter solution,$2),-solution).a

# What needs archives that are not here is only built if it is asked for.
LACKING :=

# A program of a lab is built from one set of objects for two worlds: linked
# with libc it is a real program, linked with the shim a simulated node.
# $1 name, $2 objects and archives, $3 directory with "node" in its name, $4
# labs whose cases run it
define one_program
$(if $(NO_REFERENCE),$(if $(filter $B/liblab%-solution.a,$2),\
LACKING += $(subst node,real,$3)/$1 $3/$1.so))
REALS += $(subst node,real,$3)/$1
NODES += $3/$1.so
$(subst node,real,$3)/$1: $2
$3/$1.so: $2 $B/netsim/user/shim.a
$(foreach n,$4,
GRADED_$n += $3/$1.so)

endef

# Whose archives of the labs before one's own.
prior_LIBS = $(foreach n,$1,$(call lab_LIB,$n,$(if $(and $(MINE),$(filter \
	$2,student)$(filter $(firstword $(subst -, ,$n)),$(SUB_LABS))),$2,solution)))

# $1 name, $2 given objects and archives, $3 numbers of the labs whose files
# it is to show, $4 of the labs before these, $5 archives that those need, $6
# labs whose cases run it, if not $3.  A program of no lab has only $1 and $2.
define lab_program
$(call one_program,$1,$2 $(foreach n,$3,$(call lab_LIB,$n,student)) \
	$(call prior_LIBS,$4,student) $5,$B/node$(if $3$6,$(MINE)),$(or $6,$3))
$(if $3$6,$(call one_program,$1,$2 $(foreach n,$3,$(call lab_LIB,$n,solution)) \
	$(call prior_LIBS,$4,solution) $5,$B/node-solution,$(or $6,$3)))
$(if $(filter $(or $6,$3),$(SUB_LABS)),$(call one_program,$1,$2 \
	$(foreach n,$3,$(call lab_LIB,$n,theirs)) $(call prior_LIBS,$4,theirs) $5,\
	$(THEIRS),$(or $6,$3)))
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

include netsim/build.mk lab2-stubs/rpclib/build.mk \
	lab2-stubs/idlc/library.mk $(wildcard lab*/build.mk)
include grader/build.mk
include $(wildcard grader/lab*/build.mk)

# What students write, and its solution.  A directory is a prerequisite so
# that a deleted file leaves the archive.  A node takes in all of an archive.
# So a file that only some programs can have, emit.c of lab 2 say, is in
# lab2_APART and has an archive of its own: as if of a lab "2-emit".
together = $(filter-out $(patsubst %,\%/%.c,$(lab$1_APART)),$2)
define lab_archives
SRCS += $(wildcard $2/*.c $2/solution/*.c)
LIBS += $(call lab_LIB,$1,student)
$(call lab_LIB,$1,student): $(patsubst %.c,$B/%.o,$(call \
	together,$1,$(wildcard $2/*.c))) $2
$(foreach f,$(lab$1_APART),
LIBS += $(call lab_LIB,$1-$f,student)
$B/$2/$f.o: $2/$f.c
$(call lab_LIB,$1-$f,student): $B/$2/$f.o)
endef
define solution_archives
$(call lab_LIB,$1,solution): $(patsubst %.c,$B/%.o,$(call \
	together,$1,$(wildcard $2/solution/*.c))) $(wildcard $2/solution)
$(foreach f,$(lab$1_APART),
$(call lab_LIB,$1-$f,solution): $B/$2/solution/$f.o)
endef
define reference_archive
$(call lab_LIB,$1,solution): $(REFERENCE)/liblab$1-solution.a
	@mkdir -p $$(@D)
	$$Qcp $$< $$@
endef
SOLUTION_LIBS := $(foreach n,$(LABS),$(foreach f,$n $(lab$n_APART:%=$n-%),\
	$(call lab_LIB,$f,solution)))
LIBS += $(SOLUTION_LIBS)
$(foreach n,$(LABS),$(eval $(call lab_archives,$n,$(call lab_DIR,$n))))
$(foreach n,$(LABS),$(if $(REFERENCE),$(foreach f,$n $(lab$n_APART:%=$n-%),\
	$(eval $(call reference_archive,$f))),\
	$(eval $(call solution_archives,$n,$(call lab_DIR,$n)))))

include $(wildcard grader/dist/build.mk)
ifneq ($(REFERENCE),)
LACKING += $(if $(NO_REFERENCE),$(SOLUTION_LIBS) $B/bin/idlc $B/bin/idlc-student)
$(REFERENCE)/%:
	@grader/kit/missing.sh $@
# The first run of the handout is the bank of lab 3, even before lab 3.
ifeq ($(filter 3,$(LABS)),)
$(foreach p,bank-server bank-client,$(eval $(call one_program,$p,\
	$(REFERENCE)/$p.o,$B/node-solution,3)))
GRADED_3 += $B/node/bank-server.so
LACKING += $(if $(NO_REFERENCE),$(filter %/bank-server %/bank-client \
	%/bank-server.so %/bank-client.so,$(REALS) $(NODES)))
endif
# A program of a lab that is still to come.
$B/node%.so $B/real% $B/bin/%:
	@grader/kit/missing.sh $@
$B/table $B/gallery: $(if $(filter 4,$(LABS)),,$B/bin/table)
endif

# Somebody else's files, kept apart by the name of their directory, so that
# two of them are never mixed.  Files of theirs besides are theirs, too; one
# that they lack is as it is here, which is to say not implemented.
define their_archive
$(foreach f,$(call lab_FILES,$1),$(if $(wildcard $2/$f),,
$B/submission$2/$(f:.c=.o): $(call lab_DIR,$1)/$f $B/flags
	$$(compile)
))
$(call lab_LIB,$1,theirs): $(patsubst %.c,$B/submission%.o,$(call \
	together,$1,$(sort $(addprefix $2/,$(call lab_FILES,$1)) \
	$(wildcard $2/*.c))))
$(foreach f,$(lab$1_APART),
$(call lab_LIB,$1-$f,theirs): $B/submission$2/$f.o)
-include $(wildcard $B/submission$2/*.d)
endef
$(foreach n,$(SUB_LABS),$(eval $(call their_archive,$n,$(call \
	lab_THEIRS,$n))))

# Schedules that students write stand beside the programs they are for.  $1
# the lab, $2 one of its files, $3 whose, $4 the directory of the programs.
define one_plan
GRADED_$1 += $4/$2
$4/$2: $3
	@mkdir -p $$(@D)
	$$Qcp $$< $$@
endef
$(foreach n,$(LABS),$(foreach f,$(call lab_PLANS,$n),\
	$(eval $(call one_plan,$n,$f,$(call lab_DIR,$n)/$f,$B/node$(MINE)))\
	$(if $(REFERENCE),,$(eval $(call one_plan,$n,$f,$(call \
	lab_DIR,$n)/solution/$f,$B/node-solution)))))
$(foreach n,$(SUB_LABS),$(foreach f,$(call lab_PLANS,$n),\
	$(eval $(call one_plan,$n,$f,$(firstword $(wildcard $(call \
	lab_THEIRS,$n)/$f) $(call lab_DIR,$n)/$f),$(THEIRS)))))

# So do their predictions, one file for each lab; none if they have deleted
# it.  $1 the lab, $2 the file, $3 the directory of the programs.
define one_sheet
GRADED_$1 += $3/lab$1.predict
$3/lab$1.predict: $(or $(wildcard $2),FORCE)
	@mkdir -p $$(@D)
	$$Q$(if $(wildcard $2),cp $$< $$@,rm -f $$@)

endef
sheet_of = $(call lab_DIR,$1)/predict.txt
$(foreach n,$(LABS),\
	$(eval $(call one_sheet,$n,$(call sheet_of,$n),$B/node$(MINE)))\
	$(eval $(call one_sheet,$n,$(call lab_DIR,$n)/solution/predict.txt,\
	$B/node-solution)))
$(foreach n,$(SUB_LABS),$(eval $(call one_sheet,$n,$(firstword $(wildcard \
	$(call lab_THEIRS,$n)/predict.txt) $(call sheet_of,$n)),$(THEIRS))))

.PHONY: submission
submission: $(foreach n,$(SUB_LABS),$(filter $(THEIRS)/%,$(GRADED_$n)))

# ---- how it is made ------------------------------------------------------

.PHONY: all
all: $(filter-out $(LACKING),$(LIBS) $(PROGS) $(REALS) $(NODES))
	$(if $(LACKING),@grader/kit/missing.sh $(REFERENCE) all)

# The flags are a file too: objects are rebuilt when they change.  -Werror
# changes no object.
FLAGS_NOW = $(filter-out -Werror,$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) \
	$(LAB_CFLAGS) $(SANFLAGS) $(LAB_SANFLAGS))
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
$B/submission%.o: private CFLAGS += $(LAB_CFLAGS)
$B/submission%.o: private CPPFLAGS += -D_DEFAULT_SOURCE
$B/submission%.o: private SANFLAGS += $(LAB_SANFLAGS)
# netsim stands in for a kernel, and needs more of the real one than POSIX.
$B/netsim/%.o: private CPPFLAGS += -D_GNU_SOURCE
# glibc's inline versions would be in the way of our own definitions.
$B/netsim/user/%.o: private CPPFLAGS += -D_GNU_SOURCE -D__NO_INLINE__=1 \
	-U_FORTIFY_SOURCE
$B/netsim/user/%.o: private CFLAGS += -fPIC
$B/netsim/user/%.o: private SANFLAGS += $(LAB_SANFLAGS)

# What students write, wherever it is: what could change its own grade is
# refused (grader/gate).
GATED = $B/submission%.o $(foreach n,$(LABS),$(patsubst %.c,$B/%.o,$(wildcard \
	$(call lab_DIR,$n)/*.c $(call lab_DIR,$n)/solution/*.c)))

define compile
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) -MMD -MP -c -o $@ $< \
	    $(if $(filter $(GATED),$@),|| \
	    { grader/kit/part.sh 'does not compile' $<; exit 1; })
	$(if $(filter $(GATED),$@),@grader/gate/gate $@ $< $(CC) \
	    $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) || \
	    { grader/kit/part.sh 'is refused' $<; exit 1; })
endef
$B/%.o: %.c $B/flags
	$(compile)

$B/submission%.o: %.c $B/flags
	$(compile)

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
# A group: libraries of the labs may need one another.
$(PROGS) $(TESTS) $(REALS):
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -o $@ -Wl,--start-group $(filter %.o %.a,$^) \
	    -Wl,--end-group $(LDFLAGS) $(LDLIBS)

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
	$Qnetsim/user/gate $@.tmp $(filter-out $B/netsim/%,$(filter \
	    %.o %.a,$^)) 2> $@.said || { cat $@.said >&2; \
	    grader/kit/part.sh 'is refused' < $@.said; exit 1; }
	@rm $@.said
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

.PHONY: check check-unit check-headers check-lint check-aarch64
check:
	@$(firstword $(wildcard .ci/check) grader/kit/check.sh) $B

# UNITS: only those whose path is like one of these.
UNITS ?= %
check-unit: $(filter $(UNITS:%=$B/ok/%),$(TESTS:$B/test/%=$B/ok/%))

# A header must compile on its own.
check-headers:
	$Qfor h in $$(git ls-files '*.h' ':!grader/test/interop'); do \
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
JOBS       ?=
ISOLATE    ?=
TRACES     ?= build/traces
RESULTS    ?= build/results.json
SCHEDULE   ?=
LINK       ?=
GDB        ?=
AT         ?=
SEED       ?= 42
# SCHEDULE=@NAME: what the submission's file of that name says, or any file
# with its directory, in the world that our file of that name says it is about.
PLAN      := $(patsubst @%,%,$(filter @%,$(firstword $(SCHEDULE))))
PLAN_FILE  = $(firstword $(wildcard $(if $(findstring /,$(PLAN)),$(PLAN)) \
	$(foreach n,$(LABS),$(or $(if $(filter \
	student,$(SUBMISSION)),$(call lab_DIR,$n)),$(if $(filter \
	solution,$(SUBMISSION)),$(call lab_DIR,$n)/solution),$(call \
	lab_THEIRS,$n))/$(PLAN))))
NO_PLAN    = $(error SCHEDULE=@$(PLAN): there is no such file in what is \
	replayed; part "break it" has $(or $(strip $(foreach n,$(LABS),$(call \
	lab_PLANS,$n))),none in the labs here))
PLAN_WORLD = $(if $(PLAN),$(shell sed -n 's/^\#.* WORLD=\([^ ]*\) \
	SCHEDULE=@.*/\1/p' $(wildcard \
	lab[1-4]-*/$(notdir $(PLAN))) /dev/null))
DEVIATIONS = $(if $(PLAN),@$(or $(PLAN_FILE),$(NO_PLAN)),$(SCHEDULE))
# Of the lab in question the world that it is explained with.
WORLD      ?= $(or $(firstword $(PLAN_WORLD)),$(lab$(LAB)_WORLD),lab3/bank)
# Worlds have seeds of their own, if none is asked for: a number, or a file
# that has one.
SEED_ASKED := $(if $(filter-out file,$(origin SEED)),$(if $(SEED),--seed \
	'$(strip $(if $(wildcard $(SEED)),$(shell cat '$(SEED)'),$(SEED)))'))
# Which labs: those that are asked for, or that there is anything of.
GRADED     := $(or $(subst $(comma), ,$(LAB)),$(SUB_LABS),$(LABS))
OURS       := $(foreach n,$(GRADED),$(filter $(THEIRS)/%,$(GRADED_$n)))
WHOSE      := $(if $(filter-out student,$(SUBMISSION)), \
	SUBMISSION=$(SUBMISSION))$(if $(MINE), PRIOR=mine)

.PHONY: setup setup-aarch64 setup-bench setup-clang demo replay grade test \
	gdb real handin bench help
# Which compiler there is, and for what processor, is known when this file is
# read: for "make setup demo" it is read again, once all is installed.
setup:
	@:
ifeq ($(filter setup,$(MAKECMDGOALS))$(MAKE_RESTARTS)$(findstring \
	n,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),setup)
include build/set-up
build/set-up: FORCE
	@.ci/setup $(if $(REFERENCE),student)
	@mkdir -p $(@D) && touch $@
endif
setup-aarch64 setup-bench setup-clang:
	@.ci/setup $(@:setup-%=%)

demo: $B/bin/netsim $(filter %/bank-server %/bank-client \
	%/bank-server.so %/bank-client.so,$(NODES) $(REALS))
	@lab3-atleastonce/bank/demo.sh $B '$(SEED)'

# The ten steps of a call, with the bytes at each.
.PHONY: anatomy
anatomy: $B/bin/netsim $B/node-solution/wordcount-server.so \
	$B/node-solution/wordcount-client.so
	@$B/bin/netsim run --programs $B/node-solution --quiet --trace - \
	    lab2-stubs/wordcount/anatomy.world | $B/bin/netsim anatomy \
	    $(TYPES:%=--types '%') -

# Measured with the solution's programs.  Without the sanitizers: 20 times as
# fast, and nothing of it is the student's.
.PHONY: table gallery
table gallery:
	@$(MAKE) -s SAN=0 build/$(notdir $(CC))-plain/$@

$B/table: $B/bin/table $(filter $B/node-solution/%,$(GRADED_3) $(GRADED_4)) FORCE
	@$B/bin/table --nodes $B/node-solution $(if $(FAULTS),--faults $(FAULTS))

$B/gallery: $B/bin/grade $(filter $B/node-solution/%,$(GRADED_3) $(GRADED_4)) FORCE
	@$B/bin/grade --gallery --nodes $B/node-solution --traces build/gallery \
	    --json build/gallery/results.json \
	    --replay 'make replay SUBMISSION=solution'
	@echo 'To look at them: make view TRACE=build/gallery; J goes to the next.'

# With the programs of the submission, as real processes.
SOAK_SECONDS ?= 60
SOAKED := $(addprefix $(subst node,real,$(THEIRS))/,vault teller bank-server \
	bank-client)
.PHONY: soak
soak: $B/bin/netsim $(SOAKED) $B/real-solution/bank-client
	@grader/soak/soak.sh $B $(dir $(firstword $(SOAKED))) '$(SOAK_SECONDS)' \
	    '$(SEED)'

# Predictions come before code: they are measured with the reference, where
# there is one.
REFEREES := $(if $(filter student,$(SUBMISSION)),$(if $(NO_REFERENCE),,$(filter \
	$B/node-solution/%.so,$(foreach n,$(GRADED),$(GRADED_$n)))))

test: grade
grade: $B/bin/grade $(OURS) $(REFEREES)
	@$B/bin/grade --nodes $(THEIRS) --traces '$(TRACES)' \
	    $(if $(REFEREES),--reference $B/node-solution) \
	    --json '$(RESULTS)' --submission '$(SUBMISSION)' \
	    --prior $(PRIOR) --replay 'make replay$(WHOSE)' \
	    $(if $(JOBS),--jobs '$(JOBS)') \
	    $(if $(filter-out 0,$(ISOLATE)),--isolate) \
	    $(if $(LAB)$(SUB_LABS),--lab '$(subst $(space),$(comma),$(strip \
	    $(GRADED)))') $(if $(TEST),--test '$(TEST)') \
	    $(if $(SHARD),--shard '$(SHARD)') \
	    $(SEED_ASKED) \
	    $(if $(FAULTS),--faults '$(FAULTS)') \
	    $(if $(BUDGET),--budget '$(BUDGET)')

# The schedule has blanks and "->" in it: by the environment, not by text.
replay: export DEVIATIONS := $(DEVIATIONS)
replay: export AT := $(AT)
# The programs of the lab that the world is of.
# A world is one of ours, or with ".world" any file: the grader leaves some.
WORLD_FILE := $(if $(filter %.world,$(WORLD)),$(WORLD),grader/$(WORLD).world)
replay: $B/bin/netsim $(filter $(THEIRS)/%,$(GRADED_$(patsubst lab%,%,\
	$(firstword $(filter lab%,$(subst /, ,$(subst ., ,$(WORLD))))))))
	$(if $(GDB),$(if $(AT)$(SCHEDULE),,@echo "gdb: where is it to stop?" \
	    "SCHEDULE='...': at its last fault; AT='HOST @recvfrom #1': at a" \
	    "system call or a step; HOST is one of" $$(sed -n \
	    's/^host \([^ ]*\).*/\1/p' $(WORLD_FILE)) >&2; exit 2))
	@$(if $(GDB),netsim/tool/gdb.sh $(if $(filter-out 1,$(GDB)),'$(GDB)',gdb)) \
	    $B/bin/netsim run --programs $(THEIRS) $(if $(GDB),--stop "$$AT") \
	    $(SEED_ASKED) \
	    --schedule "$$DEVIATIONS" $(if $(shell grep '^host client ' \
	    $(WORLD_FILE)),--output client) $(WORLD_FILE)

# Figures are drawn by Graphviz and kept.  The last line of each says what it
# was made of; make check-docs asks whether that is still so.
.PHONY: figures
figures: $(patsubst %.dot,%.svg,$(wildcard */fig/*.dot))
$(patsubst %.dot,%.svg,$(wildcard */fig/*.dot)): %.svg: %.dot FORCE
	$(call say,DOT,$@)
	$Qdot -Tsvg $< | sed '/^<!-- Generated by/,/-->$$/d' > $@
	@sha256sum < $< | sed 's/ .*//; s/.*/<!-- made of $(<F), sha256 & -->/' >> $@

gdb: GDB := gdb
gdb: replay

# The same programs with the real network, and a proxy that makes its faults.
real_NAMES = $(shell sed -n 's/^host [^ ]* \([^ ]*\) .*/\1/p' $(WORLD_FILE))
real: export DEVIATIONS := $(DEVIATIONS)
real: export LINK := $(LINK)
real:
	@$(MAKE) -s $B/bin/netsim \
	    $(real_NAMES:%=$(subst node,real,$(THEIRS))/%)
	@grader/kit/real.sh $B $(subst node,real,$(THEIRS)) $(WORLD_FILE) \
	    '$(SEED)'

# What a student hands in: the files of LAB, or of all labs.
handin:
	@MAKE='$(MAKE)' grader/kit/handin.sh '$(or $(subst $(comma), ,$(LAB)),$(LABS))'

bench:
	@$(MAKE) -s SAN=0 build/$(notdir $(CC))-plain/bin/netsim \
	    build/$(notdir $(CC))-plain/bin/bench-explore \
	    build/$(notdir $(CC))-plain/node/ping.so \
	    build/$(notdir $(CC))-plain/node-solution/bank-server.so \
	    build/$(notdir $(CC))-plain/node-solution/bank-client.so
	@netsim/bench/run.sh build/$(notdir $(CC))-plain
	@grader/bench/run.sh build/$(notdir $(CC))-plain

help:
	@sed -n $(if $(REFERENCE),-e '/^#: FOR INST/$(comma)/^#:$$/d' \
	    -e '/^#: OUR OWN/$(comma)$$d' -e 's/^#; //p') -e 's/^#: \{0,1\}//p' Makefile

clean:
	rm -rf compile_commands.json $(filter-out build/handin-%.tar.gz,$(wildcard \
	    build/*))
.PHONY: clean
