# The compiler for interfaces without its emitter and its command: the viewer
# reads interfaces with it, so even lab 1 has it.
idlc_SRC := $(filter-out lab2-stubs/idlc/main.c,\
	$(wildcard lab2-stubs/idlc/*.c))

SRCS += $(idlc_SRC)
LIBS += $B/libidlc.a

# A tool of ours, no program of a simulated world: a bug ends it.
$B/lab2-stubs/idlc/%.o: private SANFLAGS += -fno-sanitize-recover=all

$B/libidlc.a: $(idlc_SRC:%.c=$B/%.o) lab2-stubs/idlc
