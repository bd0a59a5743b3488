/*
 * ways.h - worlds that are explored in every way there is, and compared.
 *
 * The judge that is shown every run is the measure: each engine, with and
 * without merging, by memory and by results, must count as many schedules
 * and come to the same set of histories; and equal states must have equal
 * futures.
 */
#ifndef GRADER_TEST_WAYS_H
#define GRADER_TEST_WAYS_H

#include "grader/explain.h"
#include "grader/test/outcomes.h"

/* ---- worlds to explore -------------------------------------------------- */

struct scene {
    const char *name;
    struct sim_world *(*make)(void);
    const char *const *steps;
    uint64_t crash_hosts;
    unsigned kinds;
    int faults;
    int cut;     /* some runs by the limit of time */
    int endless; /* in memory it comes back to where it was, again and again */
};

/* ---- ways to explore it ------------------------------------------------- */

struct mode {
    const char *name;
    enum explore_engine engine;
    int no_merging, by_results;
};

static const struct mode modes[] = {
    { "replay", EXPLORE_REPLAY, 0, 0 },
    { "replay, by results", EXPLORE_REPLAY, 0, 1 },
    { "replay, no merging", EXPLORE_REPLAY, 1, 0 },
    { "snapshots", EXPLORE_SNAPSHOTS, 0, 0 },
    { "snapshots, by results", EXPLORE_SNAPSHOTS, 0, 1 },
    { "snapshots, no merging", EXPLORE_SNAPSHOTS, 1, 0 },
};
#define N_MODES (sizeof(modes) / sizeof(modes[0]))

/* Those that this build cannot do are said, once, and are not run. */
static inline int
can_do(const struct mode *m)
{
    static int said;

    if (m->engine != EXPLORE_SNAPSHOTS || sim_can_save())
        return 1;
    if (!said++)
        print_message("NOT TESTED in this build: snapshots, which there are "
                      "not under AddressSanitizer; SAN=0 tests them\n");
    return 0;
}

static inline struct explore_options
options_of(const struct scene *s, const struct mode *m)
{
    struct explore_options o = { .faults = s->faults,
                                 .kinds = s->kinds,
                                 .crash_hosts = s->crash_hosts };

    if (m) {
        o.steps = s->steps;
        o.engine = m->engine;
        o.no_merging = m->no_merging;
        o.by_results = m->by_results;
    }
    return o;
}

/* ---- the history of a run, as text -------------------------------------- */

static inline int
is_of_interest(const struct trace_event *ev, const char *const *steps)
{
    switch (ev->kind) {
    case TRACE_START:
    case TRACE_EXIT:
    case TRACE_CRASH:
    case TRACE_FAULT:
        return 1;
    case TRACE_STEP:
        for (; *steps; steps++)
            if (!strcmp(ev->name, *steps))
                return 1;
        return 0;
    default:
        return 0;
    }
}

static inline void
print_history(char *buf, const struct trace *tr, const char *const *steps)
{
    size_t len = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i], *call;

        if (!is_of_interest(ev, steps))
            continue;
        len += (size_t)snprintf(
            buf + len, OUTCOME_MAX - len, "%d.%u:%d%s/%d", ev->host, ev->inc,
            (int)ev->kind, ev->kind == TRACE_STEP ? ev->name : "", ev->status);
        assert_true(len < OUTCOME_MAX);
        if (ev->kind == TRACE_STEP) {
            call = explain_call(tr, ev);
            len += (size_t)snprintf(buf + len, OUTCOME_MAX - len, "(%s<%d.%u)",
                                    ev->text, call ? call->host : -1,
                                    call ? call->inc : 0);
            assert_true(len < OUTCOME_MAX);
        }
        len += (size_t)snprintf(buf + len, OUTCOME_MAX - len, " ");
        assert_true(len < OUTCOME_MAX);
    }
}

struct collector {
    const char *const *steps;
    struct outcomes *set;
};

static inline int
collect(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct collector *c = arg;
    char text[OUTCOME_MAX];

    (void)s;
    print_history(text, tr, c->steps);
    outcomes_add(c->set, text);
    return 1;
}

static inline struct exploration
explore_scene(const struct scene *s, const struct explore_options *o,
              struct outcomes *set)
{
    struct sim_world *w = s->make();
    struct collector c = { s->steps, set };
    struct exploration x;

    explore(w, o, collect, &c, &x);
    sim_free(w);
    return x;
}

/* ---- the same schedules, the same histories ----------------------------- */

static inline void
compare_modes(const struct scene *s, unsigned which)
{
    struct explore_options o = options_of(s, NULL);
    struct outcomes all = { 0 };
    struct exploration every = explore_scene(s, &o, &all);
    char what[128];

    assert_true(every.complete);
    assert_int_equal(every.judged, every.runs);
    for (size_t i = 0; i < N_MODES; i++) {
        struct outcomes set = { 0 };
        struct exploration x;

        if (!(which >> i & 1) || !can_do(&modes[i]))
            continue;
        o = options_of(s, &modes[i]);
        x = explore_scene(s, &o, &set);
        snprintf(what, sizeof(what), "%s, %s", s->name, modes[i].name);
        outcomes_assert_equal(&all, &set, what);
        if (x.runs != every.runs)
            fail_msg("%s: %lu schedules, not %lu", what, (long)x.runs,
                     (long)every.runs);
        assert_true(x.complete);
        if (modes[i].no_merging)
            assert_int_equal(x.run_to_end, x.runs);
        else if (!s->endless)
            assert_true(x.run_to_end < x.runs);
        assert_in_range(x.judged, set.n, x.run_to_end);
        outcomes_release(&set);
    }
    outcomes_release(&all);
}

