# The RPC library, which is given: of all labs, so even lab 1 has it.
rpclib_SRC  := $(wildcard lab2-stubs/rpclib/*.c)
rpclib_TEST := $(wildcard lab2-stubs/rpclib/test/test_*.c)
rpclib_FUZZ := lab2-stubs/rpclib/test/fuzz_rpc.c

SRCS  += $(rpclib_SRC) $(rpclib_TEST) $(rpclib_FUZZ)
LIBS  += $B/librpc.a
TESTS += $(rpclib_TEST:%.c=$B/test/%)

$B/librpc.a: $(rpclib_SRC:%.c=$B/%.o) lab2-stubs/rpclib

$(rpclib_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/librpc.a \
	$B/liblab2-solution.a
$(rpclib_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

$(eval $(call fuzz_program,rpc,$(rpclib_FUZZ) $(rpclib_SRC) \
	lab2-stubs/solution/xdr.c \
	$(filter-out %_main.c,$(wildcard lab3-atleastonce/bank/*.c))))
