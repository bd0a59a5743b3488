/*
 * journal.c - a journal of blocks of 512 bytes, as disks write them.
 *
 * Another design: a record begins with a block and fills as many as it needs,
 * the rest of its last one with zeros.  A block is (XDR)
 *
 *     magic     unsigned
 *     index     unsigned        how many records are before its record
 *     part      unsigned        which block of its record this is, from 0
 *     parts     unsigned        of how many
 *     used      unsigned        bytes of the record in this block
 *     bytes     opaque[488]
 *     crc       unsigned        CRC-32 of all of the above
 *
 * The file is read block by block, never as a whole.
 *
 * Why it is right: where a block can be is known, so damage of a length does
 * not hide the records behind it.  Only the record that was appended last can
 * be torn: what does not read is the torn tail if it is no longer than a
 * record, and none of its blocks is of a later one.
 */
#include "lab4-atmostonce/amo/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"

#define MAGIC 0x424c4b31 /* "BLK1" */
#define BLOCK 512
#define HEADER_LEN 20
#define SUM_LEN 4
#define PAYLOAD (BLOCK - HEADER_LEN - SUM_LEN)
#define PARTS_MAX ((JOURNAL_RECORD_MAX + PAYLOAD - 1) / PAYLOAD)
#define PATH_LEN_MAX 4096

struct journal {
    int fd;
    int is_broken;  /* nobody knows what is on the disk */
    int syncs_late; /* not each record, but all of them together */
    size_t size;    /* bytes of whole records */
    uint32_t next;  /* index of the record that comes next */
    char path[PATH_LEN_MAX], new_path[PATH_LEN_MAX], dir[PATH_LEN_MAX];
};

struct block {
    uint32_t index, part, parts, used;
    uint8_t bytes[PAYLOAD];
};

/* ---- a block ------------------------------------------------------------ */

/* CRC-32 of IEEE 802.3, four bits at a time. */
static uint32_t
crc32(const uint8_t *bytes, size_t len)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < len; i++) {
        crc = crc >> 4 ^ table[(crc ^ bytes[i]) & 15];
        crc = crc >> 4 ^ table[(crc ^ bytes[i] >> 4) & 15];
    }
    return ~crc;
}

static void
put_block(uint8_t *raw, const struct block *b)
{
    struct xdr_enc e;

    xdr_enc_init(&e, raw, BLOCK);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u32(&e, b->index);
    xdr_put_u32(&e, b->part);
    xdr_put_u32(&e, b->parts);
    xdr_put_u32(&e, b->used);
    xdr_put_fixed(&e, b->bytes, PAYLOAD);
    xdr_put_u32(&e, crc32(raw, BLOCK - SUM_LEN));
}

static int
get_block(const uint8_t *raw, struct block *b)
{
    struct xdr_dec d;

    xdr_dec_init(&d, raw, BLOCK);
    if (xdr_get_u32(&d) != MAGIC)
        return 0;
    b->index = xdr_get_u32(&d);
    b->part = xdr_get_u32(&d);
    b->parts = xdr_get_u32(&d);
    b->used = xdr_get_u32(&d);
    xdr_get_fixed(&d, b->bytes, PAYLOAD);
    return xdr_get_u32(&d) == crc32(raw, BLOCK - SUM_LEN) &&
           b->part < b->parts && b->parts <= PARTS_MAX && b->used > 0 &&
           b->used <= PAYLOAD;
}

/* ---- files -------------------------------------------------------------- */

static int
sync_data(int fd)
{
    int status;

    do
        status = fdatasync(fd); /* the length of the file is data, too */
    while (status < 0 && errno == EINTR);
    return status < 0 ? -errno : 0;
}

static int
sync_names(const struct journal *j)
{
    int fd = open(j->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status;

    if (fd < 0)
        return -errno;
    do
        status = fsync(fd);
    while (status < 0 && errno == EINTR);
    status = status < 0 ? -errno : 0;
    close(fd);
    return status;
}

static int
write_all(int fd, const uint8_t *bytes, size_t len, size_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, bytes, len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : -ENOSPC;
        bytes += n;
        len -= (size_t)n;
        at += (size_t)n;
    }
    return 0;
}

