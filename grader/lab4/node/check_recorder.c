/*
 * check_recorder.c - what a server knows after a restart, by each semantics.
 *
 * The service is one number.  A life begins with an empty cache and the
 * number 0; what it is then told comes from the journal alone.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "grader/node/check.h"
#include "lab4-atmostonce/amo/recorder.h"

struct counter {
    uint8_t value, saved;
};

static int
changes(void *service, uint8_t *buf, size_t cap)
{
    struct counter *c = service;

    if (c->value == c->saved)
        return 0;
    if (cap < 1)
        return -EMSGSIZE;
    buf[0] = c->saved = c->value;
    return 1;
}

static int
all(void *service, uint8_t *buf, size_t cap)
{
    struct counter *c = service;

    if (cap < 1)
        return -EMSGSIZE;
    buf[0] = c->value;
    return 1;
}

static int
apply(void *service, const uint8_t *change, size_t len)
{
    struct counter *c = service;

    if (len != 1)
        return -EBADMSG;
    c->value = c->saved = change[0];
    return 0;
}

static const struct service_state state = { changes, all, apply };

/* ---- a life ------------------------------------------------------------- */

static struct counter counter;
static struct recorder life;
static char path[24];

/* Each check has a file of its own: who knows what a journal is made of? */
static void
new_journal(void)
{
    static int n;

    snprintf(path, sizeof(path), "journal%d", ++n);
}

static int
begin_life(enum semantics semantics)
{
    struct rpc_text why = { 0 };
    int status;

    counter = (struct counter){ 0, 0 };
    life = (struct recorder){ .semantics = semantics,
                              .state = &state,
                              .service = &counter };
    if (semantics != AT_LEAST_ONCE)
        life.cache = cache_open(&cache_limits_default);
    life.journal = journal_open(path, recorder_replay, &life, &why);
    CHECK(life.journal, "a server cannot begin: \"%.100s\"", why.s);
    if (!life.journal)
        return 0;
    status = recorder_recovered(&life);
    CHECK(status == 0, "recorder_recovered() is %d", status);
    return 1;
}

static void
end_life(void)
{
    if (life.journal)
        journal_close(life.journal);
    if (life.cache)
        cache_close(life.cache);
    life.journal = NULL;
    life.cache = NULL;
}

/* The power goes and comes back; 1: the server is there again. */
static int
restart(enum semantics semantics)
{
    end_life();
    return begin_life(semantics);
}

static const char *const answer_name[] = {
    [CACHE_NEW] = "new",   [CACHE_EXECUTING] = "executing",
    [CACHE_DONE] = "done", [CACHE_LOST] = "lost",
    [CACHE_GONE] = "gone", [CACHE_FULL] = "full",
};

static enum cache_answer
ask(uint64_t number, uint64_t ack, uint8_t *reply, size_t *len)
{
    const struct call_id id = { 7, call_number(1, (uint32_t)number), ack };

    *len = 0;
    return cache_begin(life.cache, &id, 0, reply, 16, len);
}

/* A copy of call k comes, which is to be answered so. */
static void
must_be(uint64_t k, enum cache_answer right, const char *when)
{
    uint8_t reply[16] = { 0 };
    size_t len;
    enum cache_answer answer = ask(k, 0, reply, &len);

    CHECK(answer == right, "%s: a copy of call %d is \"%s\", not \"%s\"", when,
          (int)k, answer_name[answer], answer_name[right]);
    if (answer == CACHE_DONE && right == CACHE_DONE)
        CHECK(len == 2 && reply[0] == 'r' && reply[1] == k,
              "%s: call %d is answered with another reply than before", when,
              (int)k);
}

static void
value_must_be(int right, const char *when)
{
    CHECK(counter.value == right, "%s: the service is in state %d, not %d",
          when, counter.value, right);
}

static struct call_id
id_of(uint64_t k)
{
    return (struct call_id){ 7, call_number(1, (uint32_t)k), 0 };
}

static void
went_well(int status, const char *what)
{
    CHECK(status == 0, "%s is %d (%s)", what, status,
          status < 0 ? strerror(-status) : "not 0");
}

/* Call k comes, and is about to be executed. */
static void
enter(uint64_t k)
{
    const struct call_id id = id_of(k);

    must_be(k, CACHE_NEW, "at its first copy");
    went_well(recorder_before(&life, &id), "recorder_before()");
}

/* ... it is executed, and changes the state to value. */
static void
leave(uint64_t k, uint8_t value)
{
    const struct call_id id = id_of(k);
    const uint8_t reply[2] = { 'r', (uint8_t)k };

    counter.value = value;
    went_well(recorder_after(&life, &id, reply, 2), "recorder_after()");
    went_well(cache_end(life.cache, &id, reply, 2), "cache_end()");
}

/* ---- semantics ---------------------------------------------------------- */

static void
check_durable(void)
{
    new_journal();
    if (!begin_life(DURABLE))
        return;
    enter(1);
    leave(1, 10);
    enter(2);
    leave(2, 10); /* changes nothing */
    enter(3);
    if (!restart(DURABLE))
        return;
    must_be(1, CACHE_DONE, "durable, after a restart");
    must_be(2, CACHE_DONE, "durable, after a restart");
    must_be(3, CACHE_LOST, "durable, begun before a restart");
    value_must_be(10, "durable, after a restart");
    /* Lost is lost: not new after another one. */
    if (restart(DURABLE))
        must_be(3, CACHE_LOST, "durable, after two restarts");
}

