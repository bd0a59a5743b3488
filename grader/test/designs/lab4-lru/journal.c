/*
 * journal.c - a journal in one of two files, and no rename.
 *
 * Another design: a journal has two names, FILE and FILE.alt.  Each file
 * begins with the number of its generation; of two that have one the newer is
 * the journal.  Compaction writes the next generation into the other file and
 * its number last.  A file (XDR) is
 *
 *     magic, generation, crc                     of those two
 *     index, bytes opaque<8192>, crc             one or more of these
 *
 * The sums of records begin with the generation: one of another generation,
 * in a block that was in use before, does not read.
 *
 * Why it is right: the records of a new generation and their name are on the
 * disk before its number is, so a number stands for all of them.  The old file
 * is removed after that, and whether it is, or comes back, does not matter.
 * Only the record that was appended last can be torn: what does not read is
 * that if it is no longer than a record and none is behind it.
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

#define MAGIC 0x4a524e32 /* "JRN2" */
#define HEADER_LEN 12
#define AROUND (4 + 4 + 4) /* what a record has but its bytes */
#define WHOLE_MAX (AROUND + JOURNAL_RECORD_MAX)
#define PATH_LEN_MAX 4096

struct journal {
    int fd;
    int is_broken;       /* nobody knows what is on the disk */
    int syncs_late;      /* not each record, but all of them together */
    size_t size;         /* bytes of header and whole records */
    uint32_t next;       /* index of the record that comes next */
    uint32_t generation; /* from 1 */
    int in;              /* in which of the two files it is */
    char path[2][PATH_LEN_MAX], dir[PATH_LEN_MAX];
};

/* All of a file, as it was found. */
struct contents {
    int is_there;
    uint8_t *bytes;
    size_t len;
    uint32_t generation; /* 0: it has none */
};

/* ---- header and record -------------------------------------------------- */

/* CRC-32 of IEEE 802.3, goes on from another one. */
static uint32_t
crc32(uint32_t crc, const uint8_t *bytes, size_t len)
{
    crc = ~crc;
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void
put_header(uint8_t *raw, uint32_t generation)
{
    struct xdr_enc e;

    xdr_enc_init(&e, raw, HEADER_LEN);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u32(&e, generation);
    xdr_put_u32(&e, crc32(0, raw, e.len));
}

/* The generation; 0: this is no header. */
static uint32_t
get_header(const uint8_t *raw, size_t len)
{
    uint8_t right[HEADER_LEN];
    uint32_t generation;
    struct xdr_dec d;

    xdr_dec_init(&d, raw, len);
    xdr_get_u32(&d);
    generation = xdr_get_u32(&d);
    put_header(right, generation);
    if (len < HEADER_LEN || memcmp(raw, right, HEADER_LEN) != 0)
        return 0;
    return generation;
}

static size_t
put_record(const struct journal *j, uint8_t *whole, const void *bytes,
           size_t len)
{
    struct xdr_enc e;

    xdr_enc_init(&e, whole, WHOLE_MAX);
    xdr_put_u32(&e, j->next);
    xdr_put_opaque(&e, bytes, (uint32_t)len, JOURNAL_RECORD_MAX);
    xdr_put_u32(&e, crc32(j->generation, whole, e.len));
    return e.len;
}

struct found {
    uint32_t index, len;
    size_t whole;
    uint8_t bytes[JOURNAL_RECORD_MAX];
};

/* Is there a record at this place, of this index or a later one? */
static int
get_record(const struct journal *j, const struct contents *f, size_t at,
           struct found *r)
{
    struct xdr_dec d;

    xdr_dec_init(&d, f->bytes + at, f->len - at);
    r->index = xdr_get_u32(&d);
    if (r->index < j->next)
        return 0;
    r->len = xdr_get_opaque(&d, r->bytes, JOURNAL_RECORD_MAX);
    if (d.err || r->len == 0)
        return 0;
    r->whole = d.pos + 4;
    return xdr_get_u32(&d) ==
               crc32(j->generation, f->bytes + at, r->whole - 4) &&
           d.err == 0;
}

/* ---- files -------------------------------------------------------------- */

static int
sync_fd(int fd)
{
    int status;

    do
        status = fsync(fd);
    while (status < 0 && errno == EINTR);
    return status < 0 ? -errno : 0;
}

/* The names in it, and those that are gone. */
static int
sync_dir(const struct journal *j)
{
    int fd = open(j->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status;

    if (fd < 0)
        return -errno;
    status = sync_fd(fd);
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

static int
write_header(const struct journal *j)
{
    uint8_t header[HEADER_LEN];
    int status;

    put_header(header, j->generation);
    status = write_all(j->fd, header, sizeof(header), 0);
    return status < 0 ? status : sync_fd(j->fd);
}

static int
read_all(int fd, struct contents *f)
{
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) < 0)
        return -errno;
    f->bytes = malloc((size_t)st.st_size + 1); /* malloc(0) may be NULL */
    if (!f->bytes)
        return -ENOMEM;
    do {
        n = pread(fd, f->bytes + f->len, (size_t)st.st_size - f->len,
                  (off_t)f->len);
        f->len += n > 0 ? (size_t)n : 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n < 0 ? -errno : 0;
}

/* One that is not there is no error. */
static int
read_file(const char *path, struct contents *f)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), status;

    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    f->is_there = 1;
    status = read_all(fd, f);
    close(fd);
    if (status == 0)
        f->generation = get_header(f->bytes, f->len);
    return status;
}

