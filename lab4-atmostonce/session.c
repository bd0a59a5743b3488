/*
 * session.c - numbers for calls, and what is acknowledged: lab 4, the
 * client's side of part C.
 *
 * About 90 lines are missing.  The contract is in amo/session.h.  Syllabus:
 * F3, F5, F6, F8.
 */
#include "lab4-atmostonce/amo/session.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 4 part C"
#define THIS_FILE "lab4-atmostonce/session.c"

/* Who, how many calls so far, which of them are in progress; a lock. */
struct session {
    struct identity id;
};

struct session *
session_open(const struct identity *id)
{
    (void)id;
    rpc_not_implemented(PART, "session_open()", THIS_FILE);
    errno = ENOSYS;
    return NULL;
}

void
session_close(struct session *s)
{
    (void)s;
}

int
session_begin(struct session *s, struct call_id *id)
{
    (void)s;
    (void)id;
    rpc_not_implemented(PART, "session_begin()", THIS_FILE);
    return -ENOSYS;
}

int
session_resume(struct session *s, struct call_id *id)
{
    (void)s;
    (void)id;
    rpc_not_implemented(PART, "session_resume()", THIS_FILE);
    return -ENOSYS;
}

void
session_end(struct session *s, uint64_t number)
{
    (void)s;
    (void)number;
    rpc_not_implemented(PART, "session_end()", THIS_FILE);
}

void
session_now(struct session *s, struct call_id *id)
{
    (void)s;
    *id = (struct call_id){ 0 };
    rpc_not_implemented(PART, "session_now()", THIS_FILE);
}
