# lab 2: programs of the cases, each with the files in question
xdr_MAIN := numbers bytes cut hostile

SRCS += $(wildcard grader/lab2/node/*.c)

# Part A.
$(foreach p,$(xdr_MAIN),$(eval $(call lab_program,xdr-$p,\
	$B/grader/lab2/node/xdr_$p.o $B/grader/lab2/node/xdr_check.o,2,,\
	$B/libcheck.a $B/librpc.a)))
