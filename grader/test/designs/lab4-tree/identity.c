/*
 * identity.c - who a client is, in a file of two slots.
 *
 * Another design: the file is made once, under another name, and from then on
 * changed in place: of its two slots the older one is written over, so the
 * newer one is whole whatever becomes of the write.  Each is in a sector of
 * its own and has a sum.
 *
 * Why it is right: a start returns its incarnation only when its slot is on
 * the disk.  A slot that does not read may be one that was about to have the
 * next incarnation, so that one is left out.  If neither reads, or they are of
 * two clients, or the length is wrong, this is no identity.
 */
#include "lab4-atmostonce/amo/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"

#define MAGIC 0x49443032 /* "ID02" */
#define SLOT_LEN 20      /* magic, client, incarnation, sum */
#define SECTOR 512       /* what a disk writes whole, or not at all */
#define FILE_LEN (SECTOR + SLOT_LEN)
#define PATH_LEN_MAX 4096

struct slots {
    struct identity id[2];
    int is_good[2];
};

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

/* ---- a slot ------------------------------------------------------------- */

/* Fletcher's checksum of the bytes; not 0 for zeros. */
static uint32_t
sum_of(const uint8_t *bytes, size_t len)
{
    uint32_t a = 1, b = 0;

    for (size_t i = 0; i < len; i++) {
        a = (a + bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static void
encode(uint8_t *slot, const struct identity *id)
{
    struct xdr_enc e;

    xdr_enc_init(&e, slot, SLOT_LEN);
    xdr_put_u32(&e, MAGIC);
    xdr_put_u64(&e, id->client);
    xdr_put_u32(&e, id->incarnation);
    xdr_put_u32(&e, sum_of(slot, e.len));
}

static int
decode(const uint8_t *slot, struct identity *id)
{
    struct xdr_dec d;
    uint32_t magic, sum;

    xdr_dec_init(&d, slot, SLOT_LEN);
    magic = xdr_get_u32(&d);
    id->client = xdr_get_u64(&d);
    id->incarnation = xdr_get_u32(&d);
    sum = xdr_get_u32(&d);
    return magic == MAGIC && sum == sum_of(slot, SLOT_LEN - 4) &&
           id->client != 0 && id->incarnation != 0;
}

/* ---- files -------------------------------------------------------------- */

/* So many bytes, or fewer at the end of the file; or a negative errno. */
static ssize_t
read_at_most(int fd, uint8_t *buf, size_t cap)
{
    size_t len = 0;
    ssize_t n;

    do {
        n = pread(fd, buf + len, cap - len, (off_t)len);
        len += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && len < cap) || (n < 0 && errno == EINTR));
    return n < 0 ? -errno : (ssize_t)len;
}

/* Written, and on the disk. */
static int
write_through(int fd, const uint8_t *buf, size_t len, off_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, buf, len, at);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            buf += n;
            len -= (size_t)n;
            at += n;
        }
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

/* ---- the first start ---------------------------------------------------- */

static int
draw_client(struct identity *id)
{
    id->incarnation = 1;
    do
        if (getrandom(&id->client, sizeof(id->client), 0) < 0)
            return -errno;
    while (id->client == 0);
    return 0;
}

/* Both slots alike, under the real name when they are on the disk. */
static int
make_file(const char *path, const struct identity *id)
{
    char new_path[PATH_LEN_MAX];
    uint8_t bytes[FILE_LEN] = { 0 };
    int fd, err;

    if (snprintf(new_path, sizeof(new_path), "%s.new", path) >=
        (int)sizeof(new_path))
        return -ENAMETOOLONG;
    encode(bytes, id);
    encode(bytes + SECTOR, id);
    fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0)
        return -errno;
    err = write_through(fd, bytes, sizeof(bytes), 0);
    close(fd);
    if (err == 0 && rename(new_path, path) < 0)
        err = -errno;
    return err < 0 ? err : sync_directory_of(path);
}

static int
first_start(const char *path, struct identity *id, struct rpc_text *why)
{
    int err = draw_client(id);

    if (err == 0)
        err = make_file(path, id);
    return err < 0 ? fail(why, path, "cannot be made", err) : 0;
}

/* ---- the next one ------------------------------------------------------- */

/* Which of the two is the newer one; -EBADMSG: this is no identity. */
static int
read_slots(int fd, struct slots *s)
{
    uint8_t bytes[FILE_LEN + 1]; /* one more, to notice the too long */
    ssize_t len = read_at_most(fd, bytes, sizeof(bytes));

    if (len < 0)
        return (int)len;
    if (len != FILE_LEN)
        return -EBADMSG;
    for (int i = 0; i < 2; i++)
        s->is_good[i] = decode(bytes + i * SECTOR, &s->id[i]);
    if (!s->is_good[0] || !s->is_good[1])
        return s->is_good[0] ? 0 : s->is_good[1] ? 1 : -EBADMSG;
    if (s->id[0].client != s->id[1].client)
        return -EBADMSG;
    return s->id[1].incarnation > s->id[0].incarnation;
}

/* 1: the client has no incarnation left. */
static int
next_start(const char *path, int fd, struct identity *id, struct rpc_text *why)
{
    struct slots s;
    uint8_t slot[SLOT_LEN];
    int newer = read_slots(fd, &s), err;
    uint32_t step;

    if (newer < 0)
        return fail(why, path, "is not an identity", newer);
    step = s.is_good[!newer] ? 1 : 2;
    *id = s.id[newer];
    if (id->incarnation > UINT32_MAX - step)
        return 1;
    id->incarnation += step;
    encode(slot, id);
    err = write_through(fd, slot, sizeof(slot), newer ? 0 : SECTOR);
    /* The start that made the file may have ended before this. */
    if (err == 0)
        err = sync_directory_of(path);
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
