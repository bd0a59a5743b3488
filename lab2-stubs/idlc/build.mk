# idlc: the compiler for interfaces.  bin/idlc has the solution's emitter,
# bin/idlc-student that of the student.
SRCS  += lab2-stubs/idlc/main.c
PROGS += $B/bin/idlc $B/bin/idlc-student

# rpclib only for the sentence "not implemented".
idlc_LIBS := $B/libidlc.a $B/librpc.a $B/liblab2-solution.a
$B/bin/idlc: $B/lab2-stubs/idlc/main.o \
	$(call lab_LIB,2-emit,solution) $(idlc_LIBS)
$B/bin/idlc-student: $B/lab2-stubs/idlc/main.o \
	$(call lab_LIB,2-emit,student) $(idlc_LIBS)

# The files that are made by it are in the tree, where people read them.
idl_FILES := lab2-stubs/kv/kv.x lab2-stubs/wordcount/wordcount.x \
	lab3-atleastonce/bank/bank.x lab3-atleastonce/store/store.x \
	lab4-atmostonce/amo/record.x
.PHONY: idl
idl: $B/bin/idlc
	@for x in $(idl_FILES); do $B/bin/idlc $$x || exit; done

.PHONY: check-idlc check-libtirpc
check-idlc: $B/bin/idlc
	@lab2-stubs/idlc/test/texts.sh $B
check-libtirpc: $B/bin/idlc
	@lab2-stubs/idlc/test/libtirpc.sh $B

# The tests of what it makes.
idlc_TEST := lab2-stubs/idlc/test/test_generated.c
every_DIR := $B/idl/everything

SRCS  += $(idlc_TEST)
TESTS += $(idlc_TEST:%.c=$B/test/%)

$(every_DIR)/everything.h: lab2-stubs/idlc/test/everything.x $B/bin/idlc
	@mkdir -p $(@D)
	$Q$(RUN) $B/bin/idlc -o $(@D) $<
$(every_DIR)/everything_xdr.c: $(every_DIR)/everything.h ;
$(every_DIR)/everything_xdr.o: $(every_DIR)/everything_xdr.c $B/flags
	$(compile)
$B/lab2-stubs/idlc/test/test_generated.o: $(every_DIR)/everything.h
$B/lab2-stubs/idlc/test/test_generated.o: private CPPFLAGS += -I$(every_DIR)
$(idlc_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(every_DIR)/everything_xdr.o \
	$B/librpc.a $B/liblab2-solution.a
$(idlc_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

$(eval $(call fuzz_program,idlc,lab2-stubs/idlc/test/fuzz_idlc.c $(idlc_SRC) \
	lab2-stubs/solution/emit.c,,lab2-stubs/idlc/test/corpus/idl))
$(eval $(call fuzz_program,xdr,lab2-stubs/idlc/test/fuzz_xdr.c \
	$(every_DIR)/everything_xdr.c lab2-stubs/solution/xdr.c \
	lab2-stubs/rpclib/rpc_text.c,,lab2-stubs/idlc/test/corpus/xdr))
$B/fuzz/xdr: private CPPFLAGS += -I$(every_DIR)
$B/fuzz/idlc $B/fuzz/xdr: private CPPFLAGS += -D_DEFAULT_SOURCE
SRCS += lab2-stubs/idlc/test/fuzz_idlc.c lab2-stubs/idlc/test/fuzz_xdr.c
