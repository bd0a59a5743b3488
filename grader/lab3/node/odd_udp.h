/*
 * odd_udp.h - a server over UDP that does what it is told to, in a thread of
 * the program that checks a client.
 *
 * It notes each copy of a request and calls a function of the check, which
 * may answer with anything.  It has three sockets: the server's, one with
 * another port, and one with another address and the same port.  Nothing in
 * here is a student's code.
 *
 * Units: bytes, milliseconds of the monotonic clock.
 */
#ifndef GRADER_LAB3_ODD_UDP_H
#define GRADER_LAB3_ODD_UDP_H

#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_udp.h"

#define ODD_COPIES_MAX 64
#define ODD_PORT 20049

/* A request as it came. */
struct odd_copy {
    int64_t at_ms;
    struct sockaddr_in from;
    uint32_t xid;
    size_t len;
    uint8_t bytes[RPC_UDP_MAX + 1];
};

/* Which of its sockets it sends from. */
enum odd_socket { ODD_SERVER, ODD_OTHER_PORT, ODD_OTHER_ADDRESS, ODD_SOCKETS };

struct odd_udp;
typedef void odd_udp_fn(struct odd_udp *s);

struct odd_udp {
    struct sockaddr_in addr; /* where it is */
    odd_udp_fn *on_copy;     /* NULL: it is silent */
    odd_udp_fn *on_tick;     /* NULL, or called each ms after the first copy */
    int n_ticks;

    /* What has come since odd_udp_start() or odd_udp_forget(), at most
     * ODD_COPIES_MAX; the last one is news to on_copy. */
    int n_copies;
    struct odd_copy copy[ODD_COPIES_MAX];

    int fd[ODD_SOCKETS]; /* private, as are the following */
    int over;
    struct sockaddr_in to; /* from where the last copy came */
    pthread_t thread;
};

/* The functions are set before; both end with the program at the latest. */
void odd_udp_start(struct odd_udp *s);
void odd_udp_stop(struct odd_udp *s);

/* Between two calls: nothing has come yet. */
void odd_udp_forget(struct odd_udp *s);

/* In the functions: the copy that came last. */
const struct odd_copy *odd_udp_last(const struct odd_udp *s);

/* Send to its client the reply "the balance is ...", or any bytes. */
void odd_udp_reply(struct odd_udp *s, enum odd_socket from, uint32_t xid,
                   int64_t balance);
void odd_udp_send(struct odd_udp *s, enum odd_socket from, const void *bytes,
                  size_t len);

#endif
