# lab 2, and what it shares with labs 3 and 4: XDR, the RPC library and the
# compiler for interfaces
rpclib_SRC  := $(wildcard lab2-stubs/rpclib/*.c)
lab2_SOL    := $(filter-out %/emit.c,$(wildcard lab2-stubs/solution/*.c))
rpclib_TEST := $(wildcard lab2-stubs/rpclib/test/test_*.c)
rpclib_FUZZ := lab2-stubs/rpclib/test/fuzz_rpc.c

# What not every program of the lab can have: see the Makefile.
lab2_APART := emit

SRCS  += $(rpclib_SRC) $(rpclib_TEST) $(rpclib_FUZZ)
LIBS  += $B/librpc.a
TESTS += $(rpclib_TEST:%.c=$B/test/%)

$B/librpc.a: $(rpclib_SRC:%.c=$B/%.o) lab2-stubs/rpclib

$(rpclib_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/librpc.a \
	$B/liblab2-solution.a
$(rpclib_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

$(eval $(call fuzz_program,rpc,$(rpclib_FUZZ) $(rpclib_SRC) $(lab2_SOL) \
	$(filter-out %_main.c,$(wildcard lab3-atleastonce/bank/*.c))))

# The store of lab 1 as remote calls, for programs that others have made.
kvrpc_SRC := $(wildcard lab2-stubs/kv/*.c)
SRCS += $(kvrpc_SRC)
LIBS += $B/libkvrpc.a
$B/libkvrpc.a: $(kvrpc_SRC:%.c=$B/%.o) lab2-stubs/kv

include lab2-stubs/idlc/build.mk
