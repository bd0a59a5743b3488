/*
 * process.c - the process of a host: how it starts and how it ends.
 *
 * A process is its image, its heap, its threads and its descriptors.  Each
 * incarnation begins with all of them as new.
 */
#include "netsim/process.h"

#include "netsim/cell.h"
#include "netsim/fault.h"
#include "netsim/heap.h"
#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/memory.h"
#include "netsim/sched.h"
#include "netsim/sleep.h"
#include "netsim/snapshot.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char steps_env[] = "RPC_TRACE_FD=1023"; /* SIM_STEPS_FD */

/* ---- threads ------------------------------------------------------------ */

struct thread *
thread_new(struct process *p, void (*entry)(void *), void *arg)
{
    struct thread *t = world_alloc(p->host->world, sizeof(*t));
    struct thread **last = &p->threads;

    t->proc = p;
    t->id = ++p->n_threads;
    p->n_live++;
    p->n_kept++;
    t->timer.kind = EVENT_TIMER;
    t->entry = entry;
    t->entry_arg = arg;
    if (!p->cell) {
        t->tls_block = image_new_tls(p->image, p->host->world);
        t->tls = image_tls(p->image, t->tls_block);
        fiber_init(&p->host->world->stacks, &t->fiber, entry, arg ? arg : t);
    }
    while (*last)
        last = &(*last)->mate;
    *last = t;
    return t;
}

/*
 * It will not run again.  The stack of main() stays, as on Linux: others may
 * use variables there.
 */
static void
thread_leave(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;

    if (t->ended)
        return;
    t->ended = 1;
    t->proc->n_live--;
    event_cancel(&w->queue, &t->timer);
    sleep_end(t);
    thread_unready(t);
    if (t->id > 1 && t->fiber.stack)
        fiber_release(&w->stacks, &t->fiber);
    world_free(w, t->tls_block);
    t->tls = t->tls_block = NULL;
}

void
thread_end(struct thread *t, long value)
{
    struct process *p = t->proc;
    unsigned id = t->id;

    thread_leave(t);
    t->value = value;
    sleep_wake_all(p, SLEEP_JOIN, id);
    if (!deadlock_left(t) && t->detached)
        thread_free(t);
}

void
thread_free(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;
    struct thread **p = &t->proc->threads;

    thread_leave(t);
    if (t->fiber.stack)
        fiber_release(&w->stacks, &t->fiber);
    t->proc->n_kept--;
    while (*p != t)
        p = &(*p)->mate;
    *p = t->mate;
    world_free(w, t);
}

struct thread *
thread_find(const struct process *p, unsigned id)
{
    struct thread *t = p->threads;

    while (t && t->id != id)
        t = t->mate;
    return t;
}

/* ---- start -------------------------------------------------------------- */

static void
thread_main(void *arg)
{
    struct thread *t = arg;
    struct host *h = t->proc->host;
    const struct node_entry *entry = image_entry(t->proc->image);
    char **argv = malloc(((size_t)h->argc + 1) * sizeof(*argv));
    char **envp = malloc(2 * sizeof(*envp));

    /* In the process's own heap: it may write on its arguments. */
    for (int i = 0; i < h->argc; i++) {
        argv[i] = malloc(strlen(h->argv[i]) + 1);
        strcpy(argv[i], h->argv[i]);
    }
    argv[h->argc] = NULL;
    envp[0] = h->world->steps ? steps_env : NULL;
    envp[1] = NULL;
    entry->start(entry, h->argc, argv, envp);
}

struct thread *
process_main_thread(struct process *p)
{
    return thread_new(p, thread_main, NULL);
}

static void
trace_start(struct process *p)
{
    struct host *h = p->host;
    struct trace_event ev = { .kind = TRACE_START,
                              .host = h->index,
                              .inc = p->inc,
                              .cause = h->crash_seq };
    char text[512] = "";
    size_t len = 0;

    for (int i = 0; i < h->argc && len < sizeof(text); i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
                                i ? " " : "", h->argv[i]);
    ev.text = text;
    world_trace(h->world, &ev);
}

void
process_start(struct host *h)
{
    struct process *p = &h->proc;
    struct thread *main_thread;

    SIM_ASSERT(!p->alive);
    p->alive = 1;
    p->inc++;
    p->random_n = 0;
    p->calls_at_instant = 0;
    p->n_threads = 0;
    p->ignores_sigpipe = 0;
    h->no_power = 0;
    p->n_noted = 0;
    p->results = 0;
    snapshot_ran(p);
    if (p->cell)
        cell_start(p);
    else
        image_reset(p->image);
    main_thread = process_main_thread(p);
    if (p->inc > 1 && !p->cell)
        fiber_clear(&main_thread->fiber);
    console_open(p);
    history_event(p->threads, "start", NULL, 0);
    if (tracing(h->world))
        trace_start(p);
    thread_ready(p->threads);
}

