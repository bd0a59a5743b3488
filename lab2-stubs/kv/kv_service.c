/*
 * kv_service.c - the store itself: keys, and the value of each.
 *
 * Plain functions that know nothing of messages or networks.  Searched from
 * the start: a store of KV_PAIRS_MAX pairs is for demonstrations.
 */
#include "lab2-stubs/kv/service.h"

#include <string.h>

/* Index of the pair, or n_pairs. */
static size_t
find(const struct kv *kv, const char *key)
{
    size_t i = 0;

    while (i < kv->n_pairs && strcmp(kv->pair[i].key, key) != 0)
        i++;
    return i;
}

void
kv_serve_put(struct kv *service, const struct kv_pair *args,
             enum kv_status *res)
{
    size_t i = find(service, args->key);

    if (i == KV_PAIRS_MAX) {
        *res = KV_FULL;
        return;
    }
    if (i == service->n_pairs)
        service->n_pairs++;
    service->pair[i] = *args;
    *res = KV_OK;
}

void
kv_serve_get(struct kv *service, const struct kv_key *args,
             struct kv_result *res)
{
    size_t i = find(service, args->key);

    if (i == service->n_pairs) {
        res->status = KV_NO_SUCH_KEY;
        return;
    }
    res->status = KV_OK;
    res->value = service->pair[i].value;
}

void
kv_serve_delete(struct kv *service, const struct kv_key *args,
                enum kv_status *res)
{
    size_t i = find(service, args->key);

    if (i == service->n_pairs) {
        *res = KV_NO_SUCH_KEY;
        return;
    }
    service->pair[i] = service->pair[--service->n_pairs];
    *res = KV_OK;
}
