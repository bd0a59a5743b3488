/*
 * cell_inside.c - the life inside a cell.
 *
 * All that is here runs in a process of the real system that was forked from
 * the simulator's.  It has a copy of the kernel's memory as it was then, and
 * uses of it what runs threads: stacks, heap, image, and how a failing
 * program is caught.  The kernel itself is on the other side of the mail.
 *
 * Nothing here is trusted: the program shares this memory.
 */
#include "netsim/cell.h"
#include "netsim/cell_mail.h"

#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/sched.h"
#include "netsim/world.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_MS 1000 /* is the kernel still there? */

/* ---- running ------------------------------------------------------------ */

/* What is asked for does not come from this host's kernel any more. */
static void
await(struct cell_turn *turn, long kernel)
{
    while (cell_await(turn, CELL_PROGRAM, LOOK_MS) < 0)
        if (getppid() != kernel)
            _exit(0);
}

/*
 * Of threads the kernel knows the numbers.  One that has made its last call
 * gives its stack to the next that begins.
 */
static struct thread *
thread_to_run(struct process *p, const struct cell_go *go)
{
    struct thread *t = thread_find(p, go->thread);

    if (!go->is_new)
        return t;
    for (struct thread *old = p->threads, *mate; old; old = mate) {
        mate = old->mate;
        if (old->nr == SYS_NR_pthread_exit && old->id > 1)
            thread_free(old);
    }
    if (go->thread == 1)
        return process_main_thread(p);
    t = thread_new(p, (void (*)(void *))go->entry, (void *)go->arg);
    t->id = go->thread;
    return t;
}

static void
tell(struct cell_left *left, struct thread *t)
{
    struct failure f;

    left->failed = contain_describe(t, &f);
    left->nr = t->nr;
    left->pc = t->pc;
    memcpy(left->arg, t->arg, sizeof(left->arg));
    left->keep_turn = t->keep_turn;
    if (!left->failed)
        return;
    left->has_place = f.has_place;
    left->place = f.place;
    snprintf(left->name, sizeof(left->name), "%s", f.name);
    snprintf(left->text, sizeof(left->text), "%s", f.text);
}

static _Noreturn void
run(struct host *h, struct cell_mail *m, long kernel)
{
    struct process *p = &h->proc;

    contain_tick();
    for (;;) {
        struct thread *t;

        await(&m->turn, kernel);
        t = thread_to_run(p, &m->go);
        if (!t)
            _exit(1);
        t->ret = m->go.ret;
        h->world->stats.calls++; /* it does something: see on_tick() */
        sched_enter(t);
        tell(&m->left, t);
        cell_give(&m->turn, CELL_KERNEL);
    }
}

/* ---- standing ready ----------------------------------------------------- */

static void
take_args(struct host *h, struct cell_mail *m)
{
    char *at = m->args;

    h->world->steps = m->steps;
    h->argc = m->argc;
    h->argv = calloc((size_t)m->argc + 1, sizeof(*h->argv));
    if (!h->argv)
        _exit(1);
    for (int i = 0; i < m->argc; i++) {
        h->argv[i] = at;
        at += strlen(at) + 1;
    }
}

/* As a child of the kernel's process, which is told how it ends.  0: this is
 * the child; or its number, or -errno. */
static long
fork_for_kernel(void)
{
    long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

    return pid < 0 ? -errno : pid;
}

static void
refuse(struct cell_loaded *l, const char *why)
{
    l->ok = 0;
    snprintf(l->why, sizeof(l->why), "%s", why);
}

static void
load(struct host *h, struct cell_loaded *l)
{
    const char *why = "it cannot be loaded";

    h->proc.cell = NULL;
    l->ok = 1;
    if (image_load(h->proc.image, &why) < 0) {
        refuse(l, why);
        return;
    }
    h->proc.entry = image_entry(h->proc.image);
    image_where(h->proc.image, &l->base, &l->text, &l->text_end);
}

_Noreturn void
cell_ready(struct host *h, struct cell_ready_mail *ready, struct cell_mail *m,
           long kernel)
{
    struct cell_loaded *l = &ready->loaded;

    load(h, l);
    sim_enter();
    /* What runs the program is forked without it. */
    if (l->ok && madvise(ready, sizeof(*ready), MADV_DONTFORK) < 0)
        refuse(l, "its mail cannot be kept from it");
    if (l->ok && cell_guard(SIM_GUARD_READY) < 0)
        refuse(l, "the sandbox cannot be set up");
    cell_give(&ready->turn, CELL_KERNEL);
    for (;;) {
        long pid;

        await(&ready->turn, kernel);
        pid = fork_for_kernel();
        if (pid == 0) {
            if (cell_guard(SIM_GUARD_RUNNING) < 0)
                _exit(1);
            take_args(h, m);
            run(h, m, kernel);
        }
        ready->pid = (int32_t)pid;
        cell_give(&ready->turn, CELL_KERNEL);
    }
}
