/*
 * journal.h - records that outlive a crash and a loss of power.  Contract of
 * lab 4, part D.
 *
 * A file that is only ever appended to.  When journal_append() has returned,
 * the record survives; when it was interrupted, the record is there whole or
 * not at all.  Records come back in the order in which they were written.
 *
 * A disk that loses power may keep half of what was written last, or the end
 * of it without the beginning: the tail is torn.  That is no damage: nobody
 * was ever told that this record exists, and it is cut off.  Anything else
 * that does not read as it was written is damage, and an error: a journal
 * with a hole must never be taken for a shorter one.  That is so, too, if a
 * whole record in the middle is missing, and what follows has moved up.
 *
 * What nobody can tell from a torn tail: damage of the very last record, and
 * the loss of records from the end.  Both are taken for a torn tail.
 *
 * Errors:     0 or a negative errno.
 * Ownership:  bytes are borrowed for the call; the journal owns its file.
 * Threads:    one at a time.
 */
#ifndef AMO_JOURNAL_H
#define AMO_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_text.h"

#define JOURNAL_RECORD_MAX 8192 /* bytes; a record has at least one */

struct journal;

/* One record; negative ends the reading, and is the error. */
typedef int journal_record_fn(void *arg, const uint8_t *bytes, size_t len);

/*
 * Open or create the file and read what is in it: record() for each, in
 * order.  A torn tail is cut off, for good, before anything is appended, and
 * what was read survives a loss of power from then on: a crash may have come
 * before the sync of what it left behind.
 * NULL, errno and a sentence that names the file and where in it:
 *     EBADMSG  a record is damaged and others follow; the file is left as it
 *              is
 *     else     of open, read ..., or what record() has returned
 */
struct journal *journal_open(const char *path, journal_record_fn *record,
                             void *arg, struct rpc_text *why);

/*
 * Append a record; on return it survives a loss of power.  -EMSGSIZE: it is
 * empty or too long.  After any other error nobody knows what is on the
 * disk: the journal refuses all that follows with -EIO.
 */
int journal_append(struct journal *j, const void *bytes, size_t len);

/* Bytes in the file: when to compact is up to the caller. */
size_t journal_size(const struct journal *j);

/*
 * Put other, fewer records in place of all there are: write() is to append
 * them to the journal it is given; negative ends it, and is the error.
 * Wherever this is interrupted, there are all of the old records or all of
 * the new ones; what else it leaves behind is removed at the next open.
 * After an error the old ones are still there, and the journal goes on, or
 * refuses with -EIO if nobody knows which of them are.
 */
typedef int journal_write_fn(void *arg, struct journal *j);

int journal_compact(struct journal *j, journal_write_fn *write, void *arg);

void journal_close(struct journal *j);

#endif
