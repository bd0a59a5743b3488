/*
 * check_session.c - the numbers of calls, and what is acknowledged.
 *
 *     check_session order|resume|threads
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/node/check.h"
#include "lab4-atmostonce/amo/session.h"

#define CLIENT UINT64_C(0xfedcba9876543210)

static struct session *session;

static void
open_session(uint32_t incarnation)
{
    struct identity id = { CLIENT, incarnation };

    session = session_open(&id);
    if (session)
        return;
    check_failed("session_open() returned NULL");
    exit(check_done());
}

/* What is acknowledged when this is the lowest call that has not ended.  An
 * incarnation's number 0 is no call: to stop before it is as good. */
static void
is_acknowledged(uint64_t ack, uint64_t lowest, const char *when)
{
    uint64_t want = lowest - 1;

    CHECK(ack < lowest,
          "%s, all up to call %" PRIu32 " of incarnation %" PRIu32
          " is acknowledged, and call %" PRIu32 " of incarnation %" PRIu32
          " has not ended",
          when, (uint32_t)ack, (uint32_t)(ack >> 32), (uint32_t)lowest,
          (uint32_t)(lowest >> 32));
    CHECK(ack >= want || ((uint32_t)want == 0 && ack == want - 1),
          "%s, only what is up to call %" PRIu32 " of incarnation %" PRIu32
          " is acknowledged, and all calls up to %" PRIu32
          " of incarnation %" PRIu32 " have ended",
          when, (uint32_t)ack, (uint32_t)(ack >> 32), (uint32_t)want,
          (uint32_t)(want >> 32));
}

/* ---- in any order ------------------------------------------------------- */

#define FLIGHT 64
#define ROUNDS 3000

struct model {
    uint64_t in_progress[FLIGHT];
    size_t n;
    uint64_t latest; /* number used */
    uint32_t random;
};

static size_t
draw(struct model *m, size_t n)
{
    m->random = m->random * 1664525 + 1013904223;
    return (m->random >> 8) % n;
}

static uint64_t
lowest(const struct model *m)
{
    uint64_t low = m->latest + 1;

    for (size_t i = 0; i < m->n; i++)
        if (m->in_progress[i] < low)
            low = m->in_progress[i];
    return low;
}

static void
begin_one(struct model *m)
{
    struct call_id id = { 0 };
    int err = session_begin(session, &id);

    if (err != 0) {
        check_failed("session_begin() returned %d", err);
        exit(check_done());
    }
    CHECK(id.client == CLIENT,
          "session_begin(): client %016" PRIx64 ", expected %016" PRIx64,
          id.client, CLIENT);
    CHECK(id.number == m->latest + 1,
          "session_begin(): number %016" PRIx64 ", expected %016" PRIx64,
          id.number, m->latest + 1);
    m->latest = id.number;
    m->in_progress[m->n++] = id.number;
    is_acknowledged(id.ack, lowest(m), "with a call");
}

static void
end_one(struct model *m, size_t i)
{
    session_end(session, m->in_progress[i]);
    m->in_progress[i] = m->in_progress[--m->n];
}

static void
look(const struct model *m)
{
    struct call_id now = { 0 };

    session_now(session, &now);
    CHECK(now.client == CLIENT && now.number == m->latest,
          "session_now(): client %016" PRIx64 ", latest number %016" PRIx64
          ", expected %016" PRIx64,
          now.client, now.number, m->latest);
    is_acknowledged(now.ack, lowest(m), "by session_now()");
}

/* Up to so many at once, and any of them ends next. */
static void
in_any_order(uint32_t incarnation, size_t most)
{
    struct model m = { .latest = call_number(incarnation, 0), .random = 1 };

    open_session(incarnation);
    look(&m);
    for (int round = 0; round < ROUNDS; round++) {
        if (m.n == 0 || (m.n < most && draw(&m, 2) == 0))
            begin_one(&m);
        else
            end_one(&m, draw(&m, m.n));
        look(&m);
    }
    while (m.n > 0)
        end_one(&m, 0);
    look(&m);
    session_close(session);
}

/* One call that takes long holds back what is acknowledged, not the rest. */
static void
behind_a_slow_one(void)
{
    struct model m = { .latest = call_number(1, 0) };

    open_session(1);
    begin_one(&m);
    for (int i = 0; i < 5000; i++) {
        begin_one(&m);
        end_one(&m, 1);
    }
    look(&m);
    end_one(&m, 0);
    look(&m);
    begin_one(&m);
    session_close(session); /* one is in progress: that is no harm */
}

