# rpclab: the one real makefile.  It says how things are compiled, linked and
# tested; each directory has a build.mk that says what is there.
#
#   make help            the targets, a line each

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# ---- settings ------------------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif
SAN    ?= 1
WERROR ?= 0
V      ?= 0
Q      := $(if $(filter 0,$V),@)
say     = $(if $(filter 0,$V),@printf '  %-5s %s\n' $1 '$2')

B := build/$(notdir $(CC))-$(if $(filter 1,$(SAN)),san,plain)

CPPFLAGS_ALL = -I. -D_XOPEN_SOURCE=700 $(CPPFLAGS)
CFLAGS_ALL   = -std=c11 -g -O2 -fno-omit-frame-pointer -Wall -Wextra \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla \
	-Wwrite-strings -Wformat=2 -Wimplicit-fallthrough $(CFLAGS)
# What students run: a variable that was never set has one wrong value, in
# every run; and frames that a debugger can read.
LAB_CFLAGS   = -fPIC -O1 -ftrivial-auto-var-init=pattern
ifeq ($(SAN),1)
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fsanitize-recover=address
endif
ifeq ($(WERROR),1)
CFLAGS_ALL += -Werror
endif

# ---- what there is -------------------------------------------------------

# Each build.mk adds to these.
LIBS  :=# static libraries
PROGS :=# programs of ours
NODES :=# lab programs as simulated nodes (.so)
REALS :=# lab programs as real programs
TESTS :=# cmocka programs
SRCS  :=# every .c file, for dependencies and the compile database

# A program of a lab is built from one set of objects for two worlds: linked
# with libc it is a real program, linked with the shim a simulated node.
# $1 name, $2 objects and archives, $3 "-solution" or nothing: whose they are
define lab_program
REALS += $B/real$3/$1
NODES += $B/node$3/$1.so
$B/real$3/$1: $2
$B/node$3/$1.so: $2 $B/netsim/user/shim.a
endef

include netsim/build.mk lab2-stubs/build.mk lab3-atleastonce/build.mk
include grader/build.mk

# ---- how it is made ------------------------------------------------------

.PHONY: all
all: $(LIBS) $(PROGS) $(REALS) $(NODES)

# The flags are a file too: objects are rebuilt when they change.
FLAGS_NOW = $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LAB_CFLAGS) $(SANFLAGS)
$B/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
.PHONY: FORCE
FORCE:

# Private: not for $B/flags, which is a prerequisite and would change.
$B/lab%.o: private CFLAGS += $(LAB_CFLAGS)
# netsim stands in for a kernel, and needs more of the real one than POSIX.
$B/netsim/%.o: private CPPFLAGS += -D_GNU_SOURCE
$B/netsim/user/%.o: private CFLAGS += -fPIC

$B/%.o: %.c $B/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(SANFLAGS) -MMD -MP -c -o $@ $<

$B/%.o: %.S $B/flags
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS_ALL) -g -MMD -MP -c -o $@ $<

$B/%.a:
	$(call say,AR,$@)
	@mkdir -p $(@D)
	@rm -f $@
	$Q$(AR) rcs $@ $(filter %.o,$^)

# Explicit targets: a pattern with two targets would make both at once.
$(PROGS) $(TESTS) $(REALS):
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -o $@ $(filter %.o %.a,$^) $(LDFLAGS) $(LDLIBS)

# -Bsymbolic: a program's names bind to itself, never to the simulator.
# -z now: no lazy slots that change while it runs.  All of the shim: names like
# write() are in AddressSanitizer's library too, and the linker sees that one
# first.  Then the gate: whatever would reach the real system is refused by
# name.
$(NODES):
	$(call say,NODE,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -shared -Wl,-Bsymbolic -Wl,-z,now -o $@.tmp \
	    $(filter %.o,$^) $(filter-out %/shim.a,$(filter %.a,$^)) \
	    -Wl,--whole-archive $(filter %/shim.a,$^) -Wl,--no-whole-archive
	$Qnetsim/user/gate $@.tmp $(filter-out $B/netsim/%,$(filter %.o %.a,$^))
	@mv $@.tmp $@

-include $(patsubst %.c,$B/%.d,$(SRCS))

# ---- tests ---------------------------------------------------------------

# cmocka catches SIGSEGV itself; this gives it back to the sanitizer, whose
# report says where.
export ASAN_OPTIONS := handle_segv=2:$(ASAN_OPTIONS)

check-unit: $(TESTS:$B/bin/%=$B/ok/%)
$B/ok/%: $B/bin/%
	$(call say,TEST,$<)
	@mkdir -p $(@D)
	$Q$< > $@.log 2>&1 || { cat $@.log; exit 1; }
	@touch $@

clean:
	rm -rf build compile_commands.json
.PHONY: check-unit clean
