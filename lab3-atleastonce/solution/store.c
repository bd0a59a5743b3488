/*
 * store.c - a store that copes with duplicates and reordering itself.
 *
 * What stands only ever becomes newer.  So a put may be executed any number
 * of times, at any time: from the second on it changes nothing.  That is
 * what makes at-least-once good enough.
 */
#include "lab3-atleastonce/store/versioned.h"

#include <string.h>

/* ---- server ------------------------------------------------------------- */

void
store_serve_get(struct store *s, const struct store_name *args,
                struct store_result *res)
{
    const struct store_slot *slot = store_find(s, args->name);

    if (!slot) {
        res->status = STORE_NO_SUCH_NAME;
        return;
    }
    res->status = STORE_OK;
    res->entry = slot->entry;
}

void
store_serve_put(struct store *s, const struct store_change *args,
                struct store_result *res)
{
    const struct store_entry put = { args->value, args->vers };
    struct store_slot *slot;

    if (put.vers == 0) {
        res->status = STORE_BAD_VERSION;
        return;
    }
    slot = store_find_or_add(s, args->name);
    if (!slot) {
        res->status = STORE_FULL;
        return;
    }
    if (put.vers > slot->entry.vers)
        slot->entry = put;
    /*
     * A writer that was restarted may choose the version of a put that is
     * still on its way; only what has the same value, too, is the same put.
     */
    if (slot->entry.vers == put.vers && slot->entry.value == put.value) {
        res->status = STORE_OK;
        res->entry = slot->entry;
    } else {
        res->status = STORE_SUPERSEDED;
        res->newer = slot->entry;
    }
}

/* ---- client ------------------------------------------------------------- */

/* The writer's version in the round after the one that stands; 0: none. */
static uint64_t
next_version(uint64_t stands, uint32_t writer)
{
    uint64_t round = stands / STORE_WRITERS + 1;

    if (round > (UINT64_MAX - writer) / STORE_WRITERS)
        return 0;
    return round * STORE_WRITERS + writer;
}

enum rpc_status
store_write(struct rpc_client *c, uint32_t writer,
            const struct store_setting *args, struct store_result *res)
{
    struct store_change change = { .value = args->value };
    struct store_name name;
    enum rpc_status status;
    uint64_t stands = 0;

    strcpy(name.name, args->name); /* arrays of one size */
    strcpy(change.name, args->name);
    status = store_get(c, &name, res);
    if (status != RPC_OK)
        return status;
    if (res->status == STORE_OK)
        stands = res->entry.vers;
    change.vers = next_version(stands, writer);
    if (change.vers == 0) {
        res->status = STORE_BAD_VERSION;
        return RPC_OK;
    }
    return store_put(c, &change, res);
}
