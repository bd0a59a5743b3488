/*
 * emit_calls.c - part C: stubs and skeletons, without a network: what the
 * stub sends goes to the dispatcher, and the reply comes back at once.
 */
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "failure.h"
#include "grader/lab2/node/emit_check.h"

#include "calls.h"

/* ---- the service -------------------------------------------------------- */

struct calls {
    int32_t count;
    struct word name;
};

void
calls_serve_reset(struct calls *service)
{
    service->count = 0;
}

void
calls_serve_count(struct calls *service, int32_t *res)
{
    *res = ++service->count;
}

void
calls_serve_name(struct calls *service, const struct word *args)
{
    service->name = *args;
}

void
calls_serve_compare(struct calls *service, int32_t a, int32_t b,
                    enum sign *res)
{
    (void)service;
    *res = a < b ? MINUS : a > b ? PLUS : ZERO;
}

void
calls_serve_numbers(struct calls *service, const struct range *args,
                    struct numbers *res)
{
    (void)service;
    res->n_value = (uint32_t)(args->to - args->from);
    res->value = calloc(res->n_value, sizeof(*res->value));
    for (uint32_t i = 0; i < res->n_value; i++)
        res->value[i] = args->from + (int32_t)i;
}

void
calls_serve_sum(struct calls *service, const struct numbers *arg1,
                int64_t start, int64_t *res)
{
    (void)service;
    *res = start;
    for (uint32_t i = 0; i < arg1->n_value; i++)
        *res += arg1->value[i];
}

/* ---- the transport ------------------------------------------------------ */

struct here {
    struct rpc_client base;
    struct rpc_server server;
    struct calls service;

    int cut;          /* so many bytes are missing from the reply */
    int again;        /* first make another call from within this one */
    uint8_t args[64]; /* what the request had behind its header, */
    size_t args_len;  /* as far as there is room */
    uint32_t prog, vers, proc;
};

/* A call while another one is being made: by another thread, say. */
static void
call_within(struct here *h)
{
    enum sign sign = ZERO;

    h->again = 0;
    CHECK(calls_compare(&h->base, 9, 1, &sign) == RPC_OK && sign == PLUS,
          "a call within a call: compare(9, 1) is %d", (int)sign);
}

static void
look_at(struct here *h, const uint8_t *request, size_t len)
{
    struct xdr_dec d;
    struct rpc_call_header header = { 0 };
    struct rpc_text why = { 0 };

    xdr_dec_init(&d, request, len);
    CHECK(rpc_call_header_get(&d, &header, &why) == 0,
          "the request has no good header: %s", why.s);
    h->prog = header.prog;
    h->vers = header.vers;
    h->proc = header.proc;
    h->args_len = len - d.pos;
    memcpy(h->args, request + d.pos,
           h->args_len < sizeof(h->args) ? h->args_len : sizeof(h->args));
}

static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    struct here *h = (struct here *)c;
    struct rpc_request q = { call->request, call->request_len, NULL };

    if (h->again)
        call_within(h);
    look_at(h, call->request, call->request_len);
    call->reply_len =
        rpc_dispatch(&h->server, &q, call->reply, call->reply_cap);
    call->reply_len -= (size_t)h->cut;
    return RPC_OK;
}

static const struct rpc_client_ops ops = { .transact = transact };

/* ---- checks ------------------------------------------------------------- */

static void
expect_request(const struct here *h, const char *what, uint32_t proc,
               const char *args, size_t len)
{
    char got[64], want[64];

    CHECK(h->prog == CALLS_PROG && h->vers == CALLS_VERS && h->proc == proc,
          "%s asked for program 0x%x, version %u, procedure %u", what,
          (unsigned)h->prog, (unsigned)h->vers, (unsigned)h->proc);
    CHECK(h->args_len == len && memcmp(h->args, args, len) == 0,
          "the arguments of %s are %s, expected %s", what,
          hex(got, h->args, h->args_len),
          hex(want, (const uint8_t *)args, len));
}

static void
check_simple(struct here *h)
{
    struct word name = { "nobody" };
    enum sign sign = ZERO;
    int32_t count = 0;

    CHECK(calls_count(&h->base, &count) == RPC_OK && count == 1,
          "count() is %d, expected 1", (int)count);
    expect_request(h, "count()", CALLS_COUNT, "", 0);
    CHECK(calls_reset(&h->base) == RPC_OK && h->service.count == 0,
          "reset() did not reach the service");
    expect_request(h, "reset()", CALLS_RESET, "", 0);
    CHECK(calls_name(&h->base, &name) == RPC_OK &&
              strcmp(h->service.name.value, "nobody") == 0,
          "name(nobody) reached the service as \"%s\"", h->service.name.value);
    expect_request(h, "name(nobody)", CALLS_NAME, "\0\0\0\6nobody\0\0", 12);
    CHECK(calls_compare(&h->base, -3, 4, &sign) == RPC_OK && sign == MINUS,
          "compare(-3, 4) is %d, expected -1", (int)sign);
    expect_request(h, "compare(-3, 4)", CALLS_COMPARE,
                   "\xff\xff\xff\xfd\0\0\0\4", 8);
}