/* ---- open: which of the two --------------------------------------------- */

static int
failed(const struct journal *j, const char *what, int status,
       struct rpc_text *why)
{
    rpc_text_str(why, j->path[j->in]);
    rpc_text_str(why, what);
    rpc_text_str(why, ": ");
    rpc_text_str(why, strerror(-status));
    return status;
}

/* A first header that was not written whole: nothing was ever appended. */
static int
is_unborn(const struct contents *f)
{
    uint8_t first[HEADER_LEN];

    put_header(first, 1);
    for (size_t i = 0; i < f->len; i++)
        if (i >= sizeof(first) ||
            (f->bytes[i] != first[i] && f->bytes[i] != 0))
            return 0;
    return 1;
}

/*
 * The newer one.  One without a number is a compaction that did not come to
 * its end, if there is another; else it is the very first, or no journal.
 */
static int
choose(struct journal *j, const struct contents f[2], struct rpc_text *why)
{
    j->in = f[1].generation > f[0].generation;
    j->generation = f[j->in].generation;
    j->size = HEADER_LEN;
    if (j->generation > 0)
        return 0;
    if (f[1].is_there || !is_unborn(&f[0]))
        return failed(j, " does not begin as a journal", -EBADMSG, why);
    j->generation = 1;
    return 0;
}

/* Up to the end of the last whole record, which then is j->size. */
static int
read_records(struct journal *j, const struct contents *f,
             journal_record_fn *record, void *arg, struct rpc_text *why)
{
    struct found r;

    while (j->size < f->len && get_record(j, f, j->size, &r) &&
           r.index == j->next) {
        int status = record(arg, r.bytes, r.len);

        if (status < 0)
            return failed(j, ": a record is of no use", status, why);
        j->size += r.whole;
        j->next++;
    }
    if (f->len > j->size + WHOLE_MAX)
        return failed(j, ": a record is damaged", -EBADMSG, why);
    for (size_t at = j->size; at < f->len; at++)
        if (get_record(j, f, at, &r))
            return failed(j, ": a record is damaged, and others follow",
                          -EBADMSG, why);
    return 0;
}

/*
 * What was found must stay: it is synced before the other file is removed,
 * which may be all that outlives a loss of power.
 */
static int
settle(const struct journal *j, const struct contents f[2])
{
    int status;

    if (f[j->in].len > j->size && ftruncate(j->fd, (off_t)j->size) < 0)
        return -errno;
    if (f[j->in].generation == 0)
        status = write_header(j);
    else
        status = sync_fd(j->fd);
    if (status == 0)
        status = sync_dir(j);
    if (status < 0 || !f[!j->in].is_there)
        return status;
    if (unlink(j->path[!j->in]) < 0)
        return -errno;
    return sync_dir(j);
}