static inline void
all_ways_cover_the_same(void **state)
{
    compare_modes(*state, ~0u);
}

/* ---- equal states have equal futures ------------------------------------ */

/* A state behind all faults of a run, and what it came to in the end. */
struct known {
    uint64_t key, history;
    int64_t t_ns;
};

struct states {
    struct known *known;
    size_t n, cap, begin; /* begin: of the run that goes on */
    struct sim_world *w;
    struct sim_script script;
    struct schedule schedule;
};

static inline int
note_state(void *arg)
{
    struct states *s = arg;
    size_t n = s->schedule.n;
    struct sim_stats stats;

    if (n && s->script.happened != UINT64_MAX >> (64 - n))
        return 0;
    sim_stats(s->w, &stats);
    for (size_t i = 0; i < n; i++)
        if (deviation_end(&s->schedule.dev[i]) > stats.now_ns)
            return 0;
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 4096;
        s->known = realloc(s->known, s->cap * sizeof(*s->known));
        assert_non_null(s->known);
    }
    s->known[s->n++] =
        (struct known){ .key = sim_state(s->w), .t_ns = stats.now_ns };
    return 0;
}

static inline int
by_key(const void *a, const void *b)
{
    const struct known *x = a, *y = b;

    return x->key != y->key
               ? (x->key < y->key ? -1 : 1)
               : (x->history > y->history) - (x->history < y->history);
}

struct schedules {
    struct schedule *s;
    size_t n, cap;
};

static inline int
keep_schedule(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct schedules *list = arg;

    (void)tr;
    if (list->n == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 256;
        list->s = realloc(list->s, list->cap * sizeof(*list->s));
        assert_non_null(list->s);
    }
    list->s[list->n++] = *s;
    return 1;
}

static inline void
run_for_states(struct states *s, const struct schedule *schedule, int cut)
{
    s->schedule = *schedule;
    sim_script_init(&s->script, &s->schedule, NULL);
    sim_set_chooser(s->w, &s->script.chooser);
    s->begin = s->n;
    if (sim_run(s->w) == SIM_LIMIT && cut) /* that is not in the state */
        s->n = s->begin;
    for (size_t i = s->begin; i < s->n; i++)
        s->known[i].history = sim_history(s->w);
}

/* No run is cut off here: every state is seen, and every end. */
static inline void
check_states(const struct scene *scene, enum sim_state_by by)
{
    struct states s = { .w = scene->make() };
    struct explore_options o = options_of(scene, NULL);
    struct schedules list = { 0 };
    struct exploration x;
    size_t equal = 0;

    explore(s.w, &o, keep_schedule, &list, &x);
    sim_set_history(s.w, scene->steps);
    sim_set_state_by(s.w, by);
    sim_set_steps(s.w, 1);
    sim_set_rest(s.w, note_state, &s);
    for (size_t i = 0; i < list.n; i++)
        run_for_states(&s, &list.s[i], scene->cut);
    qsort(s.known, s.n, sizeof(*s.known), by_key);
    for (size_t i = 1; i < s.n; i++) {
        if (s.known[i].key != s.known[i - 1].key)
            continue;
        equal++;
        if (s.known[i].history != s.known[i - 1].history)
            fail_msg("%s: a state that was seen at %ld ms and at %ld ms has "
                     "two futures",
                     scene->name, (long)(s.known[i - 1].t_ns / MS),
                     (long)(s.known[i].t_ns / MS));
    }
    assert_true(equal > 0);
    free(list.s);
    free(s.known);
    sim_set_chooser(s.w, NULL);
    sim_free(s.w);
}

static inline void
equal_states_have_equal_futures(void **state)
{
    check_states(*state, SIM_BY_RESULTS);
    if (sim_can_save())
        check_states(*state, SIM_BY_MEMORY);
    else
        can_do(&modes[3]); /* says so */
}

/* ---- all of it ---------------------------------------------------------- */

#define SCENES_MAX 32

/* Both tests, of each scene; returns how many have failed. */
static inline int
check_scenes(const struct scene *scene, size_t n)
{
    static struct CMUnitTest test[2 * SCENES_MAX];
    static char name[2 * SCENES_MAX][96];

    assert_true(n <= SCENES_MAX);
    for (size_t i = 0; i < 2 * n; i++) {
        const struct scene *s = &scene[i % n];

        snprintf(name[i], sizeof(name[i]), "%s: %s",
                 i < n ? "all_ways_cover_the_same"
                       : "equal_states_have_equal_futures",
                 s->name);
        test[i] = (struct CMUnitTest){
            .name = name[i],
            .test_func = i < n ? all_ways_cover_the_same
                               : equal_states_have_equal_futures,
            .initial_state = (void *)(uintptr_t)s,
        };
    }
    return _cmocka_run_group_tests(scene[0].name, test, 2 * n, NULL, NULL);
}

#endif
