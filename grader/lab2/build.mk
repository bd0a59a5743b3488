# lab 2: programs of the cases, each with the files in question
xdr_MAIN := numbers bytes cut hostile

SRCS += $(wildcard grader/lab2/node/xdr*.c grader/lab2/node/count*.c)

# Part A.
$(foreach p,$(xdr_MAIN),$(eval $(call lab_program,xdr-$p,\
	$B/grader/lab2/node/xdr_$p.o $B/grader/lab2/node/xdr_check.o,2,,\
	$B/libcheck.a $B/librpc.a)))

# Part C.  A compiler with the emitter in question makes code of idl/$1.x,
# which becomes a program with node/emit_$1.c and our XDR.  $1 interface, $2
# idlc, $3 directory of the code, $4 of the programs.
emit_CASES := structs arrays unions lists calls
emit_MORE  := $(addprefix $B/grader/lab2/node/,xdr_check.o emit_check.o \
	count_blocks.o) $(call lab_LIB,2,solution) $B/libcheck.a $B/librpc.a
emit_CC     = $(CC) -I$3/$1 $(CPPFLAGS_ALL) -D_DEFAULT_SOURCE $(CFLAGS_ALL) \
	$(LAB_CFLAGS) $(SANFLAGS) $(LAB_SANFLAGS)

# An emulator has no sandbox of ours.
in_SANDBOX := $(if $(RUN),,$B/bin/sandboxed)

define emit_program
$3/$1/failure.h: $2 $B/bin/idlc grader/lab2/idl/$1.x grader/lab2/generate.sh \
	$B/flags $(in_SANDBOX)
	$(call say,IDLC,grader/lab2/idl/$1.x with $2)
	@grader/lab2/generate.sh \
	    '$(or $(RUN),$(in_SANDBOX) $3/$1 grader/lab2/idl/$1.x) $2' '$(RUN) $B/bin/idlc' \
	    grader/lab2/idl/$1.x $3/$1 $(emit_CC)
$3/$1/code.o: grader/lab2/node/emit_$1.c $3/$1/failure.h
	$(call say,CC,$$<)
	@$(emit_CC) -MMD -MP -MT $$@ -c -o $3/$1/main.o $$<
	@$(CC) -r -nostdlib -o $$@ $3/$1/main.o $3/$1/$1_*.o
-include $(wildcard $3/$1/*.d)
$(call one_program,emit-$1,$3/$1/code.o $(emit_MORE),$4,2)
endef
emit_programs = $(foreach p,$(emit_CASES),$(eval $(call emit_program,$p,$1,$2,$3)))

$(call emit_programs,$B/bin/idlc-student,$B/idl-student,$B/node$(MINE))
$(call emit_programs,$B/bin/idlc,$B/idl-solution,$B/node-solution)
ifneq ($(filter 2,$(SUB_LABS)),)
their_IDLC := $B/submission$(SUB)/bin/idlc
PROGS += $(their_IDLC)
$(their_IDLC): $B/lab2-stubs/idlc/main.o $(call lab_LIB,2-emit,theirs) \
	$(idlc_LIBS)
$(call emit_programs,$(their_IDLC),$B/submission$(SUB)/idl,$(THEIRS))
endif

# Parts B and D.
lab2_NODE      := $(addprefix $B/grader/lab2/node/,wire.o odd_server.o) \
	$B/grader/lab1/node/peer.o
lab2_wordcount := $B/$(wordcount_DIR)/wordcount_xdr.o

SRCS += $(addprefix grader/lab2/node/,check_hand.c check_client.c \
	check_server.c wire.c odd_server.c odd_main.c)

$(eval $(call lab_program,lab2-hand,$B/grader/lab2/node/check_hand.o \
	$B/grader/lab2/node/wire.o $B/grader/lab1/node/peer.o \
	$B/grader/lab1/node/count_heap.o $(lab2_wordcount),2-wordcount_hand,2,\
	$B/libcheck.a $B/librpc.a,2))
$(eval $(call lab_program,lab2-client,$B/grader/lab2/node/check_client.o \
	$(lab2_NODE) $(lab2_wordcount) $B/$(wordcount_DIR)/async.o \
	$B/$(wordcount_DIR)/wordcount_clnt.o $B/libtcp.a,2-tcp_client,2 1,\
	$B/libcheck.a $B/librpc.a,2))
$(eval $(call lab_program,lab2-raw,$B/grader/lab2/node/check_server.o \
	$(lab2_NODE),,2,$B/libcheck.a $B/librpc.a,2))
$(eval $(call lab_program,lab2-odd,$B/grader/lab2/node/odd_main.o \
	$(lab2_NODE),,2,$B/libcheck.a $B/librpc.a,2))
