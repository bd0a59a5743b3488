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

/* The address that fd really has: port 0 was a question. */
static void
announce(int fd, struct sockaddr_in addr)
{
    socklen_t len = sizeof(addr);
    struct rpc_text text = { 0 };

    getsockname(fd, (struct sockaddr *)&addr, &len);
    rpc_addr_text(&text, &addr);
    printf("kvserver: serving on %s\n", text.s);
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    static struct store store;
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
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
    announce(fd, addr);
    err = kv_serve(fd, store_handle, &store);
    fprintf(stderr, "kvserver: cannot go on: %s\n", strerror(-err));
    close(fd);
    return 1;
}
