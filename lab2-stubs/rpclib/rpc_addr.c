/*
 * rpc_addr.c - "HOST:PORT" and socket addresses, IPv4.
 */
#include "lab2-stubs/rpclib/rpc_addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#define HOST_MAX 255 /* a name of the domain name system, RFC 1035 */

static void
add_quoted(struct rpc_text *t, const char *s)
{
    rpc_text_str(t, "\"");
    rpc_text_quote(t, s);
    rpc_text_str(t, "\"");
}

/* Replace *why by: what "value" in "text" is wrong.  Returns -EINVAL. */
static int
refuse(struct rpc_text *why, const char *what, const char *value,
       const char *text, const char *wrong)
{
    rpc_text_clear(why);
    rpc_text_str(why, what);
    rpc_text_str(why, " ");
    add_quoted(why, value);
    if (value != text) {
        rpc_text_str(why, " in ");
        add_quoted(why, text);
    }
    rpc_text_str(why, wrong);
    return -EINVAL;
}

/*
 * A port number, or -1.  getaddrinfo() would do, but takes 70000 for 4464
 * without a word.
 */
static long
port_number(const char *s)
{
    long port = 0;

    if (*s == '\0')
        return -1;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return -1;
        port = port * 10 + (*s - '0');
        if (port > 65535)
            return -1;
    }
    return port;
}

int
rpc_addr_parse(struct sockaddr_in *addr, const char *text,
               struct rpc_text *why)
{
    const struct addrinfo hints = {
        .ai_family = AF_INET,
        .ai_socktype = SOCK_DGRAM,
    };
    struct addrinfo *found;
    const char *colon = strrchr(text, ':');
    char host[HOST_MAX + 1] = "";
    size_t host_len;

    if (!colon || colon == text)
        return refuse(why, "address", text, text, " is not HOST:PORT");
    host_len = (size_t)(colon - text);
    if (host_len > HOST_MAX)
        return refuse(why, "address", text, text, " has too long a host");
    if (port_number(colon + 1) < 0)
        return refuse(why, "port", colon + 1, text,
                      " is not a number from 0 to 65535");
    memcpy(host, text, host_len);
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return refuse(why, "host", host, text, " is not known");
    memcpy(addr, found->ai_addr, sizeof(*addr));
    freeaddrinfo(found);
    return 0;
}

void
rpc_addr_text(struct rpc_text *t, const struct sockaddr_in *addr)
{
    uint32_t ip = ntohl(addr->sin_addr.s_addr);

    for (int shift = 24; shift >= 0; shift -= 8) {
        rpc_text_int(t, ip >> shift & 255);
        rpc_text_str(t, shift > 0 ? "." : ":");
    }
    rpc_text_int(t, ntohs(addr->sin_port));
}

void
rpc_addr_of_socket(struct rpc_text *t, int fd)
{
    struct sockaddr_in addr = { 0 };
    socklen_t len = sizeof(addr);

    getsockname(fd, (struct sockaddr *)&addr, &len);
    rpc_addr_text(t, &addr);
}

int
rpc_addr_equal(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
    return a->sin_addr.s_addr == b->sin_addr.s_addr &&
           a->sin_port == b->sin_port;
}
