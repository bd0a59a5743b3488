/*
 * tls.c - thread-local variables.
 *
 * Compilers ask these functions where they lie.  libc's know one set for each
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

#if defined(__aarch64__)
/*
 * The other way, see netsim/tls.c.  It is called with the descriptor in x0,
 * wants the distance from libc's thread pointer there, and nothing else
 * changed.
 */
_Static_assert(offsetof(struct node_entry, tls) == 40, "see the ldr below");
__asm__(".text\n"
        ".globl rpclab_tlsdesc\n"
        ".type rpclab_tlsdesc, %function\n"
        "rpclab_tlsdesc:\n"
        "    stp x1, x2, [sp, #-16]!\n"
        "    ldr x1, [x0, #8]\n"
        "    adrp x2, :got:rpclab_node\n"
        "    ldr x2, [x2, :got_lo12:rpclab_node]\n"
        "    ldr x2, [x2, #40]\n"
        "    add x0, x2, x1\n"
        "    mrs x1, tpidr_el0\n"
        "    sub x0, x0, x1\n"
        "    ldp x1, x2, [sp], #16\n"
        "    ret\n"
        ".size rpclab_tlsdesc, . - rpclab_tlsdesc\n");
#endif
