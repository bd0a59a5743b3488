/*
 * identity.c - who a client is, in a file with a line for each start.
 *
 * Another design: the file is a log.  Each start appends a record, with a sum,
 * and the last one that reads says who this client is.  The file is made under
 * another name, with its first record; it is made anew when it is long.
 *
 * Why it is right: a start returns its incarnation only when its record is on
 * the disk.  What stands behind the last record that reads is one that was
 * not, or not whole: the number that it was about to have is left out, and it
 * is cut off.  A file whose first record does not read is no identity.
 */
#include "lab4-atmostonce/amo/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"

#define MAGIC 0x49444c31 /* "IDL1" */
#define RECORD_LEN 20    /* magic, client, incarnation, sum */
#define RECORDS_MAX 100  /* then it is made anew */
#define PATH_LEN_MAX 4096

static int
fail(struct rpc_text *why, const char *path, const char *what, int err)
{
    rpc_text_clear(why);
    rpc_text_str(why, path);
    rpc_text_str(why, ": ");
    rpc_text_str(why, what);
    rpc_text_str(why, ": ");
    rpc_text_str(why, strerror(-err));
    return err;
}

/* ---- a record ----------------------------------------------------------- */

/* Of Fowler, Noll and Vo, with 32 bits; not 0 for zeros. */
static uint32_t
sum_of(const uint8_t *bytes, size_t len)
{
    uint32_t sum = 0x811c9dc5;

    for (size_t i = 0; i < len; i++)
        sum = (sum ^ bytes[i]) * 0x01000193;
    return sum;
}

static void
encode(uint8_t *record, const struct identity *id)
{
    struct xdr_enc e;

    xdr_enc_init(&e, record, RECORD_LEN);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u64(&e, id->client);
    xdr_put_u32(&e, id->incarnation);
    xdr_put_u32(&e, sum_of(record, e.len));
}

static int
decode(const uint8_t *record, struct identity *id)
{
    struct xdr_dec d;
    uint32_t magic, sum;

    xdr_dec_init(&d, record, RECORD_LEN);
    magic = xdr_get_u32(&d);
    id->client = xdr_get_u64(&d);
    id->incarnation = xdr_get_u32(&d);
    sum = xdr_get_u32(&d);
    return magic == MAGIC && sum == sum_of(record, RECORD_LEN - 4) &&
           id->client != 0 && id->incarnation != 0;
}

/* ---- files -------------------------------------------------------------- */

static int
append(int fd, const struct identity *id)
{
    uint8_t record[RECORD_LEN];
    size_t done = 0;

    encode(record, id);
    while (done < sizeof(record)) {
        ssize_t n = write(fd, record + done, sizeof(record) - done);

        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

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

/* A file of one record, which then takes the place of the old one. */
static int
make_anew(const char *path, const struct identity *id)
{
    char new_path[PATH_LEN_MAX];
    int fd, err;

    if (snprintf(new_path, sizeof(new_path), "%s.new", path) >=
        (int)sizeof(new_path))
        return -ENAMETOOLONG;
    fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0)
        return -errno;
    err = append(fd, id);
    close(fd);
    if (err == 0 && rename(new_path, path) < 0)
        err = -errno;
    return err;
}

/* ---- the log ------------------------------------------------------------ */

struct log {
    struct identity last;
    size_t n;    /* records, up to the first that does not read */
    int is_torn; /* and there is something behind them */
};

/* So many bytes, or fewer at the end of the file; or a negative errno. */
static ssize_t
read_record(int fd, uint8_t *record)
{
    size_t len = 0;
    ssize_t n;

    do {
        n = read(fd, record + len, RECORD_LEN - len);
        len += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && len < RECORD_LEN) || (n < 0 && errno == EINTR));
    return n < 0 ? -errno : (ssize_t)len;
}

/* -EBADMSG: there is not one record, or they are not of one client. */
static int
read_log(int fd, struct log *log)
{
    uint8_t record[RECORD_LEN];
    struct identity id;
    ssize_t len;

    *log = (struct log){ .n = 0 };
    while ((len = read_record(fd, record)) == RECORD_LEN &&
           decode(record, &id)) {
        if (log->n > 0 && id.client != log->last.client)
            return -EBADMSG;
        log->last = id;
        log->n++;
    }
    log->is_torn = len > 0;
    return len < 0 ? (int)len : log->n == 0 ? -EBADMSG : 0;
}

/* One more start, in the open file or in a new one. */
static int
write_start(const char *path, int fd, const struct log *log,
            const struct identity *id)
{
    off_t end = (off_t)(log->n * RECORD_LEN);
    int err;

    if (log->n >= RECORDS_MAX) {
        err = make_anew(path, id);
    } else {
        if ((log->is_torn && ftruncate(fd, end) < 0) ||
            lseek(fd, end, SEEK_SET) < 0)
            return -errno;
        err = append(fd, id);
    }
    return err < 0 ? err : sync_directory_of(path);
}

/* ---- starts ------------------------------------------------------------- */

static int
first_start(const char *path, struct identity *id, struct rpc_text *why)
{
    int err = 0;

    *id = (struct identity){ .incarnation = 1 };
    while (id->client == 0 && err == 0)
        if (getrandom(&id->client, sizeof(id->client), 0) < 0)
            err = -errno;
    if (err == 0)
        err = make_anew(path, id);
    if (err == 0)
        err = sync_directory_of(path);
    return err < 0 ? fail(why, path, "cannot be made", err) : 0;
}

/* 1: the client has no incarnation left. */
static int
next_start(const char *path, int fd, struct identity *id, struct rpc_text *why)
{
    struct log log;
    int err = read_log(fd, &log);
    uint32_t step = log.is_torn ? 2 : 1;

    if (err < 0)
        return fail(why, path, "is not an identity", err);
    if (log.last.incarnation > UINT32_MAX - step)
        return 1;
    *id = log.last;
    id->incarnation += step;
    err = write_start(path, fd, &log, id);
    return err < 0 ? fail(why, path, "cannot be written", err) : 0;
}

int
identity_open(const char *path, struct identity *id, struct rpc_text *why)
{
    int fd = open(path, O_RDWR), status;

    if (fd < 0 && errno != ENOENT)
        return fail(why, path, "cannot be opened", -errno);
    if (fd < 0)
        return first_start(path, id, why);
    status = next_start(path, fd, id, why);
    close(fd);
    return status > 0 ? first_start(path, id, why) : status;
}
