/*
 * journal.c - records one behind the other, each of them (XDR)
 *
 *     magic     unsigned
 *     index     unsigned        how many records are before it
 *     bytes     opaque<8192>
 *     crc       unsigned        CRC-32 of all of the above
 *
 * The sum tells a record from half of one, and from zeros where a block was
 * never written.  The index tells it from an older one, be it in a block that
 * was in use before or in the bytes of a record.
 *
 * Only the record that was appended last can be torn: the one before it was
 * synced before this one was begun.  So what does not read is the torn tail
 * if no record is behind it and no more bytes than one record has; everything
 * else is damage.
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

#define MAGIC 0x6a726e31 /* "jrn1" */
#define SUM_LEN 4
#define AROUND (4 + 4 + 4 + SUM_LEN) /* what a record has but its bytes */
#define WHOLE_MAX (AROUND + JOURNAL_RECORD_MAX)

struct journal {
    int fd;
    int is_broken;  /* nobody knows what is on the disk */
    int syncs_late; /* not each record, but all of them together */
    size_t size;    /* bytes of whole records */
    uint32_t next;  /* index of the record that comes next */
    char *path, *new_path, *dir;
};

/* All of a file, as it was found. */
struct contents {
    uint8_t *bytes;
    size_t len;
};

/* ---- a record ----------------------------------------------------------- */

/* CRC-32 of IEEE 802.3, bit by bit: a sync takes longer by far. */
static uint32_t
crc32(const uint8_t *bytes, size_t len)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/* Its length. */
static size_t
put_record(uint8_t *whole, uint32_t index, const void *bytes, size_t len)
{
    struct xdr_enc e;

    xdr_enc_init(&e, whole, WHOLE_MAX);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u32(&e, index);
    xdr_put_opaque(&e, bytes, (uint32_t)len, JOURNAL_RECORD_MAX);
    xdr_put_u32(&e, crc32(whole, e.len));
    return e.len;
}

struct found {
    uint32_t index;
    uint32_t len;
    size_t whole; /* its length with all that is around it */
    uint8_t bytes[JOURNAL_RECORD_MAX];
};

/* Is there a record at this place, whichever? */
static int
get_record(const struct contents *f, size_t at, struct found *r)
{
    struct xdr_dec d;

    xdr_dec_init(&d, f->bytes + at, f->len - at);
    if (xdr_get_u32(&d) != MAGIC)
        return 0;
    r->index = xdr_get_u32(&d);
    r->len = xdr_get_opaque(&d, r->bytes, JOURNAL_RECORD_MAX);
    r->whole = d.pos + SUM_LEN;
    return xdr_get_u32(&d) == crc32(f->bytes + at, r->whole - SUM_LEN) &&
           d.err == 0 && r->len > 0;
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

/* A file that was synced may still have no name after a loss of power. */
static int
sync_name(const struct journal *j)
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

/* It is kept short by compaction, and fits into memory. */
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
        if (n > 0)
            f->len += (size_t)n;
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n < 0 ? -errno : 0;
}

/* ---- open: what is in it ------------------------------------------------ */

/* "bank.log: cannot be read: Input/output error"; returns status. */
static int
failed(const struct journal *j, const char *what, int status,
       struct rpc_text *why)
{
    rpc_text_str(why, j->path);
    rpc_text_str(why, what);
    rpc_text_str(why, strerror(-status));
    return status;
}

static int
failed_at(const struct journal *j, const char *what, struct rpc_text *why)
{
    rpc_text_str(why, j->path);
    rpc_text_str(why, ": byte ");
    rpc_text_uint(why, j->size);
    rpc_text_str(why, ", record ");
    rpc_text_uint(why, j->next);
    rpc_text_str(why, what);
    return -EBADMSG;
}

/*
 * What is at j->size is no record: could it be the torn end of one?  A
 * record that was appended later says no, and so does its length.
 */
static int
is_torn(const struct journal *j, const struct contents *f, struct found *r)
{
    if (f->len - j->size > WHOLE_MAX)
        return 0;
    for (size_t at = j->size; at < f->len; at++)
        if (get_record(f, at, r) && r->index > j->next)
            return 0;
    return 1;
}

/* Somebody's letter is not to be cut off as a torn record. */
static int
is_journal(const struct contents *f)
{
    static const uint8_t magic[] = { 'j', 'r', 'n', '1' };

    for (size_t i = 0; i < sizeof(magic) && i < f->len; i++)
        if (f->bytes[i] != magic[i] && f->bytes[i] != 0)
            return 0;
    return 1;
}