/* Bytes of a block: fewer at the end of the file; or a negative errno. */
static int
read_raw(int fd, uint8_t *raw, size_t at)
{
    size_t len = 0;
    ssize_t n;

    do {
        n = pread(fd, raw + len, BLOCK - len, (off_t)(at + len));
        len += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && len < BLOCK) || (n < 0 && errno == EINTR));
    return n < 0 ? -errno : (int)len;
}

/* 1: a good block; 0: none; or a negative errno. */
static int
read_block(int fd, size_t at, struct block *b)
{
    uint8_t raw[BLOCK];
    int len = read_raw(fd, raw, at);

    if (len < 0)
        return len;
    return len == BLOCK && get_block(raw, b);
}

/* ---- open: what is in it ------------------------------------------------ */

struct record {
    uint8_t bytes[JOURNAL_RECORD_MAX];
    size_t len;
    size_t whole; /* its length with all that is around it */
};

/* The record that comes next: 1 if it is there whole, 0, or an error. */
static int
read_record(const struct journal *j, struct record *r)
{
    struct block b;
    uint32_t part = 0, parts = 1;

    r->len = 0;
    for (; part < parts; part++) {
        int status = read_block(j->fd, j->size + part * BLOCK, &b);

        if (status <= 0)
            return status;
        if (part == 0)
            parts = b.parts;
        if (b.index != j->next || b.part != part || b.parts != parts ||
            r->len + b.used > sizeof(r->bytes))
            return 0;
        memcpy(r->bytes + r->len, b.bytes, b.used);
        r->len += b.used;
    }
    r->whole = (size_t)parts * BLOCK;
    return 1;
}

/* Somebody's letter is not to be cut off as a torn record. */
static int
is_journal(const struct journal *j)
{
    static const uint8_t magic[] = { 'B', 'L', 'K', '1' };
    uint8_t raw[BLOCK];
    int len = read_raw(j->fd, raw, 0);

    for (int i = 0; i < (int)sizeof(magic) && i < len; i++)
        if (raw[i] != magic[i] && raw[i] != 0)
            return 0;
    return len < 0 ? len : 1;
}

/*
 * What is at j->size is no record.  Is it the torn end of one?  1, 0, or an
 * error.
 */
static int
is_torn(const struct journal *j, size_t end)
{
    struct block b;

    if (end - j->size > PARTS_MAX * BLOCK)
        return 0;
    for (size_t at = j->size; at < end; at += BLOCK) {
        int status = read_block(j->fd, at, &b);

        if (status < 0)
            return status;
        if (status > 0 && b.index > j->next)
            return 0;
    }
    return 1;
}

static int
failed(const struct journal *j, const char *what, int status,
       struct rpc_text *why)
{
    rpc_text_str(why, j->path);
    rpc_text_str(why, ": record ");
    rpc_text_uint(why, j->next);
    rpc_text_str(why, what);
    rpc_text_str(why, ": ");
    rpc_text_str(why, strerror(-status));
    return status;
}

/* All whole records, which end at j->size. */
static int
read_records(struct journal *j, size_t end, journal_record_fn *record,
             void *arg, struct rpc_text *why)
{
    struct record r;
    int status;

    while ((status = read_record(j, &r)) > 0) {
        status = record(arg, r.bytes, r.len);
        if (status < 0)
            return failed(j, " is of no use", status, why);
        j->size += r.whole;
        j->next++;
    }
    if (status == 0)
        status = j->size == 0 ? is_journal(j) : 1;
    if (status > 0)
        status = is_torn(j, end);
    if (status == 0)
        return failed(j, " is damaged", -EBADMSG, why);
    return status < 0 ? failed(j, " cannot be read", status, why) : 0;
}

/* What was found here is told to others from now on, so it must stay. */
static int
settle(const struct journal *j, size_t end)
{
    int status;

    if (unlink(j->new_path) < 0 && errno != ENOENT)
        return -errno;
    if (end > j->size && ftruncate(j->fd, (off_t)j->size) < 0)
        return -errno;
    status = sync_data(j->fd);
    return status < 0 ? status : sync_names(j);
}

static int
recover(struct journal *j, journal_record_fn *record, void *arg,
        struct rpc_text *why)
{
    off_t end;
    int status;

