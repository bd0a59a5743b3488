# lab 4: programs of the cases, each with the files in question
SRCS += $(wildcard grader/lab4/node/*.c)

$(eval $(call lab_program,lab4-cache,$B/grader/lab4/node/check_cache.o \
	$B/grader/lab2/node/count_blocks.o,4,3 2,\
	$B/libcheck.a $B/libamo.a $B/libbank.a $B/librpc.a,4))
