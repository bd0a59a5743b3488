/*
 * process.c - the process of a host: how it starts and ends, and what it
 * holds.
 */
#include "netsim/sim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The descriptor on which programs report the steps of calls; far from
 * those that socket() and open() hand out. */
#define STEPS_FD 1023
#define CONSOLE_WRITE_MAX 65536

static char steps_env[] = "RPC_TRACE_FD=1023";

/* ---- descriptors -------------------------------------------------------- */

struct file *
file_get(struct process *p, long fd)
{
    static struct file steps = { .kind = FILE_STEPS };

    if (fd == STEPS_FD && p->host->world->steps)
        return &steps;
    return fd >= 0 && fd < p->n_fds ? p->fd[fd] : NULL;
}

/* POSIX: the lowest free number. */
int
file_add(struct process *p, struct file *f)
{
    int fd = 0;

    while (fd < p->n_fds && p->fd[fd])
        fd++;
    if (fd == SIM_FDS_MAX - 1)
        return -EMFILE;
    if (fd == p->n_fds) {
        int n = p->n_fds ? 2 * p->n_fds : 16;

        p->fd = sim_grow(p->fd, (size_t)p->n_fds * sizeof(*p->fd),
                         (size_t)n * sizeof(*p->fd));
        p->n_fds = n;
    }
    p->fd[fd] = f;
    return fd;
}

int
file_close(struct process *p, long fd)
{
    struct file *f = fd == STEPS_FD ? NULL : file_get(p, fd);

    if (!f)
        return -EBADF;
    p->fd[fd] = NULL;
    if (f->kind == FILE_SOCKET)
        socket_free(f->socket);
    free(f);
    return 0;
}

static void
open_console(struct process *p)
{
    for (int i = 0; i < 3; i++) {
        struct file *f = sim_alloc(sizeof(*f));

        f->kind = FILE_CONSOLE;
        f->stream = i;
        file_add(p, f);
    }
}

/* ---- what it says ------------------------------------------------------- */

/* "NAME [status=N] TEXT", see lab2-stubs/rpclib/rpc_trace.h. */
static void
trace_step(struct thread *t, char *text)
{
    struct trace_event ev = { .kind = TRACE_STEP, .name = text };

    text += strcspn(text, " ");
    if (*text)
        *text++ = '\0';
    if (!strncmp(text, "status=", 7)) {
        ev.status = (int)strtol(text + 7, &text, 10);
        text += *text == ' ';
    }
    ev.text = text;
    thread_trace(t, &ev);
}

static void
end_line(struct thread *t, struct line *l, int which)
{
    struct trace_event ev = { .kind = TRACE_LOG, .text = l->text };

    l->text[l->len] = '\0';
    l->len = 0;
    if (!tracing(t->proc->host->world))
        return;
    if (which == 2) {
        trace_step(t, l->text);
        return;
    }
    ev.name = which == 0 ? "stdout" : "stderr";
    thread_trace(t, &ev);
}

static void
say(struct thread *t, int which, const char *text, size_t len)
{
    struct line *l = &t->proc->line[which];

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n' || l->len == LINE_MAX_LEN - 1)
            end_line(t, l, which);
        if (text[i] != '\n')
            l->text[l->len++] = text[i];
    }
}

