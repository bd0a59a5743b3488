/*
 * journal_check.c - see journal_check.h.
 */
#include "grader/lab4/node/journal_check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "grader/node/check.h"

void
journal_check_fill(uint8_t *bytes, unsigned k, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(k * 37 + i * 11 + i / 256);
}

int
journal_check_record(void *arg, const uint8_t *bytes, size_t len)
{
    struct expectation *x = arg;
    uint8_t right[JOURNAL_RECORD_MAX];
    unsigned k = (x->first ? x->first : 1) + x->found++;

    if (x->found > x->n)
        return 0;
    journal_check_fill(right, k, x->len[k - 1]);
    x->is_wrong |= len != x->len[k - 1] || memcmp(bytes, right, len) != 0;
    return 0;
}

struct journal *
journal_check_open(const char *path, struct expectation *x, const char *after)
{
    struct rpc_text why = { 0 };
    struct journal *j;

    x->found = 0;
    x->is_wrong = 0;
    j = journal_open(path, journal_check_record, x, &why);
    if (!j) {
        check_failed("after %s, the journal cannot be opened: \"%.80s\"",
                     after, why.s);
        return NULL;
    }
    if (x->found == x->n && !x->is_wrong)
        return j;
    if (x->is_wrong)
        check_failed("after %s, a record is read that is not the one "
                     "written in its place",
                     after);
    else
        check_failed("after %s, the journal has %u records instead of %u",
                     after, x->found, x->n);
    journal_close(j);
    return NULL;
}

int
journal_check_file(const char *path, struct expectation *x, const char *after)
{
    struct journal *j = journal_check_open(path, x, after);

    if (j)
        journal_close(j);
    return j != NULL;
}

void
journal_check_append(struct journal *j, unsigned k, size_t len)
{
    uint8_t bytes[JOURNAL_RECORD_MAX];
    size_t before = journal_size(j);
    int status;

    journal_check_fill(bytes, k, len);
    status = journal_append(j, bytes, len);
    CHECK(status == 0, "journal_append() of %zu bytes is %d (%s)", len, status,
          status < 0 ? strerror(-status) : "not 0");
    CHECK(status != 0 || journal_size(j) >= before + len,
          "%zu bytes were appended, and journal_size() went from %zu to %zu",
          len, before, journal_size(j));
}

size_t
journal_check_load(const char *path, uint8_t *bytes, size_t cap)
{
    int fd = open(path, O_RDONLY);
    size_t len = 0;
    ssize_t n;

    if (fd < 0)
        return 0;
    while (len < cap && (n = read(fd, bytes + len, cap - len)) > 0)
        len += (size_t)n;
    close(fd);
    return len;
}

void
journal_check_store(const char *path, const uint8_t *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t n = 0;

    for (size_t at = 0; fd >= 0 && n >= 0 && at < len; at += (size_t)n)
        n = write(fd, bytes + at, len - at);
    if (fd < 0 || n < 0)
        check_failed("the check itself cannot write %s: %s", path,
                     strerror(errno));
    if (fd >= 0)
        close(fd);
}
