/*
 * rpc_trace.c - the steps of a call, as it happens.
 */
#include "lab2-stubs/rpclib/rpc_trace.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_text.h"

#define OFF (-1)
#define UNKNOWN (-2)

/*
 * Where steps go, as the environment says, which is read once.  Atomic since
 * several threads may report their first step at once.  Of this file alone:
 * whoever is observed has no switch for it.
 */
static atomic_int trace_fd = UNKNOWN;

/* The number in RPC_TRACE_FD; anything else there means no steps. */
static int
descriptor_from_environment(void)
{
    const char *value = getenv("RPC_TRACE_FD");
    char *end;
    long fd;

    if (!value || *value == '\0')
        return OFF;
    fd = strtol(value, &end, 10);
    if (*end != '\0' || fd < 0 || fd > INT_MAX)
        return OFF;
    return (int)fd;
}

int
rpc_trace_on(void)
{
    if (trace_fd == UNKNOWN)
        trace_fd = descriptor_from_environment();
    return trace_fd != OFF;
}

/*
 * One write(), so that a line is never split by another process's.  The
 * simulated kernel takes steps from the functions rpc_step...() of this file
 * and from no other.
 */
static void
rpc_step_write(struct rpc_text *line, const char *text)
{
    int saved = errno;

    if (*text != '\0') {
        rpc_text_str(line, " ");
        rpc_text_str(line, text);
    }
    /* The newline takes the place of the NUL: even a cut line has one. */
    line->s[line->len] = '\n';
    if (write(trace_fd, line->s, line->len + 1) < 0)
        errno = saved; /* the step is lost: there is nobody to tell */
}

void
rpc_step(const char *name, const char *text)
{
    struct rpc_text line;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&line);
    rpc_text_str(&line, name);
    rpc_step_write(&line, text);
}

void
rpc_step_status(const char *name, enum rpc_status status, const char *text)
{
    struct rpc_text line;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&line);
    rpc_text_str(&line, name);
    rpc_text_str(&line, " status=");
    rpc_text_int(&line, status);
    rpc_step_write(&line, text);
}

void
rpc_step_ignored(size_t len, const struct sockaddr_in *from, const char *why)
{
    struct rpc_text text;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_int(&text, (int64_t)len);
    rpc_text_str(&text, len == 1 ? " byte" : " bytes");
    if (from) {
        rpc_text_str(&text, " from ");
        rpc_addr_text(&text, from);
    }
    rpc_text_str(&text, ": ");
    rpc_text_str(&text, why);
    rpc_step("ignored", text.s);
}
