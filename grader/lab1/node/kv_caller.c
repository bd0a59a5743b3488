/*
 * kv_caller.c - see kv_caller.h.
 */
#include "grader/lab1/node/kv_caller.h"

#include <stdlib.h>

#include "lab2-stubs/rpclib/rpc_addr.h"

struct sockaddr_in
caller_server(int argc, char **argv)
{
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc > 1 && rpc_addr_parse(&addr, argv[1], &why) == 0)
        return addr;
    check_failed("the check itself is wrong: no server: %s", why.s);
    exit(1);
}

int
caller_reply_is(int fd, uint32_t id, int status, const char *value, int ms,
                const char *when)
{
    uint8_t record[KV_PEER_MAX];
    size_t n = peer_recv(fd, record, 4, ms), len;

    len = n == 4 ? peer_get(record, 4) & 0x7fffffff : 0;
    if (n == 4 && len >= 12 && len <= KV_PEER_MAX - 4)
        n += peer_recv(fd, record + 4, len, ms);
    if (n < 4 || n < 4 + len) {
        check_failed("%s: no whole reply in %d ms: %zu bytes came", when, ms,
                     n);
        return 0;
    }
    if (record[0] != 0x80 || len < 12 || peer_get(record + 4, 4) != id ||
        peer_get(record + 8, 2) != (uint32_t)status) {
        check_failed("%s: the reply has mark 0x%08x, id %u, status %u, not "
                     "id %u, status %d",
                     when, peer_get(record, 4), peer_get(record + 4, 4),
                     peer_get(record + 8, 2), id, status);
        return 0;
    }
    if (value && (len != 12 + strlen(value) ||
                  memcmp(record + 16, value, len - 12) != 0)) {
        check_failed("%s: the reply has %zu bytes of value, not \"%s\"", when,
                     len - 12, value);
        return 0;
    }
    return 1;
}

int
caller_call(int fd, int op, const char *key, const char *value,
            const char *want, int ms, const char *when)
{
    static uint32_t last_id = 1000;
    uint8_t record[KV_PEER_MAX];
    size_t len = peer_request(record, ++last_id, op, key, value);

    peer_send(fd, record, len);
    return caller_reply_is(fd, last_id, 0, want, ms, when);
}
