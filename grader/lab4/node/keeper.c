/*
 * keeper.c - a program that lives in its journal: it goes on where that says
 * it was, whatever has happened to it.
 *
 *     keeper FILE LAST [COMPACT]
 *
 * It appends the records 1 to LAST.  At COMPACT it puts one record, a sum, in
 * place of all before.  Steps, for lab4_oracle_kept (grader/lab4/oracles.h):
 *
 *     found N     the journal was opened and has the records up to N
 *     kept N      record N was appended
 *
 * A disk that fails once makes it open its journal again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/lab4/node/journal_check.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

/* A record: its number, or up to which one it sums up, and padding. */
#define LEN 24

struct keeper {
    const char *path;
    unsigned last, compact_at;
    unsigned n; /* records that it knows of */
    unsigned n_sums;
};

static void
step(const char *name, unsigned n)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", n);
    rpc_step(name, text);
}

static int
append(struct journal *j, const char *kind, unsigned n)
{
    char bytes[LEN] = { 0 };

    snprintf(bytes, sizeof(bytes), "%s %u", kind, n);
    return journal_append(j, bytes, sizeof(bytes));
}

static int
read_record(void *arg, const uint8_t *bytes, size_t len)
{
    struct keeper *k = arg;
    char text[LEN] = "";
    unsigned n = 0;

    if (len == LEN)
        memcpy(text, bytes, LEN);
    text[LEN - 1] = '\0';
    if (sscanf(text, "record %u", &n) == 1 && n == k->n + 1)
        k->n = n;
    else if (sscanf(text, "sum %u", &n) == 1 && n == k->compact_at &&
             k->n == 0)
        k->n = n;
    else
        check_failed("behind record %u a record of %zu bytes is read, \"%s\": "
                     "that was not appended there",
                     k->n, len, text);
    return 0;
}

static int
write_sum(void *arg, struct journal *j)
{
    struct keeper *k = arg;

    return append(j, "sum", k->n);
}

/* Does it refuse, after an error? */
static void
must_refuse(struct journal *j, int error)
{
    int status = append(j, "record", 99);

    CHECK(status == -EIO,
          "journal_append() has failed (%s); the next one must refuse with "
          "-EIO, and is %d",
          strerror(-error), status);
}

/* As far as it goes.  0, or what went wrong. */
static int
write_on(struct keeper *k, struct journal *j)
{
    int status = 0;

    while (k->n < k->last) {
        if (k->n == k->compact_at && k->n > 0)
            status = journal_compact(j, write_sum, k);
        if (status < 0)
            return status;
        status = append(j, "record", k->n + 1);
        if (status < 0) {
            must_refuse(j, status);
            return status;
        }
        step("kept", ++k->n);
    }
    return 0;
}

/* One life of the journal. */
static int
open_and_write(struct keeper *k)
{
    struct rpc_text why = { 0 };
    struct journal *j;
    int status;

    k->n = 0;
    j = journal_open(k->path, read_record, k, &why);
    if (!j) {
        status = -errno;
        CHECK(status == -EIO || status == -ENOSPC,
              "the journal cannot be opened: %s: \"%.80s\"", strerror(errno),
              why.s);
        CHECK(why.len > 0, "journal_open() fails without a sentence");
        return status;
    }
    step("found", k->n);
    status = write_on(k, j);
    journal_close(j);
    return status;
}

int
main(int argc, char **argv)
{
    struct keeper k = { .path = argv[1] };
    int status, lives = 0;

    if (argc < 3)
        return 2;
    k.last = (unsigned)atoi(argv[2]);
    k.compact_at = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
    check_begin("a journal whose machine or disk fails");
    do
        status = open_and_write(&k);
    while (status < 0 && ++lives < 4);
    CHECK(status == 0, "the disk has failed once, and still there is %s",
          strerror(-status));
    /* And what does the next one find? */
    if (status == 0)
        open_and_write(&k);
    return check_done();
}
