# lab 4: calls that have numbers, and the bank with the semantics of choice

# What `make replay` and `make real` run.
lab4_WORLD := lab4/vault

amo_SRC   := $(wildcard lab4-atmostonce/amo/*.c)
vault_SRC := $(wildcard lab4-atmostonce/vault/*.c)
lab4_TEST := $(wildcard lab4-atmostonce/test/test_*.c)
lab4_FUZZ := lab4-atmostonce/test/fuzz_journal.c

SRCS  += $(amo_SRC) $(vault_SRC) $(lab4_TEST) $(lab4_FUZZ)
LIBS  += $B/libamo.a
TESTS += $(lab4_TEST:%.c=$B/test/%)

$B/libamo.a: $(amo_SRC:%.c=$B/%.o) lab4-atmostonce/amo

$(eval $(call lab_program,vault,$(addprefix $B/lab4-atmostonce/vault/,\
	server_main.o ledger.o) $B/libamo.a $B/libbank.a,4,3 2,$B/librpc.a))
$(eval $(call lab_program,teller,$(addprefix $B/lab4-atmostonce/vault/,\
	client_main.o caller.o) $B/libamo.a $B/libbank.a,4,3 2,$B/librpc.a))

# Part F needs none of the other parts: its programs are linked with ours.
breakit_SRC := $(wildcard lab4-atmostonce/atm/*.c lab4-atmostonce/naive/*.c)
SRCS += $(breakit_SRC)
$(eval $(call lab_program,atm,$(addprefix $B/lab4-atmostonce/,\
	atm/atm_main.o vault/caller.o) $B/libamo.a $B/libbank.a,,4 3 2,\
	$B/librpc.a,4))
$(eval $(call lab_program,naive,$B/lab4-atmostonce/naive/naive_main.o \
	$B/libamo.a $B/libbank.a,,4 3 2,$B/librpc.a,4))
$(eval $(call lab_program,vault-ours,$(addprefix $B/lab4-atmostonce/vault/,\
	server_main.o ledger.o) $B/libamo.a $B/libbank.a,,4 3 2,$B/librpc.a,4))

$(lab4_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/liblab4-solution.a \
	$B/libamo.a $B/libbank.a $B/liblab3-solution.a $B/liblab2-solution.a \
	$B/librpc.a
$(lab4_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

$(eval $(call fuzz_program,journal,$(lab4_FUZZ) $(addprefix \
	lab4-atmostonce/,solution/journal.c solution/recorder.c solution/cache.c \
	amo/record_xdr.c vault/ledger.c) $(rpclib_SRC) \
	lab2-stubs/solution/xdr.c \
	$(filter-out %_main.c,$(wildcard lab3-atleastonce/bank/*.c))))
