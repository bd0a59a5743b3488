# lab 3: the bank over UDP, once from your files and once from the solution
lab3_SRC  := $(wildcard lab3-atleastonce/*.c)
lab3_SOL  := $(wildcard lab3-atleastonce/solution/*.c)
bank_BOTH := $(filter-out %_main.c,$(wildcard lab3-atleastonce/bank/*.c))
bank_MAIN := $(wildcard lab3-atleastonce/bank/*_main.c)
lab3_TEST := $(wildcard lab3-atleastonce/test/test_*.c \
	lab3-atleastonce/bank/test/test_*.c)

SRCS  += $(lab3_SRC) $(lab3_SOL) $(bank_BOTH) $(bank_MAIN) $(lab3_TEST)
LIBS  += $B/liblab3.a $B/liblab3-solution.a $B/libbank.a
TESTS += $(lab3_TEST:%.c=$B/test/%)

$B/liblab3.a: $(lab3_SRC:%.c=$B/%.o) lab3-atleastonce
$B/liblab3-solution.a: $(lab3_SOL:%.c=$B/%.o) lab3-atleastonce/solution
$B/libbank.a: $(bank_BOTH:%.c=$B/%.o) lab3-atleastonce/bank

# bank-server and bank-client, from your files and from ours.
bank_LIBS := $B/librpc.a $B/liblab2-solution.a
$(foreach p,server client,$(eval $(call lab_program,bank-$p,\
	$B/lab3-atleastonce/bank/$(p)_main.o $B/libbank.a $B/liblab3.a \
	$(bank_LIBS),)))
$(foreach p,server client,$(eval $(call lab_program,bank-$p,\
	$B/lab3-atleastonce/bank/$(p)_main.o $B/libbank.a \
	$B/liblab3-solution.a $(bank_LIBS),-solution)))

# Archives in the order in which they need one another.
$(lab3_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/libbank.a \
	$B/liblab3-solution.a $(bank_LIBS)
$(lab3_TEST:%.c=$B/test/%): LDLIBS = -lcmocka

# Somebody else's files: SUBMISSION=DIR, where DIR or DIR/lab3-atleastonce has
# them.  What is made of them is kept apart by the name of the directory, so
# that two of them are never mixed.
LAB3_DIR ?= $(filter-out student solution,$(SUBMISSION))
ifneq ($(LAB3_DIR),)
lab3_FROM := $(abspath $(firstword $(wildcard \
	$(LAB3_DIR)/lab3-atleastonce $(LAB3_DIR))))
lab3_OUT := $B/submission$(lab3_FROM)
lab3_NODES := $(lab3_OUT)/node/bank-server.so $(lab3_OUT)/node/bank-client.so
NODES += $(lab3_NODES)

.PHONY: lab3-submission
lab3-submission: $(lab3_NODES)

$(lab3_OUT)/liblab3.a: $(lab3_SRC:lab3-atleastonce/%.c=$(lab3_OUT)/%.o)
$(lab3_NODES): $(lab3_OUT)/node/bank-%.so: \
	$B/lab3-atleastonce/bank/%_main.o $B/libbank.a \
	$(lab3_OUT)/liblab3.a $(bank_LIBS) $B/netsim/user/shim.a
-include $(wildcard $(lab3_OUT)/*.d)
endif
$B/submission%.o: private CFLAGS += $(LAB_CFLAGS)
$B/submission%.o: private CPPFLAGS += -D_DEFAULT_SOURCE
$B/submission%.o: private SANFLAGS += $(LAB_SANFLAGS)
$B/submission%.o: %.c $B/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) -MMD -MP -c -o $@ $<
