/*
 * netdb.c - names of hosts: getaddrinfo() without files and name servers.
 *
 * A name is a host of the world, "localhost" or an IPv4 address; a service
 * is a number.  RFC 3493 section 6.1 has the function.
 */
#include "netsim/user/shim.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static int
find_port(const char *service, int flags, in_port_t *port)
{
    char *end;
    long n;

    if (!service) {
        *port = 0;
        return 0;
    }
    n = strtol(service, &end, 10);
    if (end == service || *end || n < 0 || n > 65535)
        return flags & AI_NUMERICSERV ? EAI_NONAME : EAI_SERVICE;
    *port = htons((uint16_t)n);
    return 0;
}

static int
find_addr(const char *name, int flags, struct in_addr *addr)
{
    long r;

    if (!name) {
        addr->s_addr =
            htonl(flags & AI_PASSIVE ? INADDR_ANY : INADDR_LOOPBACK);
        return 0;
    }
    if (inet_pton(AF_INET, name, addr) == 1)
        return 0;
    if (flags & AI_NUMERICHOST)
        return EAI_NONAME;
    r = TRAP(SYS_NR_resolve, P(name), (long)strlen(name));
    if (r < 0)
        return EAI_NONAME;
    addr->s_addr = htonl((uint32_t)r);
    return 0;
}

/* An entry and its address in one block, so that one free() frees both. */
static struct addrinfo *
new_entry(int type, const struct sockaddr_in *sin)
{
    struct addrinfo *ai = calloc(1, sizeof(*ai) + sizeof(*sin));

    if (!ai)
        return NULL;
    ai->ai_family = AF_INET;
    ai->ai_socktype = type;
    ai->ai_protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    ai->ai_addrlen = sizeof(*sin);
    ai->ai_addr = memcpy(ai + 1, sin, sizeof(*sin));
    return ai;
}

SHIM void
freeaddrinfo(struct addrinfo *ai)
{
    while (ai) {
        struct addrinfo *next = ai->ai_next;

        free(ai);
        ai = next;
    }
}

SHIM int
getaddrinfo(const char *restrict name, const char *restrict service,
            const struct addrinfo *restrict hints,
            struct addrinfo **restrict result)
{
    static const int types[] = { SOCK_STREAM, SOCK_DGRAM };
    struct addrinfo none = { .ai_family = AF_UNSPEC };
    const struct addrinfo *h = hints ? hints : &none;
    struct sockaddr_in sin = { .sin_family = AF_INET };
    struct addrinfo *list = NULL, **last = &list;
    int r;

    if (!name && !service)
        return EAI_NONAME;
    if (h->ai_family != AF_UNSPEC && h->ai_family != AF_INET)
        return EAI_FAMILY;
    if ((r = find_port(service, h->ai_flags, &sin.sin_port)) != 0)
        return r;
    if ((r = find_addr(name, h->ai_flags, &sin.sin_addr)) != 0)
        return r;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (h->ai_socktype && h->ai_socktype != types[i])
            continue;
        *last = new_entry(types[i], &sin);
        if (!*last) {
            freeaddrinfo(list);
            return EAI_MEMORY;
        }
        last = &(*last)->ai_next;
    }
    if (!list)
        return EAI_SOCKTYPE;
    *result = list;
    return 0;
}
