/*
 * mix.h - a hash of one number: equal numbers, equal hashes, and no other
 * rule that one could see.  Draws that are keyed, and keys of tables.
 */
#ifndef GRADER_MIX_H
#define GRADER_MIX_H

#include <stdint.h>

/* The last step of SplitMix64 (Steele, Lea, Flood, 2014). */
static inline uint64_t
mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* One of n, from 0, by this key. */
static inline uint64_t
mix_draw(uint64_t seed, uint64_t key, uint64_t n)
{
    return mix(mix(seed) ^ key) % n;
}

#endif
