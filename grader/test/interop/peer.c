/*
 * peer.c - what all programs built with rpcgen and libtirpc have in common.
 */
#include "grader/test/interop/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <rpc/svc_dg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* clntudp_create() and svctcp_create() are in the old headers only. */
#include <rpc/clnt_soc.h>
#include <rpc/svc_soc.h>

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static int
is_tcp(const struct peer *p)
{
    return strcmp(p->transport, "tcp") == 0;
}

static struct sockaddr_in
address(const struct peer *p)
{
    struct sockaddr_in a = { .sin_family = AF_INET };

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((uint16_t)atoi(p->port));
    return a;
}

CLIENT *
peer_client(const struct peer *p)
{
    struct sockaddr_in server = address(p);
    struct timeval retry = { .tv_sec = 1 };
    int fd = RPC_ANYSOCK;
    CLIENT *c;

    if (is_tcp(p))
        c = clnttcp_create(&server, p->prog, p->vers, &fd, 0, 0);
    else
        c = clntudp_create(&server, p->prog, p->vers, retry, &fd);
    if (!c) {
        clnt_pcreateerror("peer: no client");
        exit(1);
    }
    return c;
}

static int
listen_at(const struct peer *p)
{
    int fd = socket(AF_INET, is_tcp(p) ? SOCK_STREAM : SOCK_DGRAM, 0);
    struct sockaddr_in a = address(p);
    socklen_t len = sizeof(a);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) < 0 ||
        (is_tcp(p) && listen(fd, 8) < 0) ||
        getsockname(fd, (struct sockaddr *)&a, &len) < 0)
        fail("peer: no socket");
    printf("serving on 127.0.0.1:%d\n", ntohs(a.sin_port));
    fflush(stdout);
    return fd;
}

void
peer_serve(const struct peer *p, void (*dispatch)(struct svc_req *, SVCXPRT *))
{
    int fd = listen_at(p);
    SVCXPRT *transport =
        is_tcp(p) ? svctcp_create(fd, 0, 0) : svcudp_bufcreate(fd, 0, 0);

    signal(SIGPIPE, SIG_IGN);
    /* Protocol 0: the portmapper is not told. */
    if (!transport ||
        !svc_register(transport, p->prog, p->vers, dispatch, 0)) {
        fprintf(stderr, "peer: cannot serve program %lu\n",
                (unsigned long)p->prog);
        exit(1);
    }
    svc_run();
}

void
peer_expect_success(enum clnt_stat stat, const char *what)
{
    if (stat == RPC_SUCCESS)
        return;
    printf("%s: %s\n", what, clnt_sperrno(stat));
    exit(1);
}
