/*
 * test_model.c - what the explorer finds is what there is to be found.
 *
 * A small protocol is modelled here from what is said about it, with nothing
 * of the simulator in it: a client that makes calls one after another, sends
 * each request again when it has heard nothing for a time, and gives up in
 * the end; a server that executes what it is asked and answers; a network
 * that loses, repeats and delays; a server that crashes and comes back.  The
 * model tries all that can happen by itself.  The set of outcomes must be
 * that of the explorer on the real program (netsim/test/node/call.c), by
 * each engine.  Models of something slightly else must not.
 */
#include "grader/test/outcomes.h"

#define CALLS 2
#define TIMEOUT 100 /* ms, as all times here */
#define DELAY 10
#define EARLY 50
#define LATE 1000
#define MESSAGES_MAX 64
#define CHOICES_MAX 64

/* ---- the model: what it is of ------------------------------------------- */

struct variant {
    int retries;   /* of one call */
    int faults;    /* at most so many */
    int crashes;   /* the server may */
    int remembers; /* the server: what it has executed since it started */
    /* Wrong models of the same. */
    int no_duplicates;
    int back_early; /* after each crash */
    int any_reply;  /* the client takes a reply to an earlier call */
};

enum fate {
    AS_USUAL,
    DROP,
    TWICE,
    TWICE_LATE,
    LATE_TIMEOUT,
    LATE_NEXT,
    FATES
};
enum towards { TO_SERVER, TO_CLIENT };

struct message {
    int due, order; /* when it arrives; ties */
    int call;
    enum towards to;
    int nth; /* of those sent in its direction */
};

/* A pile of messages: on their way, or held back. */
struct pile {
    struct message m[MESSAGES_MAX];
    int waited[MESSAGES_MAX]; /* the client has, since it is in the pile */
    int n;
};

struct model {
    const struct variant *v;
    int now, order, faults;
    struct pile flying, past_timeout, past_next;
    int sent[2];

    int call, attempt, deadline; /* of the client; call > CALLS: it is gone */
    int gave_up[CALLS + 1], ignored;

    int up_at; /* the server is down until then; 0: it is up */
    int known[CALLS + 1], executed[CALLS + 1], crashed;

    /* Which way is gone at each fork: digits of a number to count up. */
    int digit[CHOICES_MAX], base[CHOICES_MAX], n_digits, at;
};

/* ---- the model: forks --------------------------------------------------- */

/* One of n ways; way 0 is the usual one, each other one is a fault. */
static int
choose(struct model *m, int n)
{
    int way;

    if (m->faults == m->v->faults)
        return 0;
    assert_true(m->at < CHOICES_MAX);
    if (m->at == m->n_digits) {
        m->digit[m->at] = 0;
        m->n_digits++;
    }
    m->base[m->at] = n;
    way = m->digit[m->at++];
    m->faults += way != 0;
    return way;
}

/* On to the next way of all; 0: that was the last one. */
static int
count_up(struct model *m)
{
    while (m->n_digits > 0) {
        int last = m->n_digits - 1;

        if (++m->digit[last] < m->base[last])
            return 1;
        m->n_digits--;
    }
    return 0;
}

/* ---- the model: the network --------------------------------------------- */

static void
put(struct model *m, struct pile *p, struct message what, int due)
{
    assert_true(p->n < MESSAGES_MAX);
    what.due = due;
    what.order = m->order++;
    p->waited[p->n] = 0;
    p->m[p->n++] = what;
}

static struct message
take(struct pile *p, int i)
{
    struct message what = p->m[i];

    p->n--;
    for (; i < p->n; i++) {
        p->m[i] = p->m[i + 1];
        p->waited[i] = p->waited[i + 1];
    }
    return what;
}

static void
transmit(struct model *m, enum towards to, int call)
{
    struct message what = { .call = call, .to = to, .nth = ++m->sent[to] };
    enum fate fate;
    int due = m->now + DELAY;

    /* Whoever waited in vain sends again: what was held for that goes. */
    for (int i = 0; to == TO_SERVER && i < m->past_timeout.n;)
        if (m->past_timeout.waited[i])
            put(m, &m->flying, take(&m->past_timeout, i), due);
        else
            i++;
    fate = (enum fate)choose(m, FATES);
    if (m->v->no_duplicates && (fate == TWICE || fate == TWICE_LATE))
        fate = AS_USUAL;
    if (fate == AS_USUAL || fate == TWICE || fate == TWICE_LATE)
        put(m, &m->flying, what, due);
    if (fate == TWICE)
        put(m, &m->flying, what, due);
    if (fate == TWICE_LATE || fate == LATE_TIMEOUT)
        put(m, &m->past_timeout, what, 0);
    if (fate == LATE_NEXT)
        put(m, &m->past_next, what, 0);
}

/* ---- the model: the server ---------------------------------------------- */

/* Does it crash here?  It forgets all, and is down for a time. */
static int
crashes(struct model *m)
{
    int way = m->v->crashes ? choose(m, 3) : 0;

    if (way == 0)
        return 0;
    m->crashed++;
    m->up_at = m->now + (way == 1 || m->v->back_early ? EARLY : LATE);
    memset(m->known, 0, sizeof(m->known));
    return 1;
}

