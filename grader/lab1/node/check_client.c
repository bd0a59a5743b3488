/*
 * check_client.c - lab1-client TOPIC: the client, against a server that does
 * what it is told to.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "grader/lab1/node/fake_server.h"
#include "grader/lab1/node/peer.h"
#include "lab1-sockets/kv/kv_client.h"

#define TIMEOUT_MS 1000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *
outcome_name(enum kv_outcome outcome)
{
    static const char *const name[] = {
        "KV_DONE",          "KV_INVALID",   "KV_REFUSED",
        "KV_NO_CONNECTION", "KV_NOT_SENT",  "KV_TIMED_OUT",
        "KV_CLOSED",        "KV_BAD_REPLY", "KV_NOT_IMPLEMENTED",
    };

    return (size_t)outcome < COUNT(name) ? name[outcome] : "unknown";
}

static void
outcome_is(enum kv_outcome got, enum kv_outcome want, const char *when)
{
    CHECK(got == want, "%s: the call ended with %s, not %s", when,
          outcome_name(got), outcome_name(want));
}

/* The reply to a get. */
static void
value_is(enum kv_outcome outcome, const struct kv_reply *reply,
         const char *value, const char *when)
{
    size_t len = strlen(value);

    outcome_is(outcome, KV_DONE, when);
    if (outcome == KV_DONE)
        CHECK(reply->status == KV_OK && reply->value_len == len &&
                  (len == 0 || memcmp(reply->value, value, len) == 0),
              "%s: status %d and %zu bytes, not status 0 and \"%s\"", when,
              (int)reply->status, reply->value_len, value);
}

/*
 * The nth call of a client, a get(k) of "new": the one before has ended as
 * "last" says, and that should have been the end of the first connection.
 * Ends client and server.
 */
static void
call_anew(struct kv_client *c, struct fake_server *s, int n,
          enum kv_outcome last, const char *when)
{
    struct kv_reply reply = { 0 };
    enum kv_outcome outcome = kv_get(c, "k", &reply);
    char call[100];

    kv_client_close(c);
    fake_server_join(s);
    snprintf(call, sizeof(call), "%s: call %d, get(k),", when, n);
    if (outcome == KV_DONE && reply.value_len == 3 &&
        memcmp(reply.value, "old", 3) == 0)
        check_failed("%s took the late reply to call %d for its own: \"old\", "
                     "not \"new\"",
                     call, n - 1);
    else if (s->n_connections == 1 && s->n_requests == (size_t)n)
        check_failed("%s went over the connection of call %d, which had ended "
                     "with %s, not over a new one",
                     call, n - 1, outcome_name(last));
    else if (s->n_connections == 1)
        check_failed("%s made no new connection, though call %d had ended "
                     "with %s, and it ended with %s",
                     call, n - 1, outcome_name(last), outcome_name(outcome));
    else if (outcome != KV_DONE && s->n_kept > 0)
        check_failed("%s ended with %s: the server still waited in the "
                     "connection of call %d, which had ended with %s",
                     call, outcome_name(outcome), n - 1, outcome_name(last));
    else
        value_is(outcome, &reply, "new", call);
}

/* ---- calls -------------------------------------------------------------- */

/* The nth request that the server has seen, but for its id. */
static void
request_was(const struct fake_server *s, size_t n, int op, const char *key,
            const char *value)
{
    static const char *const name[] = { "", "put", "get", "del" };
    uint8_t want[KV_PEER_MAX];
    uint32_t id = peer_get(s->request[n] + 4, 4);
    size_t len = peer_request(want, id, op, key, value);

    CHECK(s->request_len[n] == len && memcmp(s->request[n], want, len) == 0,
          "the request of %s(%s) is not what the header says: %zu bytes, "
          "operation %u, lengths %u and %u",
          name[op], key, s->request_len[n], peer_get(s->request[n] + 8, 2),
          peer_get(s->request[n] + 10, 2), peer_get(s->request[n] + 12, 4));
    for (size_t i = 0; i < n; i++)
        CHECK(peer_get(s->request[i] + 4, 4) != id,
              "requests %zu and %zu have the same id %u", i + 1, n + 1, id);
}

