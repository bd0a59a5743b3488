# netsim: the simulated kernel, its small languages, its traces
lang_SRC   := $(wildcard netsim/lang/*.c)
trace_SRC  := $(wildcard netsim/trace/*.c)
netsim_SRC := $(wildcard netsim/*.c)
tool_SRC   := $(wildcard netsim/tool/*.c)
asm_SRC    := $(wildcard netsim/*.S)
shim_SRC   := $(wildcard netsim/user/*.c)
lang_TEST  := $(wildcard netsim/lang/test/test_*.c)
trace_TEST := $(wildcard netsim/trace/test/test_*.c)
netsim_TEST := $(wildcard netsim/test/test_*.c)
tool_TEST  := $(wildcard netsim/tool/test/test_*.c)

SRCS  += $(lang_SRC) $(trace_SRC) $(netsim_SRC) $(tool_SRC) $(shim_SRC)
SRCS  += $(lang_TEST) $(trace_TEST) $(netsim_TEST) $(tool_TEST)
LIBS  += $B/liblang.a $B/libtrace.a $B/libnetsim.a
PROGS += $B/bin/netsim
TESTS += $(patsubst %.c,$B/test/%,$(lang_TEST) $(trace_TEST) $(netsim_TEST) \
	$(tool_TEST))

lang_FUZZ  := netsim/lang/test/fuzz_lang.c
trace_FUZZ := netsim/trace/test/fuzz_trace.c
SRCS  += $(lang_FUZZ) $(trace_FUZZ)
$(eval $(call fuzz_program,lang,$(lang_FUZZ) $(lang_SRC),,\
	netsim/lang/test/corpus))
$(eval $(call fuzz_program,trace,$(trace_FUZZ) $(trace_SRC) $(lang_SRC),\
	-ljansson,netsim/trace/test))

# A directory is a prerequisite so that a deleted file leaves the archive.
$B/liblang.a: $(lang_SRC:%.c=$B/%.o) netsim/lang
$B/libtrace.a: $(trace_SRC:%.c=$B/%.o) netsim/trace
$B/libnetsim.a: $(netsim_SRC:%.c=$B/%.o) $(asm_SRC:%.S=$B/%.o) netsim
$B/netsim/user/shim.a: $(shim_SRC:%.c=$B/%.o) netsim/user

$(lang_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/liblang.a
$(lang_TEST:%.c=$B/test/%): LDLIBS = -lcmocka
$(trace_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $B/libtrace.a $B/liblang.a
$(trace_TEST:%.c=$B/test/%): LDLIBS = -lcmocka -ljansson

# What messages mean, by interfaces: the one part of netsim that knows another
# of ours, the compiler of interfaces; the simulator is linked without it.
types_SRC  := $(wildcard netsim/types/*.c)
types_TEST := $(wildcard netsim/types/test/test_*.c)
types_FUZZ := netsim/types/test/fuzz_types.c
SRCS  += $(types_SRC) $(types_TEST) $(types_FUZZ)
LIBS  += $B/libtypes.a
TESTS += $(types_TEST:%.c=$B/test/%)
TYPES_LIBS := $B/libtypes.a $B/libidlc.a
$B/libtypes.a: $(types_SRC:%.c=$B/%.o) netsim/types
$(types_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(TYPES_LIBS) $B/libtrace.a \
	$B/liblang.a
$(types_TEST:%.c=$B/test/%): LDLIBS = -lcmocka -ljansson
types_ALL := $(types_SRC) $(patsubst %,lab2-stubs/idlc/%.c,\
	lex parse check names measure mem)
$(eval $(call fuzz_program,types,$(types_FUZZ) $(types_ALL) $(trace_SRC) \
	$(lang_SRC),-ljansson))
$B/fuzz/types: private CPPFLAGS += -D_GNU_SOURCE

# The interfaces of the labs, for the viewer and the anatomy of a call.
TYPES := $(wildcard lab*/*/*.x)

# What a program that simulates is linked with, in this order.
SIM_LIBS := $B/libnetsim.a $B/libtrace.a $B/liblang.a
SIM_LDLIBS := -ljansson

$B/bin/netsim: $(tool_SRC:%.c=$B/%.o) $(SIM_LIBS) $(TYPES_LIBS) netsim/tool
$B/bin/netsim: LDLIBS = $(SIM_LDLIBS)

$(netsim_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(SIM_LIBS)
$(netsim_TEST:%.c=$B/test/%): LDLIBS = -lcmocka $(SIM_LDLIBS)

# Tests of the command, which they run as a process.
$(tool_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(SIM_LIBS) $B/bin/netsim
$(tool_TEST:%.c=$B/test/%): LDLIBS = -lcmocka $(SIM_LDLIBS)
$B/netsim/tool/test/%.o: private CPPFLAGS += -DBUILD='"$B"'

SRCS += netsim/bench/ping.c netsim/viewer/bench/sip.c
$(eval $(call lab_program,ping,$B/netsim/bench/ping.o,))
$(eval $(call lab_program,sip,$B/netsim/viewer/bench/sip.o,))
$B/netsim/bench/%.o $B/netsim/viewer/bench/%.o: \
	private CFLAGS += $(LAB_CFLAGS)
$B/netsim/bench/%.o $B/netsim/viewer/bench/%.o: \
	private SANFLAGS += $(LAB_SANFLAGS)

# The viewer: all but the terminal is in a library, for its tests.
viewer_SRC  := $(filter-out %/main.c %/terminal.c,$(wildcard netsim/viewer/*.c))
viewer_MAIN := netsim/viewer/main.c netsim/viewer/terminal.c
viewer_TEST := $(wildcard netsim/viewer/test/test_*.c)
viewer_FUZZ := netsim/viewer/test/fuzz_view.c
SRCS  += $(viewer_SRC) $(viewer_MAIN) $(viewer_TEST) $(viewer_FUZZ)
$(eval $(call fuzz_program,view,$(viewer_FUZZ) $(viewer_SRC) $(types_ALL) \
	$(trace_SRC) $(lang_SRC),-ljansson,$B/fuzz/view.begin))
$B/fuzz/view: private CPPFLAGS += -D_GNU_SOURCE
run-fuzz-view: $B/fuzz/view.begin
$B/fuzz/view.begin:
	@netsim/viewer/test/fuzz_begin.sh $@
LIBS  += $B/libviewer.a
PROGS += $B/bin/view
TESTS += $(viewer_TEST:%.c=$B/test/%)
VIEWER_LIBS := $B/libviewer.a $(TYPES_LIBS) $B/libtrace.a $B/liblang.a
$B/libviewer.a: $(viewer_SRC:%.c=$B/%.o) netsim/viewer
$B/bin/view: $(viewer_MAIN:%.c=$B/%.o) $(VIEWER_LIBS)
$B/bin/view: LDLIBS = -lncursesw -ltinfo -ljansson
$(viewer_TEST:%.c=$B/test/%): $B/test/%: $B/%.o $(VIEWER_LIBS)
$(viewer_TEST:%.c=$B/test/%): LDLIBS = -lcmocka -ljansson
$B/test/netsim/viewer/test/test_terminal: $B/bin/view
$B/test/netsim/viewer/test/test_terminal: LDLIBS += -lvterm
$B/netsim/viewer/test/%.o: private CPPFLAGS += -DBUILD='"$B"'

.PHONY: bench-view
bench-view:
	@$(MAKE) -s SAN=0 $(patsubst %,build/$(notdir $(CC))-plain/%,bin/view \
	    bin/netsim node/ping.so node/sip.so)
	@netsim/viewer/bench/run.sh build/$(notdir $(CC))-plain

# TRACE=file, or a directory; LAB=4: of the last grading only that lab.
.PHONY: view
TRACE ?=
view: $B/bin/view
	@$B/bin/view $(TYPES:%=--types '%') $(if $(TRACE),'$(TRACE)',\
	    $(foreach r,$(wildcard $(RESULTS) build/gallery/results.json),\
	        --results '$r') $(if $(LAB),--lab '$(LAB)'))

# The same ping-pong for others' simulators, where they are installed.
CXX_BENCH = $(CXX) -O2 -Wall -Wextra
$B/bin/bench-SimGrid: netsim/bench/simgrid_ping.cpp
	$(call say,CXX,$<)
	$Q$(CXX_BENCH) -o $@ $< -lsimgrid
$B/bin/bench-ns-3: netsim/bench/ns3_ping.cc
	$(call say,CXX,$<)
	$Q$(CXX_BENCH) -o $@ $< -lns3-point-to-point -lns3-traffic-control \
	    -lns3-internet -lns3-network -lns3-core

# Small programs for the tests, as nodes and for real.
node_NAMES := $(notdir $(basename $(wildcard netsim/test/node/*.c)))
SRCS += $(node_NAMES:%=netsim/test/node/%.c)
$(foreach p,$(node_NAMES),$(eval $(call lab_program,$p,\
	$B/netsim/test/node/$p.o,)))
$B/netsim/test/node/%.o: private CFLAGS += $(LAB_CFLAGS)
$B/netsim/test/node/%.o: private SANFLAGS += $(LAB_SANFLAGS)
$B/netsim/test/%.o: private CPPFLAGS += -DBUILD='"$B"'

.PHONY: check-gate
check-gate: $B/netsim/user/shim.a
	@netsim/test/gate.sh $B '$(CC)'

.PHONY: check-proxy
check-proxy: $B/bin/netsim $B/node-solution/bank-server.so \
	$B/node-solution/bank-client.so $B/real-solution/bank-server \
	$B/real-solution/bank-client
	@netsim/tool/test/proxy.sh $B

# Exports are read by those they are written for.
.PHONY: check-consumers check-consumers-large
check-consumers: $B/bin/netsim
	@netsim/trace/test/consumers.sh $B
check-consumers-large: $B/bin/netsim
	@.ci/setup consumers
	@netsim/trace/test/consumers.sh $B large

# What Wireshark's tshark makes of our messages.
.PHONY: check-tshark-export check-tshark-capture
check-tshark-export check-tshark-capture: $B/bin/netsim \
	$(foreach p,bank-server bank-client wordcount-server wordcount-client,\
	$B/node-solution/$p.so $B/real-solution/$p)
	@netsim/tool/test/tshark.sh $B $(@:check-tshark-%=%)

# The same programs on Linux and here; PROGRAM=conform_udp_data: only that.
# What Linux says is asked of the plain build: a sanitizer's library looks at
# arguments itself.
.PHONY: check-conform conform-real
conform_NAMES := $(filter conform_%,$(node_NAMES))
conform-real: $(conform_NAMES:%=$B/real/%)
check-conform: $B/bin/netsim $(conform_NAMES:%=$B/node/%.so)
	@$(MAKE) SAN=0 conform-real
	@netsim/test/conform.sh build/$(notdir $(CC))-plain $B $(PROGRAM)

.PHONY: check-tsan
check-tsan:
	@netsim/test/tsan.sh '$(CC)'

# Random worlds: see netsim/test/randworld.c.
ifneq ($(wildcard netsim/test/randworld.c),)
SRCS  += netsim/test/randworld.c
PROGS += $B/bin/randworld
$B/bin/randworld: $B/netsim/test/randworld.o $(SIM_LIBS)
$B/bin/randworld: LDLIBS = $(SIM_LDLIBS)
endif

# Two builds, so from outside of either.  RANDOM_SEED: where to begin.
RANDOM_SEED ?= 1
.PHONY: check-random check-random-long random-nodes
random-nodes: $B/bin/netsim $B/bin/randworld $(node_NAMES:%=$B/node/%.so) \
	$B/node-solution/bank-server.so $B/node-solution/bank-client.so
check-random: RANDOM_WORLDS := 60
check-random-long: RANDOM_WORLDS := 1000
check-random check-random-long:
	@$(MAKE) SAN=1 random-nodes
	@$(MAKE) SAN=0 random-nodes
	@netsim/test/random.sh build/$(notdir $(CC))-plain \
	    build/$(notdir $(CC))-san $(RANDOM_WORLDS) $(RANDOM_SEED)

FUZZ_SECONDS ?= 60
FUZZ_SEED    ?= 1
.PHONY: fuzz-kernel
fuzz-kernel: $B/bin/netsim $B/bin/randworld \
	$(patsubst %,$B/node/%.so,$(filter fuzz_%,$(node_NAMES)))
	@netsim/test/fuzz_kernel.sh $B $(FUZZ_SECONDS) $(FUZZ_SEED)
