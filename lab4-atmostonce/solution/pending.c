/*
 * pending.c - the calls that a client has begun and not done with.
 *
 * A journal of three kinds of record: a call begins, its step is done, and,
 * when the journal is written anew, which step it is.
 */
#include "lab4-atmostonce/amo/pending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/xdr.h"
#include "lab4-atmostonce/amo/journal.h"

/* One that is longer is written anew. */
#define SIZE_MAX_KEPT 65536

enum kind { BEGUN = 1, STEP_DONE = 2, STEP = 3 };

/* kind, then the number and the request, or the step, or nothing. */
#define RECORD_MAX (4 + 8 + 4 + PENDING_REQUEST_MAX)

struct pending {
    struct journal *journal;
    uint64_t step;
    uint64_t number; /* of its call; 0: not begun */
    uint8_t request[PENDING_REQUEST_MAX];
    size_t len;
};

/* ---- records ------------------------------------------------------------ */

static int
append(struct journal *j, const struct xdr_enc *e)
{
    return e->err ? -EMSGSIZE : journal_append(j, e->buf, e->len);
}

static int
append_begun(struct journal *j, uint64_t number, const uint8_t *request,
             size_t len)
{
    uint8_t buf[RECORD_MAX];
    struct xdr_enc e;

    if (len > PENDING_REQUEST_MAX)
        return -EMSGSIZE;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_enum(&e, BEGUN);
    xdr_put_u64(&e, number);
    xdr_put_opaque(&e, request, (uint32_t)len, PENDING_REQUEST_MAX);
    return append(j, &e);
}

static int
append_done(struct journal *j)
{
    uint8_t buf[4];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_enum(&e, STEP_DONE);
    return append(j, &e);
}

static int
append_step(struct journal *j, uint64_t step)
{
    uint8_t buf[12];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_enum(&e, STEP);
    xdr_put_u64(&e, step);
    return append(j, &e);
}

/* What a record has done to us, when it was written. */
static int
replay(void *arg, const uint8_t *bytes, size_t len)
{
    struct pending *p = arg;
    struct xdr_dec d;

    xdr_dec_init(&d, bytes, len);
    switch (xdr_get_enum(&d)) {
    case BEGUN:
        p->number = xdr_get_u64(&d);
        p->len = xdr_get_opaque(&d, p->request, PENDING_REQUEST_MAX);
        break;
    case STEP_DONE:
        p->step++;
        p->number = 0;
        break;
    case STEP:
        p->step = xdr_get_u64(&d);
        p->number = 0;
        break;
    default:
        return -EBADMSG;
    }
    return xdr_get_end(&d) < 0 ? -EBADMSG : 0;
}

/* ---- open and close ----------------------------------------------------- */

struct pending *
pending_open(const char *path, struct rpc_text *why)
{
    struct pending *p = calloc(1, sizeof(*p));
    int err;

    if (!p) {
        rpc_text_str(why, "out of memory");
        return NULL;
    }
    p->step = 1;
    p->journal = journal_open(path, replay, p, why);
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
    return p->step;
}

uint64_t
pending_call(const struct pending *p, const uint8_t **request, size_t *len)
{
    *request = p->request;
    *len = p->len;
    return p->number;
}

int
pending_begin(struct pending *p, uint64_t number, const uint8_t *request,
              size_t len)
{
    int err = append_begun(p->journal, number, request, len);

    if (err < 0)
        return err;
    p->number = number;
    memcpy(p->request, request, len);
    p->len = len;
    return 0;
}

/* A step is done, so no call is pending: which step it is says it all. */
static int
write_anew(void *arg, struct journal *j)
{
    const struct pending *p = arg;

    return append_step(j, p->step);
}

int
pending_done(struct pending *p)
{
    int err = append_done(p->journal);

    if (err < 0)
        return err;
    p->step++;
    p->number = 0;
    /* The step is done, come what may; a broken journal says so next time. */
    if (journal_size(p->journal) > SIZE_MAX_KEPT)
        journal_compact(p->journal, write_anew, p);
    return 0;
}
