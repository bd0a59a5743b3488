# Manual pages, installation, completion: see README.md.
MAN_PAGES := netsim idlc rpclab-grade rpclab-view rpclab-convert rpclab-node
PREFIX    ?= /usr/local
DESTDIR   ?=
plain_INSTALL := $(patsubst %,$(plain_B)/%,bin/netsim bin/idlc bin/grade \
	bin/view bin/convert netsim/user/shim.a librpc.a libtcp.a \
	liblab1-solution.a liblab2-solution.a liblab3-solution.a \
	liblab2-tcp_client-solution.a liblab2-tcp_server-solution.a)

.PHONY: man install uninstall check-man check-install check-help
man: $(patsubst %,$B/bin/%,netsim idlc grade view convert)
	@grader/install/man.sh $B build/man $(MAN_PAGES)

# Without the sanitizers: nothing of it is a student's.
install:
	@$(MAKE) -s SAN=0 $(plain_INSTALL) man
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' AR='$(AR)' \
	    grader/install/install.sh install $(plain_B)
uninstall:
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' \
	    grader/install/install.sh uninstall

check-man: man
	@grader/install/test/man.sh $B build/man $(MAN_PAGES)
check-install:
	@MAKE='$(MAKE)' CC='$(CC)' grader/install/test/install.sh
.PHONY: check-completion
check-completion: $(patsubst %,$B/bin/%,netsim idlc grade view convert)
	@grader/install/test/completion.sh $B
check-help:
	@MAKE='$(MAKE)' grader/install/test/help.sh