/* Arguments and results that own memory. */
static void
check_memory(struct here *h)
{
    struct range range = { 10, 3010 };
    size_t before = heap_blocks();
    struct numbers numbers;
    int64_t sum = 0;

    CHECK(calls_numbers(&h->base, &range, &numbers) == RPC_OK &&
              numbers.n_value == 3000 && numbers.value[2999] == 3009,
          "numbers(10, 3010) does not yield 3000 numbers");
    expect_request(h, "numbers(10, 3010)", CALLS_NUMBERS,
                   "\0\0\0\xa\0\0\xb\xc2", 8);
    CHECK(heap_blocks() == before + 1,
          "numbers() leaves %zu blocks of memory, expected one: the result",
          heap_blocks() - before);
    CHECK(calls_sum(&h->base, &numbers, 5, &sum) == RPC_OK && sum == 4528505,
          "sum() of 10 to 3009 and 5 is %lld, expected 4528505",
          (long long)sum);
    numbers_free(&numbers);
    expect_freed(before, "numbers() and sum()");
}

/* After a failure a result owns nothing. */
static void
check_failures(struct here *h)
{
    struct range range = { 0, 100 };
    struct numbers numbers = { 1, NULL };
    size_t before = heap_blocks();
    struct word long_name;
    int32_t count = 7;

    h->cut = 4;
    CHECK(calls_numbers(&h->base, &range, &numbers) == RPC_BAD_REPLY,
          "a reply that is cut by 4 bytes is not RPC_BAD_REPLY");
    CHECK(!numbers.value, "after a bad reply the result still owns memory");
    expect_freed(before, "numbers() with a bad reply");
    CHECK(calls_count(&h->base, &count) == RPC_BAD_REPLY,
          "count() with a bad reply is not RPC_BAD_REPLY");
    h->cut = 0;
    memset(long_name.value, 'x', sizeof(long_name.value));
    CHECK(calls_name(&h->base, &long_name) == RPC_CANT_ENCODE,
          "name() of more than 16 bytes is not RPC_CANT_ENCODE");
}

/* What the dispatcher answers to these arguments of a procedure. */
static void
check_garbage(struct here *h, const char *what, uint32_t proc,
              const char *args, size_t len)
{
    struct rpc_call_header header = { .rpcvers = RPC_VERSION,
                                      .prog = CALLS_PROG,
                                      .vers = CALLS_VERS,
                                      .proc = proc };
    struct rpc_reply_header answer = { 0 };
    struct rpc_text why = { 0 };
    size_t before = heap_blocks();
    uint8_t request[200], reply[1000];
    struct rpc_request q = { request, 0, NULL };
    struct xdr_enc e;
    struct xdr_dec d;

    xdr_enc_init(&e, request, sizeof(request));
    rpc_call_header_put(&e, &header);
    xdr_put_fixed(&e, args, len);
    q.len = e.len;
    xdr_dec_init(&d, reply,
                 rpc_dispatch(&h->server, &q, reply, sizeof(reply)));
    CHECK(rpc_reply_header_get(&d, &answer, &why) == 0 &&
              answer.accept == RPC_ACCEPT_GARBAGE_ARGS,
          "%s: the answer is %d, expected 4 (GARBAGE_ARGS)", what,
          (int)answer.accept);
    expect_freed(before, what);
}

int
main(void)
{
    static struct here h = { .base = { &ops } };

    if (begin("stubs and skeletons")) {
        rpc_register(&h.server, &calls_program, &h.service);
        check_simple(&h);
        check_memory(&h);
        h.again = 1;
        check_simple(&h);
        check_failures(&h);
        check_garbage(&h, "compare() with one argument", CALLS_COMPARE,
                      "\0\0\0\1", 4);
        check_garbage(&h, "reset() with an argument", CALLS_RESET, "\0\0\0\1",
                      4);
        check_garbage(&h, "sum() of two numbers, without start", CALLS_SUM,
                      "\0\0\0\2\0\0\0\1\0\0\0\2", 12);
    }
    return check_done();
}
