# What goes out to students, and its test.  No copy of a student has this.
#
#   THROUGH=2              the last lab that goes out
#   REFERENCES='gcc clang' the compilers that there are archives for: for
#                          those whose processor is another, too, if they are
#                          installed.  What gcc makes does for clang.
THROUGH    ?= 4
REFERENCES ?= gcc $(shell command -v $(filter-out $(shell uname \
	-m)-%,aarch64-linux-gnu-gcc x86_64-linux-gnu-gcc))

# What of the solution goes out: see dist.sh.  Stripped of what tells more than
# the names of functions, which a debugger shows and the linker needs.
OBJCOPY       = $(shell $(CC) -print-prog-name=objcopy)
reference_OUT := build/reference/$(KIND)
first_run     := bank-server bank-client

$(SOLUTION_LIBS:$B/%=$(reference_OUT)/%): $(reference_OUT)/%: $B/%
	@mkdir -p $(@D)
	@$(OBJCOPY) -D --strip-debug $< $@
# All of the programs for the first run, for the copies without lab 3.
$(first_run:%=$(reference_OUT)/%.o): $(reference_OUT)/bank-%.o: \
	$B/lab3-atleastonce/bank/%_main.o $B/libbank.a $B/liblab3-solution.a \
	$B/liblab2-solution.a $B/librpc.a
	@mkdir -p $(@D)
	@$(CC) -r -nostdlib -o $@ $(filter %.o,$^) -Wl,--start-group \
	    $(filter %.a,$^) -Wl,--end-group
	@$(OBJCOPY) -D --strip-debug $@

.PHONY: reference dist check-dist check-systems
reference: $(SOLUTION_LIBS:$B/%=$(reference_OUT)/%) \
	$(first_run:%=$(reference_OUT)/%.o)
dist:
	@grader/dist/dist.sh '$(THROUGH)' $(REFERENCES)
# LONG=1: each copy built whole, with the sanitizers, and both labs whole.
check-dist:
	@LONG='$(LONG)' grader/dist/check.sh $(REFERENCES)
# On systems that are installed for it, by root: SUITES='jammy noble'.
check-systems: dist
	@grader/dist/systems.sh $(SUITES)
