/*
 * udp_client.c - a client of two threads: one listens, the other repeats.
 *
 * Another design: the caller's thread sends the first copy and then does
 * nothing but receive, until the deadline.  A second thread, which lives as
 * long as the client, sends the other copies.  It waits on a condition
 * variable: until there is a call, and then until its next copy is due.
 *
 * Why it is right: what a call is made of is touched with the lock held.  A
 * copy is sent with the lock, too, so when transact() has taken the call off
 * the desk nobody looks at its request any more.  The wait of the second
 * thread is by the monotonic clock; datagrams do not concern it at all.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

struct udp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    struct sockaddr_in server;
    struct rpc_retry retry;
    uint32_t xid;    /* of the latest call */
    uint32_t random; /* state of a generator */

    pthread_t repeater;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t changed;
    const struct rpc_call *call; /* in progress, or NULL */
    int64_t copy_ms;             /* when its next copy is due */
    int64_t interval_ms;         /* and how long after that another */
    int is_closing;
};

/* ---- time --------------------------------------------------------------- */

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct timespec
at_ms(int64_t ms)
{
    return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

/* A linear congruential generator; its upper bits are the better ones. */
static int64_t
random_up_to(struct udp_client *u, int64_t max)
{
    u->random = u->random * 1664525 + 1013904223;
    return (u->random >> 8) % (max + 1);
}

/* With the lock held: when the copy after the one just sent is due. */
static void
set_alarm(struct udp_client *u)
{
    const struct rpc_retry *retry = &u->retry;
    int64_t wait_ms = u->interval_ms;

    if (retry->jitter > 0)
        wait_ms += random_up_to(u, wait_ms / retry->jitter);
    u->copy_ms = now_ms() + wait_ms;
    u->interval_ms *= 2;
    if (u->interval_ms > retry->max_ms)
        u->interval_ms = retry->max_ms;
}

/* ---- the thread that repeats -------------------------------------------- */

static int
send_copy(const struct udp_client *u, const struct rpc_call *call)
{
    const struct sockaddr *to = (const struct sockaddr *)&u->server;
    ssize_t n;

    do
        n = sendto(u->fd, call->request, call->request_len, 0, to,
                   sizeof(u->server));
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

static void *
repeat(void *arg)
{
    struct udp_client *u = arg;

    pthread_mutex_lock(&u->lock);
    while (!u->is_closing) {
        struct timespec due = at_ms(u->copy_ms);

        if (!u->call) {
            pthread_cond_wait(&u->changed, &u->lock);
        } else if (now_ms() < u->copy_ms) {
            pthread_cond_timedwait(&u->changed, &u->lock, &due);
        } else {
            send_copy(u, u->call); /* if not, it is one more loss */
            set_alarm(u);
        }
    }
    pthread_mutex_unlock(&u->lock);
    return NULL;
}

/* From now on it is repeated; NULL: nothing is. */
static void
put_on_desk(struct udp_client *u, const struct rpc_call *call)
{
    pthread_mutex_lock(&u->lock);
    u->call = call;
    u->interval_ms = u->retry.first_ms;
    if (call)
        set_alarm(u);
    pthread_cond_signal(&u->changed);
    pthread_mutex_unlock(&u->lock);
}

/* ---- the thread that listens -------------------------------------------- */

/* Is what came the reply to the latest call?  If not, say why. */
static int
is_reply(const struct udp_client *u, const struct rpc_call *call,
         const struct sockaddr_in *from)
{
    struct rpc_text why = { 0 };
    uint32_t xid;

    if (!rpc_addr_equal(from, &u->server)) {
        rpc_text_str(&why, "not from the server");
    } else if (rpc_reply_peek(call->reply, call->reply_len, &xid, &why) == 0) {
        if (xid == u->xid)
            return 1;
        rpc_text_str(&why, "reply to another call");
    }
    rpc_step_ignored(call->reply_len, from, why.s);
    return 0;
}

static enum rpc_status
listen_until(const struct udp_client *u, struct rpc_call *call,
             int64_t deadline_ms)
{
    struct sockaddr_in from;
    int64_t left_ms;

    while ((left_ms = deadline_ms - now_ms()) > 0) {
        struct timeval t = { left_ms / 1000, left_ms % 1000 * 1000 };
        socklen_t from_len = sizeof(from);
        ssize_t n;

        if (setsockopt(u->fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) < 0)
            break;
        n = recvfrom(u->fd, call->reply, call->reply_cap, 0,
                     (struct sockaddr *)&from, &from_len);
        if (n < 0)
            continue;
        call->reply_len = (size_t)n;
        if (is_reply(u, call, &from))
            return RPC_OK;
    }
    return RPC_TIMED_OUT;
}

enum rpc_status
udp_transact(struct rpc_client *c, struct rpc_call *call)
{
    struct udp_client *u = (struct udp_client *)c;
    int64_t deadline_ms = now_ms() + u->retry.deadline_ms;
    enum rpc_status status;

    if (call->request_len > RPC_UDP_MAX)
        return RPC_CANT_SEND;
    rpc_msg_set_xid(call->request, ++u->xid);
    if (send_copy(u, call) < 0)
        return RPC_CANT_SEND;
    put_on_desk(u, call);
    status = listen_until(u, call, deadline_ms);
    put_on_desk(u, NULL);
    return status;
}

/* ---- open and close ----------------------------------------------------- */

void
udp_close(struct rpc_client *c)
{
    struct udp_client *u = (struct udp_client *)c;

    pthread_mutex_lock(&u->lock);
    u->is_closing = 1;
    pthread_cond_signal(&u->changed);
    pthread_mutex_unlock(&u->lock);
    pthread_join(u->repeater, NULL);
    pthread_cond_destroy(&u->changed);
    pthread_mutex_destroy(&u->lock);
    close(u->fd);
    free(u);
}

/* 0 or a negative errno. */
static int
start_repeater(struct udp_client *u)
{
    pthread_condattr_t attr;
    int err;

    pthread_mutex_init(&u->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&u->changed, &attr);
    pthread_condattr_destroy(&attr);
    err = pthread_create(&u->repeater, NULL, repeat, u);
    if (err == 0)
        return 0;
    pthread_cond_destroy(&u->changed);
    pthread_mutex_destroy(&u->lock);
    return -err;
}

/* Its socket, its first xid, its thread: 0 or a negative errno. */
static int
start(struct udp_client *u)
{
    int err;

    /* A late reply to a client before us must not be ours. */
    if (getrandom(&u->xid, sizeof(u->xid), 0) < 0 ||
        getrandom(&u->random, sizeof(u->random), 0) < 0)
        return -errno;
    u->fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (u->fd < 0)
        return -errno;
    err = start_repeater(u);
    if (err < 0)
        close(u->fd);
    return err;
}

struct rpc_client *
udp_client_open(const struct sockaddr_in *server,
                const struct rpc_retry *retry)
{
    static const struct rpc_client_ops ops = { udp_transact, udp_close };
    struct udp_client *u = calloc(1, sizeof(*u));
    int err;

    if (!u)
        return NULL;
    u->base.ops = &ops;
    u->server = *server;
    u->retry = *retry;
    err = start(u);
    if (err == 0)
        return &u->base;
    free(u);
    errno = -err;
    return NULL;
}
