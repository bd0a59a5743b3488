# Programs that rpcgen and libtirpc have made of the same interfaces as ours.
# Nothing of this is built unless `make check-interop` or `make bench-rpc`
# asks for it, since not every machine has rpcgen.
interop_X  := lab3-atleastonce/bank/bank.x lab2-stubs/kv/kv.x \
	lab2-stubs/wordcount/wordcount.x
interop_OUT := $B/interop
interop_NAMES := $(notdir $(interop_X:.x=))
interop_PROGS := $(foreach n,$(interop_NAMES),$(interop_OUT)/$n_client \
	$(interop_OUT)/$n_server) $(interop_OUT)/errors

RPCGEN ?= rpcgen
# Their code, their warnings.
TIRPC_CFLAGS = -std=gnu11 -O2 -g -w -I. -I$(interop_OUT) \
	-isystem /usr/include/tirpc
PEER_CFLAGS = $(filter-out -w,$(TIRPC_CFLAGS)) -Wall -Wextra

# -M: results are the caller's.  rpcgen does not overwrite; its first line
# includes a header of the name that it was given.
define interop_interface
$(interop_OUT)/$(notdir $(1:.x=)).h: $1
	$$(call say,GEN,$1)
	@mkdir -p $$(@D) && cp $1 $$(@D)
	@cd $$(@D) && rm -f $(notdir $(1:.x=))_*.c $(notdir $(1:.x=)).h && \
	    for part in h:.h c:_xdr.c l:_clnt.c m:_svc.c; do \
	        $(RPCGEN) -C -M -$$$${part%%:*} \
	            -o $(notdir $(1:.x=))$$$${part##*:} $(notdir $1) || exit 1; \
	    done
endef
$(foreach x,$(interop_X),$(eval $(call interop_interface,$x)))

# All of a program at one go: there is little of it.
$(interop_NAMES:%=$(interop_OUT)/%_client): $(interop_OUT)/%_client: \
	grader/test/interop/%_client.c grader/test/interop/peer.c \
	grader/test/interop/peer.h $(interop_OUT)/%.h
	$(call say,PEER,$@)
	$Q$(CC) $(TIRPC_CFLAGS) -c -o $@_clnt.o $(interop_OUT)/$*_clnt.c
	$Q$(CC) $(TIRPC_CFLAGS) -c -o $@_xdr.o $(interop_OUT)/$*_xdr.c
	$Q$(CC) $(PEER_CFLAGS) -o $@ $(filter %.c,$^) $@_clnt.o $@_xdr.o -ltirpc

$(interop_NAMES:%=$(interop_OUT)/%_server): $(interop_OUT)/%_server: \
	grader/test/interop/%_server.c grader/test/interop/peer.c \
	grader/test/interop/peer.h $(interop_OUT)/%.h
	$(call say,PEER,$@)
	$Q$(CC) $(TIRPC_CFLAGS) -c -o $@_svc.o $(interop_OUT)/$*_svc.c
	$Q$(CC) $(TIRPC_CFLAGS) -c -o $@_xdr.o $(interop_OUT)/$*_xdr.c
	$Q$(CC) $(PEER_CFLAGS) -o $@ $(filter %.c,$^) $@_svc.o $@_xdr.o -ltirpc

$(interop_OUT)/errors: grader/test/interop/errors.c \
	grader/test/interop/peer.c grader/test/interop/peer.h
	$(call say,PEER,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(PEER_CFLAGS) -o $@ $(filter %.c,$^) -ltirpc

# Ours that are for these tests only: the store by RPC.
SRCS += grader/test/interop/kv_ours.c
$(interop_OUT)/kv-server $(interop_OUT)/kv-client: \
	$B/grader/test/interop/kv_ours.o $B/libkvrpc.a $(tcp_LIBS) \
	$B/liblab2-solution.a $B/librpc.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(CC) $(SANFLAGS) -pthread -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group

.PHONY: interop-peers
interop-peers: $(interop_PROGS)

# INTEROP: only this interface.
INTEROP ?=
.PHONY: check-interop
check-interop: $(foreach n,bank wordcount hand,$B/real-solution/$n-server \
	$B/real-solution/$n-client) $B/real-solution/vault \
	$B/real-solution/teller $(interop_OUT)/kv-server $(interop_OUT)/kv-client
	@MAKE="$(MAKE)" grader/test/interop/interop.sh $B $(INTEROP)