    j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (j->fd < 0)
        return failed(j, ": the file cannot be opened", -errno, why);
    end = lseek(j->fd, 0, SEEK_END);
    if (end < 0)
        return failed(j, ": the file has no end", -errno, why);
    status = read_records(j, (size_t)end, record, arg, why);
    if (status < 0)
        return status;
    status = settle(j, (size_t)end);
    return status < 0 ? failed(j, " cannot be synced", status, why) : 0;
}

/* ---- open and close ----------------------------------------------------- */

/* The directory that "a/b" is in is "a/", that of "b" is ".". */
static int
set_names(struct journal *j, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (snprintf(j->new_path, sizeof(j->new_path), "%s.new", path) >=
        (int)sizeof(j->new_path))
        return -ENAMETOOLONG;
    strcpy(j->path, path);
    strcpy(j->dir, ".");
    if (slash)
        snprintf(j->dir, sizeof(j->dir), "%.*s", (int)(slash - path) + 1,
                 path);
    return 0;
}

void
journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    free(j);
}

struct journal *
journal_open(const char *path, journal_record_fn *record, void *arg,
             struct rpc_text *why)
{
    struct journal *j = calloc(1, sizeof(*j));
    int status = -ENOMEM;

    rpc_text_clear(why);
    if (j) {
        j->fd = -1;
        status = set_names(j, path);
    }
    if (status == 0)
        status = recover(j, record, arg, why);
    else
        rpc_text_str(why, path);
    if (status == 0)
        return j;
    if (j)
        journal_close(j);
    errno = -status;
    return NULL;
}

/* ---- append ------------------------------------------------------------- */

/* As blocks; their length. */
static size_t
cut_up(uint8_t *raw, uint32_t index, const uint8_t *bytes, size_t len)
{
    uint32_t parts = (uint32_t)((len + PAYLOAD - 1) / PAYLOAD);

    for (uint32_t part = 0; part < parts; part++) {
        size_t from = (size_t)part * PAYLOAD;
        struct block b = { index, part, parts, PAYLOAD, { 0 } };

        if (len - from < PAYLOAD)
            b.used = (uint32_t)(len - from);
        memcpy(b.bytes, bytes + from, b.used);
        put_block(raw + (size_t)part * BLOCK, &b);
    }
    return (size_t)parts * BLOCK;
}

int
journal_append(struct journal *j, const void *bytes, size_t len)
{
    uint8_t raw[PARTS_MAX * BLOCK];
    size_t raw_len;
    int status;

    if (len == 0 || len > JOURNAL_RECORD_MAX)
        return -EMSGSIZE;
    if (j->is_broken)
        return -EIO;
    raw_len = cut_up(raw, j->next, bytes, len);
    status = write_all(j->fd, raw, raw_len, j->size);
    if (status == 0 && !j->syncs_late)
        status = sync_data(j->fd);
    if (status < 0) {
        j->is_broken = 1; /* a sync that is tried again says nothing */
        return status;
    }
    j->size += raw_len;
    j->next++;
    return 0;
}

size_t
journal_size(const struct journal *j)
{
    return j->size;
}

/* ---- compact ------------------------------------------------------------ */

/* The new records under a name that nobody reads. */
static int
write_new(struct journal *fresh, const char *path, journal_write_fn *write,
          void *arg)
{
    int status;

    fresh->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fresh->fd < 0)
        return -errno;
    status = write(arg, fresh);
    if (status >= 0 && fresh->is_broken)
        status = -EIO;
    return status < 0 ? status : sync_data(fresh->fd);
}

int
journal_compact(struct journal *j, journal_write_fn *write, void *arg)
{
    struct journal fresh = { .fd = -1, .syncs_late = 1 };
    int status;

    if (j->is_broken)
        return -EIO;
    status = write_new(&fresh, j->new_path, write, arg);
    if (status < 0) {
        if (fresh.fd >= 0)
            close(fresh.fd);
        unlink(j->new_path);
        return status;
    }
    /* Which of the two has the name, if this fails?  Nobody knows. */
    status = rename(j->new_path, j->path) < 0 ? -errno : sync_names(j);
    if (status < 0) {
        close(fresh.fd);
        j->is_broken = 1;
        return status;
    }
    close(j->fd);
    j->fd = fresh.fd;
    j->size = fresh.size;
    j->next = fresh.next;
    return 0;
}