/* ---- end ---------------------------------------------------------------- */

void
process_kill(struct process *p, enum end_kind how)
{
    SIM_ASSERT(p->alive);
    p->alive = 0;
    if (how == END_POWER && p->host->paused)
        host_end_pause(p->host);
    tcp_end(p->host, how);
    for (int fd = 0; fd < p->n_fds; fd++)
        if (p->fd[fd])
            file_close(p, fd);
    if (p->cwd)
        disk_close(&p->host->disk, p->cwd);
    p->cwd = NULL;
    while (p->threads)
        thread_free(p->threads);
    if (p->cell)
        cell_kill(p);
    heap_reset(p->heap);
    snapshot_ran(p);
    for (int i = 0; i < 3; i++)
        p->line[i].len = 0;
}

/* Its status, and what it has left open. */
static void
history_exit(struct thread *t, int status)
{
    uint64_t left = (uint64_t)status;

    for (int fd = 3; fd < t->proc->n_fds; fd++)
        if (t->proc->fd[fd])
            left = hash64(left + (uint64_t)fd, &t->proc->fd[fd]->opener_pc,
                          sizeof(uintptr_t));
    history_event(t, "exit", &left, sizeof(left));
}

/* Nothing can befall a host any more whose program never runs again. */
static void
stay_down(struct host *h)
{
    event_cancel(&h->world->queue, &h->due);
    if (h->paused)
        host_end_pause(h);
}

void
process_exit(struct thread *t, int status)
{
    struct host *h = t->proc->host;
    struct trace_event ev = { .kind = TRACE_EXIT, .status = status };
    char open[512];

    console_end(t);
    history_exit(t, status);
    if (tracing(t->proc->host->world)) {
        files_list(t->proc, open, sizeof(open));
        ev.text = open;
        thread_trace(t, &ev);
    }
    process_kill(t->proc, END_EXIT);
    stay_down(h);
}

void
thread_place(const struct thread *t, char *buf, size_t cap)
{
    static const char before[] = " in ";
    const size_t len = sizeof(before) - 1;

    buf[0] = '\0';
    if (!tracing(t->proc->host->world))
        return;
    memcpy(buf, before, len);
    image_place(t->proc->image, t->pc - 1, buf + len, cap - len);
}

/* Of several threads, say which, and which call it has made last. */
void
process_fault(struct thread *t, const char *name, const char *text)
{
    struct host *h = t->proc->host;
    struct trace_event ev = { .kind = TRACE_FAULT,
                              .name = name,
                              .text = text };
    char which[1024];
    int n;

    if (t->proc->n_threads > 1 && strcmp(name, "deadlock") != 0) {
        n = snprintf(which, sizeof(which), "%s, in thread %u", text, t->id);
        if (t->why == LEFT_FAULT && t->nth && n < (int)sizeof(which))
            snprintf(which + n, sizeof(which) - (size_t)n, ", after its %s()",
                     sys_table[t->nr].name);
        ev.text = which;
    }
    t->proc->host->world->stats.faults++;
    console_end(t);
    history_event(t, name, text, strlen(text));
    if (tracing(t->proc->host->world))
        thread_trace(t, &ev);
    process_kill(t->proc, END_CRASH);
    stay_down(h);
}

void
host_crash(struct host *h, struct thread *t, const char *rule,
           const struct deviation *dev)
{
    struct sim_world *w = h->world;
    struct trace_event ev = { .kind = TRACE_CRASH, .rule = rule };
    char did[128], disk[600] = "";

    history_event(t, "crash", &dev->kind, sizeof(dev->kind));
    if (dev->kind == DEV_POWER)
        disk_power(&h->disk, dev->keep, dev->keep_n, disk, sizeof(disk));
    if (tracing(w)) {
        deviation_print(did, sizeof(did), dev, &w->names);
        ev.text = disk;
        ev.did = did;
        ev.dec = ++w->decision;
        h->crash_seq = thread_trace(t, &ev);
    }
    h->no_power = dev->kind == DEV_POWER;
    process_kill(&h->proc, h->no_power ? END_POWER : END_CRASH);
    if (dev->restart_ns != RESTART_NEVER)
        event_add(&w->queue, &h->restart, w->now_ns + dev->restart_ns);
    else
        stay_down(h);
}
