/*
 * deadlock.c - threads that wait for each other for ever.
 *
 * There are three ways.  A thread waits for one that waits for ... the first
 * (for what it has locked, for its end); or it waits for what a thread had
 * locked that has ended since; or all threads of a process wait for others
 * of them, say for a signal that has come before.  Each is seen when it
 * comes about, whatever other hosts do; who waits with a timer is not lost.
 */
#include "netsim/sleep.h"

#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/sys.h"
#include "netsim/world.h"

#include "netsim/lang/out.h"
#include "netsim/user/sync.h"

#define TOLD_MAX 8 /* threads that a report speaks of */

/* Number of the thread that has what t waits for; 0: no one knows. */
static unsigned
holder(const struct thread *t, uint32_t *place)
{
    struct sync_mutex m;
    struct sync_rwlock l;
    struct sync_once o;

    *place = 0;
    switch (t->sleep) {
    case SLEEP_MUTEX:
        if (copy_in(&m, (long)t->sleep_on, sizeof(m)) < 0)
            return 0;
        *place = m.place;
        return m.owner;
    case SLEEP_READ:
    case SLEEP_WRITE:
        if (copy_in(&l, (long)t->sleep_on, sizeof(l)) < 0)
            return 0;
        *place = l.place;
        return l.writer;
    case SLEEP_ONCE:
        if (copy_in(&o, (long)t->sleep_on, sizeof(o)) < 0)
            return 0;
        return o.state == SYNC_ONCE_DONE ? 0 : (unsigned)o.state;
    case SLEEP_JOIN:
        return (unsigned)t->sleep_on;
    default:
        return 0;
    }
}

static int
asleep(const struct thread *t)
{
    return t->sleep && !t->woken && !t->timer.slot;
}

/* ---- the report --------------------------------------------------------- */

static const char *const kind_name[] = {
    [SLEEP_MUTEX] = "mutex",          [SLEEP_COND] = "condition variable",
    [SLEEP_READ] = "read-write lock", [SLEEP_WRITE] = "read-write lock",
    [SLEEP_SEM] = "semaphore",        [SLEEP_BARRIER] = "barrier",
    [SLEEP_ONCE] = "pthread_once_t",
};

struct report {
    struct out out;
    int told;
    unsigned more; /* threads that wait, too */
    char text[2048];
};

/* " (locked by thread 3 in g() (a.c:12))" */
static void
put_holder(struct report *r, const struct thread *t)
{
    const struct image *im = t->proc->image;
    const struct thread *by;
    uint32_t place;
    unsigned id = holder(t, &place);
    char there[200];

    if (!id)
        return;
    out_put(&r->out, " (%s by thread %u",
            t->sleep == SLEEP_ONCE ? "begun" : "locked", id);
    if (place) {
        image_place(im, image_pc(im, place) - 1, there, sizeof(there));
        out_put(&r->out, " in %s", there);
    }
    by = thread_find(t->proc, id);
    out_put(&r->out, "%s)", by && !by->ended ? "" : ", which has ended");
}

/* "thread 2 waits in f() (a.c:7) for mutex A (locked by ...)" */
static void
add(struct report *r, const struct thread *t)
{
    char here[200], name[64];

    if (r->told == TOLD_MAX) {
        r->more++;
        return;
    }
    image_place(t->proc->image, t->pc - 1, here, sizeof(here));
    out_put(&r->out, "%sthread %u waits in %s for ", r->told++ ? ", " : "",
            t->id, here);
    if (t->sleep == SLEEP_JOIN) {
        out_put(&r->out, "the end of thread %u", (unsigned)t->sleep_on);
        return;
    }
    image_variable(t->proc->image, t->sleep_on, name, sizeof(name));
    if (name[0])
        out_put(&r->out, "%s %s", kind_name[t->sleep], name);
    else
        out_put(&r->out, "a %s", kind_name[t->sleep]);
    put_holder(r, t);
}

static void
report_begin(struct report *r)
{
    r->told = 0;
    r->more = 0;
    r->text[0] = '\0';
    out_init(&r->out, r->text, sizeof(r->text));
}

static int
report(struct thread *t, struct report *r)
{
    if (r->more)
        out_put(&r->out, ", and %u more", r->more);
    process_fault(t, "deadlock", r->text);
    return 1;
}

/* ---- finding it --------------------------------------------------------- */

/* Follow who waits for whom, from t: back to t, or to one that has ended? */
static int
never_ends(const struct thread *t)
{
    const struct process *p = t->proc;
    const struct thread *u = t;
    uint32_t place;

    for (unsigned n = 0; n <= p->n_kept; n++) {
        unsigned id;

        if (!asleep(u))
            return 0;
        id = holder(u, &place);
        if (!id)
            return 0;
        if (id == t->id)
            return 1;
        u = thread_find(p, id);
        if (!u || u->ended)
            return 1;
    }
    return 0; /* a cycle further on: known before */
}

static int
report_chain(struct thread *t)
{
    const struct thread *u = t;
    struct report r;
    uint32_t place;

    report_begin(&r);
    if (tracing(t->proc->host->world))
        do {
            add(&r, u);
            u = thread_find(t->proc, holder(u, &place));
        } while (u && u != t && !u->ended);
    return report(t, &r);
}

static int
report_all(struct thread *t)
{
    struct report r;

    report_begin(&r);
    if (tracing(t->proc->host->world))
        for (const struct thread *u = t->proc->threads; u; u = u->mate)
            if (!u->ended)
                add(&r, u);
    return report(t, &r);
}

int
deadlock_of(struct thread *t)
{
    const struct process *p = t->proc;

    if (never_ends(t))
        return report_chain(t);
    return p->n_asleep == p->n_live ? report_all(t) : 0;
}

int
deadlock_left(struct thread *t)
{
    struct process *p = t->proc;
    uint32_t place;

    for (struct thread *u = p->sleepers; u; u = u->sleep_next)
        if (u->sleep != SLEEP_JOIN && asleep(u) && holder(u, &place) == t->id)
            return report_chain(u);
    return p->n_live && p->n_asleep == p->n_live ? report_all(p->sleepers) : 0;
}
