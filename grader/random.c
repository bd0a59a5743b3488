/*
 * random.c - random worlds: see scenario.h, random.h.
 */
#include "grader/random.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "grader/fate.h"
#include "grader/mix.h"

#define WORLDS_DEFAULT 1000
#define SANITIZED_SHARE 8 /* programs are five times as slow then */
#define SEEDED_WORLDS 1   /* ... where a seed and a limit are asked for */

void
random_run(struct random_worlds *r, const struct lot *l, struct schedule *s)
{
    struct fate f = {
        .o = &r->o,
        .seed = mix(l->seed),
        .most = r->most,
        .level = (int)mix_draw(l->seed, UINT64_MAX, FATE_LEVELS),
        .until_ns = RANDOM_HEAL_NS,
        .s = s,
    };

    trace_clear(&r->trace);
    lot_set(r->w, &r->file, l);
    fate_run(r->w, &f, &r->trace);
}

uint64_t
random_run_again(struct random_worlds *r, const struct lot *l,
                 const struct schedule *s)
{
    trace_clear(&r->trace);
    lot_set(r->w, &r->file, l);
    return explore_run(r->w, s, &r->trace);
}

int
random_judge(struct random_worlds *r, struct verdict *v)
{
    *v = (struct verdict){ 0 };
    return oracle_all(r->c->oracles, &r->trace, v);
}

/* ---- a world that is wrong ---------------------------------------------- */

/* Leave the world where `make replay` finds it.  path is its name. */
static int
leave_world(const struct random_worlds *r, const struct lot *l, char *path,
            size_t cap)
{
    FILE *f;
    int status;

    if (!r->opt->traces)
        return -ENOENT;
    snprintf(path, cap, "%s/%s.world", r->opt->traces, r->c->name);
    f = fopen(path, "w");
    if (!f)
        return -errno;
    status = lot_write(f, &r->file, l);
    return fclose(f) != 0 && status == 0 ? -EIO : status;
}

static void
report(struct random_worlds *r, const struct lot *l, const struct verdict *v,
       struct result *result)
{
    struct scenario s = *r->c->scenario;
    struct grade_case c = *r->c;
    char path[512];

    if (leave_world(r, l, path, sizeof(path)) == 0) {
        s.world = path;
        s.is_file = 1;
        c.scenario = &s;
    }
    result->outcome = OUTCOME_FAIL;
    snprintf(result->statement, sizeof(result->statement),
             "random world %" PRIu64 ": %.200s", l->seed, v->why);
    r->trace.meta.n_hosts = lot_hosts(&r->file, l); /* no idle columns */
    report_run(result, r->opt, &c, &r->trace, v, REPORT_FAILURE);
}

static void
explain_failure(struct random_worlds *r, struct lot *l, struct schedule *s,
                const struct verdict *first, struct result *result)
{
    struct verdict v;

    if (!random_shrink(r, l, s))
        scenario_no_replay(first, &v);
    else
        random_judge(r, &v);
    report(r, l, &v, result);
}

/* ---- all of them -------------------------------------------------------- */

static void
count(struct random_worlds *r, const struct schedule *s)
{
    r->worlds++;
    r->faults += s->n;
    for (size_t i = 0; i < r->trace.n_events; i++)
        r->calls += (uint64_t)trace_is_call(&r->trace.event[i]);
}

static int
is_time_to_stop(const struct random_worlds *r)
{
    struct exploration so_far = { .runs = r->worlds, .faults = -1 };

    return r->opt->watch && r->opt->watch(r->opt->watch_arg, &so_far);
}

/* 1,234,567 */
static void
print_number(char *buf, size_t cap, uint64_t n)
{
    if (n >= 1000000)
        snprintf(buf, cap, "%" PRIu64 ",%03" PRIu64 ",%03" PRIu64, n / 1000000,
                 n / 1000 % 1000, n % 1000);
    else if (n >= 1000)
        snprintf(buf, cap, "%" PRIu64 ",%03" PRIu64, n / 1000, n % 1000);
    else
        snprintf(buf, cap, "%" PRIu64, n);
}

