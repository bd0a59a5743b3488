/*
 * stdlib.c - functions of libc that keep state between calls.
 *
 * libc has one such state for the whole simulator; a process needs its own,
 * new at every start.
 */
#include "netsim/user/shim.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t rand_state = 1;

SHIM void
srand(unsigned seed)
{
    rand_state = seed;
}

SHIM int
rand(void)
{
    rand_state = rand_state * 6364136223846793005u + 1442695040888963407u;
    return (int)(rand_state >> 33);
}

SHIM void
srandom(unsigned seed)
{
    rand_state = seed;
}

SHIM long
random(void)
{
    return rand();
}

SHIM char *
strtok(char *restrict s, const char *restrict delim)
{
    static char *rest;

    return strtok_r(s, delim, &rest);
}

SHIM char *
inet_ntoa(struct in_addr in)
{
    static char text[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &in, text, sizeof(text));
    return text;
}
