/*
 * server.c - lab1-server ADDRESS:PORT [SPARE]: the store, watched.
 *
 * put("watch", WHOM) compares how many descriptors and blocks of memory the
 * server has with how many it had at the first such put.  With SPARE it
 * begins with so many descriptors less than it could have.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/count_heap.h"
#include "grader/lab1/node/peer.h"
#include "lab1-sockets/kv/store.h"
#include "lab2-stubs/rpclib/rpc_addr.h"

#define DESCRIPTORS_MAX 1024

struct watched {
    struct store store;
    int watching;
    int next_fd;
    size_t blocks;
};

static void
watch(struct watched *w, const struct kv_request *q)
{
    int next_fd = peer_next_fd();
    size_t blocks = heap_blocks();

    if (!w->watching) {
        w->watching = 1;
        w->next_fd = next_fd;
        w->blocks = blocks;
    }
    CHECK(next_fd == w->next_fd,
          "the server still has descriptors of %.*s: "
          "the next one is %d, it was %d before",
          (int)q->value_len, (const char *)q->value, next_fd, w->next_fd);
    CHECK(blocks <= w->blocks,
          "the server still has memory of %.*s: %zu blocks, it were %zu "
          "before",
          (int)q->value_len, (const char *)q->value, blocks, w->blocks);
}

static void
handle(void *service, const struct kv_request *q, struct kv_reply *reply)
{
    struct watched *w = service;

    if (q->op == KV_PUT && q->key_len == 5 && !memcmp(q->key, "watch", 5))
        watch(w, q);
    store_handle(&w->store, q, reply);
}

static void
leave_spare(int spare)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    while (fd >= 0 && fd < DESCRIPTORS_MAX - spare)
        fd = dup(fd);
    close(fd);
}

static int
may_start_again(int listener)
{
    int on = 0;
    socklen_t len = sizeof(on);

    getsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, &len);
    return on;
}

int
main(int argc, char **argv)
{
    static struct watched watched;
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int fd, err;

    if (argc < 2 || rpc_addr_parse(&addr, argv[1], &why) < 0)
        return 2;
    fd = kv_listen(&addr);
    if (fd < 0) {
        check_failed("kv_listen() returned %s", peer_result(fd));
        return 1;
    }
    if (argc > 2 && !may_start_again(fd))
        check_failed("kv_listen() has not set SO_REUSEADDR: a server that "
                     "starts again cannot listen");
    if (argc > 2)
        leave_spare(atoi(argv[2]));
    err = kv_serve(fd, handle, &watched);
    check_failed("kv_serve() returned %s", peer_result(err));
    return 1;
}
