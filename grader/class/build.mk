# A class at a time: the command `class`, and make grade-class.
class_SRC := $(filter-out %/main.c,$(wildcard grader/class/*.c))

SRCS  += $(class_SRC) grader/class/main.c
LIBS  += $B/libclass.a
PROGS += $B/bin/class
$B/libclass.a: $(class_SRC:%.c=$B/%.o) grader/class
$B/bin/class: $B/grader/class/main.o $B/libclass.a
$B/bin/class: LDLIBS = -ljansson -larchive -lmd

class_TESTS := $(wildcard grader/class/test/test_*.c)
SRCS  += $(class_TESTS)
TESTS += $(class_TESTS:%.c=$B/test/%)
$(class_TESTS:%.c=$B/test/%): $B/test/%: $B/%.o $B/libclass.a
$(class_TESTS:%.c=$B/test/%): LDLIBS = -lcmocka -ljansson -larchive -lmd

SUBMISSIONS ?=
ENGINE      ?= local
CLASS       ?= build/class
class_OPTIONS = --out '$(CLASS)' --cc '$(CC)' --san $(SAN) \
	$(SEED_ASKED) $(if $(LAB),--lab '$(LAB)') $(if $(filter 0,$(ISOLATE)),,--isolate)

# All of the kit that a submission is linked with is made once, before: then
# several can be built at a time.
.PHONY: grade-class class-kit check-class check-slurm
class-kit:
	@$(MAKE) -s $B/bin/grade $B/bin/class \
	    $(filter $B/bin/convert,$(PROGS)) $(filter \
	    $B/node-solution/%,$(foreach n,$(LABS),$(GRADED_$n)))
grade-class: class-kit
	@grader/class/grade_class.sh '$(ENGINE)' $B '$(SUBMISSIONS)' '$(JOBS)' \
	    $(class_OPTIONS)
check-class: class-kit
	@CC='$(CC)' SAN='$(SAN)' grader/class/test/check.sh $B
check-slurm: class-kit
	@CC='$(CC)' SAN='$(SAN)' grader/class/test/slurm.sh $B
