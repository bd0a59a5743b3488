/*
 * cache_check.c - see cache_check.h.
 */
#include "grader/lab4/node/cache_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/node/check.h"

const char *
cache_check_name(enum cache_answer a)
{
    static const char *const name[] = {
        [CACHE_NEW] = "CACHE_NEW",   [CACHE_EXECUTING] = "CACHE_EXECUTING",
        [CACHE_DONE] = "CACHE_DONE", [CACHE_LOST] = "CACHE_LOST",
        [CACHE_GONE] = "CACHE_GONE", [CACHE_FULL] = "CACHE_FULL",
    };

    return (size_t)a < sizeof(name) / sizeof(name[0]) ? name[a] : "no answer";
}

struct cache *
cache_check_open(size_t clients, size_t calls, int64_t lease_ms)
{
    struct cache_limits limits = { clients, calls, lease_ms };
    struct cache *c = cache_open(&limits);

    CHECK(c != NULL, "cache_open() returns NULL");
    if (!c)
        exit(1);
    return c;
}

struct call_id
call(uint64_t client, uint64_t number, uint64_t ack)
{
    return (struct call_id){ client, number, ack };
}

struct call_text {
    char s[112];
};

/* Numbers as a person would write them: "3" or, of an incarnation, "2:3". */
static void
number_text(char *buf, size_t cap, uint64_t number)
{
    if (call_incarnation(number) > 0)
        snprintf(buf, cap, "%" PRIu32 ":%" PRIu32, call_incarnation(number),
                 (uint32_t)number);
    else
        snprintf(buf, cap, "%" PRIu32, (uint32_t)number);
}

static struct call_text
text_of(const struct call_id *id)
{
    char number[24], ack[24];
    struct call_text t;

    number_text(number, sizeof(number), id->number);
    number_text(ack, sizeof(ack), id->ack);
    snprintf(t.s, sizeof(t.s),
             "call %s of client %" PRIx64 " (%s acknowledged)", number,
             id->client, ack);
    return t;
}

/* ---- a call comes ------------------------------------------------------- */

static uint8_t reply[CACHE_CHECK_CAP];
static size_t reply_len;

void
expect_at(struct cache *c, int64_t now_ms, struct call_id id,
          enum cache_answer wanted, const char *why)
{
    enum cache_answer got;

    reply_len = 0;
    got = cache_begin(c, &id, now_ms, reply, sizeof(reply), &reply_len);
    CHECK(got == wanted, "%s: cache_begin() says %s where %s is right: %s",
          text_of(&id).s, cache_check_name(got), cache_check_name(wanted),
          why);
}

void
expect(struct cache *c, struct call_id id, enum cache_answer wanted,
       const char *why)
{
    expect_at(c, 0, id, wanted, why);
}

void
expect_bytes(struct cache *c, struct call_id id, const void *bytes, size_t len,
             const char *why)
{
    expect(c, id, CACHE_DONE, why);
    CHECK(reply_len == len && (len == 0 || !memcmp(reply, bytes, len)),
          "%s: its reply of %zu bytes comes back as one of %zu, or as others",
          text_of(&id).s, len, reply_len);
}

void
expect_reply(struct cache *c, struct call_id id, const char *bytes,
             const char *why)
{
    expect(c, id, CACHE_DONE, why);
    CHECK(reply_len == strlen(bytes) && !memcmp(reply, bytes, reply_len),
          "%s: its reply \"%s\" comes back as \"%.*s\"", text_of(&id).s, bytes,
          (int)reply_len, (const char *)reply);
}

void
expect_hello(struct cache *c, int64_t now_ms, struct call_id id,
             enum cache_answer wanted, const char *why)
{
    enum cache_answer got = cache_hello(c, &id, now_ms);

    CHECK(got == wanted,
          "hello of client %" PRIx64 " at %d ms: cache_hello() says %s where "
          "%s is right: %s",
          id.client, (int)now_ms, cache_check_name(got),
          cache_check_name(wanted), why);
}

void
end_call(struct cache *c, struct call_id id, const char *bytes)
{
    int err = cache_end(c, &id, (const uint8_t *)bytes, strlen(bytes));

    CHECK(err == 0, "%s: cache_end() returns %d", text_of(&id).s, err);
}
