/*
 * journal.c - records that outlive a crash and a loss of power.
 *
 * A record is a header, the bytes, and zeros up to a multiple of four:
 *
 *     magic   unsigned int
 *     length  unsigned int    of the bytes
 *     index   unsigned hyper  which record of the file this is, from 0
 *     check   unsigned int    CRC-32 of length, index and bytes
 *
 * Each is synced before the next is written.  So what a loss of power can
 * spoil is one record at the end, and if anything that reads as a later
 * record stands behind the first that does not, it was not the power.  The
 * index is what makes it a later one.
 */
#include "lab4-atmostonce/amo/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"

#define MAGIC 0x5250434a /* "RPCJ" */
#define HEADER_LEN 20
#define LONGEST (HEADER_LEN + JOURNAL_RECORD_MAX)

struct journal {
    int fd;
    char *path, *new_path; /* the second is what compacting writes */
    size_t len;            /* of the file: where the next record goes */
    uint64_t n;            /* records in it */
    int is_draft;          /* synced when it is complete, not each record */
    int is_broken;
};

/* ---- the file ----------------------------------------------------------- */

static int
write_all_at(int fd, const uint8_t *buf, size_t len, size_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, buf, len, (off_t)at);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            buf += n;
            at += (size_t)n;
            len -= (size_t)n;
        }
    }
    return 0;
}