static void
check_compacted(void)
{
    size_t before;

    new_journal();
    if (!begin_life(DURABLE))
        return;
    enter(1);
    if (!restart(DURABLE))
        return;
    for (uint64_t k = 2; k < 6; k++) {
        enter(k);
        leave(k, (uint8_t)(10 * k));
    }
    enter(6);
    before = journal_size(life.journal);
    went_well(recorder_compact(&life, before), "recorder_compact()");
    CHECK(journal_size(life.journal) == before,
          "a journal of %zu bytes was compacted, though that is no more than "
          "the limit",
          before);
    went_well(recorder_compact(&life, before - 1), "recorder_compact()");
    CHECK(journal_size(life.journal) < before,
          "a journal of %zu bytes was to be compacted, and has %zu", before,
          journal_size(life.journal));
    if (!restart(DURABLE))
        return;
    must_be(1, CACHE_LOST, "lost, then compacted, after a restart");
    must_be(6, CACHE_LOST, "compacted while it was executed");
    for (uint64_t k = 2; k < 6; k++)
        must_be(k, CACHE_DONE, "compacted, after a restart");
    value_must_be(50, "compacted, after a restart");
    must_be(7, CACHE_NEW, "compacted, after a restart");
}

/* What a client has acknowledged is gone for good. */
static void
check_acknowledged(void)
{
    struct call_id id = { 7, call_number(1, 2), call_number(1, 1) };
    uint8_t reply[16];
    size_t len;

    new_journal();
    if (!begin_life(DURABLE))
        return;
    enter(1);
    leave(1, 1);
    ask(2, id.ack, reply, &len);
    went_well(recorder_before(&life, &id), "recorder_before()");
    leave(2, 2);
    for (int round = 0; round < 2; round++) {
        if (!restart(DURABLE))
            return;
        must_be(1, CACHE_GONE,
                round ? "acknowledged, then compacted"
                      : "acknowledged before a restart");
        must_be(2, CACHE_DONE, "after a restart");
        went_well(recorder_compact(&life, 0), "recorder_compact()");
    }
}

/* The cache is in memory only, the state is not. */
static void
check_in_memory(void)
{
    const uint8_t reply[1] = { 'r' };

    new_journal();
    if (!begin_life(AT_MOST_ONCE))
        return;
    enter(1);
    leave(1, 10);
    if (!restart(AT_MOST_ONCE))
        return;
    must_be(1, CACHE_NEW, "at most once in memory, after a restart");
    value_must_be(10, "at most once in memory, after a restart");
    if (!restart(AT_LEAST_ONCE))
        return;
    value_must_be(10, "at least once, after a restart");
    counter.value = 20;
    went_well(recorder_after(&life, NULL, reply, 1), "recorder_after()");
    went_well(recorder_compact(&life, 0), "recorder_compact()");
    if (restart(AT_LEAST_ONCE))
        value_must_be(20, "at least once, compacted, after a restart");
}

static void
check_no_number(void)
{
    const uint8_t reply[1] = { 'r' };

    new_journal();
    if (!begin_life(DURABLE))
        return;
    counter.value = 30;
    went_well(recorder_after(&life, NULL, reply, 1), "recorder_after()");
    if (!restart(DURABLE))
        return;
    value_must_be(30, "a call without a number, after a restart");
    CHECK(cache_clients(life.cache) == 0,
          "a call without a number has made a client known");
}

/* ---- hello, and what is no record --------------------------------------- */

static void
check_hello(void)
{
    const struct call_id hello = { 7, call_number(1, 4), 0 };

    new_journal();
    if (!begin_life(DURABLE))
        return;
    cache_hello(life.cache, &hello, 0);
    went_well(recorder_hello(&life, &hello), "recorder_hello()");
    for (int round = 0; round < 2; round++) {
        if (!restart(DURABLE))
            return;
        CHECK(cache_hello(life.cache, &hello, 0) == CACHE_DONE,
              "a client that has said hello is not known after a restart");
        must_be(4, CACHE_GONE, "older than the hello, after a restart");
        went_well(recorder_compact(&life, 0), "recorder_compact()");
    }
}

static void
check_no_record(void)
{
    static const uint8_t bytes[] = { 0, 0, 0, 9, 0, 0, 0, 1 };
    int status;

    new_journal();
    if (!begin_life(DURABLE))
        return;
    status = recorder_replay(&life, bytes, sizeof(bytes));
    CHECK(status == -EBADMSG, "bytes that are no record: %d, not -EBADMSG",
          status);
}

int
main(void)
{
    static void (*const check[])(void) = {
        check_durable,   check_compacted, check_acknowledged, check_in_memory,
        check_no_number, check_hello,     check_no_record,
    };

    check_begin("what a server knows after a restart");
    for (size_t i = 0; i < sizeof(check) / sizeof(check[0]); i++) {
        check[i]();
        end_life();
    }
    return check_done();
}
