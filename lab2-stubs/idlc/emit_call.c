/*
 * emit_call.c - the parts of stubs and skeletons that are about memory: where
 * the messages lie, and who frees what.
 */
#include "lab2-stubs/idlc/emit.h"

/* "RPC_CALL_HEADER_MAX + BANK_CHANGE_LEN_MAX" */
static const char *
room(const char *header, const struct decl *list)
{
    return list ? keepf("%s + %s", header, c_len_max(list)) : header;
}

void
emit_stub_begin(struct out *o, const struct def *program,
                const struct version *v, const struct proc *p)
{
    const char *request = room("RPC_CALL_HEADER_MAX", p->args);
    const char *reply = room("RPC_REPLY_HEADER_MAX", p->result);
    int heap = needs_heap(p);

    if (!heap)
        emit(o, "uint8_t request[%s];\nuint8_t reply[%s];\n", request, reply);
    emit(o, "struct rpc_call call = {\n");
    emit_in(o);
    emit(o, ".client = c,\n.prog = %s,\n.vers = %s,\n.proc = %s,\n",
         program->name, v->name, p->name);
    emit(o, ".name = \"%s\",\n", p->word);
    if (heap)
        emit(o,
             ".request = malloc(%s),\n.request_cap = %s,\n"
             ".reply = malloc(%s),\n.reply_cap = %s,\n",
             request, request, reply, reply);
    else
        emit(o, ".request = request,\n.request_cap = sizeof(request),\n"
                ".reply = reply,\n.reply_cap = sizeof(reply),\n");
    emit_out(o);
    emit(o, "};\n\n");
    if (heap)
        emit(o, "if (!call.request || !call.reply)\n"
                "    call.request_cap = 0; /* so it cannot be encoded */\n");
}

void
emit_stub_end(struct out *o, const struct proc *p)
{
    int heap = needs_heap(p);

    if (!heap && !owns(p->result)) {
        emit(o, "return rpc_call_end(&call);\n");
        return;
    }
    emit(o, "rpc_call_end(&call);\n");
    if (heap)
        emit(o, "free(call.request);\nfree(call.reply);\n");
    if (owns(p->result))
        emit(o, "if (call.status != RPC_OK)\n    %s_free(res);\n",
             p->result->type->name);
    emit(o, "return call.status;\n");
}

void
emit_free_values(struct out *o, const struct decl *list)
{
    for (const struct decl *d = list; d; d = d->next)
        if (owns(d))
            emit(o, "%s_free(&%s);\n", d->type->name, d->name);
}