static int
read_all(int fd, uint8_t *buf, size_t len)
{
    size_t at = 0;

    while (at < len) {
        ssize_t n = pread(fd, buf + at, len - at, (off_t)at);

        if (n == 0)
            return -EIO; /* shorter than it has just been */
        if (n < 0 && errno != EINTR)
            return -errno;
        at += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* The names in the directory of path survive from now on. */
static int
sync_directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir =
        slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd, err = 0;

    if (!dir)
        return -ENOMEM;
    fd = open(dir, O_RDONLY | O_DIRECTORY);
    free(dir);
    if (fd < 0)
        return -errno;
    if (fsync(fd) < 0)
        err = -errno;
    close(fd);
    return err;
}

/* ---- a record in bytes -------------------------------------------------- */

/* CRC-32 as of Ethernet (IEEE 802.3), bit by bit: records are short. */
static uint32_t
crc32_add(uint32_t crc, const uint8_t *bytes, size_t len)
{
    crc = ~crc;
    while (len-- > 0) {
        crc ^= *bytes++;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static size_t
padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

/* Returns its length; buf has LONGEST bytes. */
static size_t
encode(uint8_t *buf, uint64_t index, const void *bytes, size_t len)
{
    struct xdr_enc e;
    uint32_t check;

    xdr_enc_init(&e, buf, LONGEST);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u32(&e, (uint32_t)len);
    xdr_put_u64(&e, index);
    check = crc32_add(crc32_add(0, buf + 4, 12), bytes, len);
    xdr_put_u32(&e, check);
    xdr_put_fixed(&e, bytes, len);
    return e.len;
}

struct found {
    uint64_t index;
    const uint8_t *bytes;
    size_t len;
};

/* Is there a whole record at buf, which has len bytes? */
static int
decode(const uint8_t *buf, size_t len, struct found *f)
{
    struct xdr_dec d;
    uint32_t magic, check;

    xdr_dec_init(&d, buf, len);
    magic = xdr_get_u32(&d);
    f->len = xdr_get_u32(&d);
    f->index = xdr_get_u64(&d);
    check = xdr_get_u32(&d);
    if (d.err || magic != MAGIC || f->len < 1 || f->len > JOURNAL_RECORD_MAX)
        return 0;
    f->bytes = buf + HEADER_LEN;
    return padded(f->len) <= xdr_dec_left(&d) &&
           check == crc32_add(crc32_add(0, buf + 4, 12), f->bytes, f->len);
}

/* ---- reading it --------------------------------------------------------- */

/* "bank.journal: record 3, at byte 96, is damaged: ..." */
static int
damaged(const struct journal *j, struct rpc_text *why)
{
    rpc_text_str(why, j->path);
    rpc_text_str(why, ": record ");
    rpc_text_uint(why, j->n);
    rpc_text_str(why, ", at byte ");
    rpc_text_uint(why, j->len);
    rpc_text_str(why, ", is damaged: there are whole records behind it");
    return -EBADMSG;
}

static int
failed(const struct journal *j, const char *what, int err,
       struct rpc_text *why)
{
    rpc_text_str(why, j->path);
    rpc_text_str(why, what);
    rpc_text_str(why, strerror(-err));
    return err;
}

/* A record that was written later than those that can be read. */
static int
has_later_record(const struct journal *j, const uint8_t *buf, size_t size)
{
    struct found f;

    for (size_t at = j->len + 4; at < size; at += 4)
        if (decode(buf + at, size - at, &f) && f.index >= j->n)
            return 1;
    return 0;
}

/*
 * What we have read others will act upon.  It may have been written just
 * before a crash of this process, and not be on the disk yet.
 */
static int
make_sure_of(struct journal *j, size_t size, struct rpc_text *why)
{
    if (j->len < size && ftruncate(j->fd, (off_t)j->len) < 0)
        return failed(j, ": its torn tail cannot be cut off: ", -errno, why);
    if (size > 0 && fsync(j->fd) < 0)
        return failed(j, ": cannot be synced: ", -errno, why);
    return 0;
}

static int
read_records(struct journal *j, const uint8_t *buf, size_t size,
             journal_record_fn *record, void *arg, struct rpc_text *why)
{
    struct found f;
    int err;

    while (decode(buf + j->len, size - j->len, &f) && f.index == j->n) {
        err = record(arg, f.bytes, f.len);
        if (err < 0)
            return failed(j, ": a record is refused: ", err, why);
        j->len += HEADER_LEN + padded(f.len);
        j->n++;
    }
    if (j->len < size && has_later_record(j, buf, size))
        return damaged(j, why);
    return make_sure_of(j, size, why);
}

static int
read_file(struct journal *j, journal_record_fn *record, void *arg,
          struct rpc_text *why)
{
    struct stat st;
    uint8_t *buf;
    int err;

    if (fstat(j->fd, &st) < 0)
        return failed(j, ": cannot be read: ", -errno, why);
    buf = malloc((size_t)st.st_size + 1);
    if (!buf)
        return failed(j, ": cannot be read: ", -ENOMEM, why);
    err = read_all(j->fd, buf, (size_t)st.st_size);
    if (err < 0)
        failed(j, ": cannot be read: ", err, why);
    else
        err = read_records(j, buf, (size_t)st.st_size, record, arg, why);
    free(buf);
    return err;
}

/* ---- open and close ----------------------------------------------------- */

void
journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    free(j->path);
    free(j->new_path);
    free(j);
}

static struct journal *
new_journal(const char *path)
{
    struct journal *j = calloc(1, sizeof(*j));

    if (!j)
        return NULL;
    j->fd = -1;
    j->path = strdup(path);
    j->new_path = malloc(strlen(path) + sizeof(".new"));
    if (!j->path || !j->new_path) {
        journal_close(j);
        return NULL;
    }
    sprintf(j->new_path, "%s.new", path);
    return j;
}

static int
open_file(struct journal *j, struct rpc_text *why)
{
    int err;

    /* Of a compaction that was interrupted: it never counted. */
    unlink(j->new_path);
    j->fd = open(j->path, O_RDWR | O_CREAT, 0666);
    if (j->fd < 0)
        return failed(j, ": cannot be opened: ", -errno, why);
    err = sync_directory_of(j->path);
    return err < 0 ? failed(j, ": its directory: ", err, why) : 0;
}

struct journal *
journal_open(const char *path, journal_record_fn *record, void *arg,
             struct rpc_text *why)
{
    struct journal *j = new_journal(path);
    int err;

    rpc_text_clear(why);
    if (!j) {
        rpc_text_str(why, "out of memory");
        errno = ENOMEM;
        return NULL;
    }
    err = open_file(j, why);
    if (err == 0)
        err = read_file(j, record, arg, why);
    if (err == 0)
        return j;
    journal_close(j);
    errno = -err;
    return NULL;
}

/* ---- writing it --------------------------------------------------------- */

int
journal_append(struct journal *j, const void *bytes, size_t len)
{
    uint8_t buf[LONGEST];
    size_t record_len;
    int err;

    if (len < 1 || len > JOURNAL_RECORD_MAX)
        return -EMSGSIZE;
    if (j->is_broken)
        return -EIO;
    record_len = encode(buf, j->n, bytes, len);
    err = write_all_at(j->fd, buf, record_len, j->len);
    /*
     * A sync that fails may have thrown away what it could not write, and
     * the next one would say that all is well.
     */
    if (err == 0 && !j->is_draft && fsync(j->fd) < 0)
        err = -errno;
    if (err < 0) {
        j->is_broken = 1;
        return err;
    }
    j->len += record_len;
    j->n++;
    return 0;
}

size_t
journal_size(const struct journal *j)
{
    return j->len;
}

/* All records, written and synced under the other name. */
static int
write_draft(struct journal *draft, journal_write_fn *write, void *arg)
{
    int err = write(arg, draft);

    if (err == 0 && draft->is_broken)
        err = -EIO;
    if (err == 0 && fsync(draft->fd) < 0)
        err = -errno;
    return err < 0 ? err : 0;
}

int
journal_compact(struct journal *j, journal_write_fn *write, void *arg)
{
    struct journal draft = { .is_draft = 1 };
    int err;

    if (j->is_broken)
        return -EIO;
    draft.fd = open(j->new_path, O_RDWR | O_CREAT | O_TRUNC, 0666);
    if (draft.fd < 0)
        return -errno;
    err = write_draft(&draft, write, arg);
    if (err == 0 && rename(j->new_path, j->path) < 0)
        err = -errno;
    if (err < 0) { /* the old one is as it was */
        close(draft.fd);
        unlink(j->new_path);
        return err;
    }
    close(j->fd);
    j->fd = draft.fd;
    j->len = draft.len;
    j->n = draft.n;
    /* Which of the two is there after a loss of power, if this fails? */
    err = sync_directory_of(j->path);
    j->is_broken = err < 0;
    return err;
}