static int
recover(struct journal *j, struct contents f[2], journal_record_fn *record,
        void *arg, struct rpc_text *why)
{
    int status = 0;

    for (int i = 0; i < 2 && status == 0; i++)
        status = read_file(j->path[i], &f[i]);
    if (status < 0)
        return failed(j, " cannot be read", status, why);
    status = choose(j, f, why);
    if (status == 0)
        status = read_records(j, &f[j->in], record, arg, why);
    if (status < 0)
        return status;
    j->fd = open(j->path[j->in], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    status = j->fd < 0 ? -errno : settle(j, f);
    return status < 0 ? failed(j, " cannot be written", status, why) : 0;
}

/* ---- open and close ----------------------------------------------------- */

static int
set_names(struct journal *j, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (snprintf(j->path[1], sizeof(j->path[1]), "%s.alt", path) >=
        (int)sizeof(j->path[1]))
        return -ENAMETOOLONG;
    strcpy(j->path[0], path);
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
    struct contents f[2] = { { 0 }, { 0 } };
    int status = -ENOMEM;

    rpc_text_clear(why);
    if (j) {
        j->fd = -1;
        status = set_names(j, path);
    }
    if (status == 0)
        status = recover(j, f, record, arg, why);
    else
        rpc_text_str(why, path);
    free(f[0].bytes);
    free(f[1].bytes);
    if (status == 0)
        return j;
    if (j)
        journal_close(j);
    errno = -status;
    return NULL;
}

/* ---- append ------------------------------------------------------------- */

int
journal_append(struct journal *j, const void *bytes, size_t len)
{
    uint8_t whole[WHOLE_MAX];
    size_t whole_len;
    int status;

    if (len == 0 || len > JOURNAL_RECORD_MAX)
        return -EMSGSIZE;
    if (j->is_broken)
        return -EIO;
    whole_len = put_record(j, whole, bytes, len);
    status = write_all(j->fd, whole, whole_len, j->size);
    if (status == 0 && !j->syncs_late)
        status = sync_fd(j->fd);
    if (status < 0) {
        j->is_broken = 1; /* a sync that is tried again says nothing */
        return status;
    }
    j->size += whole_len;
    j->next++;
    return 0;
}

size_t
journal_size(const struct journal *j)
{
    return j->size;
}

/* ---- compact ------------------------------------------------------------ */

/* All of the next generation but its number, and its name, on the disk. */
static int
write_next(struct journal *next, const struct journal *j,
           journal_write_fn *write, void *arg)
{
    int status;

    next->fd =
        open(j->path[next->in], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (next->fd < 0)
        return -errno;
    status = write(arg, next);
    if (status >= 0 && next->is_broken)
        status = -EIO;
    if (status >= 0)
        status = sync_fd(next->fd);
    return status < 0 ? status : sync_dir(j);
}

int
journal_compact(struct journal *j, journal_write_fn *write, void *arg)
{
    struct journal next = { .fd = -1,
                            .syncs_late = 1,
                            .size = HEADER_LEN,
                            .generation = j->generation + 1,
                            .in = !j->in };
    int status;

    if (j->is_broken)
        return -EIO;
    status = write_next(&next, j, write, arg);
    if (status < 0) {
        if (next.fd >= 0)
            close(next.fd);
        unlink(j->path[next.in]);
        return status;
    }
    status = write_header(&next);
    if (status < 0) {
        close(next.fd);
        j->is_broken = 1; /* which of them is the journal? */
        return status;
    }
    /* If this fails, the next open will see that it is the older one. */
    unlink(j->path[j->in]);
    close(j->fd);
    j->fd = next.fd;
    j->size = next.size;
    j->next = next.next;
    j->generation = next.generation;
    j->in = next.in;
    return 0;
}
