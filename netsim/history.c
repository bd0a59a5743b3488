/*
 * history.c - a hash of what a run has shown so far.
 *
 * What an oracle looks at is what programs report (the steps it asks for)
 * and how processes start and end, in which order, and which of these led to
 * which.  Two runs whose histories are equal get the same verdict, so that
 * one of them need not be looked at.
 *
 * Each such event has a mark: a hash of itself, of the thread that made it
 * and of the event that this thread has heard of last.  A datagram carries
 * the mark of its sender's last event.  So marks say "because of" without
 * any number that depends on what else has happened.
 *
 * What a kernel sends by itself has the mark of what it answers, or of the
 * last event of its process; a connection keeps the mark of what has last
 * changed its state, for whoever sees that it has.
 */
#include "netsim/history.h"

#include "netsim/host.h"
#include "netsim/sys.h"
#include "netsim/world.h"

#include <string.h>

static void
add(struct thread *t, const char *what, const void *bytes, size_t len)
{
    struct sim_world *w = t->proc->host->world;
    struct process *p = t->proc;
    const uint64_t who[] = { (uint64_t)p->host->index, p->inc, t->id,
                             ++p->n_noted, t->heard };
    uint64_t mark = hash64(hash64(0, who, sizeof(who)), bytes, len);

    p->mark = t->mark = hash64(mark, what, strlen(what));
    w->history = hash64(w->history, &t->mark, sizeof(t->mark));
}

void
history_event(struct thread *t, const char *what, const void *bytes,
              size_t len)
{
    if (t->proc->host->world->of_interest)
        add(t, what, bytes, len);
}

/* The line is "NAME [status=N] TEXT". */
void
history_step(struct thread *t, const char *line, size_t len)
{
    const char *const *name = t->proc->host->world->of_interest;
    size_t n = strcspn(line, " ");

    for (; name && *name; name++)
        if (strlen(*name) == n && !memcmp(*name, line, n)) {
            add(t, "step", line, len);
            return;
        }
}

uint64_t
history_mark(const struct host *h)
{
    const struct thread *t = sys_caller;

    return t && t->proc->host == h ? t->mark : h->proc.mark;
}

void
sim_set_history(struct sim_world *w, const char *const *steps)
{
    w->of_interest = steps;
    w->dated = 0;
}

uint64_t
sim_history(const struct sim_world *w)
{
    return w->history;
}
