/*
 * check_identity.c - who a client is, over its restarts.
 *
 *     check_identity files          what is in the file, and what must not be
 *     check_identity starts N       N starts, one after the other
 *
 * Step "identity CLIENT INCARNATION" (in hexadecimal) is reported of each
 * start that has succeeded, for lab4_oracle_never_again.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab4-atmostonce/amo/identity.h"

#define FILE_LEN_MAX 2048 /* two numbers, each in a sector of its own */

/* ---- files -------------------------------------------------------------- */

static void
put_file(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len) {
        check_failed("the check itself cannot write %s: %s", path,
                     strerror(errno));
        exit(check_done());
    }
    close(fd);
}

/* Its length, at most FILE_LEN_MAX. */
static size_t
get_file(const char *path, char *bytes)
{
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, FILE_LEN_MAX);

    if (n < 0) {
        check_failed("%s is not there after identity_open()", path);
        exit(check_done());
    }
    close(fd);
    return (size_t)n;
}

static void
has_no_descriptor_open(const char *when)
{
    int fd = open("probe", O_RDWR | O_CREAT, 0666);

    CHECK(fd == 3, "identity_open() has left a descriptor open, %s", when);
    close(fd);
    unlink("probe");
}

/* ---- what is in the file ------------------------------------------------ */

static struct identity
must_open(const char *path, uint32_t incarnation)
{
    struct identity id = { 0 };
    struct rpc_text why = { 0 };
    int err = identity_open(path, &id, &why);

    if (err != 0) {
        check_failed("identity_open(\"%s\") returned %d (%s), expected 0",
                     path, err, why.s);
        exit(check_done());
    }
    CHECK(id.client != 0, "identity_open(\"%s\"): client 0 is none", path);
    CHECK(id.incarnation == incarnation,
          "identity_open(\"%s\") is incarnation %" PRIu32
          ", expected %" PRIu32,
          path, id.incarnation, incarnation);
    return id;
}

static void
is_kept(const char *path)
{
    struct identity first = must_open(path, 1), next;

    for (uint32_t n = 2; n <= 300; n++) {
        next = must_open(path, n);
        CHECK(next.client == first.client,
              "start %" PRIu32 " of \"%s\" is of another client", n, path);
    }
}

/* What stands in for the identity, and must be left alone. */
static void
must_refuse(const char *path, const char *bytes, size_t len, const char *what)
{
    struct identity id = { 0 };
    struct rpc_text why = { 0 };
    char after[FILE_LEN_MAX];
    int err;

    put_file(path, bytes, len);
    err = identity_open(path, &id, &why);
    CHECK(err == -EBADMSG,
          "identity_open() of %s returned %d, expected -EBADMSG", what, err);
    CHECK(strstr(why.s, path),
          "identity_open() of %s: its sentence does not "
          "name the file %s: \"%.60s\"",
          what, path, why.s);
    CHECK(get_file(path, after) == len && memcmp(after, bytes, len) == 0,
          "identity_open() of %s has changed the file", what);
    has_no_descriptor_open("after a file that is no identity");
}

/*
 * Bytes behind an identity: it may be refused, or it is a log of starts, whose
 * end was torn.  Then this is the same client, and later.
 */
static void
more_behind(const char *good, size_t len)
{
    struct identity was = must_open("sound", 2), id = { 0 };
    struct rpc_text why = { 0 };
    char bytes[FILE_LEN_MAX] = { 0 };
    int err;

    memcpy(bytes, good, len);
    put_file("damaged", bytes, len + 4);
    err = identity_open("damaged", &id, &why);
    if (err != 0)
        must_refuse("damaged", bytes, len + 4,
                    "a good file with 4 bytes more");
    else
        CHECK(id.client == was.client && id.incarnation > 1,
              "a good file with 4 bytes more is taken for client %016" PRIx64
              ", incarnation %" PRIu32 ", and before it was %016" PRIx64 ", 1",
              id.client, id.incarnation, was.client);
}

static void
damaged(void)
{
    char good[FILE_LEN_MAX], bad[FILE_LEN_MAX];
    size_t len;

    must_open("sound", 1);
    len = get_file("sound", good);
    if (len == 0 || len > FILE_LEN_MAX - 8) {
        check_failed("a file of %zu bytes for a client and an incarnation",
                     len);
        return;
    }
    for (size_t n = 0; n < len; n++) {
        char what[64];

        snprintf(what, sizeof(what), "the first %zu bytes of a file of %zu", n,
                 len);
        must_refuse("damaged", good, n, what);
    }
    memset(bad, 0, sizeof(bad));
    must_refuse("damaged", bad, len, "nothing but zeros");
    memset(bad, 0xff, sizeof(bad));
    must_refuse("damaged", bad, len, "nothing but ones");
    more_behind(good, len);
}

static void
errors(void)
{
    struct identity id = { 0 };
    struct rpc_text why = { 0 };
    int err = identity_open("no-such-place/id", &id, &why);

    CHECK(err < 0,
          "identity_open() in a directory that is not there "
          "returned %d",
          err);
    CHECK(strstr(why.s, "no-such-place/id"),
          "identity_open() in a directory that is not there: its sentence "
          "does not name the file: \"%.60s\"",
          why.s);
    has_no_descriptor_open("after an error");
}

static void
files(void)
{
    struct identity one, other;

    check_begin("what an identity is");
    is_kept("id");
    has_no_descriptor_open("after 300 starts");
    mkdir("place", 0777);
    is_kept("place/id");
    is_kept("/place/other");
    one = must_open("one", 1);
    other = must_open("other", 1);
    CHECK(one.client != other.client,
          "two files of one machine, and both are client %016" PRIx64,
          one.client);
    damaged();
    errors();
}

/* ---- starts ------------------------------------------------------------- */

static int
start_once(int *errors_left)
{
    struct identity id = { 0 };
    struct rpc_text why = { 0 };
    char text[32];
    int err = identity_open("id", &id, &why);

    if (err == 0) {
        snprintf(text, sizeof(text), "%016" PRIx64 " %08" PRIx32, id.client,
                 id.incarnation);
        rpc_step("identity", text);
        return 1;
    }
    /* The disk may fail; that it has may be no harm to the next start. */
    if ((err == -EIO || err == -ENOSPC) && (*errors_left)-- > 0)
        return 0;
    check_failed("identity_open() returned %d (%s), though all faults have "
                 "passed",
                 err, why.s);
    exit(check_done());
}

static void
starts(int n)
{
    int errors_left = 3; /* EXPLORE_FAULTS_MAX */

    check_begin("starts of a client");
    while (n > 0)
        n -= start_once(&errors_left);
}

int
main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "files") == 0)
        files();
    else if (argc == 3 && strcmp(argv[1], "starts") == 0)
        starts(atoi(argv[2]));
    return check_done();
}
