# lab 2, and what it shares with labs 3 and 4: XDR and the compiler for
# interfaces (rpclib/ has its own build.mk)
# What not every program of the lab can have: see the Makefile.

# What `make replay` and `make real` run.
lab2_WORLD := lab2/tcp-async

lab2_APART := emit wordcount_hand tcp_client tcp_server

# The store of lab 1 as remote calls, for programs that others have made.
kvrpc_SRC := $(wildcard lab2-stubs/kv/*.c)
SRCS += $(kvrpc_SRC)
LIBS += $B/libkvrpc.a
$B/libkvrpc.a: $(kvrpc_SRC:%.c=$B/%.o) lab2-stubs/kv

include lab2-stubs/idlc/build.mk

# RPC over TCP, and WordCount with the stubs that idlc has made, or with those
# of part B, by hand.
tcp_SRC       := $(wildcard lab2-stubs/tcp/*.c)
tcp_LIBS      := $B/liblab2-tcp_client-solution.a \
	$B/liblab2-tcp_server-solution.a $B/libtcp.a $B/liblab1-solution.a
wordcount_DIR := lab2-stubs/wordcount
wordcount_SRC := $(filter-out %_main.c,$(wildcard $(wordcount_DIR)/*.c))
wordcount_IDL := $(wordcount_DIR)/wordcount_clnt.c \
	$(wordcount_DIR)/wordcount_svc.c
lab2_TEST     := $(wildcard lab2-stubs/test/test_*.c)

SRCS  += $(tcp_SRC) $(wordcount_SRC) $(wordcount_DIR)/server_main.c \
	$(wordcount_DIR)/client_main.c $(lab2_TEST)
LIBS  += $B/libtcp.a $B/libwordcount.a
TESTS += $(lab2_TEST:%.c=$B/test/%)

$B/libtcp.a: $(tcp_SRC:%.c=$B/%.o) lab2-stubs/tcp
$B/libwordcount.a: $(patsubst %.c,$B/%.o,$(filter-out \
	$(wordcount_IDL),$(wordcount_SRC))) $(wordcount_DIR)

$(foreach p,server client,\
	$(eval $(call lab_program,wordcount-$p,$B/$(wordcount_DIR)/$(p)_main.o \
	$(wordcount_IDL:%.c=$B/%.o) $B/libwordcount.a $B/libtcp.a,\
	2-tcp_client 2-tcp_server,2 1,$B/librpc.a,2))\
	$(eval $(call lab_program,hand-$p,$B/$(wordcount_DIR)/$(p)_main.o \
	$B/libwordcount.a $B/libtcp.a,2-wordcount_hand,\
	2-tcp_client 2-tcp_server 2 1,$B/librpc.a,2)))

$(lab2_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(wordcount_IDL:%.c=$B/%.o) \
	$B/libwordcount.a $(tcp_LIBS) $B/liblab2-solution.a $B/librpc.a
$(lab2_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

.PHONY: check-tsan-tcp
check-tsan-tcp:
	@lab2-stubs/test/tsan.sh $(CC)