/* A request has arrived. */
static void
serve(struct model *m, int call)
{
    if (m->up_at || crashes(m))
        return;
    if (!m->v->remembers || !m->known[call])
        m->executed[call]++;
    m->known[call] = 1;
    if (crashes(m))
        return;
    transmit(m, TO_CLIENT, call);
    crashes(m);
}

/* ---- the model: the client ---------------------------------------------- */

static void
send_request(struct model *m)
{
    transmit(m, TO_SERVER, m->call);
    m->deadline = m->now + TIMEOUT;
}

static void
next_call(struct model *m)
{
    m->attempt = 0;
    if (++m->call <= CALLS)
        send_request(m);
}

static void
hear(struct model *m, int call)
{
    if (m->call > CALLS)
        return;
    if (call == m->call || m->v->any_reply) {
        next_call(m);
        return;
    }
    m->ignored++;
    m->deadline = m->now + TIMEOUT; /* its clock begins anew */
}

static void
wait_in_vain(struct model *m)
{
    for (int i = 0; i < m->past_timeout.n; i++)
        m->past_timeout.waited[i] = 1;
    if (m->attempt++ < m->v->retries) {
        send_request(m);
        return;
    }
    m->gave_up[m->call] = 1;
    next_call(m);
}

/* ---- the model: one thing after another --------------------------------- */

static int
earliest(const struct pile *p)
{
    int first = -1;

    for (int i = 0; i < p->n; i++)
        if (first < 0 || p->m[i].due < p->m[first].due ||
            (p->m[i].due == p->m[first].due &&
             p->m[i].order < p->m[first].order))
            first = i;
    return first;
}

static void
arrive(struct model *m, int i)
{
    struct message what = take(&m->flying, i);

    /* What it has overtaken comes just after it. */
    for (int k = 0; k < m->past_next.n;)
        if (m->past_next.m[k].to == what.to &&
            m->past_next.m[k].nth < what.nth)
            put(m, &m->flying, take(&m->past_next, k), m->now);
        else
            k++;
    if (what.to == TO_SERVER)
        serve(m, what.call);
    else
        hear(m, what.call);
}

/* Nothing else will happen: what is held back comes after all. */
static int
let_go(struct model *m)
{
    int n = m->past_timeout.n + m->past_next.n;

    while (m->past_timeout.n)
        put(m, &m->flying, take(&m->past_timeout, 0), m->now);
    for (int to = TO_SERVER; to <= TO_CLIENT; to++)
        for (int k = 0; k < m->past_next.n;)
            if ((int)m->past_next.m[k].to == to)
                put(m, &m->flying, take(&m->past_next, k), m->now);
            else
                k++;
    return n;
}

/* The restart, the client's clock or a message, whichever is next. */
static int
go_on(struct model *m)
{
    int i = earliest(&m->flying), next = i < 0 ? -1 : m->flying.m[i].due;
    int waiting = m->call <= CALLS;

    if (m->up_at && (next < 0 || m->up_at < next) &&
        (!waiting || m->up_at < m->deadline)) {
        m->now = m->up_at;
        m->up_at = 0;
        crashes(m);
        return 1;
    }
    if (waiting && (next < 0 || m->deadline < next)) {
        m->now = m->deadline;
        wait_in_vain(m);
        return 1;
    }
    if (next < 0)
        return let_go(m);
    m->now = next;
    arrive(m, i);
    return 1;
}

static void
say(const struct model *m, char *buf)
{
    size_t len = 0;

    for (int c = 1; c <= CALLS; c++)
        len += (size_t)snprintf(buf + len, OUTCOME_MAX - len,
                                "%d: executed %d, %s; ", c, m->executed[c],
                                m->gave_up[c] ? "given up" : "answered");
    snprintf(buf + len, OUTCOME_MAX - len, "ignored %d, crashed %d",
             m->ignored, m->crashed);
}

static struct outcomes
all_outcomes(const struct variant *v)
{
    static struct model m;
    struct outcomes set = { 0 };
    char text[OUTCOME_MAX];

    m = (struct model){ .v = v };
    do {
        struct model run = { .v = v, .n_digits = m.n_digits };

        memcpy(run.digit, m.digit, sizeof(m.digit));
        crashes(&run);
        next_call(&run);
        while (go_on(&run))
            ;
        say(&run, text);
        outcomes_add(&set, text);
        m = run;
    } while (count_up(&m));
    return set;
}

/* ---- the explorer, on the program --------------------------------------- */

static int
collect(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct model m = { 0 };
    char text[OUTCOME_MAX];

    (void)s;
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        int call = ev->kind == TRACE_STEP && ev->text ? atoi(ev->text) : 0;

        m.crashed += ev->kind == TRACE_CRASH;
        assert_int_not_equal(ev->kind, TRACE_FAULT);
        if (call < 1 || call > CALLS)
            continue;
        m.executed[call] += trace_is_step(ev, "exec");
        m.ignored += trace_is_step(ev, "ignored");
        m.gave_up[call] |= trace_is_step(ev, "return") && ev->status;
    }
    say(&m, text);
    outcomes_add(arg, text);
    return 1;
}

