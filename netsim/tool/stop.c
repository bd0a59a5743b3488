/*
 * stop.c - where a debugger is to wait: the system call at which something
 * happens, found by a run of the same world before.
 *
 * What a person names is a place in the language of schedules ("server @exec
 * #1"), or the last deviation of the schedule.  What the kernel can stop at
 * is the nth system call of a run.  Runs are the same every time, so one run
 * that only looks tells the number for the next one.
 */
#include "netsim/tool/run.h"

#include "netsim/tool/tool.h"

#include <stdio.h>

struct finder {
    struct sim_chooser chooser;
    struct run *run;
    struct sim_script *script; /* the run's, or one of the place alone */
    uint64_t call;             /* of its last deviation; 0: not found */
};

static void
look(struct sim_chooser *self, const struct sim_point *p,
     struct sim_decision *d)
{
    struct finder *f = (struct finder *)self;
    struct sim_script *s = f->script;
    struct sim_decision other = *d;
    uint64_t before = s->happened;
    struct sim_stats stats;

    f->run->script.chooser.choose(&f->run->script.chooser, p, d);
    /* That the place itself be a crash is not meant. */
    if (s != &f->run->script)
        s->chooser.choose(&s->chooser, p, &other);
    if (s->happened == before)
        return;
    sim_stats(f->run->world, &stats);
    f->call = stats.calls;
}

/* As a deviation of some kind, to have the language read it. */
static int
parse_place(struct run *r, struct schedule *s)
{
    char src[300];
    struct text_error err;

    if (snprintf(src, sizeof(src), "crash %s", r->stop) >= (int)sizeof(src))
        return tool_error("--stop: the place is too long");
    if (schedule_parse(s, "--stop", src, sim_names(r->world), &err) < 0) {
        fputs(err.text, stderr);
        return 2;
    }
    if (s->n != 1 || s->dev[0].place == AT_TIME)
        return tool_error("--stop takes a place such as 'server @exec #1', "
                          "not \"%s\"",
                          r->stop);
    return 0;
}

int
run_find_stop(struct run *r)
{
    struct finder f = { .chooser = { .choose = look, .wants_calls = 1 },
                        .run = r,
                        .script = &r->script };
    struct schedule place = { 0 };
    struct sim_script at;

    if (*r->stop) {
        if (parse_place(r, &place) != 0)
            return 2;
        sim_script_init(&at, &place, NULL);
        f.script = &at;
    } else if (r->file.schedule.n == 0) {
        return tool_error("--stop '': there is no schedule, so no last "
                          "deviation to stop at; give one, or a place "
                          "such as 'server @exec #1'");
    }
    sim_set_chooser(r->world, &f.chooser);
    sim_run(r->world);
    sim_set_chooser(r->world, &r->script.chooser);
    r->script.happened = 0;
    if (f.call == 0)
        return tool_error("--stop: this run never comes to %s",
                          *r->stop ? r->stop : "a deviation");
    sim_set_stop(r->world, f.call);
    return 0;
}