/* So many in all parts; *full is how many there are without sanitizers. */
static uint64_t
worlds_wanted(const struct random_worlds *r, uint64_t *full)
{
    const struct scenario *s = r->c->scenario;

    *full = (uint64_t)(s->worlds ? s->worlds : WORLDS_DEFAULT);
    if (r->opt->seed && r->opt->faults >= 0)
        *full = SEEDED_WORLDS;
    return sim_can_save() ? *full
                          : (*full + SANITIZED_SHARE - 1) / SANITIZED_SHARE;
}

/* The seed of the nth world.  Those of a seed that is asked for are others
 * than the grade's, and than those of any other such seed. */
static uint64_t
seed_of(const struct random_worlds *r, uint64_t n)
{
    return r->opt->seed << 32 | n;
}

static void
state(const struct random_worlds *r, uint64_t wanted, struct result *result)
{
    int all = r->worlds == wanted && !r->untold;
    char worlds[32], calls[32], faults[32], more[64] = "";
    uint64_t full;

    print_number(worlds, sizeof(worlds), r->worlds);
    print_number(calls, sizeof(calls), r->calls);
    print_number(faults, sizeof(faults), r->faults);
    if (worlds_wanted(r, &full) < full) {
        char n[32];

        print_number(n, sizeof(n), full);
        snprintf(more, sizeof(more), " (with SAN=0: %s worlds)", n);
    }
    result->outcome = all ? OUTCOME_PASS : OUTCOME_UNKNOWN;
    result->points = all ? r->c->points : 0;
    if (r->untold)
        snprintf(result->statement, sizeof(result->statement),
                 "of %" PRIu64 " of %s random worlds it cannot be told",
                 r->untold, worlds);
    else
        snprintf(result->statement, sizeof(result->statement),
                 "%s%s random world%s, %s calls, %s faults%s",
                 r->worlds < wanted ? "budget spent after " : "", worlds,
                 r->worlds == 1 ? "" : "s", calls, faults, more);
}

static void
run_all(struct random_worlds *r, struct result *result)
{
    uint64_t step = r->opt->n_shards > 1 ? r->opt->n_shards : 1;
    uint64_t full, n = worlds_wanted(r, &full), wanted = 0;

    for (uint64_t i = 1 + r->opt->shard; i <= n; i += step) {
        struct schedule s;
        struct lot l;
        struct verdict v;
        int ok;

        wanted++;
        if (is_time_to_stop(r))
            break;
        lot_draw(&l, &r->file, seed_of(r, i));
        random_run(r, &l, &s);
        ok = random_judge(r, &v);
        if (ok == 0) {
            explain_failure(r, &l, &s, &v, result);
            return;
        }
        r->untold += ok == ORACLE_UNKNOWN;
        count(r, &s);
    }
    state(r, wanted, result);
}

size_t
random_most(const struct scenario *s, const struct grade_options *opt)
{
    int n = opt->faults >= 0 && !opt->seed ? opt->faults : s->faults;

    return n > 0 && n < SCHEDULE_MAX ? (size_t)n : SCHEDULE_MAX;
}

void
scenario_random(const struct grade_case *c, const struct grade_options *opt,
                struct result *result)
{
    struct random_worlds r = { .c = c, .opt = opt };
    struct trace_meta meta;

    worldfile_init(&r.file);
    if (scenario_read(c->scenario, opt, &r.file, result) == 0)
        r.w = scenario_world(&r.file, opt, result);
    if (r.w) {
        scenario_options(c->scenario, r.w, opt, &r.o);
        r.most = random_most(c->scenario, opt);
        trace_init(&r.trace);
        sim_describe(r.w, &meta);
        trace_set_meta(&r.trace, &meta);
        run_all(&r, result);
        trace_release(&r.trace);
        sim_free(r.w);
    }
    worldfile_release(&r.file);
}
