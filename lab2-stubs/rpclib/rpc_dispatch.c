/*
 * rpc_dispatch.c - the server's side of a call: the dispatcher, and what all
 * skeletons have in common.
 *
 * A request goes through program, version, procedure and arguments, and the
 * first of them that does not exist here is the answer (RFC 5531, section
 * 9).  The reply begins as a success and is written anew if it is none.
 */
#include "lab2-stubs/rpclib/rpc.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

int
rpc_register(struct rpc_server *s, const struct rpc_program *program,
             void *service)
{
    for (size_t i = 0; i < s->n_registered; i++) {
        const struct rpc_program *have = s->registered[i].program;

        if (have->prog == program->prog && have->vers == program->vers)
            return -EEXIST;
    }
    if (s->n_registered == RPC_PROGRAMS_MAX)
        return -ENOSPC;
    s->registered[s->n_registered++] =
        (struct rpc_registration){ program, service };
    return 0;
}

/* ---- steps -------------------------------------------------------------- */

static void
step_dispatch(const struct rpc_program *p, const char *procedure, uint32_t xid,
              size_t len)
{
    struct rpc_text text;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_str(&text, p->name);
    rpc_text_str(&text, " ");
    rpc_text_str(&text, procedure);
    rpc_text_str(&text, ", xid ");
    rpc_text_int(&text, xid);
    rpc_text_str(&text, ", ");
    rpc_text_int(&text, (int64_t)len);
    rpc_text_str(&text, " bytes");
    rpc_step("dispatch", text.s);
}

static const char *
reply_text(const struct rpc_reply_header *h)
{
    static const char *const accepted[] = {
        [RPC_ACCEPT_SUCCESS] = "success",
        [RPC_ACCEPT_PROG_UNAVAIL] = "program unavailable",
        [RPC_ACCEPT_PROG_MISMATCH] = "program version mismatch",
        [RPC_ACCEPT_PROC_UNAVAIL] = "procedure unavailable",
        [RPC_ACCEPT_GARBAGE_ARGS] = "garbage arguments",
        [RPC_ACCEPT_SYSTEM_ERR] = "system error",
    };

    if (h->stat == RPC_MSG_ACCEPTED)
        return accepted[h->accept];
    if (h->reject == RPC_REJECT_MISMATCH)
        return "denied: RPC version mismatch";
    return h->auth_stat == RPC_AUTH_REJECTEDVERF
               ? "denied: verifier expired or replayed"
               : "denied: credential rejected";
}

static void
step_reply(const struct rpc_reply_header *h, size_t len)
{
    struct rpc_text text;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_str(&text, reply_text(h));
    rpc_text_str(&text, ", ");
    rpc_text_int(&text, (int64_t)len);
    rpc_text_str(&text, " bytes");
    rpc_step("reply", text.s);
}

static void
step_exec(const struct rpc_exec *x)
{
    struct rpc_text text;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_str(&text, x->name);
    rpc_text_str(&text, "(");
    rpc_text_str(&text, x->args_text.s);
    rpc_text_str(&text, ")");
    rpc_step("exec", text.s);
}

/* ---- for skeletons ------------------------------------------------------ */

int
rpc_exec_begin(struct rpc_exec *x)
{
    int err = xdr_get_end(&x->args);

    if (err < 0) {
        /* No memory: that is not the caller's fault. */
        x->stat =
            err == -ENOMEM ? RPC_ACCEPT_SYSTEM_ERR : RPC_ACCEPT_GARBAGE_ARGS;
        return 0;
    }
    step_exec(x);
    return 1;
}

void
rpc_exec_end(struct rpc_exec *x)
{
    rpc_step("done", x->result_text.s);
}

/* ---- the dispatcher ----------------------------------------------------- */

/*
 * The program and version that h asks for.  If there is none, NULL, and *r
 * says why: an unknown program, or the range of its versions we do have.
 */
static const struct rpc_registration *
find_program(const struct rpc_server *s, const struct rpc_call_header *h,
             struct rpc_reply_header *r)
{
    r->accept = RPC_ACCEPT_PROG_UNAVAIL;
    for (size_t i = 0; i < s->n_registered; i++) {
        const struct rpc_program *p = s->registered[i].program;

        if (p->prog != h->prog)
            continue;
        if (p->vers == h->vers) {
            r->accept = RPC_ACCEPT_SUCCESS;
            return &s->registered[i];
        }
        if (r->accept == RPC_ACCEPT_PROG_UNAVAIL)
            r->low = r->high = p->vers;
        r->accept = RPC_ACCEPT_PROG_MISMATCH;
        r->low = p->vers < r->low ? p->vers : r->low;
        r->high = p->vers > r->high ? p->vers : r->high;
    }
    return NULL;
}

/* Procedure 0, by convention: no arguments, no effect, no results. */
static void
null_skeleton(struct rpc_exec *x, void *service)
{
    (void)service;
    if (xdr_get_end(&x->args) < 0)
        x->stat = RPC_ACCEPT_GARBAGE_ARGS;
}

static const struct rpc_procedure *
find_procedure(const struct rpc_program *p, uint32_t proc)
{
    static const struct rpc_procedure null = { 0, "null", null_skeleton };

    for (size_t i = 0; i < p->n_procedures; i++)
        if (p->procedure[i].proc == proc)
            return &p->procedure[i];
    return proc == 0 ? &null : NULL;
}

