# grader: explorer, oracles, reports, runner, and the cases of the labs
grader_SRC  := $(filter-out grader/main.c grader/sandboxed.c,\
	$(wildcard grader/*.c))
cases_SRC   := $(wildcard grader/lab*/*.c grader/gallery/*.c) \
	$(filter-out %/main.c,$(wildcard grader/table/*.c))
grader_TEST := $(wildcard grader/test/test_*.c)

SRCS  += $(grader_SRC) grader/main.c $(cases_SRC) $(grader_TEST)
LIBS  += $B/libgrader.a
PROGS += $B/bin/grade
TESTS += $(grader_TEST:%.c=$B/test/%)

# For programs of cases: grader/labN/node/, in grader/labN/build.mk.
SRCS += grader/node/check.c
LIBS += $B/libcheck.a
$B/libcheck.a: $B/grader/node/check.o
$B/grader/node/%.o $(foreach n,$(LABS),$B/grader/lab$n/node/%.o): private \
	CFLAGS += $(LAB_CFLAGS)
$B/grader/node/%.o $(foreach n,$(LABS),$B/grader/lab$n/node/%.o): private \
	SANFLAGS += $(LAB_SANFLAGS)

# The sandbox: where libseccomp is not, it has no filter of system calls and
# says so.  The compiler knows, since it may be one for another processor.
HAVE_SECCOMP := $(filter /%,$(shell $(CC) \
	-print-file-name=libseccomp.so 2> /dev/null))
GRADER_LDLIBS := $(SIM_LDLIBS) $(if $(HAVE_SECCOMP),-lseccomp)
$B/grader/sandbox_seccomp.o: private CPPFLAGS += $(if \
	$(HAVE_SECCOMP),-DHAVE_SECCOMP)

$B/libgrader.a: $(grader_SRC:%.c=$B/%.o) $(cases_SRC:%.c=$B/%.o) grader \
	$(wildcard grader/lab* grader/gallery grader/table)
# Of which labs there are cases: of all up to one.
$B/grader/main.o: private CPPFLAGS += -DLABS_HERE=$(lastword $(LABS))
$B/bin/grade: $B/grader/main.o $B/libgrader.a $(SIM_LIBS)
$B/bin/grade: LDLIBS = $(GRADER_LDLIBS)
$(grader_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/libgrader.a $(SIM_LIBS)
$(grader_TEST:%.c=$B/test/%): LDLIBS = -lcmocka $(GRADER_LDLIBS)
$B/grader/%.o: private CPPFLAGS += -D_GNU_SOURCE

# For programs of a submission that are run while it is built.
SRCS  += grader/sandboxed.c
PROGS += $B/bin/sandboxed
$B/bin/sandboxed: $B/grader/sandboxed.o $B/libgrader.a
$B/bin/sandboxed: LDLIBS = $(if $(HAVE_SECCOMP),-lseccomp)

# The measured table of semantics, which comes with the last lab.
ifneq ($(wildcard grader/table/main.c),)
SRCS  += grader/table/main.c
PROGS += $B/bin/table
$B/bin/table: $B/grader/table/main.o $B/libgrader.a $(SIM_LIBS)
$B/bin/table: LDLIBS = $(GRADER_LDLIBS)
endif

SRCS  += grader/bench/explore.c
PROGS += $B/bin/bench-explore
$B/bin/bench-explore: $B/grader/bench/explore.o $B/libgrader.a $(SIM_LIBS)
$B/bin/bench-explore: LDLIBS = $(GRADER_LDLIBS)

.PHONY: check-grader check-skeletons check-docs check-determinism
# Wrong labs must fail, each for the reason it was made for; others must not.
# Those of labs 3 and 4 without the sanitizers: there some need two faults.
plain_B := build/$(notdir $(CC))-plain
.PHONY: check-mutants check-grader-builds
# The files of schedules of the solution, too, which "all" does not copy.
plain_GRADED = $(foreach n,$(LABS),$(filter $(plain_B)/node-solution/%,\
	$(GRADED_$n:$B/%=$(plain_B)/%)))
check-grader-builds: $B/bin/grade $B/bin/convert $B/bin/idlc
	@$(MAKE) -s SAN=0 all $(plain_GRADED)
check-mutants: check-grader-builds
	@LABS='1 2' grader/test/mutants.sh $B
	@MAKE='$(MAKE) SAN=0' LABS='3 4' grader/test/mutants.sh $(plain_B)
check-grader: check-grader-builds
	@MAKE='$(MAKE)' grader/test/check_grader.sh $B $(plain_B)
# Who works on the grade gets nothing.  SHORT=1: less of it by make.
.PHONY: check-cheats
check-cheats:
	@$(MAKE) -s SAN=0 $(plain_B)/bin/grade $(plain_B)/bin/idlc
	@MAKE='$(MAKE) SAN=0' grader/test/cheats.sh $(plain_B)
check-skeletons: $B/bin/grade
	@$(MAKE) -s $(foreach n,$(LABS),$(filter $B/node/%,$(GRADED_$n)))
	@grader/test/skeletons.sh $B
.PHONY: check-results
# In the recipe: which programs there are is known when all is read.
check-results: $B/bin/grade
	@$(MAKE) -s $(foreach n,$(LABS),$(filter $B/node/% \
	    $B/node-solution/%,$(GRADED_$n)))
	@grader/test/results.sh $B
# Right labs of other designs must have all points.
.PHONY: check-designs
check-designs:
	@$(MAKE) -s SAN=0 all
	@MAKE='$(MAKE) SAN=0' grader/test/designs.sh $(plain_B)
# With other seeds the solution must have all points, too.
SEEDS ?= 10
.PHONY: check-seeds
check-seeds:
	@$(MAKE) -s SAN=0 $(plain_B)/bin/grade $(plain_GRADED)
	@SEEDS='$(SEEDS)' grader/test/seeds.sh $(plain_B)
.PHONY: check-garbage
check-garbage: $B/bin/netsim $(filter $B/node-solution/bank-% \
	$B/node/ping.so,$(NODES))
	@grader/test/garbage.sh $B
.PHONY: check-sandboxed
check-sandboxed: $B/bin/sandboxed $B/bin/idlc $B/bin/grade
	@CC='$(CC)' grader/test/sandboxed.sh $B
check-docs:
	@grader/test/docs.sh
check-determinism:
	@$(MAKE) SAN=1 all
	@$(MAKE) SAN=0 all
	@netsim/test/determinism.sh build/$(notdir $(CC))-plain \
	    build/$(notdir $(CC))-san
include grader/class/build.mk grader/convert/build.mk
# What a student's copy may not have, or not yet.
include $(wildcard grader/install/install.mk grader/test/interop/interop.mk \
	lab2-stubs/bench/build.mk)
# What students use besides grade and replay: grader/kit.
.PHONY: check-kit
check-kit: class-kit
	@grader/kit/test/kit.sh $B
