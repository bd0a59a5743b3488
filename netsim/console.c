/*
 * console.c - what a process says: stdout, stderr and the steps of calls.
 *
 * All three are lines of text that end up in the trace.  Nobody types:
 * standard input is at its end.
 */
#include "netsim/files.h"

#include "netsim/fault.h"
#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/link.h"
#include "netsim/sys.h"
#include "netsim/world.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define CONSOLE_WRITE_MAX 65536

enum { LINE_STDOUT, LINE_STDERR, LINE_STEPS };

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

static int
step_of(const struct line *l)
{
    char name[16];
    size_t len = strcspn(l->text, " ");

    if (len >= sizeof(name))
        return -1;
    memcpy(name, l->text, len);
    name[len] = '\0';
    return schedule_find_step(name);
}

/* A step is a place at which the host may suffer a fault.  Returns 0 if its
 * process is no more. */
static int
end_step(struct thread *t, struct line *l, int is_place)
{
    struct host *h = t->proc->host;
    int step = is_place ? step_of(l) : -1;

    if (step >= 0) {
        h->steps[step]++;
        if (fault_at_step(t, step, 0))
            return 0;
    }
    history_step(t, l->text, l->len);
    if (step >= 0 && !strcmp(schedule_step[step], "return"))
        link_returned(h->world, h->index);
    l->len = 0;
    if (tracing(h->world))
        trace_step(t, l->text);
    return step < 0 || !fault_at_step(t, step, 1);
}

static void
end_log(struct thread *t, struct line *l, int which)
{
    struct trace_event ev = { .kind = TRACE_LOG, .text = l->text };

    l->len = 0;
    if (!tracing(t->proc->host->world))
        return;
    ev.name = which == LINE_STDOUT ? "stdout" : "stderr";
    thread_trace(t, &ev);
}

/* Returns 0 if the process is no more. */
static int
end_line(struct thread *t, struct line *l, int which, int is_place)
{
    l->text[l->len] = '\0';
    if (which == LINE_STEPS)
        return end_step(t, l, is_place);
    end_log(t, l, which);
    return 1;
}

static int
say(struct thread *t, int which, const char *text, size_t len)
{
    struct line *l = &t->proc->line[which];

    for (size_t i = 0; i < len; i++) {
        if ((text[i] == '\n' || l->len == LINE_MAX_LEN - 1) &&
            !end_line(t, l, which, 1))
            return 0;
        if (text[i] != '\n')
            l->text[l->len++] = text[i];
    }
    return 1;
}

void
console_end(struct thread *t)
{
    for (int i = 0; i < 3; i++)
        if (t->proc->line[i].len)
            end_line(t, &t->proc->line[i], i, 0);
}

/* arg: fd, buf, len */
static long
write_lines(struct thread *t, int which)
{
    size_t len = (size_t)t->arg[2], done = 0;
    char part[1024];

    if (len > CONSOLE_WRITE_MAX) /* write(2) may write less */
        len = CONSOLE_WRITE_MAX;
    while (done < len) {
        size_t n = len - done < sizeof(part) ? len - done : sizeof(part);

        if (copy_in(part, t->arg[1] + (long)done, n) < 0)
            return done ? (long)done : -EFAULT;
        if (!say(t, which, part, n))
            return 0;
        done += n;
    }
    return (long)len;
}

static long
console_write(struct thread *t, struct file *f)
{
    if (f->stream == 0)
        return -EBADF;
    return write_lines(t, f->stream == 1 ? LINE_STDOUT : LINE_STDERR);
}

static long
console_read(struct thread *t, struct file *f)
{
    (void)t;
    return f->stream == 0 ? 0 : -EBADF;
}

static short
console_ready(struct file *f)
{
    return f->stream == 0 ? POLLIN | POLLRDNORM : POLLOUT | POLLWRNORM;
}

const struct file_ops console_ops = {
    .what = "terminal",
    .read = console_read,
    .write = console_write,
    .ready = console_ready,
};

long
steps_write(struct thread *t)
{
    if (!image_may_report(t->proc->image, t->pc)) {
        process_fault(t, "forged",
                      "steps of calls that it has written itself: only the "
                      "RPC library reports them");
        return 0;
    }
    return write_lines(t, LINE_STEPS);
}
