# lab 1: programs of the cases, each with the files in question
lab1_NODE := $(addprefix $B/grader/lab1/node/,peer.o segments.o fake_server.o \
	kv_caller.o)
lab1_MAIN := read feed write msg client caller requests crowd

SRCS += $(wildcard grader/lab1/node/*.c)

$(foreach p,$(lab1_MAIN),$(eval $(call lab_program,lab1-$p,\
	$B/grader/lab1/node/check_$p.o $(lab1_NODE),1,,$B/libcheck.a $(kv_LIBS))))
$(eval $(call lab_program,lab1-server,$B/grader/lab1/node/server.o \
	$B/grader/lab1/node/count_heap.o $(lab1_NODE),1,,$B/libcheck.a \
	$(kv_LIBS)))
