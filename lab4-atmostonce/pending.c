/*
 * pending.c - the calls that a client has begun and not done with: lab 4,
 * the client's side of part E.
 *
 * About 110 lines are missing.  The contract is in amo/pending.h; build it
 * on your journal.  Syllabus: G1, G2.
 */
#include "lab4-atmostonce/amo/pending.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"
#include "lab4-atmostonce/amo/journal.h"

#define PART "lab 4 part E"
#define THIS_FILE "lab4-atmostonce/pending.c"

struct pending {
    struct journal *journal;
    /* Which step, and the call of it, if it was begun ... */
};

struct pending *
pending_open(const char *path, struct rpc_text *why)
{
    (void)path;
    rpc_not_implemented(PART, "pending_open()", THIS_FILE);
    rpc_text_str(why, "pending_open() is not implemented");
    errno = ENOSYS;
    return NULL;
}

void
pending_close(struct pending *p)
{
    (void)p;
}

uint64_t
pending_step(const struct pending *p)
{
    (void)p;
    return 1;
}

uint64_t
pending_call(const struct pending *p, const uint8_t **request, size_t *len)
{
    (void)p;
    *request = NULL;
    *len = 0;
    return 0;
}

int
pending_begin(struct pending *p, uint64_t number, const uint8_t *request,
              size_t len)
{
    (void)p;
    (void)number;
    (void)request;
    (void)len;
    rpc_not_implemented(PART, "pending_begin()", THIS_FILE);
    return -ENOSYS;
}

int
pending_done(struct pending *p)
{
    (void)p;
    rpc_not_implemented(PART, "pending_done()", THIS_FILE);
    return -ENOSYS;
}
