/*
 * square.c - client and server of square.x over UDP, at least once.
 *
 * square ADDRESS:PORT          serves for ever
 * square SERVER:PORT NUMBER    asks
 */
#include <stdio.h>
#include <stdlib.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_status.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "square.h"

void
square_serve_of(struct square *service, const struct square_number *args,
                struct square_number *res)
{
    (void)service;
    res->n = args->n * args->n;
}

static int
serve(const struct sockaddr_in *addr)
{
    struct rpc_server server = { 0 };
    int fd = udp_server_open(addr);

    if (fd < 0)
        return 1;
    rpc_register(&server, &square_program, NULL);
    return udp_serve(fd, &server) < 0;
}

static int
ask(const struct sockaddr_in *addr, int n)
{
    struct rpc_client *c = udp_client_open(addr, &rpc_retry_default);
    struct square_number args = { n }, res;
    enum rpc_status status;

    if (!c)
        return 1;
    status = square_of(c, &args, &res);
    if (status == RPC_OK)
        printf("the square of %d is %d\n", n, res.n);
    else
        printf("no answer\n");
    rpc_client_close(c);
    return status != RPC_OK;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc < 2 || rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "usage: square HOST:PORT [NUMBER]\n");
        return 2;
    }
    return argc == 2 ? serve(&addr) : ask(&addr, atoi(argv[2]));
}
