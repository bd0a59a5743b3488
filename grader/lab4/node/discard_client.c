/*
 * discard_client.c - WAY THREADS CALLS SERVER:PORT: each of so many threads
 * makes so many calls, one after the other, and the server is told in a way
 * of discard.h (ack, list or done) which replies it need not keep.  Numbers
 * and acknowledgements are those of session.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab4/node/discard.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/bank.h"
#include "lab4-atmostonce/amo/session.h"

#define THREADS_MAX 16

enum way { ACK, LIST, DONE };

/* What all threads share. */
static struct {
    enum way way;
    int calls;
    struct sockaddr_in addr;
    struct session *session;

    pthread_mutex_t lock;
    uint64_t done[DISCARD_LIST_MAX]; /* LIST: the server may not know yet */
    size_t n_done;
} all = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* One thread's. */
struct caller {
    struct rpc_client base; /* first: a pointer to it is one to us */
    struct rpc_client *transport;
    int fd; /* DONE: where its messages leave */
    struct call_id id;
    uint64_t told[DISCARD_LIST_MAX]; /* LIST: by this call */
    size_t n_told;
};

/* ---- on the next requests ----------------------------------------------- */

static void
take_list(struct caller *c)
{
    pthread_mutex_lock(&all.lock);
    memcpy(c->told, all.done, sizeof(c->told));
    c->n_told = all.n_done;
    pthread_mutex_unlock(&all.lock);
}

static void
strike(uint64_t number)
{
    for (size_t i = 0; i < all.n_done; i++)
        if (all.done[i] == number) {
            all.done[i] = all.done[--all.n_done];
            return;
        }
}

/* The call was answered: the server knows what it was told, and there is one
 * more to tell it. */
static void
update_list(const struct caller *c)
{
    pthread_mutex_lock(&all.lock);
    for (size_t i = 0; i < c->n_told; i++)
        strike(c->told[i]);
    if (all.n_done < DISCARD_LIST_MAX)
        all.done[all.n_done++] = c->id.number;
    pthread_mutex_unlock(&all.lock);
}

/* ---- in a message of its own -------------------------------------------- */

static void
put_numbers(struct rpc_auth *verf, const struct caller *c, uint32_t flavor,
            size_t n_told)
{
    struct xdr_enc e;

    xdr_enc_init(&e, verf->body, sizeof(verf->body));
    xdr_put_u64(&e, c->id.client);
    xdr_put_u64(&e, c->id.number);
    for (size_t i = 0; i < n_told; i++)
        xdr_put_u64(&e, c->told[i]);
    verf->flavor = flavor;
    verf->len = (uint32_t)e.len;
}

static void
send_done(const struct caller *c)
{
    uint8_t message[RPC_CALL_HEADER_MAX];
    struct rpc_call_header h;
    struct xdr_enc e;

    rpc_call_header_init(&h, BANK_PROG, BANK_VERS, DISCARD_PROC);
    h.xid = 0; /* of no call that anybody waits for */
    put_numbers(&h.verf, c, DISCARD_DONE, 0);
    xdr_enc_init(&e, message, sizeof(message));
    rpc_call_header_put(&e, &h);
    sendto(c->fd, message, e.len, 0, (struct sockaddr *)&all.addr,
           sizeof(all.addr));
}

/* ---- calls -------------------------------------------------------------- */

static int
identify(struct rpc_client *base, struct rpc_call *call, struct rpc_auth *verf)
{
    struct caller *c = (struct caller *)base;

    (void)call;
    if (session_begin(all.session, &c->id) < 0) {
        check_failed("session_begin() returned no number");
        exit(check_done());
    }
    c->n_told = 0;
    switch (all.way) {
    case ACK:
        call_id_put(verf, &c->id);
        break;
    case LIST:
        take_list(c);
        put_numbers(verf, c, DISCARD_LIST, c->n_told);
        break;
    case DONE:
        put_numbers(verf, c, DISCARD_DONE, 0);
    }
    return 0;
}

static enum rpc_status
transact(struct rpc_client *base, struct rpc_call *call)
{
    struct caller *c = (struct caller *)base;
    enum rpc_status status = c->transport->ops->transact(c->transport, call);

    session_end(all.session, c->id.number);
    if (all.way == LIST)
        update_list(c);
    if (all.way == DONE)
        send_done(c);
    return status;
}

static void
close_caller(struct rpc_client *base)
{
    struct caller *c = (struct caller *)base;

    rpc_client_close(c->transport);
    close(c->fd);
}

static void *
make_calls(void *arg)
{
    static const struct rpc_client_ops ops = { transact, close_caller };
    struct bank_account alice = { "alice" };
    struct bank_result res;
    struct caller c = { .base = { .ops = &ops, .identify = identify } };

    (void)arg;
    c.transport = udp_client_open(&all.addr, &rpc_retry_default);
    c.fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (!c.transport || c.fd < 0)
        exit(1);
    for (int i = 0; i < all.calls; i++) {
        enum rpc_status status = bank_balance(&c.base, &alice, &res);

        CHECK(status == RPC_OK, "a call has ended with %d (%s)", (int)status,
              rpc_status_text(status));
    }
    rpc_client_close(&c.base);
    return NULL;
}

static int
set_way(const char *word)
{
    static const char *const name[] = { "ack", "list", "done" };

    for (int i = ACK; i <= DONE; i++)
        if (strcmp(word, name[i]) == 0) {
            all.way = (enum way)i;
            return 1;
        }
    return 0;
}

int
main(int argc, char **argv)
{
    const struct identity id = { 1, 1 };
    struct rpc_text why = { 0 };
    pthread_t thread[THREADS_MAX];
    int n = argc == 5 ? atoi(argv[2]) : 0;

    check_begin("calls of which the server is to forget");
    if (n < 1 || n > THREADS_MAX || !set_way(argv[1]) ||
        rpc_addr_parse(&all.addr, argv[4], &why) < 0)
        return 2;
    all.calls = atoi(argv[3]);
    all.session = session_open(&id);
    if (!all.session)
        return 1;
    for (int i = 0; i < n; i++)
        if (pthread_create(&thread[i], NULL, make_calls, NULL) != 0)
            exit(1);
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    session_close(all.session);
    return check_done();
}
