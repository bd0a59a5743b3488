/*
 * identity.c - who a client is, over restarts.
 *
 * The next incarnation is on the disk before anybody hears of it: in a file
 * of its own, which then takes the place of the old one.  At no moment is
 * there half a file under the real name, and a start that ends too early has
 * used up an incarnation at most.
 */
#include "lab4-atmostonce/amo/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/xdr.h"

#define MAGIC 0x52504349 /* "RPCI" */
#define FILE_LEN 16      /* magic, client, incarnation */
#define PATH_LEN_MAX 4096

/* Puts a sentence together; returns what errno was, negative. */
static int
fail(struct rpc_text *why, const char *path, const char *what, int err)
{
    rpc_text_clear(why);
    rpc_text_str(why, path);
    rpc_text_str(why, ": ");
    rpc_text_str(why, what);
    if (err != EBADMSG) {
        rpc_text_str(why, ": ");
        rpc_text_str(why, strerror(err));
    }
    return -err;
}

/* ---- the file ----------------------------------------------------------- */

/* How many bytes there were, at most cap; or a negative errno. */
static ssize_t
read_up_to(int fd, uint8_t *buf, size_t cap)
{
    size_t len = 0;

    while (len < cap) {
        ssize_t n = read(fd, buf + len, cap - len);

        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return -errno;
        len += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)len;
}

static int
write_all(int fd, const uint8_t *buf, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, buf, len);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            buf += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

static int
decode(const uint8_t *buf, size_t len, struct identity *id)
{
    struct xdr_dec d;
    uint32_t magic;

    xdr_dec_init(&d, buf, len);
    magic = xdr_get_u32(&d);
    id->client = xdr_get_u64(&d);
    id->incarnation = xdr_get_u32(&d);
    if (xdr_get_end(&d) < 0 || magic != MAGIC || id->client == 0 ||
        id->incarnation == 0)
        return -EBADMSG;
    return 0;
}

/* 0; -ENOENT: there is no such file. */
static int
read_identity(const char *path, struct identity *id, struct rpc_text *why)
{
    uint8_t buf[FILE_LEN + 1]; /* one more, to notice the too long */
    int fd = open(path, O_RDONLY);
    ssize_t len;

    if (fd < 0 && errno == ENOENT)
        return -ENOENT;
    if (fd < 0)
        return fail(why, path, "cannot be opened", errno);
    len = read_up_to(fd, buf, sizeof(buf));
    close(fd);
    if (len < 0)
        return fail(why, path, "cannot be read", (int)-len);
    if (decode(buf, (size_t)len, id) < 0)
        return fail(why, path, "is not an identity", EBADMSG);
    return 0;
}

static int
write_new_file(const char *path, const struct identity *id)
{
    uint8_t buf[FILE_LEN];
    struct xdr_enc e;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int err;

    if (fd < 0)
        return -errno;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_u32(&e, MAGIC);
    xdr_put_u64(&e, id->client);
    xdr_put_u32(&e, id->incarnation);
    err = write_all(fd, buf, e.len);
    /* First the contents, then the name: a name must not survive alone. */
    if (err == 0 && fsync(fd) < 0)
        err = -errno;
    close(fd);
    return err;
}

/* The names in it survive from now on. */
static int
sync_directory_of(const char *path)
{
    char dir[PATH_LEN_MAX] = ".";
    const char *slash = strrchr(path, '/');
    int fd, err = 0;

    if (slash)
        snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path) + 1, path);
    fd = open(dir, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return -errno;
    if (fsync(fd) < 0)
        err = -errno;
    close(fd);
    return err;
}

static int
write_identity(const char *path, const struct identity *id,
               struct rpc_text *why)
{
    char new_path[PATH_LEN_MAX];
    int err;

    if (snprintf(new_path, sizeof(new_path), "%s.new", path) >=
        (int)sizeof(new_path))
        return fail(why, path, "cannot be written", ENAMETOOLONG);
    err = write_new_file(new_path, id);
    if (err == 0 && rename(new_path, path) < 0)
        err = -errno;
    if (err == 0)
        err = sync_directory_of(path);
    return err < 0 ? fail(why, path, "cannot be written", -err) : 0;
}

/* ---- the identity ------------------------------------------------------- */

/* Drawn until it is not 0. */
static int
new_client(struct identity *id, const char *path, struct rpc_text *why)
{
    id->incarnation = 1;
    id->client = 0;
    while (id->client == 0)
        if (getrandom(&id->client, sizeof(id->client), 0) < 0 &&
            errno != EINTR)
            return fail(why, path, "no random number for it", errno);
    return 0;
}

int
identity_open(const char *path, struct identity *id, struct rpc_text *why)
{
    int err = read_identity(path, id, why);

    if (err == -ENOENT || (err == 0 && id->incarnation == UINT32_MAX))
        err = new_client(id, path, why);
    else if (err == 0)
        id->incarnation++;
    return err < 0 ? err : write_identity(path, id, why);
}
