/*
 * cell.c - the kernel's side of a cell: see cell.h.
 *
 * The memory of the program is reached by process_vm_readv(2), which obeys
 * the program's own page tables: a bad address is EFAULT, and one of the
 * kernel's own is as bad as any.
 */
#include "netsim/cell.h"
#include "netsim/cell_mail.h"

#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/memory.h"
#include "netsim/sched.h"
#include "netsim/world.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 100 /* is the program still there? */
/* Of real time without a call: whoever stops its own clock is stopped. */
#define SILENCE_MS (20 * SIM_CPU_MS)

struct cell {
    struct cell_mail *mail;
    struct cell_ready_mail *ready_mail;
    pid_t ready;
    pid_t running; /* 0: none */
    pid_t ending;  /* was killed, and is to be waited for; 0: none */
};

static const struct sim_isolation *isolation;

void
sim_isolate(const struct sim_isolation *how)
{
    isolation = how;
}

int
sim_can_isolate(void)
{
    char from = 0, to;
    struct iovec here = { &to, 1 }, there = { &from, 1 };

    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1 ? 0
                                                                   : -errno;
}

int
cell_wanted(void)
{
    return isolation != NULL;
}

int
cell_guard(enum sim_guard_stage stage)
{
    return isolation->guard ? isolation->guard(isolation->arg, stage) : 0;
}

/* ---- the one that stands ready ------------------------------------------ */

/* Wait for its answer.  0, or -ECHILD: it is no more. */
static int
await_ready(struct cell *c)
{
    while (cell_await(&c->ready_mail->turn, CELL_KERNEL, LOOK_MS) < 0)
        if (waitpid(c->ready, NULL, WNOHANG) == c->ready) {
            c->ready = 0;
            return -ECHILD;
        }
    return 0;
}

/* Those that are forked for the next hosts are not to have its mail. */
static int
keep_from_others(struct cell *c)
{
    return madvise(c->mail, sizeof(*c->mail), MADV_DONTFORK) < 0
               ? -1
               : madvise(c->ready_mail, sizeof(*c->ready_mail), MADV_DONTFORK);
}

/* The sentence outlives this: it is borrowed until the next call. */
static int
begin_ready(struct cell *c, struct host *h, const char **why)
{
    static char text[200];
    const struct cell_loaded *l = &c->ready_mail->loaded;
    long kernel = getpid();
    int err = sim_can_isolate();

    if (err < 0) {
        snprintf(text, sizeof(text),
                 "it cannot be isolated here: process_vm_readv: %s",
                 strerror(-err));
        *why = text;
        return -1;
    }
    fflush(NULL);
    c->ready_mail->turn.whose = CELL_PROGRAM;
    c->ready = fork();
    if (c->ready == 0)
        cell_ready(h, c->ready_mail, c->mail, kernel);
    if (c->ready < 0)
        snprintf(text, sizeof(text), "cannot fork: %s", strerror(errno));
    else if (keep_from_others(c) < 0)
        snprintf(text, sizeof(text), "madvise: %s", strerror(errno));
    else if (await_ready(c) < 0)
        snprintf(text, sizeof(text), "its process has ended while loading");
    else if (!l->ok)
        snprintf(text, sizeof(text), "%.*s", (int)sizeof(l->why) - 1, l->why);
    else
        return 0;
    *why = text;
    return -1;
}

static void *
new_mail(size_t len)
{
    void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        sim_no_mapping("the mail of a cell", len);
    return p;
}

struct cell *
cell_new(struct host *h, const char **why)
{
    struct cell *c = sim_alloc(sizeof(*c));
    const struct cell_loaded *l;

    c->mail = new_mail(sizeof(*c->mail));
    c->ready_mail = new_mail(sizeof(*c->ready_mail));
    h->proc.image = image_elsewhere(h->path);
    if (begin_ready(c, h, why) < 0) {
        cell_free(c);
        return NULL;
    }
    l = &c->ready_mail->loaded;
    image_set_where(h->proc.image, l->base, l->text, l->text_end);
    return c;
}

