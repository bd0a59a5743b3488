# All of idlc but its emitter and its main(): netsim reads interfaces with it,
# so even a copy with lab 1 only has it.
idlc_SRC := $(filter-out lab2-stubs/idlc/main.c,\
	$(wildcard lab2-stubs/idlc/*.c))

SRCS += $(idlc_SRC)
LIBS += $B/libidlc.a

# A tool of ours, no program of a simulated world: a bug ends it.
$B/lab2-stubs/idlc/%.o: private SANFLAGS += -fno-sanitize-recover=all

$B/libidlc.a: $(idlc_SRC:%.c=$B/%.o) lab2-stubs/idlc
