# lab 3: programs of the cases, each with the files in question
lab3_NODE := $(addprefix $B/grader/lab3/node/,caller.o odd_udp.o waits.o) \
	$(addprefix $B/grader/lab1/node/,peer.o count_heap.o)
lab3_GIVEN := $B/libcheck.a $B/libbank.a $B/librpc.a

SRCS += $(wildcard grader/lab3/node/*.c)

$(foreach p,client clocks,$(eval $(call lab_program,lab3-$p,\
	$B/grader/lab3/node/check_$p.o $(lab3_NODE),3,2,$(lab3_GIVEN))))
$(foreach p,in_step open,$(eval $(call lab_program,lab3-$(subst _,-,$p),\
	$B/grader/lab3/node/check_$p.o $B/grader/lab1/node/peer.o,3,2,\
	$(lab3_GIVEN))))
$(eval $(call lab_program,lab3-raw,$B/grader/lab3/node/check_server.o \
	$B/grader/lab1/node/peer.o,,2,$B/libcheck.a $B/librpc.a,3))
# The functions of part C, by themselves.
$(eval $(call lab_program,lab3-store,$B/grader/lab3/node/check_store.o \
	$B/libstore.a,3-store,2,$B/libcheck.a $B/librpc.a,3))
