/*
 * tirpc.c - the same calls and the same record, by rpcgen and libtirpc.
 */
#include "lab2-stubs/bench/measure.h"

#include <netinet/in.h>
#include <rpc/rpc.h>
#include <sample.h> /* rpcgen's; in quotes it would be the one beside this */
#include <string.h>
#include <sys/socket.h>

void sample_prog_1(struct svc_req *, SVCXPRT *);

static CLIENT *udp, *tcp;
static unsigned char wire[1024];
static size_t wire_len;

/* ---- server ------------------------------------------------------------- */

bool_t
sample_nothing_1_svc(void *args, void *res, struct svc_req *rqstp)
{
    (void)args;
    (void)res;
    (void)rqstp;
    return TRUE;
}

bool_t
sample_echo_1_svc(sample_record *args, sample_record *res,
                  struct svc_req *rqstp)
{
    (void)rqstp;
    *res = *args;
    res->name = strdup(args->name);
    res->text = strdup(args->text);
    return TRUE;
}

int
sample_prog_1_freeresult(SVCXPRT *transport, xdrproc_t xdr, caddr_t res)
{
    (void)transport;
    xdr_free(xdr, res);
    return 1;
}

static void
serve(SVCXPRT *transport)
{
    if (!transport ||
        !svc_register(transport, SAMPLE_PROG, SAMPLE_VERS, sample_prog_1, 0))
        fail("a server of libtirpc");
    svc_run();
}

static void
serve_udp(int fd)
{
    serve(svcudp_bufcreate(fd, 0, 0));
}

static void
serve_tcp(int fd)
{
    serve(svctcp_create(fd, 0, 0));
}

/* ---- client ------------------------------------------------------------- */

static struct sockaddr_in
local(unsigned short port)
{
    struct sockaddr_in addr = { .sin_family = AF_INET };

    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    return addr;
}

static void
open_udp(void)
{
    struct sockaddr_in addr = local(serve_in_child(SOCK_DGRAM, serve_udp));
    struct timeval retry = { .tv_sec = 1 };
    int fd = RPC_ANYSOCK;

    udp = clntudp_create(&addr, SAMPLE_PROG, SAMPLE_VERS, retry, &fd);
    if (!udp)
        fail("a client of libtirpc");
}

static void
open_tcp(void)
{
    struct sockaddr_in addr = local(serve_in_child(SOCK_STREAM, serve_tcp));
    int fd = RPC_ANYSOCK;

    tcp = clnttcp_create(&addr, SAMPLE_PROG, SAMPLE_VERS, &fd, 0, 0);
    if (!tcp)
        fail("a client of libtirpc");
}

static void
call(CLIENT *c, long n)
{
    while (n-- > 0)
        if (sample_nothing_1(NULL, NULL, c) != RPC_SUCCESS)
            fail("a call by libtirpc");
}

static void
run_udp(long n)
{
    call(udp, n);
}

static void
run_tcp(long n)
{
    call(tcp, n);
}

/* ---- XDR ---------------------------------------------------------------- */

static sample_record record = {
    .name = "nineteen bytes long",
    .text = "sixty-one bytes of text, as a comment on something might have",
    .number = -42,
    .ratio = 0.75,
    .series = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -16 },
};

size_t
tirpc_record(unsigned char *bytes, size_t cap)
{
    XDR x;

    xdrmem_create(&x, (char *)bytes, (unsigned)cap, XDR_ENCODE);
    if (!xdr_sample_record(&x, &record))
        fail("libtirpc encodes");
    return xdr_getpos(&x);
}

static void
encode(long n)
{
    while (n-- > 0)
        tirpc_record(wire, sizeof(wire));
}

static void
open_decode(void)
{
    wire_len = tirpc_record(wire, sizeof(wire));
}

/* A record that is all zero has its strings allocated, and then freed. */
static void
decode(long n)
{
    while (n-- > 0) {
        sample_record r;
        XDR x;

        memset(&r, 0, sizeof(r));
        xdrmem_create(&x, (char *)wire, (unsigned)wire_len, XDR_DECODE);
        if (!xdr_sample_record(&x, &r))
            fail("libtirpc decodes");
        xdr_free((xdrproc_t)xdr_sample_record, &r);
    }
}

static void
there_and_back(long n)
{
    while (n-- > 0) {
        tirpc_record(wire, sizeof(wire));
        decode(1);
    }
}

struct measured tirpc_udp = { .name = "libtirpc over UDP",
                              .open = open_udp,
                              .run = run_udp };
struct measured tirpc_tcp = { .name = "libtirpc over TCP",
                              .open = open_tcp,
                              .run = run_tcp };
struct measured tirpc_encode = { .name = "rpcgen: encode", .run = encode };
struct measured tirpc_xdr = { .name = "rpcgen: both",
                              .open = open_decode,
                              .run = there_and_back };
struct measured tirpc_decode = { .name = "rpcgen: decode and free",
                                 .open = open_decode,
                                 .run = decode };
