# grader: explorer, oracles, reports, runner, and the cases of the labs
grader_SRC  := $(filter-out grader/main.c,$(wildcard grader/*.c))
cases_SRC   := $(wildcard grader/lab*/*.c)
grader_TEST := $(wildcard grader/test/test_*.c)

SRCS  += $(grader_SRC) grader/main.c $(cases_SRC) $(grader_TEST)
LIBS  += $B/libgrader.a
PROGS += $B/bin/grade
TESTS += $(grader_TEST:%.c=$B/bin/%)

$B/libgrader.a: $(grader_SRC:%.c=$B/%.o) $(cases_SRC:%.c=$B/%.o) grader \
	$(wildcard grader/lab*)
$B/bin/grade: $B/grader/main.o $B/libgrader.a $(SIM_LIBS)
$B/bin/grade: LDLIBS = $(SIM_LDLIBS)
$(grader_TEST:%.c=$B/bin/%): $B/bin/%: $B/%.o $B/libgrader.a $(SIM_LIBS)
$(grader_TEST:%.c=$B/bin/%): LDLIBS = -lcmocka $(SIM_LDLIBS)
$B/grader/%.o: private CPPFLAGS += -D_GNU_SOURCE
