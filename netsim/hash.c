/*
 * hash.c - a hash of bytes, for states and histories.
 *
 * XXH3 (xxhash.h, Debian's libxxhash-dev), 64 bits: among the ten million
 * states of a large exploration two different ones share a hash with a
 * chance of about 1 in 400,000.
 */
#include "netsim/history.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t
hash64(uint64_t seed, const void *p, size_t len)
{
    return XXH3_64bits_withSeed(p, len, seed);
}
