/*
 * client.c - see client.h.
 */
#include "lab4-atmostonce/amo/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct numbered_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    struct rpc_client *transport;
    struct session *session;
    struct pending *log;
    int resumes; /* the next call was begun before a crash */

    int is_known;      /* the server has heard our hello */
    int says_hello;    /* ... and this call is that */
    struct call_id id; /* of the latest call; number 0: there is none */
    int has_number;    /* it can be sent */
    int resumed;       /* it is one from before a crash */
};

/* ---- who calls ---------------------------------------------------------- */

/* Procedure 0 of whatever program is going to be called. */
static enum rpc_status
say_hello(struct numbered_client *n, const struct rpc_call *for_call)
{
    uint8_t request[RPC_CALL_HEADER_MAX], reply[RPC_REPLY_HEADER_MAX];
    struct rpc_call call = {
        .client = &n->base,
        .prog = for_call->prog,
        .vers = for_call->vers,
        .proc = 0,
        .request = request,
        .reply = reply,
        .request_cap = sizeof(request),
        .reply_cap = sizeof(reply),
    };

    n->says_hello = 1;
    rpc_call_begin(&call);
    rpc_call_transact(&call);
    n->says_hello = 0;
    return rpc_call_end(&call);
}

/* Until it is heard, if there is a log. */
static int
is_known(struct numbered_client *n, const struct rpc_call *for_call)
{
    enum rpc_status status = RPC_OK;

    if (n->is_known)
        return 1;
    do
        status = say_hello(n, for_call);
    while (n->log && status == RPC_TIMED_OUT);
    n->is_known = status == RPC_OK;
    return n->is_known;
}

/*
 * A call that was begun before a crash is in progress again.  The session
 * must know before we say hello: hello acknowledges all that has ended.
 */
static int
take_up(struct numbered_client *n)
{
    const uint8_t *request;
    size_t len;

    if (n->log)
        n->id.number = pending_call(n->log, &request, &len);
    if (n->id.number == 0)
        return 0;
    n->resumes = 1;
    return session_resume(n->session, &n->id);
}

/* The number of a call: its old one, if it was begun before a crash. */
static int
take_number(struct numbered_client *n)
{
    n->resumed = n->resumes;
    n->resumes = 0;
    return n->resumed ? 0 : session_begin(n->session, &n->id);
}

/*
 * Hello comes first: what it says is the latest number used, and the call is
 * not to be among those.  Without a number, transact() will say so.
 */
static int
identify(struct rpc_client *c, struct rpc_call *call, struct rpc_auth *verf)
{
    struct numbered_client *n = (struct numbered_client *)c;

    if (n->says_hello) {
        struct call_id now;

        session_now(n->session, &now);
        call_id_put(verf, &now);
        return 0;
    }
    /* The last one never came to be sent: it could not be encoded, say. */
    if (n->has_number && !n->log)
        session_end(n->session, n->id.number);
    n->has_number = is_known(n, call) && take_number(n) == 0;
    if (!n->has_number)
        return 0;
    call_id_put(verf, &n->id);
    return n->resumed;
}

/* ---- the call ----------------------------------------------------------- */

/* Write down what is going to be sent, or send what was written down. */
static enum rpc_status
remember(struct numbered_client *n, struct rpc_call *call)
{
    const uint8_t *request;
    size_t len;

    if (!n->resumed)
        return pending_begin(n->log, n->id.number, call->request,
                             call->request_len) < 0
                   ? RPC_CANT_SEND
                   : RPC_OK;
    pending_call(n->log, &request, &len);
    if (len > call->request_cap)
        return RPC_CANT_ENCODE;
    memcpy(call->request, request, len);
    call->request_len = len;
    return RPC_OK;
}

static enum rpc_status
transact_once(struct numbered_client *n, struct rpc_call *call)
{
    return n->transport->ops->transact(n->transport, call);
}

/* The server's refusal is in the reply: rpc_call.c makes a status of it. */
static int
is_forgotten(const struct rpc_call *call)
{
    struct rpc_reply_header h;
    struct rpc_text why;
    struct xdr_dec d;

    xdr_dec_init(&d, call->reply, call->reply_len);
    return rpc_reply_header_get(&d, &h, &why) == 0 &&
           rpc_reply_is_forgotten(&h);
}

/* With a log: again and again.  "Not executed" is for a request of which no
 * copy was ever sent. */
static enum rpc_status
transact_until_answered(struct numbered_client *n, struct rpc_call *call)
{
    int sent = n->resumed;
    enum rpc_status status;

    while ((status = transact_once(n, call)) == RPC_TIMED_OUT && n->log)
        sent = 1;
    return sent && rpc_is_definite(status) ? RPC_TIMED_OUT : status;
}

static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    struct numbered_client *n = (struct numbered_client *)c;
    enum rpc_status status = RPC_OK;

    if (n->says_hello)
        return transact_once(n, call);
    if (!n->has_number) /* before the crash it may have been executed */
        return n->resumes ? RPC_SYSTEM_ERR : RPC_CANT_SEND;
    if (n->log)
        status = remember(n, call);
    if (status != RPC_OK)
        return n->resumed ? RPC_SYSTEM_ERR : status;
    status = transact_until_answered(n, call);
    if (status == RPC_OK && is_forgotten(call))
        n->is_known = 0;
    if (!n->log) {
        session_end(n->session, n->id.number);
        n->has_number = 0;
    }
    return status;
}

int
numbered_client_done(struct rpc_client *c)
{
    struct numbered_client *n = (struct numbered_client *)c;
    int status;

    if (!n->log)
        return 0;
    /* Also of a call that could not be sent: the application goes on. */
    status = pending_done(n->log);
    /* Only now: the server discards what is acknowledged. */
    if (status == 0 && n->id.number != 0)
        session_end(n->session, n->id.number);
    n->id.number = 0;
    n->resumes = 0;
    return status;
}

/* ---- open and close ----------------------------------------------------- */

static void
close_client(struct rpc_client *c)
{
    struct numbered_client *n = (struct numbered_client *)c;

    rpc_client_close(n->transport);
    free(n);
}

struct rpc_client *
numbered_client_open(struct rpc_client *transport, struct session *session,
                     struct pending *log)
{
    static const struct rpc_client_ops ops = { transact, close_client };
    struct numbered_client *n = malloc(sizeof(*n));

    if (!n) {
        rpc_client_close(transport);
        return NULL;
    }
    *n = (struct numbered_client){
        .base = { .ops = &ops, .identify = identify },
        .transport = transport,
        .session = session,
        .log = log,
    };
    if (take_up(n) < 0) {
        close_client(&n->base);
        errno = ENOMEM;
        return NULL;
    }
    return &n->base;
}