static void
order(void)
{
    check_begin("calls that end in any order");
    in_any_order(1, 1);
    in_any_order(3, 8);
    in_any_order(UINT32_MAX, FLIGHT);
    behind_a_slow_one();
}

/* ---- from before a restart ---------------------------------------------- */

static void
resume_one(struct model *m, uint64_t number)
{
    struct call_id id = { .number = number };
    int err = session_resume(session, &id);

    CHECK(err == 0, "session_resume() returned %d", err);
    CHECK(id.client == CLIENT && id.number == number,
          "session_resume(): client %016" PRIx64 ", number %016" PRIx64
          ", expected number %016" PRIx64,
          id.client, id.number, number);
    m->in_progress[m->n++] = number;
    is_acknowledged(id.ack, lowest(m), "with a resumed call");
}

static void
resume(void)
{
    struct model m = { .latest = call_number(3, 0) };

    check_begin("calls that go on after a restart");
    open_session(3);
    resume_one(&m, call_number(2, 7));
    look(&m);
    resume_one(&m, call_number(1, 9));
    resume_one(&m, call_number(2, 5));
    look(&m);
    for (int i = 0; i < 3; i++) {
        begin_one(&m);
        end_one(&m, 3);
        look(&m);
    }
    end_one(&m, 1); /* 1, 9 */
    look(&m);
    begin_one(&m);
    end_one(&m, 0); /* 2, 7 */
    look(&m);
    while (m.n > 0)
        end_one(&m, 0);
    look(&m);
    session_close(session);
}

/* ---- threads ------------------------------------------------------------ */

#define THREADS 2
#define CALLS 2

static struct call_id begun[THREADS][CALLS];
static int has_begun[THREADS][CALLS], is_ending[THREADS][CALLS];
static uint64_t highest_ack;

/*
 * Of the calls that had begun when `was` was noted, none that has not ended
 * may be acknowledged; and this one must not be, by another that was faster.
 */
static void
spares(const struct call_id *id, int was[THREADS][CALLS])
{
    CHECK(id->ack < id->number,
          "call %016" PRIx64 " acknowledges up to %016" PRIx64
          ": it has not ended",
          id->number, id->ack);
    CHECK(highest_ack < id->number,
          "call %016" PRIx64 " begins, and another thread has acknowledged "
          "it already",
          id->number);
    highest_ack = id->ack > highest_ack ? id->ack : highest_ack;
    for (int t = 0; t < THREADS; t++)
        for (int i = 0; i < CALLS; i++) {
            uint64_t other = begun[t][i].number;

            if (!was[t][i] || is_ending[t][i])
                continue;
            CHECK(other != id->number, "two calls have number %016" PRIx64,
                  other);
            CHECK(id->ack < other,
                  "call %016" PRIx64 " acknowledges up to %016" PRIx64
                  ", and call %016" PRIx64 " of another thread has not ended",
                  id->number, id->ack, other);
        }
}

static void *
make_calls(void *arg)
{
    int t = *(int *)arg;

    for (int i = 0; i < CALLS; i++) {
        int was[THREADS][CALLS];

        memcpy(was, has_begun, sizeof(was));
        if (session_begin(session, &begun[t][i]) != 0) {
            check_failed("session_begin() in a thread returned no number");
            return NULL;
        }
        spares(&begun[t][i], was);
        has_begun[t][i] = 1;
    }
    for (int i = 0; i < CALLS; i++) {
        is_ending[t][i] = 1;
        session_end(session, begun[t][i].number);
    }
    return NULL;
}

static void
threads(void)
{
    static int number[THREADS] = { 0, 1 };
    struct model m = { .latest = call_number(1, THREADS * CALLS) };
    pthread_t thread[THREADS];

    check_begin("calls of several threads");
    open_session(1);
    for (int t = 0; t < THREADS; t++)
        if (pthread_create(&thread[t], NULL, make_calls, &number[t]) != 0)
            exit(1);
    for (int t = 0; t < THREADS; t++)
        pthread_join(thread[t], NULL);
    look(&m);
    session_close(session);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = { { "order", order },
                  { "resume", resume },
                  { "threads", threads } };

    for (size_t i = 0; argc == 2 && i < sizeof(topic) / sizeof(topic[0]); i++)
        if (strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
