/*
 * tls.c - thread-local variables.
 *
 * Compilers ask this function where they lie.  libc's knows one set for each
 * thread of the real system, and all of ours are one such thread.  A node is
 * one module, so only the offset matters; the kernel says whose turn it is.
 */
#include "netsim/user/shim.h"

struct tls_index {
    size_t module, offset;
};

HIDDEN void *__tls_get_addr(struct tls_index *index);

HIDDEN void *
__tls_get_addr(struct tls_index *index)
{
    return rpclab_node.tls + index->offset;
}
