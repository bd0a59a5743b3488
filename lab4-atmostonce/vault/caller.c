/*
 * caller.c - see caller.h.
 */
#include "lab4-atmostonce/vault/caller.h"

#include <errno.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"

static struct rpc_client *
open_client(struct caller *c, const struct sockaddr_in *server)
{
    struct rpc_client *transport;

    c->session = session_open(&c->id);
    transport =
        c->session ? udp_client_open(server, &rpc_retry_default) : NULL;
    return transport ? numbered_client_open(transport, c->session, c->log)
                     : NULL;
}

static void
say_no_client(struct rpc_text *why, const struct sockaddr_in *server, int err)
{
    rpc_text_clear(why);
    rpc_text_str(why, "no client for ");
    rpc_addr_text(why, server);
    rpc_text_str(why, ": ");
    rpc_text_str(why, strerror(err));
}

int
caller_open(struct caller *c, const struct sockaddr_in *server,
            const char *identity, const char *pending, struct rpc_text *why)
{
    int err;

    *c = (struct caller){ .session = NULL };
    err = identity_open(identity, &c->id, why);
    if (err < 0)
        return err;
    if (pending) {
        c->log = pending_open(pending, why);
        if (!c->log)
            return -errno;
    }
    c->client = open_client(c, server);
    if (c->client)
        return 0;
    err = errno;
    say_no_client(why, server, err);
    caller_close(c);
    return -err;
}

void
caller_close(struct caller *c)
{
    if (c->client)
        rpc_client_close(c->client);
    if (c->session)
        session_close(c->session);
    if (c->log)
        pending_close(c->log);
}
