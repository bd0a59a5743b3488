/*
 * sleep.c - threads of a process that wait for each other.
 *
 * What a mutex or a semaphore is worth lies in the program's memory; here is
 * who sleeps on which, in one list for each process.  They are woken in the
 * order in which they went to sleep.  To be woken is not to have: the call
 * is made again, and a thread that finds another one has been faster sleeps
 * on, in its old place.  On Linux it is the same.
 */
#include "netsim/sleep.h"

#include "netsim/process.h"
#include "netsim/sched.h"
#include "netsim/sys.h"

#include <errno.h>
#include <stdio.h>

long
sleep_on(struct thread *t, enum sleep_kind kind, uintptr_t on,
         int64_t deadline_ns)
{
    struct process *p = t->proc;
    long ret = sys_wait(t, WAIT_SYNC, deadline_ns);
    struct thread **last = &p->sleepers;

    if (!t->sleep) {
        t->sleep = kind;
        t->sleep_on = on;
        while (*last)
            last = &(*last)->sleep_next;
        *last = t;
    }
    t->woken = 0;
    if (!t->timer.slot) {
        p->n_asleep++;
        if (deadlock_of(t))
            return 0;
    }
    return ret;
}

static void
count_awake(struct thread *t)
{
    if (!t->woken && !t->timer.slot && !t->timed_out)
        t->proc->n_asleep--;
    t->woken = 1;
}

void
sleep_end(struct thread *t)
{
    struct thread **p = &t->proc->sleepers;

    if (!t->sleep)
        return;
    count_awake(t);
    while (*p != t)
        p = &(*p)->sleep_next;
    *p = t->sleep_next;
    t->sleep_next = NULL;
    t->sleep = SLEEP_NONE;
    t->granted = 0;
}

struct thread *
sleeper_on(const struct process *p, enum sleep_kind kind, uintptr_t on)
{
    struct thread *t = p->sleepers;

    while (t && (t->woken || t->sleep != kind || t->sleep_on != on))
        t = t->sleep_next;
    return t;
}

void
sleep_wake(struct thread *t)
{
    count_awake(t);
    thread_ready(t);
}

void
sleep_wake_all(struct process *p, enum sleep_kind kind, uintptr_t on)
{
    struct thread *t;

    while ((t = sleeper_on(p, kind, on)) != NULL)
        sleep_wake(t);
}

int
object_in(struct thread *t, void *object, long user, size_t len)
{
    char text[300], place[200];

    if (copy_in(object, user, len) == 0)
        return 0;
    thread_place(t, place, sizeof(place));
    snprintf(text, sizeof(text), "bad address given to %s()%s",
             sys_table[t->nr].name, place);
    process_fault(t, "SIGSEGV", text);
    return -EFAULT;
}
