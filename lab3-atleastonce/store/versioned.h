/*
 * versioned.h - a store that copes with duplicates and reordering itself:
 * syllabus E3, E5.
 *
 * This is the contract of lab 3, part C.  Every put has a version.  The store
 * applies a put only if its version is higher than the one that stands, so a
 * copy that comes twice, or late, can do no harm.  Which version is higher is
 * for the writer to find out: it asks first.
 *
 * On the server, two functions that store.h declares.  Where there is one, the
 * result of both has the entry that stands when they return.
 *
 * store_serve_get:
 *     STORE_OK            entry is the value and its version
 *     STORE_NO_SUCH_NAME
 *
 * store_serve_put:
 *     STORE_OK            args stands: applied now, or before, by an earlier
 *                         copy of this request
 *     STORE_SUPERSEDED    args does not stand: newer is what does, and its
 *                         version is not lower.  Nothing has changed.  It may
 *                         have stood for a while, by an earlier copy.
 *     STORE_FULL          a new name, and no slot is left; nothing changed
 *     STORE_BAD_VERSION   version 0; nothing changed
 *
 * A name that was only set has version 0.
 */
#ifndef STORE_VERSIONED_H
#define STORE_VERSIONED_H

#include "lab3-atleastonce/store/service.h"

/*
 * Each writer has a number of its own, from 1 to STORE_WRITERS - 1.  A
 * version is a round and a writer: round * STORE_WRITERS + writer.  So two
 * writers never choose the same one, and 3001 is newer than 2999.
 */
#define STORE_WRITERS 1000

/*
 * Write a value: get what stands, then put, once, in the next round after
 * it; in round 1 if nothing stands.
 *
 * RPC_OK: *res is what the put returned.  After STORE_SUPERSEDED there is
 * nothing to repeat: another writer wrote at the same time, and later.
 * STORE_BAD_VERSION: no round is left, and no put was called.
 * Another status: that of the call that failed, and *res means nothing.
 */
enum rpc_status store_write(struct rpc_client *c, uint32_t writer,
                            const struct store_setting *args,
                            struct store_result *res);

#endif
