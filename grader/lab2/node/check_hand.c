/*
 * check_hand.c - lab2-hand TOPIC: a stub and a skeleton, without a network.
 *
 * The stub is given a client whose transport is this program; the skeleton
 * is given requests by the dispatcher, and calls the service in here.
 */
#include <stdlib.h>
#include <string.h>

#include "grader/lab1/node/count_heap.h"
#include "grader/lab2/node/wire.h"
#include "grader/node/check.h"
#include "lab2-stubs/wordcount/service.h"

static const char sentence[] =
    "hello I am good hello bye bye bye good night hello";

static const struct wordcount_entry counted[] = {
    { "hello", 3 }, { "I", 1 },   { "am", 1 },
    { "good", 2 },  { "bye", 3 }, { "night", 1 },
};
#define N_COUNTED (sizeof(counted) / sizeof(counted[0]))

/* ---- the service -------------------------------------------------------- */

static struct {
    int calls;
    struct wordcount *service;
    struct wordcount_text args;
} served;

void
wordcount_serve_count(struct wordcount *service,
                      const struct wordcount_text *args,
                      struct wordcount_map *res)
{
    served.calls++;
    served.service = service;
    served.args = *args;
    res->n_entry = N_COUNTED;
    res->entry = malloc(sizeof(counted));
    if (res->entry)
        memcpy(res->entry, counted, sizeof(counted));
}

/* The reply to the sentence, byte for byte. */
static void
wire_counted(struct wire *w, uint32_t xid)
{
    wire_reply(w, xid, 0);
    wire_u32(w, N_COUNTED);
    for (size_t i = 0; i < N_COUNTED; i++) {
        wire_string(w, counted[i].word);
        wire_u32(w, counted[i].count);
    }
}

/* Where two messages differ. */
static void
same_bytes(const struct wire *want, const uint8_t *got, size_t len,
           const char *what)
{
    size_t i = 0;

    if (len != want->len) {
        check_failed("%s has %zu bytes, expected %zu", what, len, want->len);
        return;
    }
    while (i < len && got[i] == want->at[i])
        i++;
    CHECK(i == len, "byte %zu of %s is %02x, expected %02x", i, what, got[i],
          want->at[i]);
}

/* ---- a transport that says what it is told to --------------------------- */

static struct transport {
    struct rpc_client base;
    int calls;
    enum rpc_status status;
    const struct wire *reply; /* without its xid */
    struct wire request;
    size_t reply_cap;
    char name[16];
} transport;

static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    struct transport *t = (struct transport *)c;

    t->calls++;
    rpc_msg_set_xid(call->request, 7);
    t->request.len = call->request_len < WIRE_MAX ? call->request_len : 0;
    memcpy(t->request.at, call->request, t->request.len);
    t->reply_cap = call->reply_cap;
    strncpy(t->name, call->name ? call->name : "", sizeof(t->name) - 1);
    if (t->status == RPC_OK) {
        call->reply_len = t->reply->len;
        memcpy(call->reply, t->reply->at, t->reply->len);
    }
    return t->status;
}

static void
close_nothing(struct rpc_client *c)
{
    (void)c;
}

/* The stub with this answer; the result must be one of none. */
static void
fails_with(enum rpc_status answer, const struct wire *reply,
           enum rpc_status want, const char *what)
{
    struct wordcount_text args = { "x" };
    struct wordcount_map map = { 0 };
    enum rpc_status got;

    transport.status = answer;
    transport.reply = reply;
    got = wordcount_count(&transport.base, &args, &map);
    CHECK(got == want,
          "wordcount_count() after %s returned %d (%s), expected "
          "%d (%s)",
          what, (int)got, rpc_status_text(got), (int)want,
          rpc_status_text(want));
    CHECK(map.n_entry == 0 && !map.entry,
          "after %s the result has %u entries, expected all zero", what,
          map.n_entry);
}

static void
check_result(const struct wordcount_map *map)
{
    CHECK(map->n_entry == N_COUNTED, "the result has %u entries, expected %zu",
          map->n_entry, N_COUNTED);
    for (size_t i = 0; i < N_COUNTED && map->n_entry == N_COUNTED; i++)
        CHECK(strcmp(map->entry[i].word, counted[i].word) == 0 &&
                  map->entry[i].count == counted[i].count,
              "entry %zu of the result is \"%s\" %u, expected \"%s\" %u", i,
              map->entry[i].word, map->entry[i].count, counted[i].word,
              counted[i].count);
}

static void
stub_calls(void)
{
    struct wordcount_text args = { "" };
    struct wordcount_map map = { 0 };
    struct wire reply, want;
    enum rpc_status status;

    strcpy(args.text, sentence);
    wire_call(&want, 7, sentence);
    wire_counted(&reply, 7);
    transport.reply = &reply;
    status = wordcount_count(&transport.base, &args, &map);
    CHECK(transport.calls == 1, "wordcount_count() has sent %d requests",
          transport.calls);
    if (transport.calls != 1)
        return;
    same_bytes(&want, transport.request.at, transport.request.len,
               "the request");
    CHECK(strcmp(transport.name, "count") == 0,
          "the call has the name \"%s\", expected \"count\"", transport.name);
    CHECK(status == RPC_OK, "wordcount_count() returned %d (%s), expected ok",
          (int)status, rpc_status_text(status));
    check_result(&map);
    wordcount_map_free(&map);
    CHECK(transport.reply_cap >= WIRE_RESULTS + (size_t)WORDCOUNT_MAP_LEN_MAX,
          "there is room for a reply of %zu bytes, the longest has %d",
          transport.reply_cap, WIRE_RESULTS + WORDCOUNT_MAP_LEN_MAX);
}

