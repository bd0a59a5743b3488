/*
 * pending.c - the calls that a client has begun and not done with.
 *
 * Another design: the journal has only the steps that are done, a number each.
 * The call of the step is in a file of its own, FILE.call, which every call
 * writes over: its step, its number, its request, and a sum.
 *
 * Why it is right: one step is followed by the next only when it is done, so
 * what stands in that file is not needed any more when it is written over.  A
 * call counts if it is of the step that comes next by the journal, and its sum
 * is right: one that was written half was never sent.
 */
#include "lab4-atmostonce/amo/pending.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"
#include "lab4-atmostonce/amo/journal.h"

/* A journal that is longer is written anew. */
#define SIZE_MAX_KEPT 4096
#define PATH_LEN_MAX 4096

/* step, number, request, sum */
#define CALL_LEN_MAX (8 + 8 + 4 + PENDING_REQUEST_MAX + 4)

struct pending {
    struct journal *journal;
    uint64_t done; /* steps */
    int fd;        /* of the file of the call */
    uint64_t number;
    uint8_t request[PENDING_REQUEST_MAX];
    size_t len;
};

/* ---- steps that are done ------------------------------------------------ */

static int
append_done(struct journal *j, uint64_t step)
{
    uint8_t buf[8];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_u64(&e, step);
    return journal_append(j, buf, e.len);
}

static int
read_done(void *arg, const uint8_t *bytes, size_t len)
{
    struct pending *p = arg;
    struct xdr_dec d;

    xdr_dec_init(&d, bytes, len);
    p->done = xdr_get_u64(&d);
    return xdr_get_end(&d) < 0 ? -EBADMSG : 0;
}

static int
write_anew(void *arg, struct journal *j)
{
    const struct pending *p = arg;

    return append_done(j, p->done);
}

/* ---- the call of the next one ------------------------------------------- */

/* Fowler, Noll and Vo's hash of 32 bits. */
static uint32_t
sum_of(const uint8_t *bytes, size_t len)
{
    uint32_t sum = 0x811c9dc5;

    for (size_t i = 0; i < len; i++)
        sum = (sum ^ bytes[i]) * 0x01000193;
    return sum;
}

/* Written, and on the disk. */
static int
write_call(int fd, const uint8_t *bytes, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = pwrite(fd, bytes + done, len - done, (off_t)done);

        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

/* What is in the file; what is behind a call is of an older, longer one. */
static int
read_call(struct pending *p)
{
    uint8_t bytes[CALL_LEN_MAX];
    size_t len = 0;
    uint64_t step, number;
    struct xdr_dec d;
    ssize_t n;

    do {
        n = pread(p->fd, bytes + len, sizeof(bytes) - len, (off_t)len);
        len += n > 0 ? (size_t)n : 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    if (n < 0)
        return -errno;
    xdr_dec_init(&d, bytes, len);
    step = xdr_get_u64(&d);
    number = xdr_get_u64(&d);
    p->len = xdr_get_opaque(&d, p->request, PENDING_REQUEST_MAX);
    len = d.pos;
    if (xdr_get_u32(&d) == sum_of(bytes, len) && d.err == 0 &&
        step == p->done + 1)
        p->number = number;
    /* It may have been written and not synced; now it is to be sent again. */
    return p->number != 0 && fsync(p->fd) < 0 ? -errno : 0;
}

/* ---- open and close ----------------------------------------------------- */

static int
sync_directory_of(const char *path)
{
    char dir[PATH_LEN_MAX] = ".";
    const char *slash = strrchr(path, '/');
    int fd, err;

    if (slash)
        snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path) + 1, path);
    fd = open(dir, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return -errno;
    err = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return err;
}

static int
open_call(struct pending *p, const char *path)
{
    char call_path[PATH_LEN_MAX];
    int err;

    if (snprintf(call_path, sizeof(call_path), "%s.call", path) >=
        (int)sizeof(call_path))
        return -ENAMETOOLONG;
    p->fd = open(call_path, O_RDWR | O_CREAT, 0600);
    if (p->fd < 0)
        return -errno;
    err = sync_directory_of(call_path);
    return err < 0 ? err : read_call(p);
}

void
pending_close(struct pending *p)
{
    if (p->fd >= 0)
        close(p->fd);
    if (p->journal)
        journal_close(p->journal);
    free(p);
}

struct pending *
pending_open(const char *path, struct rpc_text *why)
{
    struct pending *p = calloc(1, sizeof(*p));
    int err;

    rpc_text_clear(why);
    if (!p) {
        rpc_text_str(why, path);
        rpc_text_str(why, ": no memory");
        return NULL;
    }
    p->fd = -1;
    p->journal = journal_open(path, read_done, p, why);
    err = p->journal ? open_call(p, path) : -errno;
    if (err == 0)
        return p;
    if (p->journal) {
        rpc_text_str(why, path);
        rpc_text_str(why, ".call: cannot be read: ");
        rpc_text_str(why, strerror(-err));
    }
    pending_close(p);
    errno = -err;
    return NULL;
}

/* ---- steps -------------------------------------------------------------- */

uint64_t
pending_step(const struct pending *p)
{
    return p->done + 1;
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
    uint8_t bytes[CALL_LEN_MAX];
    struct xdr_enc e;
    int err;

    if (len > PENDING_REQUEST_MAX)
        return -EMSGSIZE;
    xdr_enc_init(&e, bytes, sizeof(bytes));
    xdr_put_u64(&e, pending_step(p));
    xdr_put_u64(&e, number);
    xdr_put_opaque(&e, request, (uint32_t)len, PENDING_REQUEST_MAX);
    xdr_put_u32(&e, sum_of(bytes, e.len));
    err = write_call(p->fd, bytes, e.len);
    if (err < 0)
        return err;
    p->number = number;
    memcpy(p->request, request, len);
    p->len = len;
    return 0;
}

int
pending_done(struct pending *p)
{
    int err = append_done(p->journal, p->done + 1);

    if (err < 0)
        return err;
    p->done++;
    p->number = 0;
    /* The step is done, come what may; a broken journal says so next time. */
    if (journal_size(p->journal) > SIZE_MAX_KEPT)
        journal_compact(p->journal, write_anew, p);
    return 0;
}
