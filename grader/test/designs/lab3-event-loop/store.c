/*
 * store.c - a store whose rule is one comparison.
 *
 * Another design: a put is compared with what stands, and is older, the same,
 * or newer; all that follows depends on that alone.  The writer does not look
 * whether a sum is too large, but how many rounds there are.
 *
 * Why it is right: the comparison is a total order of versions.  A put that
 * is repeated is "the same" as what it has left behind, one that is late is
 * "older"; neither changes anything.
 */
#include "lab3-atleastonce/store/versioned.h"

#include <string.h>

/* ---- server ------------------------------------------------------------- */

enum age { OLDER, SAME, NEWER };

/* The second value of one version is older: the first one was there. */
static enum age
age_of(const struct store_entry *put, const struct store_entry *stands)
{
    if (put->vers > stands->vers)
        return NEWER;
    if (put->vers == stands->vers && put->value == stands->value)
        return SAME;
    return OLDER;
}

void
store_serve_get(struct store *s, const struct store_name *args,
                struct store_result *res)
{
    const struct store_slot *slot = store_find(s, args->name);

    res->status = slot ? STORE_OK : STORE_NO_SUCH_NAME;
    if (slot)
        res->entry = slot->entry;
}

void
store_serve_put(struct store *s, const struct store_change *args,
                struct store_result *res)
{
    const struct store_entry put = { .value = args->value,
                                     .vers = args->vers };
    struct store_slot *slot;
    enum age age;

    res->status = STORE_BAD_VERSION;
    if (put.vers == 0)
        return; /* before a slot is taken for it */
    res->status = STORE_FULL;
    slot = store_find_or_add(s, args->name);
    if (!slot)
        return;
    age = age_of(&put, &slot->entry);
    if (age == NEWER)
        slot->entry = put;
    if (age == OLDER) {
        res->status = STORE_SUPERSEDED;
        res->newer = slot->entry;
    } else {
        res->status = STORE_OK;
        res->entry = put;
    }
}

/* ---- client ------------------------------------------------------------- */

/* The last round in which this writer has a version. */
static uint64_t
last_round(uint32_t writer)
{
    return (UINT64_MAX - writer) / STORE_WRITERS;
}

enum rpc_status
store_write(struct rpc_client *c, uint32_t writer,
            const struct store_setting *args, struct store_result *res)
{
    struct store_change change = { .value = args->value };
    struct store_name name;
    uint64_t round = 0; /* of what stands; nothing is as good as round 0 */
    enum rpc_status status;

    memcpy(name.name, args->name, sizeof(name.name));
    memcpy(change.name, args->name, sizeof(change.name));
    status = store_get(c, &name, res);
    if (status != RPC_OK)
        return status;
    if (res->status == STORE_OK)
        round = res->entry.vers / STORE_WRITERS;
    if (round >= last_round(writer)) {
        res->status = STORE_BAD_VERSION;
        return RPC_OK;
    }
    change.vers = (round + 1) * STORE_WRITERS + writer;
    return store_put(c, &change, res);
}
