# lab 3: the bank over UDP, once from your files and once from the solution

# What `make replay` and `make real` run.
lab3_WORLD := lab3/bank

bank_BOTH := $(filter-out %_main.c,$(wildcard lab3-atleastonce/bank/*.c))
bank_MAIN := $(wildcard lab3-atleastonce/bank/*_main.c)
lab3_TEST := $(wildcard lab3-atleastonce/test/test_*.c \
	lab3-atleastonce/bank/test/test_*.c \
	lab3-atleastonce/store/test/test_*.c)

SRCS  += $(bank_BOTH) $(bank_MAIN) $(lab3_TEST)
LIBS  += $B/libbank.a
TESTS += $(lab3_TEST:%.c=$B/test/%)

$B/libbank.a: $(bank_BOTH:%.c=$B/%.o) lab3-atleastonce/bank

bank_LIBS := $B/librpc.a $B/liblab2-solution.a
$(foreach p,server client,$(eval $(call lab_program,bank-$p,\
	$B/lab3-atleastonce/bank/$(p)_main.o $B/libbank.a,3,2,$B/librpc.a)))

# The store of part C.  What is graded of it is store.c, over our client and
# server: each part counts by itself.
lab3_APART := store
store_BOTH := $(filter-out %_main.c,$(wildcard lab3-atleastonce/store/*.c))

SRCS  += $(store_BOTH) $(wildcard lab3-atleastonce/store/*_main.c)
LIBS  += $B/libstore.a

$B/libstore.a: $(store_BOTH:%.c=$B/%.o) lab3-atleastonce/store

$(foreach p,server client,$(eval $(call lab_program,store-$p,\
	$B/lab3-atleastonce/store/$(p)_main.o $B/libstore.a,3-store,3 2,\
	$B/librpc.a,3)))

# Archives in the order in which they need one another.
$(lab3_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/libbank.a \
	$B/libstore.a $B/liblab3-store-solution.a $B/liblab3-solution.a \
	$(bank_LIBS)
$(lab3_TEST:%.c=$B/test/%): LDLIBS = -lcmocka
