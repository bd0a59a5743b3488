# lab.mk - what a lab's own Makefile is: LAB is set, and all is done at the top.
#
# A file that is named by SUBMISSION= or TRACE= is one from here; "solution" and
# "student" are no files, though there may be some of that name.
.DEFAULT_GOAL := grade
MAKEFLAGS += --no-builtin-rules --no-print-directory
export LAB

here = $(if $(wildcard $(filter-out student solution,$($1))),\
	$1='$(abspath $($1))')
top   = +@$(MAKE) -C .. $@ $(call here,SUBMISSION) $(call here,TRACE)

# There are directories that have names of this kind ("test").
.PHONY: all demo gdb grade handin real replay test view
all demo gdb grade handin real replay test view:
	$(top)

%: always
	$(top)
.PHONY: always
always:
Makefile ../grader/kit/lab.mk: ;