static struct outcomes
explored(const struct variant *v, struct explore_options o)
{
    static const char *const steps[] = { "call", "exec", "return", "ignored",
                                         NULL };
    char client[64];
    struct outcomes set = { 0 };
    struct exploration x;
    struct sim_world *w;

    snprintf(client, sizeof(client), "%d %d call call", v->retries, TIMEOUT);
    w = call_world(v->remembers ? "once" : "", client, NULL, 60000);
    if (!o.no_merging)
        o.steps = steps;
    o.faults = v->faults;
    o.crash_hosts = v->crashes ? 1 : 0;
    explore(w, &o, collect, &set, &x);
    assert_true(x.complete);
    sim_free(w);
    return set;
}

/* ---- tests -------------------------------------------------------------- */

static void
same_set(const struct variant *v, const struct outcomes *model,
         struct explore_options o, const char *name)
{
    struct outcomes set = explored(v, o);

    outcomes_assert_equal(model, &set, name);
    outcomes_release(&set);
}

static void
model_and_explorer_agree(void **state)
{
    const struct variant *v = *state;
    struct outcomes model = all_outcomes(v);
    struct explore_options o = { .engine = EXPLORE_REPLAY };

    assert_true(model.n > (size_t)v->faults);
    same_set(v, &model, o, "model, replay");
    o.by_results = 1;
    same_set(v, &model, o, "model, replay by results");
    o.no_merging = 1;
    if (v->faults < 3)
        same_set(v, &model, o, "model, every run");
    if (sim_can_save()) {
        o = (struct explore_options){ .engine = EXPLORE_SNAPSHOTS };
        same_set(v, &model, o, "model, snapshots");
    } else {
        print_message("NOT TESTED in this build: snapshots, which there are "
                      "not under AddressSanitizer; SAN=0 tests them\n");
    }
    outcomes_release(&model);
}

static void
more_faults_have_more_outcomes(void **state)
{
    struct variant v = { .retries = 2, .crashes = 1 };
    struct outcomes fewer = { 0 }, more;

    (void)state;
    for (v.faults = 0; v.faults <= 2; v.faults++) {
        more = all_outcomes(&v);
        assert_int_equal(outcomes_missing(&fewer, &more, "gone"), 0);
        assert_true(more.n > fewer.n);
        outcomes_release(&fewer);
        fewer = more;
    }
    assert_true(outcomes_have(&fewer,
                              "1: executed 3, answered; 2: executed 1, "
                              "answered; ignored 0, crashed 0"));
    outcomes_release(&fewer);
}

/* What has not been modelled so is not found so. */
static void
wrong_models_differ(void **state)
{
    const struct variant right = { .retries = 2, .faults = 2, .crashes = 1 };
    struct variant wrong[7];
    struct outcomes set =
        explored(&right, (struct explore_options){ .engine = EXPLORE_BEST });

    (void)state;
    for (int i = 0; i < 7; i++)
        wrong[i] = right;
    wrong[0].remembers = 1;
    wrong[1].no_duplicates = 1;
    wrong[2].back_early = 1;
    wrong[3].any_reply = 1;
    wrong[4].retries = 1;
    wrong[5].crashes = 0;
    wrong[6].faults = 1;
    for (int i = 0; i < 7; i++) {
        struct outcomes model = all_outcomes(&wrong[i]);

        if (!outcomes_differ(&model, &set))
            fail_msg("wrong model %d has all the right outcomes", i);
        outcomes_release(&model);
    }
    outcomes_release(&set);
}

int
main(void)
{
    static const struct {
        const char *name;
        struct variant v;
    } cases[] = {
        { "no fault", { 2, 0, 1, 0, 0, 0, 0 } },
        { "one fault", { 2, 1, 1, 0, 0, 0, 0 } },
        { "two faults", { 2, 2, 1, 0, 0, 0, 0 } },
        { "two faults, one retransmission", { 1, 2, 1, 0, 0, 0, 0 } },
        { "two faults, no retransmission", { 0, 2, 1, 0, 0, 0, 0 } },
        { "three faults of the network", { 1, 3, 0, 0, 0, 0, 0 } },
        { "a server that remembers", { 2, 2, 1, 1, 0, 0, 0 } },
        { "a server that remembers, three faults", { 1, 3, 0, 1, 0, 0, 0 } },
    };
    static char name[8][96];
    struct CMUnitTest tests[10] = {
        cmocka_unit_test(more_faults_have_more_outcomes),
        cmocka_unit_test(wrong_models_differ),
    };

    for (size_t i = 0; i < 8; i++) {
        snprintf(name[i], sizeof(name[i]), "model_and_explorer_agree: %s",
                 cases[i].name);
        tests[i + 2] =
            (struct CMUnitTest){ name[i], model_and_explorer_agree, NULL, NULL,
                                 (void *)(uintptr_t)&cases[i].v };
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
