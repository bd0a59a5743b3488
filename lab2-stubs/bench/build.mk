# What a call costs: `make bench-rpc`.  Like the programs of interop.mk it is
# only built where it is asked for.  Labs are built here as any program would
# be, not as students' are, where uninitialised memory is filled; but in a
# student's copy, which has no source of the solution, they are the reference.
bench_OUT := $B/bench-rpc
bench_RPC := $(addprefix lab2-stubs/bench/,main.c measure.c process.c raw.c \
	ours.c) $(rpclib_SRC) $(wildcard lab2-stubs/tcp/*.c)
bench_LABS := $(if $(REFERENCE),$(patsubst %,$(REFERENCE)/liblab%-solution.a,\
	1 2 2-tcp_client 2-tcp_server 3),$(addprefix lab2-stubs/solution/,xdr.c \
	tcp_client.c tcp_server.c) lab1-sockets/solution/record.c \
	$(wildcard lab3-atleastonce/solution/udp_*.c))
bench_SAMPLE := $(addprefix $(bench_OUT)/lab2-stubs/bench/sample,\
	_xdr.c _clnt.c _svc.c)
bench_FLAGS := -O2 -g -Wall -Wextra

# One interface, compiled by ours and by theirs.
bench_X := lab2-stubs/bench/sample.x
$(eval $(call interop_interface,$(bench_X)))
$(bench_OUT)/lab2-stubs/bench/sample.h: $(bench_X) $B/bin/idlc
	$(call say,IDLC,$<)
	@mkdir -p $(@D)
	$Q$(RUN) $B/bin/idlc -o $(@D) $<

$(bench_OUT)/tirpc.o: lab2-stubs/bench/tirpc.c lab2-stubs/bench/measure.h \
	$(interop_OUT)/sample.h
	$(call say,PEER,$<)
	@mkdir -p $(@D)
	$Q$(CC) $(PEER_CFLAGS) -c -o $@ $<
	$Qfor part in xdr clnt svc; do \
	    $(CC) $(TIRPC_CFLAGS) -c -o $(@D)/tirpc_$$part.o \
	        $(interop_OUT)/sample_$$part.c || exit 1; \
	done

$B/bin/bench-rpc: $(bench_RPC) $(bench_LABS) $(bench_OUT)/lab2-stubs/bench/sample.h \
	$(bench_OUT)/tirpc.o $(wildcard lab*/*.h lab*/*/*.h)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(CC) -std=c11 $(bench_FLAGS) -pthread -D_XOPEN_SOURCE=700 -I. \
	    -I$(bench_OUT) -o $@ $(bench_RPC) $(bench_SAMPLE) \
	    $(bench_OUT)/tirpc*.o -Wl,--start-group $(bench_LABS) \
	    -Wl,--end-group -ltirpc

# ROUNDS: how many.
.PHONY: bench-rpc
bench-rpc:
	@command -v $(RPCGEN) > /dev/null || { \
	    echo 'not tested: there is no rpcgen ("make setup" installs it)'; \
	    exit 1; }
	@$(MAKE) -s SAN=0 $(patsubst %,build/$(notdir $(CC))-plain/%,\
	    bin/bench-rpc bin/netsim node-solution/bank-server.so \
	    node-solution/bank-client.so)
	@lab2-stubs/bench/run.sh build/$(notdir $(CC))-plain
