/*
 * cache_check.h - what the checks of a cache share: a call comes, and this
 * must be said of it.
 *
 * What is wrong is said by check_failed() (grader/node/check.h).  One thread
 * at a time.
 */
#ifndef GRADER_LAB4_CACHE_CHECK_H
#define GRADER_LAB4_CACHE_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "lab4-atmostonce/amo/cache.h"

#define CACHE_CHECK_CAP 1472 /* bytes, of a reply */

/* "CACHE_NEW", say. */
const char *cache_check_name(enum cache_answer a);

/* With these limits; ends the program if there is none. */
struct cache *cache_check_open(size_t clients, size_t calls, int64_t lease_ms);

/* A client's call, and what it has acknowledged. */
struct call_id call(uint64_t client, uint64_t number, uint64_t ack);

/* The request of a call comes: this is to be said of it, and why. */
void expect(struct cache *c, struct call_id id, enum cache_answer wanted,
            const char *why);
void expect_at(struct cache *c, int64_t now_ms, struct call_id id,
               enum cache_answer wanted, const char *why);

/* It was executed, and these bytes are what its client is told again. */
void expect_bytes(struct cache *c, struct call_id id, const void *bytes,
                  size_t len, const char *why);
void expect_reply(struct cache *c, struct call_id id, const char *bytes,
                  const char *why);

/* A client says hello: the same. */
void expect_hello(struct cache *c, int64_t now_ms, struct call_id id,
                  enum cache_answer wanted, const char *why);

/* It was executed, and this is its reply: that must be kept. */
void end_call(struct cache *c, struct call_id id, const char *bytes);

#endif
