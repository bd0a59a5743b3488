/*
 * fuzz_journal.c - any bytes at all, as a journal and as a record of one.
 *
 *     make CC=clang fuzz
 *
 * Nothing may crash.  As a journal: what is read once is read again.  As a
 * script: of records that were appended, and then cut, the whole ones are
 * read.  As a record: no more than that nothing crashes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab3-atleastonce/bank/service.h"
#include "lab4-atmostonce/amo/recorder.h"
#include "lab4-atmostonce/vault/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static char path[64];

static void
store(const uint8_t *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
        abort();
    close(fd);
}

/* ---- a journal ---------------------------------------------------------- */

static int
count(void *arg, const uint8_t *bytes, size_t len)
{
    size_t *n = arg;

    (void)bytes;
    if (len == 0 || len > JOURNAL_RECORD_MAX)
        abort();
    ++*n;
    return 0;
}

static void
as_journal(const uint8_t *bytes, size_t len)
{
    size_t first = 0, second = 0;
    struct rpc_text why;
    struct journal *j;

    store(bytes, len);
    j = journal_open(path, count, &first, &why);
    if (!j)
        return;
    if (journal_append(j, "one more", 8) < 0)
        abort();
    journal_close(j);
    j = journal_open(path, count, &second, &why);
    if (!j || second != first + 1)
        abort();
    journal_close(j);
}

/* ---- a good one, cut ---------------------------------------------------- */

#define RECORDS_MAX 16

/* Records as they were appended, and how many of them were read. */
struct script {
    const uint8_t *bytes[RECORDS_MAX];
    size_t len[RECORDS_MAX];
    size_t end[RECORDS_MAX]; /* of the file, when it was the last */
    size_t n, read;
};

static int
is_next(void *arg, const uint8_t *bytes, size_t len)
{
    struct script *s = arg;
    size_t k = s->read++;

    if (k >= s->n || len != s->len[k] || memcmp(bytes, s->bytes[k], len) != 0)
        abort();
    return 0;
}

static void
write_script(struct script *s)
{
    struct rpc_text why;
    size_t none = 0;
    struct journal *j;

    unlink(path);
    j = journal_open(path, count, &none, &why);
    if (!j)
        abort();
    for (size_t k = 0; k < s->n; k++) {
        if (journal_append(j, s->bytes[k], s->len[k]) < 0)
            abort();
        s->end[k] = journal_size(j);
    }
    journal_close(j);
}

/* The input: where to cut, and records with their lengths. */
static void
as_script(const uint8_t *bytes, size_t len)
{
    struct script s = { .n = 0 };
    size_t cut, whole = 0;
    struct rpc_text why;
    struct journal *j;

    if (len < 2)
        return;
    cut = (size_t)bytes[0] << 8 | bytes[1];
    for (size_t at = 2; at < len && s.n < RECORDS_MAX && bytes[at] > 0 &&
                        bytes[at] < len - at;
         at += 1 + s.len[s.n++]) {
        s.bytes[s.n] = bytes + at + 1;
        s.len[s.n] = bytes[at];
    }
    write_script(&s);
    cut = s.n > 0 ? cut % (s.end[s.n - 1] + 1) : 0;
    while (whole < s.n && s.end[whole] <= cut)
        whole++;
    if (truncate(path, (off_t)cut) < 0)
        abort();
    j = journal_open(path, is_next, &s, &why);
    if (!j || s.read != whole)
        abort();
    journal_close(j);
}

/* ---- a record ----------------------------------------------------------- */

static void
as_record(const uint8_t *bytes, size_t len)
{
    static struct ledger ledger;
    struct recorder r = { .semantics = DURABLE,
                          .state = &ledger_state,
                          .service = &ledger };

    memset(&ledger, 0, sizeof(ledger));
    r.cache = cache_open(&(struct cache_limits){ .clients = 4, .calls = 4 });
    if (!r.cache)
        abort();
    /* Twice: what the second finds in the cache is what the first left. */
    recorder_replay(&r, bytes, len);
    recorder_replay(&r, bytes, len);
    recorder_recovered(&r);
    cache_close(r.cache);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (path[0] == '\0') /* in memory, if possible: a sync takes time */
        snprintf(path, sizeof(path), "%s/fuzz_journal.%ld",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
                 (long)getpid());
    as_journal(bytes, len);
    as_script(bytes, len);
    as_record(bytes, len);
    unlink(path);
    return 0;
}
