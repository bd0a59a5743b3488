/*
 * ours.c - a call without arguments, ever farther away; and a record as XDR.
 *
 * The function that is called is always the same.  What changes is what is
 * between the caller and it: nothing, the stubs, the kernel.
 */
#include "lab2-stubs/bench/measure.h"

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#include "lab2-stubs/bench/sample.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"
#include "lab2-stubs/rpclib/rpc_udp.h"

struct sample {
    unsigned long calls;
};

static struct sample service;
static struct rpc_server server;
static struct rpc_client *udp, *tcp, *tcp_at_once;

/* ---- the service -------------------------------------------------------- */

void
sample_serve_nothing(struct sample *s)
{
    s->calls++;
}

void
sample_serve_echo(struct sample *s, const struct sample_record *args,
                  struct sample_record *res)
{
    (void)s;
    *res = *args;
}

/* ---- a local call ------------------------------------------------------- */

/* Volatile: or the compiler would not call at all. */
static void (*volatile function)(struct sample *) = sample_serve_nothing;

static void
run_local(long n)
{
    while (n-- > 0)
        function(&service);
}

/* ---- through the stubs, in one process ---------------------------------- */

/* The network is a pointer: the request is dispatched where it lies. */
static enum rpc_status
transact_here(struct rpc_client *c, struct rpc_call *call)
{
    static uint32_t xid;
    struct rpc_request request = { call->request, call->request_len, NULL };

    (void)c;
    rpc_msg_set_xid(call->request, ++xid);
    call->reply_len =
        rpc_dispatch(&server, &request, call->reply, call->reply_cap);
    return RPC_OK;
}

static const struct rpc_client_ops ops_here = { .transact = transact_here };
static struct rpc_client here = { .ops = &ops_here };

static void
register_service(void)
{
    if (server.n_registered == 0)
        rpc_register(&server, &sample_program, &service);
}

static void
call(struct rpc_client *c, long n)
{
    while (n-- > 0)
        if (sample_nothing(c) != RPC_OK)
            fail("a call");
}

static void
run_stubs(long n)
{
    call(&here, n);
}

/* ---- over the kernel's network ------------------------------------------ */

static void
serve_udp(int fd)
{
    udp_serve(fd, &server);
}

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
    struct sockaddr_in addr;

    register_service();
    addr = local(serve_in_child(SOCK_DGRAM, serve_udp));
    udp = udp_client_open(&addr, &rpc_retry_default);
    if (!udp)
        fail("a client over UDP");
}

static void
run_udp(long n)
{
    call(udp, n);
}

/* As libtirpc does: a connection's requests are executed one after another. */
static void
serve_tcp(int fd)
{
    const struct rpc_tcp_limits one = { .connections = 64, .executing = 1 };

    tcp_serve(fd, &server, &one);
}

static void
serve_tcp_at_once(int fd)
{
    tcp_serve(fd, &server, &rpc_tcp_limits_default);
}

static struct rpc_client *
open_tcp_client(void (*serve)(int fd), int timeout_ms)
{
    struct sockaddr_in addr;
    struct rpc_client *c;

    register_service();
    addr = local(serve_in_child(SOCK_STREAM, serve));
    c = tcp_client_open(&addr, timeout_ms);
    if (!c)
        fail("a client over TCP");
    return c;
}

static void
open_tcp(void)
{
    tcp = open_tcp_client(serve_tcp, 0);
}

static void
run_tcp(long n)
{
    call(tcp, n);
}

static void
open_tcp_at_once(void)
{
    tcp_at_once = open_tcp_client(serve_tcp_at_once, 10000);
}

static void
run_tcp_at_once(long n)
{
    call(tcp_at_once, n);
}

/* ---- XDR ---------------------------------------------------------------- */

static const struct sample_record record = {
    .name = "nineteen bytes long",
    .text = "sixty-one bytes of text, as a comment on something might have",
    .number = -42,
    .ratio = 0.75,
    .series = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -16 },
};

static unsigned char wire[1024];
static size_t wire_len;

size_t
our_record(unsigned char *bytes, size_t cap)
{
    struct xdr_enc e;

    xdr_enc_init(&e, bytes, cap);
    sample_record_put(&e, &record);
    if (e.err)
        fail("encoding");
    return e.len;
}

static void
encode(long n)
{
    while (n-- > 0)
        our_record(wire, sizeof(wire));
}

static void
open_decode(void)
{
    wire_len = our_record(wire, sizeof(wire));
}

static void
decode(long n)
{
    while (n-- > 0) {
        struct sample_record r;
        struct xdr_dec d;

        xdr_dec_init(&d, wire, wire_len);
        sample_record_get(&d, &r);
        if (xdr_get_end(&d) < 0)
            fail("decoding");
    }
}

static void
there_and_back(long n)
{
    while (n-- > 0) {
        our_record(wire, sizeof(wire));
        decode(1);
    }
}

struct measured local_call = { .name = "local call", .run = run_local };
struct measured stub_call = { .name = "stubs in one process",
                              .open = register_service,
                              .run = run_stubs };
struct measured our_udp = { .name = "RPC over UDP",
                            .open = open_udp,
                            .run = run_udp };
struct measured our_tcp = { .name = "RPC over TCP",
                            .open = open_tcp,
                            .run = run_tcp };
struct measured our_tcp_at_once = { .name = "... 8 at once, time limit",
                                    .open = open_tcp_at_once,
                                    .run = run_tcp_at_once };
struct measured our_encode = { .name = "idlc: encode", .run = encode };
struct measured our_xdr = { .name = "idlc: both",
                            .open = open_decode,
                            .run = there_and_back };
struct measured our_decode = { .name = "idlc: decode",
                               .open = open_decode,
                               .run = decode };
