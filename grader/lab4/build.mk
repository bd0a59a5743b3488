# lab 4: programs of the cases, each with the files in question
SRCS += $(wildcard grader/lab4/node/*.c)

# Parts A and C, the server's side.
$(foreach p,cache discard,$(eval $(call lab_program,lab4-$p,\
	$B/grader/lab4/node/check_$p.o $B/grader/lab4/node/cache_check.o \
	$B/grader/lab2/node/count_blocks.o,4,3 2,\
	$B/libcheck.a $B/libamo.a $B/libbank.a $B/librpc.a,4)))

# Part D.
lab4_JOURNAL := $B/grader/lab4/node/journal_check.o

$(foreach p,records damage recorder,$(eval $(call lab_program,lab4-$p,\
	$B/grader/lab4/node/check_$p.o $(lab4_JOURNAL) $B/libamo.a,4,3 2,\
	$B/libcheck.a $B/librpc.a)))
$(eval $(call lab_program,lab4-keeper,$B/grader/lab4/node/keeper.o \
	$(lab4_JOURNAL) $B/libamo.a,4,3 2,$B/libcheck.a $B/librpc.a))

# Parts B and C, of the client.
$(foreach p,identity session,$(eval $(call lab_program,lab4-$p,\
	$B/grader/lab4/node/check_$p.o $B/libamo.a,4,3 2,$B/libcheck.a \
	$B/librpc.a)))