/* Nobody here can check another flavour, so nobody may rely on one. */
static int
accepts_credential(const struct rpc_auth *cred)
{
    return cred->flavor == RPC_AUTH_NONE || cred->flavor == RPC_AUTH_SYS;
}

/*
 * Answer h in *r.  If that is a success, the results are in x->results,
 * behind the header.
 */
static void
execute(const struct rpc_server *s, const struct rpc_request *q,
        const struct rpc_call_header *h, struct rpc_exec *x,
        struct rpc_reply_header *r)
{
    const struct rpc_registration *found;
    const struct rpc_procedure *p;

    if (!accepts_credential(&h->cred)) {
        r->stat = RPC_MSG_DENIED;
        r->reject = RPC_REJECT_AUTH_ERROR;
        r->auth_stat = RPC_AUTH_REJECTEDCRED;
        return;
    }
    found = find_program(s, h, r);
    if (!found)
        return;
    p = find_procedure(found->program, h->proc);
    if (!p) {
        r->accept = RPC_ACCEPT_PROC_UNAVAIL;
        return;
    }
    step_dispatch(found->program, p->name, h->xid, q->len);
    x->name = p->name;
    rpc_reply_header_put(&x->results, r);
    p->skeleton(x, found->service);
    r->accept = x->stat;
    /* The function has run, but its results do not fit: a late failure. */
    if (r->accept == RPC_ACCEPT_SUCCESS && x->results.err)
        r->accept = RPC_ACCEPT_SYSTEM_ERR;
}

/* What a gate has said, if it is a reply: in *r. */
static void
do_not_execute(enum rpc_admission admission, struct rpc_reply_header *r)
{
    if (admission == RPC_FAIL_CALL) {
        r->accept = RPC_ACCEPT_SYSTEM_ERR;
    } else {
        r->stat = RPC_MSG_DENIED;
        r->reject = RPC_REJECT_AUTH_ERROR;
        r->auth_stat = RPC_AUTH_REJECTEDVERF;
    }
}

static void
step_again(size_t len)
{
    struct rpc_text text;

    if (!rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_str(&text, "the same as before, ");
    rpc_text_int(&text, (int64_t)len);
    rpc_text_str(&text, " bytes");
    rpc_step("reply", text.s);
}

/* Most of it are texts, of which only the ends are set. */
static void
exec_init(struct rpc_exec *x, const struct rpc_request *q, uint8_t *reply,
          size_t cap)
{
    x->name = "";
    xdr_dec_init(&x->args, q->bytes, q->len);
    xdr_enc_init(&x->results, reply, cap);
    rpc_text_clear(&x->args_text);
    rpc_text_clear(&x->result_text);
    x->stat = RPC_ACCEPT_SUCCESS;
}

/* The reply to a request that is executed, or refused. */
static size_t
write_reply(const struct rpc_reply_header *r, struct xdr_enc *e)
{
    if (r->stat != RPC_MSG_ACCEPTED || r->accept != RPC_ACCEPT_SUCCESS) {
        xdr_enc_init(e, e->buf, e->cap);
        rpc_reply_header_put(e, r);
    }
    if (e->err)
        return 0; /* there is no room for any reply at all */
    step_reply(r, e->len);
    return e->len;
}

/* With a gate before it, which may know an answer, and hears of each. */
static size_t
pass_gate(const struct rpc_server *s, const struct rpc_request *q,
          const struct rpc_call_header *h, struct rpc_exec *x,
          struct rpc_reply_header *r)
{
    struct xdr_enc *e = &x->results;
    enum rpc_admission admission;
    size_t len = 0;

    admission = s->gate->enter(s->gate, h, e->buf, e->cap, &len);
    switch (admission) {
    case RPC_ADMIT:
        execute(s, q, h, x, r);
        len = write_reply(r, e);
        s->gate->leave(s->gate, h, e->buf, len);
        return len;
    case RPC_ANSWER:
        rpc_msg_set_xid(e->buf, h->xid); /* a client that was restarted */
        step_again(len);
        return len;
    case RPC_IGNORE:
        rpc_step_ignored(q->len, q->from, "a copy of what is being executed");
        return 0;
    default:
        do_not_execute(admission, r);
        return write_reply(r, e);
    }
}

size_t
rpc_dispatch(const struct rpc_server *s, const struct rpc_request *q,
             uint8_t *reply, size_t cap)
{
    struct rpc_call_header h;
    struct rpc_reply_header r;
    struct rpc_exec x;
    struct rpc_text why;
    int err;

    exec_init(&x, q, reply, cap);
    err = rpc_call_header_get(&x.args, &h, &why);
    if (err == -EBADMSG) {
        rpc_step_ignored(q->len, q->from, why.s);
        return 0;
    }
    rpc_reply_header_init(&r, h.xid);
    if (err == -EPROTONOSUPPORT) {
        r.stat = RPC_MSG_DENIED;
        r.reject = RPC_REJECT_MISMATCH;
        r.low = r.high = RPC_VERSION;
    } else if (s->gate) {
        return pass_gate(s, q, &h, &x, &r);
    } else {
        execute(s, q, &h, &x, &r);
    }
    return write_reply(&r, &x.results);
}
