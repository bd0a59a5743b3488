/*
 * random.c - randomness that is keyed, not drawn from a stream.
 *
 * What a draw gives depends on its key alone (seed, link, nth datagram,
 * kind of fault), so taking one fault away, or sending one more datagram
 * elsewhere, changes no other draw.  The mixing function is the finaliser
 * of splitmix64 (Steele, Lea, Flood, OOPSLA 2014), applied after each word.
 */
#include "netsim/chooser.h"

static uint64_t
mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t
random_keyed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return mix(mix(mix(mix(seed) ^ a) ^ b) ^ c);
}
