/*
 * service.h - the store behind the interface: its state.
 */
#ifndef KV_SERVICE_H
#define KV_SERVICE_H

#include <stddef.h>

#include "lab2-stubs/kv/kv.h"

#define KV_PAIRS_MAX 64

/* All zero is an empty store. */
struct kv {
    struct kv_pair pair[KV_PAIRS_MAX];
    size_t n_pairs;
};

#endif