static void
reap(pid_t *pid)
{
    while (*pid > 0 && waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        ;
    *pid = 0;
}

void
cell_free(struct cell *c)
{
    reap(&c->ending);
    if (c->ready > 0)
        kill(c->ready, SIGKILL);
    reap(&c->ready);
    munmap(c->mail, sizeof(*c->mail));
    munmap(c->ready_mail, sizeof(*c->ready_mail));
    free(c);
}

/* ---- the one that runs -------------------------------------------------- */

static void
give_args(struct cell_mail *m, const struct host *h)
{
    size_t at = 0;

    m->steps = h->world->steps;
    m->argc = h->argc;
    for (int i = 0; i < h->argc; i++) {
        size_t len = strlen(h->argv[i]) + 1;

        if (len > sizeof(m->args) - at)
            sim_fatal("host %s: its arguments are longer than %d bytes",
                      h->name, CELL_ARGS_LEN);
        memcpy(m->args + at, h->argv[i], len);
        at += len;
    }
}

void
cell_start(struct process *p)
{
    struct cell *c = p->cell;
    struct cell_mail *m = c->mail;
    pid_t pid;

    reap(&c->ending);
    give_args(m, p->host);
    m->turn = (struct cell_turn){ .whose = CELL_KERNEL };
    cell_give(&c->ready_mail->turn, CELL_PROGRAM);
    if (await_ready(c) < 0)
        sim_fatal("host %s: the process that begins its program has ended",
                  p->host->name);
    pid = c->ready_mail->pid;
    /* No number of its own choice: it must be a child of ours, alive. */
    if (pid <= 0 || waitpid(pid, NULL, WNOHANG) != 0)
        sim_fatal("host %s: its program cannot be begun: %s", p->host->name,
                  strerror(pid < 0 ? -pid : ECHILD));
    c->running = pid;
}

void
cell_kill(struct process *p)
{
    struct cell *c = p->cell;

    if (c->running <= 0)
        return;
    kill(c->running, SIGKILL);
    c->ending = c->running;
    c->running = 0;
}

/* How a process of the real system has ended that never should. */
static void
end_text(int status, char *text, size_t cap)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        snprintf(text, cap, "a system call of the real kernel");
    else if (WIFSIGNALED(status))
        snprintf(text, cap, "its process was ended by %s",
                 strsignal(WTERMSIG(status)));
    else
        snprintf(text, cap, "its process ended by itself, behind our back");
}

/* Until the program has made a call.  0: it never will, and text says why. */
static int
await_call(struct cell *c, char *text, size_t cap)
{
    int64_t silent_ms = 0;
    int status;

    while (cell_await(&c->mail->turn, CELL_KERNEL, LOOK_MS) < 0) {
        if (waitpid(c->running, &status, WNOHANG) == c->running) {
            c->running = 0;
            end_text(status, text, cap);
            return 0;
        }
        silent_ms += LOOK_MS;
        if (silent_ms >= SILENCE_MS) {
            snprintf(text, cap, "no system call for %d s", SILENCE_MS / 1000);
            return 0;
        }
    }
    return 1;
}

/* What it says of its own failure, as far as it is text. */
static void
report(struct thread *t, struct cell_left *left)
{
    struct failure f = { .has_place = left->has_place != 0,
                         .place = left->place };

    left->name[sizeof(left->name) - 1] = '\0';
    left->text[sizeof(left->text) - 1] = '\0';
    snprintf(f.name, sizeof(f.name), "%s", left->name);
    snprintf(f.text, sizeof(f.text), "%s", left->text);
    t->why = LEFT_FAULT;
    contain_report(t, &f);
}

int
cell_run(struct thread *t)
{
    struct cell *c = t->proc->cell;
    struct cell_left left;
    char text[200];

    c->mail->go = (struct cell_go){ .thread = t->id,
                                    .is_new = !t->begun,
                                    .ret = t->ret,
                                    .entry = (uintptr_t)t->entry,
                                    .arg = (uintptr_t)t->entry_arg };
    t->begun = 1;
    cell_give(&c->mail->turn, CELL_PROGRAM);
    if (!await_call(c, text, sizeof(text))) {
        process_fault(t, "sandbox", text);
        return 0;
    }
    left = c->mail->left;
    atomic_signal_fence(memory_order_seq_cst); /* no second look at it */
    t->why = LEFT_TRAP;
    t->nr = left.nr < 0 || left.nr >= SYS_NR_COUNT ? SYS_NR_unknown : left.nr;
    t->pc = left.pc;
    memcpy(t->arg, left.arg, sizeof(t->arg));
    t->keep_turn = left.keep_turn != 0;
    if (!left.failed)
        return 1;
    report(t, &left);
    return 0;
}

/* ---- its memory --------------------------------------------------------- */

int
cell_copy_in(const struct cell *c, void *dst, long user, size_t len)
{
    struct iovec here = { dst, len }, there = { (void *)user, len };

    if (len == 0)
        return 0;
    return process_vm_readv(c->running, &here, 1, &there, 1, 0) == (ssize_t)len
               ? 0
               : -EFAULT;
}

int
cell_copy_out(const struct cell *c, long user, const void *src, size_t len)
{
    struct iovec here = { (void *)(uintptr_t)src, len },
                 there = { (void *)user, len };

    if (len == 0)
        return 0;
    return process_vm_writev(c->running, &here, 1, &there, 1, 0) ==
                   (ssize_t)len
               ? 0
               : -EFAULT;
}