static void
calls(void)
{
    static const struct plan plan[] = { { PLAN_ANSWER, .value = "v" } };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;

    check_begin("put, get and del over one connection");
    fake_server_start(&s, 7001, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    outcome_is(kv_put(&c, "k", "value", 5, &reply), KV_DONE, "put(k, value)");
    value_is(kv_get(&c, "key", &reply), &reply, "v", "get(key)");
    outcome_is(kv_del(&c, "k", &reply), KV_DONE, "del(k)");
    outcome_is(kv_put(&c, "k", "", 0, &reply), KV_DONE, "put of no bytes");
    kv_client_close(&c);
    fake_server_join(&s);
    CHECK(s.n_connections == 1 && s.n_requests == 4,
          "4 calls made %zu requests on %zu connections, not 4 on 1",
          s.n_requests, s.n_connections);
    if (s.n_requests == 4) {
        request_was(&s, 0, 1, "k", "value");
        request_was(&s, 1, 2, "key", "");
        request_was(&s, 2, 3, "k", "");
        request_was(&s, 3, 1, "k", "");
    }
}

static void
other_replies(void)
{
    static const struct plan plan[] = { { PLAN_FRAGMENTS, .value = "abc" },
                                        { .kind = PLAN_NO_SUCH } };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;

    check_begin("a reply in fragments, and \"no such key\"");
    fake_server_start(&s, 7002, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    value_is(kv_get(&c, "k", &reply), &reply, "abc",
             "a reply in two fragments and many segments");
    kv_client_close(&c);
    outcome_is(kv_get(&c, "k", &reply), KV_DONE,
               "\"no such key\", after kv_client_close()");
    CHECK(reply.status == KV_NO_SUCH_KEY,
          "\"no such key\": the reply's status is %d, not %d",
          (int)reply.status, KV_NO_SUCH_KEY);
    kv_client_close(&c);
    fake_server_join(&s);
}

/* What is too long is refused here, and nothing is broken by it. */
static void
invalid(void)
{
    static const struct plan plan[] = { { PLAN_ANSWER, .value = "v" } };
    static uint8_t much[KV_VALUE_MAX + 1];
    char key[KV_KEY_MAX + 2] = "";
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;

    check_begin("arguments that are too long");
    memset(key, 'k', KV_KEY_MAX + 1);
    fake_server_start(&s, 7003, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    value_is(kv_get(&c, "k", &reply), &reply, "v", "get(k)");
    outcome_is(kv_get(&c, key, &reply), KV_INVALID,
               "a key of KV_KEY_MAX + 1 bytes");
    outcome_is(kv_get(&c, "", &reply), KV_INVALID, "a key of 0 bytes");
    outcome_is(kv_put(&c, "k", much, sizeof(much), &reply), KV_INVALID,
               "a value of KV_VALUE_MAX + 1 bytes");
    outcome_is(kv_put(&c, "k", much, KV_VALUE_MAX, &reply), KV_DONE,
               "a value of KV_VALUE_MAX bytes");
    kv_client_close(&c);
    fake_server_join(&s);
    CHECK(s.n_connections == 1 && s.n_requests == 2,
          "2 calls and 3 that are invalid made %zu requests on %zu "
          "connections, not 2 on 1",
          s.n_requests, s.n_connections);
}

/* ---- failures ----------------------------------------------------------- */

static int next_port = 7100;

/*
 * One call that fails as planned, and one that does not: the connection has
 * been made anew.  No request is sent twice.
 */
static void
fails(struct plan plan, enum kv_outcome want, const char *when)
{
    const struct plan plans[] = { plan, { PLAN_ANSWER, .value = "new" } };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;
    int64_t began_ms = peer_now_ms(), took_ms;

    check_trying(when);
    fake_server_start(&s, next_port++, plans, 2);
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    outcome_is(kv_put(&c, "k", "v", 1, &reply), want, when);
    took_ms = peer_now_ms() - began_ms;
    if (want == KV_TIMED_OUT)
        CHECK(took_ms >= TIMEOUT_MS - 10 && took_ms <= TIMEOUT_MS + 100,
              "%s: the call took %d ms of %d", when, (int)took_ms, TIMEOUT_MS);
    else
        CHECK(took_ms < TIMEOUT_MS / 2,
              "%s: the call took %d ms, although it was over at once", when,
              (int)took_ms);
    call_anew(&c, &s, 2, want, when);
    CHECK(s.n_requests == 2,
          "%s: 2 calls made %zu requests: each is sent once", when,
          s.n_requests);
}

/* Nobody has ever listened there. */
static void
refused(void)
{
    struct sockaddr_in addr = peer_loopback(7050);
    struct kv_reply reply = { 0 };
    struct kv_client c;

    kv_client_init(&c, &addr, TIMEOUT_MS);
    outcome_is(kv_get(&c, "k", &reply), KV_REFUSED, "nobody listens");
    outcome_is(kv_get(&c, "k", &reply), KV_REFUSED, "nobody listens still");
    kv_client_close(&c);
}

/* The queue of those who wait to be accepted is full: a SYN is lost. */
static void
unanswered(void)
{
    struct sockaddr_in addr = peer_loopback(7051);
    int listener = peer_listen(7051, 0), waits = peer_connect(&addr);
    int64_t began_ms = peer_now_ms(), took_ms;
    struct kv_reply reply = { 0 };
    struct kv_client c;

    kv_client_init(&c, &addr, TIMEOUT_MS);
    outcome_is(kv_get(&c, "k", &reply), KV_NO_CONNECTION,
               "connecting is never answered");
    took_ms = peer_now_ms() - began_ms;
    CHECK(took_ms >= TIMEOUT_MS - 10 && took_ms <= TIMEOUT_MS + 100,
          "connecting is never answered: the call took %d ms of %d",
          (int)took_ms, TIMEOUT_MS);
    kv_client_close(&c);
    close(waits);
    close(listener);
}

static void *
accept_later(void *listener)
{
    peer_pause(500);
    close(accept(*(int *)listener, NULL, NULL));
    return NULL;
}

/* The first SYN is lost, the second one is answered: most of the time is over
 * then, and no reply comes. */
static void
connected_late(void)
{
    const int timeout_ms = TIMEOUT_MS * 3 / 2;
    struct sockaddr_in addr = peer_loopback(7052);
    int listener = peer_listen(7052, 0), waits = peer_connect(&addr);
    int64_t began_ms = peer_now_ms(), took_ms;
    struct kv_reply reply = { 0 };
    struct kv_client c;
    pthread_t thread;

    pthread_create(&thread, NULL, accept_later, &listener);
    kv_client_init(&c, &addr, timeout_ms);
    outcome_is(kv_get(&c, "k", &reply), KV_TIMED_OUT,
               "connecting takes a second, and no reply comes");
    took_ms = peer_now_ms() - began_ms;
    CHECK(took_ms >= timeout_ms - 10 && took_ms <= timeout_ms + 100,
          "connecting takes a second, and no reply comes: the call took %d "
          "ms of %d",
          (int)took_ms, timeout_ms);
    kv_client_close(&c);
    pthread_join(thread, NULL);
    close(waits);
    close(listener);
}

static void
bad_bytes(const void *bytes, size_t len, const char *when)
{
    fails((struct plan){ PLAN_BYTES, .bytes = bytes, .len = len },
          KV_BAD_REPLY, when);
}

static void
errors(void)
{
    char when[100] = "the server closes after byte ";
    size_t at = strlen(when);
    int fd = peer_next_fd();

    check_begin("each way in which a call can fail");
    check_trying("nobody listens");
    refused();
    check_trying("connecting is never answered");
    unanswered();
    check_trying("connecting takes a second, and no reply comes");
    connected_late();
    fails((struct plan){ .kind = PLAN_SILENT }, KV_TIMED_OUT, "no reply");
    fails((struct plan){ .kind = PLAN_CLOSE }, KV_CLOSED,
          "the server closes without a reply");
    fails((struct plan){ .kind = PLAN_RESET }, KV_CLOSED,
          "the server resets the connection");
    for (size_t len = 1; len < 17; len++) {
        strcpy(when + at, peer_result((long)len));
        strcat(when, " of its reply");
        fails((struct plan){ PLAN_CUT, .value = "v", .len = len }, KV_CLOSED,
              when);
    }
    fails((struct plan){ PLAN_WRONG_ID, .value = "v" }, KV_BAD_REPLY,
          "the reply has another id");
    bad_bytes("HTTP/1.1 400 Bad Request\r\n\r\n", 28, "the reply is HTTP");
    bad_bytes("\xff\xff\xff\xff", 4, "the reply has 2^31 - 1 bytes");
    bad_bytes("\x80\0\0\0", 4, "the reply is an empty record");
    bad_bytes("\x80\0\0\4abcd", 8, "the reply has 4 bytes");
    CHECK(peer_next_fd() == fd,
          "calls that failed have left %d descriptors "
          "open",
          peer_next_fd() - fd);
}

/* The reply to a call that was given up comes during the next one. */
static void
late(void)
{
    static const struct plan plan[] = {
        { PLAN_LATE, .value = "old", .delay_ms = TIMEOUT_MS + 500 },
        { PLAN_ANSWER, .value = "new" },
    };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;

    check_begin("a reply that is late");
    fake_server_start(&s, 7001, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    outcome_is(kv_get(&c, "k", &reply), KV_TIMED_OUT,
               "the reply is late by half a second");
    call_anew(&c, &s, 2, KV_TIMED_OUT, "the reply is late by half a second");
}

/* The connection ends between two calls; the client may or may not notice
 * before it sends.  It must not promise what is not so. */
static void
idle(enum plan_kind kind, int port, const char *when)
{
    const struct plan plan[] = { { kind, .value = "first" },
                                 { PLAN_ANSWER, .value = "new" } };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;
    enum kv_outcome outcome;

    check_trying(when);
    fake_server_start(&s, port, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    value_is(kv_get(&c, "k", &reply), &reply, "first", when);
    peer_pause(100);
    outcome = kv_get(&c, "k", &reply);
    CHECK(outcome == KV_DONE || outcome == KV_CLOSED || outcome == KV_NOT_SENT,
          "%s: the next call ended with %s", when, outcome_name(outcome));
    call_anew(&c, &s, 3, outcome, when);
    CHECK(s.n_requests == (outcome == KV_DONE ? 3 : 2),
          "%s: the next call ended with %s, and the server has seen %zu "
          "requests",
          when, outcome_name(outcome), s.n_requests);
}

static void
between(void)
{
    check_begin("connections that end between two calls");
    idle(PLAN_ONCE_CLOSE, 7001, "the server closes an idle connection");
    idle(PLAN_ONCE_RESET, 7002, "the server resets an idle connection");
}

/* For a world that cuts transfers short, and interrupts: that is in the middle
 * of a wait, so that the reply must come after it. */
static void
whole(void)
{
    static const struct plan plan[] = {
        { PLAN_LATE, .value = "vw", .delay_ms = TIMEOUT_MS * 6 / 10 },
    };
    struct kv_reply reply = { 0 };
    struct fake_server s;
    struct kv_client c;

    check_begin("a call, short and interrupted");
    fake_server_start(&s, 7001, plan, COUNT(plan));
    kv_client_init(&c, &s.addr, TIMEOUT_MS);
    value_is(kv_get(&c, "key", &reply), &reply, "vw", "get(key)");
    kv_client_close(&c);
    fake_server_join(&s);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "calls", calls },     { "replies", other_replies },
        { "invalid", invalid }, { "errors", errors },
        { "late", late },       { "between", between },
        { "whole", whole },
    };

    for (size_t i = 0; i < COUNT(topic); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
