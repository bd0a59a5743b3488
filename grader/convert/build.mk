# convert: a record of a grading, as others read it
convert_SRC := $(wildcard grader/convert/*.c)

SRCS  += $(convert_SRC)
PROGS += $B/bin/convert
$B/bin/convert: $(convert_SRC:%.c=$B/%.o) $B/grader/results_text.o \
	grader/convert
$B/bin/convert: LDLIBS = -ljansson

.PHONY: convert check-convert
convert: $B/bin/convert
check-convert: $B/bin/convert $B/bin/grade $(foreach n,$(LABS),$(filter \
	$B/node/% $B/node-solution/%,$(GRADED_$n)))
	@grader/convert/test/check.sh $B
include $(wildcard grader/convert/services.mk)
