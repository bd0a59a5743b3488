/*
 * check_damage.c - files that are not as a journal has left them: a torn end
 * is cut off ("torn" as argument), whatever else is wrong is an error.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "grader/lab4/node/journal_check.h"
#include "grader/node/check.h"

#define CAP 8192 /* a journal may be of blocks, 512 bytes for a record */
#define N 5

static const size_t len[] = { 40, 13, 1, 60, 33, 8 };

/* The file as it should be, and where in it record k ends: end[k]. */
static uint8_t good[CAP];
static size_t end[N + 1];

static int
make_good(void)
{
    struct expectation x = { .len = len };
    struct journal *j = journal_check_open("good", &x, "its first open");

    if (!j)
        return 0;
    end[0] = journal_size(j);
    for (unsigned k = 1; k <= N; k++) {
        journal_check_append(j, k, len[k - 1]);
        end[k] = journal_size(j);
    }
    journal_close(j);
    if (journal_check_load("good", good, CAP) == end[N])
        return 1;
    check_failed("journal_size() is %zu, but the file has another length",
                 end[N]);
    return 0;
}

/* ---- damage ------------------------------------------------------------- */

static uint8_t bad[CAP], after[CAP];

/*
 * What is in bad must be refused, and the file left as it is; unless all the
 * records are there: then it was a byte that nobody needs.
 */
static int
must_refuse(size_t n, const char *what, size_t at)
{
    struct expectation x = { .len = len, .n = N };
    struct rpc_text why = { 0 };
    struct journal *j;
    int err;

    journal_check_store("bad", bad, n);
    j = journal_open("bad", journal_check_record, &x, &why);
    err = errno;
    if (j) {
        int is_whole = x.found == N && !x.is_wrong;

        CHECK(is_whole,
              "%s at byte %zu of %zu: it is opened, with %u records of %d",
              what, at, n, x.found, N);
        journal_close(j);
        return is_whole;
    }
    CHECK(err == EBADMSG,
          "%s at byte %zu of %zu: errno is %d (%s), not "
          "EBADMSG",
          what, at, n, err, strerror(err));
    CHECK(strstr(why.s, "bad"),
          "the sentence \"%.80s\" does not name the "
          "file, bad",
          why.s);
    CHECK(!x.is_wrong, "%s at byte %zu: a record is read that nobody wrote",
          what, at);
    if (journal_check_load("bad", after, CAP) != n || memcmp(after, bad, n))
        check_failed("%s at byte %zu of %zu: the file was changed", what, at,
                     n);
    return err == EBADMSG;
}

/* Every byte that is not of the last record, in three ways. */
static void
check_bytes(void)
{
    static const uint8_t flip[] = { 0x01, 0x80, 0xff };
    size_t i, k;

    for (i = 0; i < end[N - 1]; i++)
        for (k = 0; k < sizeof(flip); k++) {
            memcpy(bad, good, end[N]);
            bad[i] ^= flip[k];
            if (!must_refuse(end[N], "a byte is damaged", i))
                return;
        }
}

/* Holes: zeros in place of a record, or nothing at all. */
static void
check_holes(void)
{
    for (unsigned k = 1; k < N; k++) {
        size_t from = end[k - 1], to = end[k];

        memcpy(bad, good, end[N]);
        memset(bad + from, 0, to - from);
        if (!must_refuse(end[N], "a record is all zeros", from))
            return;
        memcpy(bad + from, good + to, end[N] - to);
        if (!must_refuse(end[N] - (to - from), "a record is missing", from))
            return;
    }
}

/* Whole records, but in another order than they were appended. */
static void
check_order(void)
{
    size_t one = end[1] - end[0], two = end[2] - end[1];

    memcpy(bad, good, end[N]);
    memcpy(bad + end[0], good + end[1], two);
    memcpy(bad + end[0] + two, good + end[0], one);
    must_refuse(end[N], "two records are swapped", end[0]);
    memcpy(bad, good, end[2]);
    memcpy(bad + end[2], good + end[1], end[N] - end[1]);
    must_refuse(end[N] + two, "a record is there twice", end[2]);
}

/* ---- torn --------------------------------------------------------------- */

/* n bytes of bad: there are so many records, and one more can be appended. */
static int
must_cut(size_t n, unsigned records, const char *what)
{
    struct expectation x = { .len = len, .n = records };
    struct journal *j;

    journal_check_store("bad", bad, n);
    j = journal_check_open("bad", &x, what);
    if (!j)
        return 0;
    journal_check_append(j, records + 1, len[records]);
    journal_close(j);
    x.n = records + 1;
    return journal_check_file("bad", &x, "a torn end, and a record more");
}

static void
check_torn(void)
{
    unsigned k = 0;
    char what[80];

    memcpy(bad, good, end[N]);
    for (size_t n = end[0]; n < end[N]; n++) {
        while (end[k + 1] <= n)
            k++;
        snprintf(what, sizeof(what), "a cut to %zu of %zu bytes", n, end[N]);
        if (!must_cut(n, k, what))
            return;
    }
}

/* The end is there and the beginning is not, or half of it. */
static void
check_torn_zeros(void)
{
    size_t last = end[N - 1], n = end[N] - last;

    for (size_t i = 1; i <= n; i++) {
        memcpy(bad, good, end[N]);
        memset(bad + last, 0, i);
        /* Its first bytes may be zeros anyhow, and so may its last ones. */
        if (memcmp(bad, good, end[N]) != 0 &&
            !must_cut(end[N], N - 1, "zeros where the last one begins"))
            return;
        memcpy(bad, good, end[N]);
        memset(bad + end[N] - i, 0, i);
        if (memcmp(bad, good, end[N]) != 0 &&
            !must_cut(end[N], N - 1, "zeros where the last one ends"))
            return;
    }
}

/* A block that was in use before still has a record of then. */
static void
check_old(void)
{
    for (unsigned k = 1; k < N; k++) {
        struct expectation x = { .len = len, .n = N };
        struct rpc_text why = { 0 };
        size_t n = end[k] - end[k - 1];
        struct journal *j;

        memcpy(bad, good, end[N]);
        memcpy(bad + end[N], good + end[k - 1], n);
        journal_check_store("bad", bad, end[N] + n);
        j = journal_open("bad", journal_check_record, &x, &why);
        if (!j)
            continue; /* to refuse it is right, too */
        CHECK(x.found == N && !x.is_wrong,
              "behind the end stands an older record, and it is read");
        journal_close(j);
    }
}

static void
torn(void)
{
    check_begin("journals whose end is torn");
    if (!make_good())
        return;
    check_torn();
    check_torn_zeros();
}

static void
damaged(void)
{
    check_begin("journals that are damaged");
    if (!make_good())
        return;
    check_bytes();
    check_holes();
    check_order();
    check_old();
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "torn") == 0)
        torn();
    else
        damaged();
    return check_done();
}
