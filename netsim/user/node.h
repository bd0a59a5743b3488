/*
 * node.h - what a node and the kernel know of each other.
 *
 * A node is a program of a lab, linked as a shared object together with
 * this directory (the shim).  The shim defines the POSIX calls the program
 * uses; each packs its arguments and traps to the kernel.  The one symbol a
 * node exports for the kernel is `rpclab_node`.
 *
 * Units: as in POSIX.  Errors: a trap returns -errno; posix_ret() in shim.h
 * turns that into -1 and errno, the only place that does.
 */
#ifndef NETSIM_USER_NODE_H
#define NETSIM_USER_NODE_H

#include <stddef.h>
#include <stdint.h>

#define NODE_MAGIC 0x72706331u /* "rpc1" */

/*
 * Ask the kernel for system call nr.  pc is where in the program the call
 * was made, for reports.  Other threads and hosts may run before it returns.
 */
typedef long node_trap_fn(int nr, const void *pc, const long arg[6]);
typedef void node_init_fn(int argc, char **argv, char **envp);

struct node_entry {
    uint32_t magic;

    /* The program's: run it from its start on a fresh stack. */
    void (*start)(const struct node_entry *self, int argc, char **argv,
                  char **envp);

    /* The kernel's: filled in when the node is loaded. */
    node_trap_fn *trap;
    node_init_fn *const *init; /* constructors, to be run at each start */
    size_t n_init;
    char *tls; /* the running thread's variables, filled in at each turn */

    /* The program's: no other thread of it may run before the next call
     * has returned; the call takes it back. */
    int keep_turn;
};

extern struct node_entry rpclab_node;

#endif
