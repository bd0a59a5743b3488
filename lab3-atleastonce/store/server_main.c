/*
 * server_main.c - store-server: serve a store of values over UDP, for ever.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/store/service.h"

static const char usage[] =
    "usage: store-server ADDRESS:PORT\n"
    "Serve a store of named values over UDP, for ever.\n"
    "\n"
    "  store-server 0.0.0.0:20049      on all addresses of this host\n"
    "  store-server 127.0.0.1:0        here only, on a port of the system's\n"
    "  RPC_TRACE_FD=2 store-server ... and show the steps of every call\n";

int
main(int argc, char **argv)
{
    static struct store store;
    struct rpc_server server = { 0 };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 }, text = { 0 };
    int fd, err;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc != 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "store-server: %s\n", why.s);
        return 2;
    }
    fd = udp_server_open(&addr);
    if (fd < 0) {
        fprintf(stderr, "store-server: cannot serve on %s: %s\n", argv[1],
                strerror(-fd));
        return 1;
    }
    rpc_addr_of_socket(&text, fd);
    printf("store-server: serving on %s\n", text.s);
    fflush(stdout);
    rpc_register(&server, &store_program, &store);
    err = udp_serve(fd, &server);
    fprintf(stderr, "store-server: cannot go on: %s\n", strerror(-err));
    close(fd);
    return 1;
}