static void
longest_text(const struct wire *reply)
{
    struct wordcount_text args = { "" };
    struct wordcount_map map = { 0 };
    struct wire want;

    memset(args.text, 'x', WORDCOUNT_TEXT_MAX);
    wire_call(&want, 7, args.text);
    transport.reply = reply;
    transport.calls = 0;
    wordcount_count(&transport.base, &args, &map);
    CHECK(transport.calls == 1,
          "wordcount_count() of the longest text has sent %d requests",
          transport.calls);
    if (transport.calls == 1)
        same_bytes(&want, transport.request.at, transport.request.len,
                   "the request with the longest text");
    wordcount_map_free(&map);
}

static void
check_stub(void)
{
    static const struct rpc_client_ops ops = { transact, close_nothing };
    struct wire reply;
    size_t whole, blocks;

    transport.base.ops = &ops;
    stub_calls();
    if (transport.calls != 1)
        return;
    wire_counted(&reply, 7);
    longest_text(&reply);
    blocks = heap_blocks();
    fails_with(RPC_TIMED_OUT, NULL, RPC_TIMED_OUT, "a time-out");
    fails_with(RPC_DISCONNECTED, NULL, RPC_DISCONNECTED, "a lost connection");
    wire_reply(&reply, 7, 1);
    fails_with(RPC_OK, &reply, RPC_PROG_UNAVAIL, "PROG_UNAVAIL");
    wire_reply(&reply, 7, 4);
    fails_with(RPC_OK, &reply, RPC_GARBAGE_ARGS, "GARBAGE_ARGS");
    wire_counted(&reply, 7);
    wire_u32(&reply, 0);
    fails_with(RPC_OK, &reply, RPC_BAD_REPLY, "a reply that is too long");
    whole = reply.len - 4;
    for (reply.len = 0; reply.len < whole; reply.len++)
        fails_with(RPC_OK, &reply, RPC_BAD_REPLY, "a reply that is cut");
    CHECK(heap_blocks() == blocks,
          "blocks of memory are left of calls that failed: %zu",
          heap_blocks() - blocks);
}

/* ---- the skeleton and the dispatcher's table ---------------------------- */

static struct wordcount service;
static struct rpc_server server;
static uint8_t reply_bytes[WIRE_MAX];

static size_t
dispatch(const struct wire *request)
{
    struct rpc_request q = { request->at, request->len, NULL };

    return rpc_dispatch(&server, &q, reply_bytes, sizeof(reply_bytes));
}

static void
answers(const struct wire *request, const struct wire *want, const char *what)
{
    int calls = served.calls;
    size_t len = dispatch(request);

    same_bytes(want, reply_bytes, len, what);
    CHECK(served.calls == calls, "wordcount_serve_count() was called for %s",
          what);
}

static void
garbage(void)
{
    struct wire request, reply;

    wire_reply(&reply, 9, 4);
    wire_call(&request, 9, "hello I am");
    wire_u32(&request, 0);
    answers(&request, &reply, "the reply to arguments with 4 bytes too many");
    wire_call(&request, 9, "hello I am");
    for (size_t len = request.len; len-- > WIRE_ARGS;) {
        request.len = len;
        answers(&request, &reply, "the reply to arguments that are cut");
    }
    wire_call(&request, 9, "");
    wire_set(&request, WIRE_ARGS, 1025);
    request.len += 1028;
    memset(request.at + WIRE_ARGS + 4, 'x', 1028);
    answers(&request, &reply, "the reply to a text of 1025 bytes");
}

static void
others(void)
{
    struct wire request, reply;

    wire_call(&request, 9, "x");
    wire_reply(&reply, 9, 1);
    wire_set(&request, 12, 0x20000009);
    answers(&request, &reply, "the reply to another program");
    wire_set(&request, 12, 0x20000002);
    wire_reply(&reply, 9, 2);
    wire_u32(&reply, 1);
    wire_u32(&reply, 1);
    wire_set(&request, 16, 2);
    answers(&request, &reply, "the reply to version 2");
    wire_set(&request, 16, 1);
    wire_reply(&reply, 9, 3);
    wire_set(&request, 20, 2);
    answers(&request, &reply, "the reply to procedure 2");
    wire_set(&request, 20, 0);
    request.len = WIRE_ARGS;
    wire_reply(&reply, 9, 0);
    answers(&request, &reply, "the reply to procedure 0");
}

static void
check_skeleton(void)
{
    struct wire request, reply;
    size_t blocks;
    int calls;

    if (wordcount_program.prog == 0)
        rpc_not_implemented("lab 2 part B", "wordcount_program",
                            "lab2-stubs/wordcount_hand.c");
    rpc_register(&server, &wordcount_program, &service);
    wire_call(&request, 9, sentence);
    wire_counted(&reply, 9);
    dispatch(&request); /* libc may keep some memory of the first one */
    blocks = heap_blocks();
    calls = served.calls;
    same_bytes(&reply, reply_bytes, dispatch(&request), "the reply");
    CHECK(served.calls == calls + 1,
          "one request has called wordcount_serve_count() %d times",
          served.calls - calls);
    CHECK(strcmp(served.args.text, sentence) == 0,
          "wordcount_serve_count() was given \"%.40s\", expected \"%s\"",
          served.args.text, sentence);
    CHECK(served.service == &service,
          "wordcount_serve_count() was not given the registered service");
    CHECK(heap_blocks() == blocks, "blocks of memory are left of a call: %zu",
          heap_blocks() - blocks);
    garbage();
    others();
}

int
main(int argc, char **argv)
{
    const char *topic = argc > 1 ? argv[1] : "";

    check_begin(topic);
    if (strcmp(topic, "stub") == 0)
        check_stub();
    else if (strcmp(topic, "skeleton") == 0)
        check_skeleton();
    else
        return 2;
    return check_done();
}
