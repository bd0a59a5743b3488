/*
 * proxy_address.c - addresses on the command line: udp:7001, tcp:HOST:PORT,
 * HOST:PORT.  IPv4, as in the simulated world.
 */
#include "netsim/tool/proxy.h"

#include "netsim/tool/tool.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const struct proxy_kind *const kinds[] = { &proxy_udp, &proxy_tcp };
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int
parse_port(const char *option, const char *word, long min,
           struct sockaddr_in *addr)
{
    char *end;
    long port = strtol(word, &end, 10);

    if (*word < '0' || *word > '9' || *end || port < min || port > 65535)
        return tool_error("%s: port \"%s\" is no number from %ld to 65535",
                          option, word, min);
    addr->sin_port = htons((uint16_t)port);
    return 0;
}

static int
parse_host(const char *option, const char *name, struct sockaddr_in *addr)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM };
    struct addrinfo *found;
    int error = getaddrinfo(name, NULL, &hints, &found);

    if (error)
        return tool_error("%s: no IPv4 address for host \"%s\": %s", option,
                          name, gai_strerror(error));
    addr->sin_family = AF_INET;
    addr->sin_addr = ((struct sockaddr_in *)(void *)found->ai_addr)->sin_addr;
    freeaddrinfo(found);
    return 0;
}

/* "HOST:PORT", or "PORT" where a host is given that stands for it. */
static int
parse(const char *option, const char *arg, const char *host, long min,
      struct sockaddr_in *addr)
{
    const char *colon = strrchr(arg, ':');
    char name[256];
    int status;

    if (!colon && !host)
        return tool_error("%s: \"%s\" has no port; say HOST:PORT", option,
                          arg);
    if (colon && (colon == arg || colon - arg >= (long)sizeof(name)))
        return tool_error("%s: \"%.80s\" has no host, or too long a one",
                          option, arg);
    memset(name, 0, sizeof(name));
    if (colon)
        memcpy(name, arg, (size_t)(colon - arg));
    status = parse_port(option, colon ? colon + 1 : arg, min, addr);
    return status ? status : parse_host(option, colon ? name : host, addr);
}

int
address_listen(const char *arg, struct sockaddr_in *addr,
               const struct proxy_kind **kind)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        size_t len = strlen(kinds[i]->name);

        if (strncmp(arg, kinds[i]->name, len) || arg[len] != ':')
            continue;
        *kind = kinds[i];
        return parse("--listen", arg + len + 1, "127.0.0.1", 0, addr);
    }
    return tool_error("--listen: \"%s\" begins neither with \"udp:\" nor with "
                      "\"tcp:\"",
                      arg);
}

int
address_to(const char *arg, struct sockaddr_in *addr)
{
    return parse("--to", arg, NULL, 1, addr);
}

struct address_text
address_text(const struct sockaddr_in *addr)
{
    struct address_text text;
    char ip[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &addr->sin_addr, ip, sizeof(ip));
    snprintf(text.s, sizeof(text.s), "%s:%u", ip, ntohs(addr->sin_port));
    return text;
}
