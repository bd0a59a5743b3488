# lab 1: the store over TCP

# What `make replay` and `make real` run.
lab1_WORLD := lab1/kv

kv_BOTH   := $(filter-out %_main.c,$(wildcard lab1-sockets/kv/*.c))
kv_MAIN   := $(wildcard lab1-sockets/kv/*_main.c)
lab1_TEST := $(wildcard lab1-sockets/test/test_*.c)
lab1_FUZZ := lab1-sockets/test/fuzz_kv.c

SRCS  += $(kv_BOTH) $(kv_MAIN) $(lab1_TEST) $(lab1_FUZZ)
LIBS  += $B/libkv.a
TESTS += $(lab1_TEST:%.c=$B/test/%)

$B/libkv.a: $(kv_BOTH:%.c=$B/%.o) lab1-sockets/kv

# Of the RPC library only what it is made of itself: texts, addresses, steps.
kv_LIBS := $B/libkv.a $(patsubst %,$B/lab2-stubs/rpclib/rpc_%.o,text addr \
	status trace)

$(foreach p,server client,$(eval $(call lab_program,kv$p,\
	$B/lab1-sockets/kv/$(p)_main.o,1,,$(kv_LIBS))))

$(lab1_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/liblab1-solution.a \
	$(kv_LIBS)
$(lab1_TEST:%.c=$B/test/%): LDLIBS = -lcmocka
$B/lab1-sockets/test/%.o: private CPPFLAGS += -DBUILD='"$B"'

$(eval $(call fuzz_program,kv,$(lab1_FUZZ) $(wildcard \
	lab1-sockets/solution/record.c lab1-sockets/solution/kv_msg.c)))
