/*
 * check_records.c - a journal that nothing happens to: what is appended is
 * read again, in order; it is compacted; errors are told.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "grader/lab4/node/journal_check.h"
#include "grader/node/check.h"

#define PATH "d/journal"

static const size_t len[] = { 1, 2, 3, 4, 5, 100, 8191, 8192, 7, 64, 1, 4095 };
#define N (sizeof(len) / sizeof(len[0]))

/* Of these, half in the first life of the journal, half in the second. */
static void
check_order(void)
{
    struct expectation x = { .len = len };
    struct journal *j = journal_check_open(PATH, &x, "its first open");
    size_t size = 0;

    for (unsigned k = 1; j && k <= N; k++) {
        journal_check_append(j, k, len[k - 1]);
        if (k != N / 2)
            continue;
        size = journal_size(j);
        journal_close(j);
        x.n = k;
        j = journal_check_open(PATH, &x, "six records");
        CHECK(!j || journal_size(j) == size,
              "journal_size() is %zu, and %zu when it is opened again", size,
              j ? journal_size(j) : 0);
    }
    if (!j)
        return;
    journal_close(j);
    x.n = N;
    journal_check_file(PATH, &x, "twelve records in two lives");
}

static void
check_lengths(void)
{
    static const uint8_t bytes[JOURNAL_RECORD_MAX + 1];
    struct expectation x = { .len = len, .n = N };
    struct journal *j = journal_check_open(PATH, &x, "twelve records");
    int none, too_long;

    if (!j)
        return;
    none = journal_append(j, bytes, 0);
    too_long = journal_append(j, bytes, sizeof(bytes));
    CHECK(none == -EMSGSIZE, "a record of no bytes: %d, not -EMSGSIZE", none);
    CHECK(too_long == -EMSGSIZE, "a record of %zu bytes: %d, not -EMSGSIZE",
          sizeof(bytes), too_long);
    journal_close(j);
    journal_check_file(PATH, &x, "two records that were refused");
}

/* ---- errors are told ---------------------------------------------------- */

static int
refuse_third(void *arg, const uint8_t *bytes, size_t n)
{
    int *count = arg;

    (void)bytes;
    (void)n;
    return ++*count == 3 ? -ENODATA : 0;
}

static void
check_refusals(void)
{
    struct rpc_text why = { 0 };
    int count = 0;
    struct journal *j = journal_open(PATH, refuse_third, &count, &why);

    CHECK(!j && errno == ENODATA,
          "record() returned -ENODATA, and journal_open() %s",
          j ? "a journal" : strerror(errno));
    CHECK(count == 3,
          "record() has ended the reading at its third call, and "
          "was called %d times",
          count);
    CHECK(j || strstr(why.s, PATH), "the sentence \"%.80s\" does not name %s",
          why.s, PATH);
    if (j)
        journal_close(j);
    j = journal_open("nowhere/journal", refuse_third, &count, &why);
    CHECK(!j && errno == ENOENT,
          "a journal in a directory that is not there: %s",
          j ? "it is opened" : strerror(errno));
    if (j)
        journal_close(j);
}

/* ---- compaction --------------------------------------------------------- */

/* The last two of all. */
static int
write_two(void *arg, struct journal *j)
{
    (void)arg;
    journal_check_append(j, N - 1, len[N - 2]);
    journal_check_append(j, N, len[N - 1]);
    return 0;
}

static int
write_half(void *arg, struct journal *j)
{
    (void)arg;
    journal_check_append(j, N, len[N - 1]);
    return -ENODATA;
}

static void
check_compaction(void)
{
    struct expectation all = { .len = len, .n = N };
    struct expectation two = { .len = len, .n = 2, .first = N - 1 };
    struct journal *j = journal_check_open(PATH, &all, "twelve records");
    size_t before;
    int status;

    if (!j)
        return;
    before = journal_size(j);
    status = journal_compact(j, write_half, NULL);
    CHECK(status == -ENODATA,
          "write() returned -ENODATA, and "
          "journal_compact() %d",
          status);
    journal_close(j);
    j = journal_check_open(PATH, &all, "a compaction that write() has ended");
    if (!j)
        return;
    status = journal_compact(j, write_two, NULL);
    CHECK(status == 0, "journal_compact() is %d", status);
    CHECK(journal_size(j) < before,
          "compacted, it has %zu bytes, not fewer "
          "than %zu",
          journal_size(j), before);
    journal_close(j);
    journal_check_file(PATH, &two, "compaction");
}

/* What is appended to a compacted journal goes to its new file. */
static int
write_first(void *arg, struct journal *j)
{
    (void)arg;
    journal_check_append(j, 1, len[0]);
    return 0;
}

static void
check_after_compaction(void)
{
    struct expectation x = { .len = len };
    struct journal *j = journal_check_open("again", &x, "its first open");

    for (int round = 0; j && round < 2; round++) {
        int status = journal_compact(j, write_first, NULL);

        CHECK(status == 0, "journal_compact() is %d in round %d", status,
              round);
        journal_check_append(j, 2, len[1]);
        journal_check_append(j, 3, len[2]);
        journal_close(j);
        x.n = 3;
        j = journal_check_open("again", &x, "compaction and two records more");
    }
    if (j)
        journal_close(j);
}

int
main(void)
{
    check_begin("records of every length, in order");
    if (mkdir("d", 0700) < 0 && errno != EEXIST)
        check_failed("the check itself cannot make a directory");
    check_order();
    check_lengths();
    check_refusals();
    check_compaction();
    check_after_compaction();
    return check_done();
}
