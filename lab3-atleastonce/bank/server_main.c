/*
 * server_main.c - bank-server: serve the bank over UDP, for ever.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/service.h"

static const char usage[] =
    "usage: bank-server ADDRESS:PORT [NAME BALANCE ...]\n"
    "Serve the bank over UDP, for ever.  It begins with the accounts named.\n"
    "\n"
    "  bank-server 0.0.0.0:20049      on all addresses of this host\n"
    "  bank-server 127.0.0.1:0        here only, on a port of the system's\n"
    "  RPC_TRACE_FD=2 bank-server ... and show the steps of every call\n";

int
main(int argc, char **argv)
{
    static struct bank bank;
    struct rpc_server server = { 0 };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 }, text = { 0 };
    int fd, err;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 2 || argc % 2 != 0) {
        fputs(usage, stderr);
        return 2;
    }
    for (int i = 2; i < argc; i += 2)
        if (bank_begin_with(&bank, argv[i], argv[i + 1]) < 0) {
            fprintf(stderr,
                    "bank-server: no account can begin as \"%s\" "
                    "with \"%s\"\n",
                    argv[i], argv[i + 1]);
            return 2;
        }
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "bank-server: %s\n", why.s);
        return 2;
    }
    fd = udp_server_open(&addr);
    if (fd < 0) {
        fprintf(stderr, "bank-server: cannot serve on %s: %s\n", argv[1],
                strerror(-fd));
        return 1;
    }
    rpc_addr_of_socket(&text, fd);
    printf("bank-server: serving on %s\n", text.s);
    fflush(stdout);
    rpc_register(&server, &bank_program, &bank);
    err = udp_serve(fd, &server);
    fprintf(stderr, "bank-server: cannot go on: %s\n", strerror(-err));
    close(fd);
    return 1;
}