/* Up to the end of the last whole record, which then is j->size. */
static int
read_records(struct journal *j, const struct contents *f,
             journal_record_fn *record, void *arg, struct rpc_text *why)
{
    struct found r;

    if (!is_journal(f))
        return failed_at(j, ": this file is no journal", why);
    while (j->size < f->len && get_record(f, j->size, &r) &&
           r.index == j->next) {
        int status = record(arg, r.bytes, r.len);

        if (status < 0) {
            failed_at(j, " is of no use: ", why);
            rpc_text_str(why, strerror(-status));
            return status;
        }
        j->size += r.whole;
        j->next++;
    }
    if (j->size < f->len && !is_torn(j, f, &r))
        return failed_at(j, " is damaged, and it is not the last one", why);
    return 0;
}

/*
 * A crash may have come between write and sync, or between rename and sync:
 * what was found here is told to others from now on, so it must stay.
 */
static int
settle(const struct journal *j, size_t len)
{
    int status;

    if (unlink(j->new_path) < 0 && errno != ENOENT)
        return -errno;
    if (len > j->size && ftruncate(j->fd, (off_t)j->size) < 0)
        return -errno;
    status = sync_fd(j->fd);
    return status < 0 ? status : sync_name(j);
}

static int
recover(struct journal *j, journal_record_fn *record, void *arg,
        struct rpc_text *why)
{
    struct contents f = { 0 };
    int status;

    j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (j->fd < 0)
        return failed(j, ": cannot be opened: ", -errno, why);
    status = read_all(j->fd, &f);
    if (status < 0)
        failed(j, ": cannot be read: ", status, why);
    else
        status = read_records(j, &f, record, arg, why);
    free(f.bytes);
    if (status < 0)
        return status;
    status = settle(j, f.len);
    if (status < 0)
        failed(j, ": cannot be synced: ", status, why);
    return status;
}

/* ---- open and close ----------------------------------------------------- */

/* The directory that "a/b" is in is "a", that of "/b" is "/". */
static int
set_names(struct journal *j, const char *path)
{
    size_t len = strlen(path);
    char *slash;

    j->path = strdup(path);
    j->new_path = malloc(len + sizeof(".new"));
    j->dir = malloc(len + sizeof("."));
    if (!j->path || !j->new_path || !j->dir)
        return -ENOMEM;
    strcpy(j->new_path, path);
    strcat(j->new_path, ".new");
    strcpy(j->dir, path);
    slash = strrchr(j->dir, '/');
    if (!slash)
        strcpy(j->dir, ".");
    else
        slash[slash == j->dir] = '\0';
    return 0;
}

void
journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    free(j->path);
    free(j->new_path);
    free(j->dir);
    free(j);
}

struct journal *
journal_open(const char *path, journal_record_fn *record, void *arg,
             struct rpc_text *why)
{
    struct journal *j = malloc(sizeof(*j));
    int status = -ENOMEM;

    rpc_text_clear(why);
    if (j) {
        *j = (struct journal){ .fd = -1 };
        status = set_names(j, path);
    }
    if (status < 0) {
        rpc_text_str(why, path);
        rpc_text_str(why, ": no memory");
    } else {
        status = recover(j, record, arg, why);
    }
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
    whole_len = put_record(whole, j->next, bytes, len);
    status = write_all(j->fd, whole, whole_len, j->size);
    /*
     * Never try a failed sync again: the kernel may have dropped what it
     * could not write, and then says that all is well.
     */
    if (status == 0 && !j->syncs_late)
        status = sync_fd(j->fd);
    if (status < 0) {
        j->is_broken = 1;
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
    return status < 0 ? status : sync_fd(fresh->fd);
}

int
journal_compact(struct journal *j, journal_write_fn *write, void *arg)
{
    struct journal fresh = { .fd = -1, .syncs_late = 1 };
    int status;

    if (j->is_broken)
        return -EIO;
    /* Before the rename: the new name may outlive what it is to name. */
    status = write_new(&fresh, j->new_path, write, arg);
    if (status < 0) {
        if (fresh.fd >= 0)
            close(fresh.fd);
        unlink(j->new_path);
        return status;
    }
    status = rename(j->new_path, j->path) < 0 ? -errno : sync_name(j);
    if (status < 0) {
        close(fresh.fd);
        j->is_broken = 1; /* which of them has the name? */
        return status;
    }
    close(j->fd);
    j->fd = fresh.fd;
    j->size = fresh.size;
    j->next = fresh.next;
    return 0;
}