long
console_write(struct thread *t, struct file *f, const void *buf, size_t len)
{
    const char *from = buf;
    char part[1024];
    size_t done = 0;

    if (f->kind == FILE_CONSOLE && f->stream == 0)
        return -EBADF;
    if (len > CONSOLE_WRITE_MAX) /* write(2) may write less */
        len = CONSOLE_WRITE_MAX;
    while (done < len) {
        size_t n = len - done < sizeof(part) ? len - done : sizeof(part);

        if (copy_in(part, (long)(intptr_t)(from + done), n) < 0)
            return done ? (long)done : -EFAULT;
        say(t, f->kind == FILE_STEPS ? 2 : f->stream - 1, part, n);
        done += n;
    }
    return (long)len;
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
    struct thread *t = &p->main;
    struct sim_point point = { .kind = SIM_BOOT, .host = h->index };
    struct sim_decision d = { .at_ns = -1, .restart_ns = RESTART_DEFAULT_NS };

    SIM_ASSERT(!p->alive);
    p->alive = 1;
    p->inc++;
    p->random_n = 0;
    p->calls_at_instant = 0;
    image_reset(p->image);
    open_console(p);
    t->proc = p;
    t->id = 1;
    t->timer.kind = EVENT_TIMER;
    t->saved_errno = 0;
    t->cause = 0;
    t->retried = t->timed_out = t->queued = 0;
    t->wait = WAIT_NOTHING;
    fiber_init(&t->fiber, thread_main, t);
    if (tracing(h->world))
        trace_start(p);
    world_choose(h->world, &point, &d);
    if (d.crash && d.at_ns >= h->world->now_ns) {
        h->restart_ns = d.restart_ns;
        event_add(&h->world->queue, &h->crash, d.at_ns);
    }
    thread_ready(t);
}

/* ---- end ---------------------------------------------------------------- */

static void
leave_run_queue(struct sim_world *w, struct thread *t)
{
    struct thread **p = &w->run_first;

    if (!t->queued)
        return;
    while (*p != t)
        p = &(*p)->next;
    *p = t->next;
    if (!*p)
        w->run_last = p;
    t->queued = 0;
}

void
process_kill(struct process *p)
{
    struct sim_world *w = p->host->world;

    SIM_ASSERT(p->alive);
    p->alive = 0;
    event_cancel(&w->queue, &p->main.timer);
    event_cancel(&w->queue, &p->host->crash);
    leave_run_queue(w, &p->main);
    p->main.wait = WAIT_NOTHING;
    fiber_release(&p->main.fiber);
    for (int fd = 0; fd < p->n_fds; fd++)
        if (p->fd[fd])
            file_close(p, fd);
    heap_reset(p->heap);
    for (int i = 0; i < 3; i++)
        p->line[i].len = 0;
}

/* What it had not ended with a newline is said all the same. */
static void
end_lines(struct process *p)
{
    for (int i = 0; i < 3; i++)
        if (p->line[i].len)
            end_line(&p->main, &p->line[i], i);
}

static void
list_open(struct process *p, char *buf, size_t cap)
{
    size_t len = 0;

    buf[0] = '\0';
    for (int fd = 3; fd < p->n_fds && len < cap; fd++) {
        char place[128];

        if (!p->fd[fd])
            continue;
        image_place(p->image, p->fd[fd]->opener_pc - 1, place, sizeof(place));
        len += (size_t)snprintf(buf + len, cap - len,
                                "%sdescriptor %d, a UDP socket opened in %s",
                                len ? "; " : "", fd, place);
    }
}

void
process_exit(struct process *p, int status)
{
    struct trace_event ev = { .kind = TRACE_EXIT, .status = status };
    char open[512];

    end_lines(p);
    if (tracing(p->host->world)) {
        list_open(p, open, sizeof(open));
        ev.text = open;
        thread_trace(&p->main, &ev);
    }
    process_kill(p);
}

void
process_fault(struct process *p, const char *name, const char *text)
{
    struct trace_event ev = { .kind = TRACE_FAULT,
                              .name = name,
                              .text = text };

    p->host->world->stats.faults++;
    end_lines(p);
    if (tracing(p->host->world))
        thread_trace(&p->main, &ev);
    process_kill(p);
}

void
host_crash(struct host *h, const struct sim_decision *d,
           const struct deviation *dev)
{
    struct sim_world *w = h->world;
    struct trace_event ev = { .kind = TRACE_CRASH, .rule = d->rule };
    char did[128];

    if (tracing(w)) {
        deviation_print(did, sizeof(did), dev, &w->names);
        ev.did = did;
        ev.dec = ++w->decision;
        h->crash_seq = thread_trace(&h->proc.main, &ev);
    }
    process_kill(&h->proc);
    if (dev->restart_ns != RESTART_NEVER)
        event_add(&w->queue, &h->restart, w->now_ns + dev->restart_ns);
}
