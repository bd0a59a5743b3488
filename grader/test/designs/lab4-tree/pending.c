/*
 * pending.c - the calls that a client has begun and not done with.
 *
 * Another design: each record of the journal is all there is to know: which
 * step, and its call, if that was begun.  The last one counts.
 *
 * Why it is right: nothing has to be replayed, and a journal of the last
 * record alone says the same as the whole.  So it may be written anew at any
 * time, also while a call is pending.
 */
#include "lab4-atmostonce/amo/pending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/xdr.h"
#include "lab4-atmostonce/amo/journal.h"

/* One that is longer is written anew. */
#define SIZE_MAX_KEPT 65536

/* step, number, request */
#define RECORD_MAX (8 + 8 + 4 + PENDING_REQUEST_MAX)

struct snapshot {
    uint64_t step;
    uint64_t number; /* of its call; 0: not begun */
    uint8_t request[PENDING_REQUEST_MAX];
    size_t len;
};

struct pending {
    struct journal *journal;
    struct snapshot now;
};

/* ---- records ------------------------------------------------------------ */

static int
append(struct journal *j, const struct snapshot *s)
{
    uint8_t buf[RECORD_MAX];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_u64(&e, s->step);
    xdr_put_u64(&e, s->number);
    xdr_put_opaque(&e, s->request, (uint32_t)s->len, PENDING_REQUEST_MAX);
    return e.err ? e.err : journal_append(j, buf, e.len);
}

static int
replay(void *arg, const uint8_t *bytes, size_t len)
{
    struct snapshot *s = arg;
    struct xdr_dec d;

    xdr_dec_init(&d, bytes, len);
    s->step = xdr_get_u64(&d);
    s->number = xdr_get_u64(&d);
    s->len = xdr_get_opaque(&d, s->request, PENDING_REQUEST_MAX);
    return xdr_get_end(&d) < 0 || s->step == 0 ? -EBADMSG : 0;
}

static int
write_anew(void *arg, struct journal *j)
{
    const struct pending *p = arg;

    return append(j, &p->now);
}

/* What is so from now on, when it is on the disk. */
static int
become(struct pending *p, const struct snapshot *next)
{
    int err = append(p->journal, next);

    if (err < 0)
        return err;
    p->now = *next;
    /* It is written down, come what may; a broken journal says so later. */
    if (journal_size(p->journal) > SIZE_MAX_KEPT)
        journal_compact(p->journal, write_anew, p);
    return 0;
}

/* ---- open and close ----------------------------------------------------- */

struct pending *
pending_open(const char *path, struct rpc_text *why)
{
    struct pending *p = calloc(1, sizeof(*p));
    int err;

    if (!p) {
        rpc_text_str(why, path);
        rpc_text_str(why, ": no memory");
        return NULL;
    }
    p->now.step = 1;
    p->journal = journal_open(path, replay, &p->now, why);
    if (p->journal)
        return p;
    err = errno;
    free(p);
    errno = err;
    return NULL;
}

void
pending_close(struct pending *p)
{
    journal_close(p->journal);
    free(p);
}

/* ---- steps -------------------------------------------------------------- */

uint64_t
pending_step(const struct pending *p)
{
    return p->now.step;
}

uint64_t
pending_call(const struct pending *p, const uint8_t **request, size_t *len)
{
    *request = p->now.request;
    *len = p->now.len;
    return p->now.number;
}

int
pending_begin(struct pending *p, uint64_t number, const uint8_t *request,
              size_t len)
{
    struct snapshot next = { .step = p->now.step,
                             .number = number,
                             .len = len };

    if (len > sizeof(next.request))
        return -EMSGSIZE;
    memcpy(next.request, request, len);
    return become(p, &next);
}

int
pending_done(struct pending *p)
{
    const struct snapshot next = { .step = p->now.step + 1 };

    return become(p, &next);
}
