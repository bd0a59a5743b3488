# netsim: the simulated kernel, its small languages, its traces
lang_SRC   := $(wildcard netsim/lang/*.c)
trace_SRC  := $(wildcard netsim/trace/*.c)
netsim_SRC := $(filter-out netsim/main.c,$(wildcard netsim/*.c))
shim_SRC   := $(wildcard netsim/user/*.c)
lang_TEST  := $(wildcard netsim/lang/test/test_*.c)
trace_TEST := $(wildcard netsim/trace/test/test_*.c)
netsim_TEST := $(wildcard netsim/test/test_*.c)

SRCS  += $(lang_SRC) $(trace_SRC) $(netsim_SRC) netsim/main.c $(shim_SRC)
SRCS  += $(lang_TEST) $(trace_TEST) $(netsim_TEST)
LIBS  += $B/liblang.a $B/libtrace.a $B/libnetsim.a
PROGS += $B/bin/netsim
TESTS += $(patsubst %.c,$B/bin/%,$(lang_TEST) $(trace_TEST) $(netsim_TEST))

# A directory is a prerequisite so that a deleted file leaves the archive.
$B/liblang.a: $(lang_SRC:%.c=$B/%.o) netsim/lang
$B/libtrace.a: $(trace_SRC:%.c=$B/%.o) netsim/trace
$B/libnetsim.a: $(netsim_SRC:%.c=$B/%.o) netsim
$B/netsim/user/shim.a: $(shim_SRC:%.c=$B/%.o) netsim/user

$(lang_TEST:%.c=$B/bin/%): $B/bin/%: $B/%.o $B/liblang.a
$(lang_TEST:%.c=$B/bin/%): LDLIBS = -lcmocka
$(trace_TEST:%.c=$B/bin/%): $B/bin/%: $B/%.o $B/libtrace.a $B/liblang.a
$(trace_TEST:%.c=$B/bin/%): LDLIBS = -lcmocka -ljansson
