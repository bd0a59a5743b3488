/*
 * kv_client.c - the store's client, made by rpcgen from the same kv.x.
 *
 *     kv_client tcp PORT put KEY VALUE ... get KEY ... delete KEY ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/test/interop/peer.h"
#include "kv.h"

static const char *
status_text(kv_status status)
{
    static const char *const text[] = {
        [KV_OK] = "ok", [KV_NO_SUCH_KEY] = "no such key", [KV_FULL] = "full"
    };

    return text[status];
}

static void
put(CLIENT *c, char *key, char *value)
{
    kv_pair args = { key, { (u_int)strlen(value), value } };
    kv_status res = KV_FULL;

    peer_expect_success(kv_put_1(&args, &res, c), "put");
    printf("put %s \"%s\": %s\n", key, value, status_text(res));
}

static void
get(CLIENT *c, char *key)
{
    kv_key args = { key };
    kv_result res;

    memset(&res, 0, sizeof(res));
    peer_expect_success(kv_get_1(&args, &res, c), "get");
    if (res.status == KV_OK)
        printf("get %s: \"%.*s\"\n", key,
               (int)res.kv_result_u.value.kv_value_len,
               res.kv_result_u.value.kv_value_val);
    else
        printf("get %s: %s\n", key, status_text(res.status));
    clnt_freeres(c, (xdrproc_t)(void *)xdr_kv_result, (caddr_t)&res);
}

static void
delete_key(CLIENT *c, char *key)
{
    kv_key args = { key };
    kv_status res = KV_FULL;

    peer_expect_success(kv_delete_1(&args, &res, c), "delete");
    printf("delete %s: %s\n", key, status_text(res));
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], KV_PROG, KV_VERS };
    CLIENT *c = peer_client(&p);

    for (int i = 3; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "put") == 0 && i + 2 < argc) {
            put(c, argv[i + 1], argv[i + 2]);
            i++;
        } else if (strcmp(argv[i], "get") == 0) {
            get(c, argv[i + 1]);
        } else {
            delete_key(c, argv[i + 1]);
        }
    }
    clnt_destroy(c);
    return 0;
}
