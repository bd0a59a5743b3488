/*
 * kv_server.c - a store with room for a few pairs, made by rpcgen from the
 * same kv.x.
 *
 *     kv_server tcp PORT
 */
#include <stdlib.h>
#include <string.h>

#include "grader/test/interop/peer.h"
#include "kv.h"

#define PAIRS_MAX 8

void kv_prog_1(struct svc_req *, SVCXPRT *);

/* Without a key: free. */
static kv_pair pairs[PAIRS_MAX];

static kv_value
copy_of(const kv_value *v)
{
    kv_value copy = { v->kv_value_len, malloc(v->kv_value_len + 1) };

    memcpy(copy.kv_value_val, v->kv_value_val, v->kv_value_len);
    return copy;
}

/* NULL: a free one. */
static kv_pair *
find(const char *key)
{
    for (int i = 0; i < PAIRS_MAX; i++)
        if (key ? pairs[i].key && strcmp(pairs[i].key, key) == 0
                : !pairs[i].key)
            return &pairs[i];
    return NULL;
}

bool_t
kv_put_1_svc(kv_pair *args, kv_status *res, struct svc_req *rqstp)
{
    kv_pair *p = find(args->key);

    (void)rqstp;
    if (p)
        xdr_free((xdrproc_t)(void *)xdr_kv_pair, p);
    else
        p = find(NULL);
    *res = p ? KV_OK : KV_FULL;
    if (p) {
        p->key = strdup(args->key);
        p->value = copy_of(&args->value);
    }
    return TRUE;
}

bool_t
kv_get_1_svc(kv_key *args, kv_result *res, struct svc_req *rqstp)
{
    const kv_pair *p = find(args->key);

    (void)rqstp;
    memset(res, 0, sizeof(*res));
    res->status = p ? KV_OK : KV_NO_SUCH_KEY;
    if (p)
        res->kv_result_u.value = copy_of(&p->value);
    return TRUE;
}

bool_t
kv_delete_1_svc(kv_key *args, kv_status *res, struct svc_req *rqstp)
{
    kv_pair *p = find(args->key);

    (void)rqstp;
    *res = p ? KV_OK : KV_NO_SUCH_KEY;
    if (p) {
        xdr_free((xdrproc_t)(void *)xdr_kv_pair, p);
        memset(p, 0, sizeof(*p));
    }
    return TRUE;
}

int
kv_prog_1_freeresult(SVCXPRT *transport, xdrproc_t xdr, caddr_t res)
{
    (void)transport;
    xdr_free(xdr, res);
    return 1;
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], KV_PROG, KV_VERS };

    (void)argc;
    peer_serve(&p, kv_prog_1);
    return 1;
}
