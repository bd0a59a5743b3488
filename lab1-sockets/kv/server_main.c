/*
 * server_main.c - kvserver: serve the store over TCP, for ever.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/store.h"
#include "lab2-stubs/rpclib/rpc_addr.h"

static const char usage[] =
    "usage: kvserver ADDRESS:PORT\n"
    "Serve a store of keys and values over TCP, for ever.\n"
    "\n"
    "  kvserver 0.0.0.0:7001        on all addresses of this host\n"
    "  kvserver 127.0.0.1:0         here only, on a port of the system's\n"
    "  RPC_TRACE_FD=2 kvserver ...  and show what is executed\n";

int
main(int argc, char **argv)
{
    static struct store store;
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
        fprintf(stderr, "kvserver: %s\n", why.s);
        return 2;
    }
    fd = kv_listen(&addr);
    if (fd < 0) {
        fprintf(stderr, "kvserver: cannot serve on %s: %s\n", argv[1],
                strerror(-fd));
        return 1;
    }
    rpc_addr_of_socket(&text, fd);
    printf("kvserver: serving on %s\n", text.s);
    fflush(stdout);
    err = kv_serve(fd, store_handle, &store);
    fprintf(stderr, "kvserver: cannot go on: %s\n", strerror(-err));
    close(fd);
    return 1;
}
