/*
 * store.c - a store that copes with duplicates and reordering itself.
 *
 * Lab 3, part C: about 50 lines are missing.  The contract is in
 * store/versioned.h.  Syllabus: E3, E5.
 *
 * Before you write, decide for each of these what the store does, and what
 * it answers:
 *
 *   - the put that stands comes once more
 *   - a put comes that was overtaken by a newer one; it comes twice
 *   - two writers have asked, and got the same answer; now both put
 *   - a put of version 1000001 comes, and 1001 stands
 *
 * And for the writer: is a write that was superseded a failure?
 */
#include "lab3-atleastonce/store/versioned.h"

#define PART "lab 3 part C"
#define THIS_FILE "lab3-atleastonce/store.c"

void
store_serve_get(struct store *s, const struct store_name *args,
                struct store_result *res)
{
    (void)s;
    (void)args;
    rpc_not_implemented(PART, "store_serve_get()", THIS_FILE);
    res->status = STORE_NO_SUCH_NAME;
}

/* service.h has what finds the slot of a name. */
void
store_serve_put(struct store *s, const struct store_change *args,
                struct store_result *res)
{
    (void)s;
    (void)args;
    rpc_not_implemented(PART, "store_serve_put()", THIS_FILE);
    res->status = STORE_FULL;
}

/* Two calls: store_get() and store_put() are the stubs. */
enum rpc_status
store_write(struct rpc_client *c, uint32_t writer,
            const struct store_setting *args, struct store_result *res)
{
    (void)c;
    (void)writer;
    (void)args;
    (void)res;
    return rpc_not_implemented(PART, "store_write()", THIS_FILE);
}
