/*
 * sandbox_fork.c - the last rights that a sandboxed process gives up: to fork,
 * and to send a signal to another one, which could be who has forked it.
 *
 * A filter on top of the one that it has, of a few instructions, without
 * libseccomp: it is installed once for each run of a program.
 */
#include "grader/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_fork
#define FORK SYS_fork
#else
#define FORK SYS_clone /* this processor has no other */
#endif

#define LOAD(what)                                                            \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, what))
/* So many instructions to go over, if it is that and if not. */
#define IF_IS(that, over, or_over)                                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (that), (over), (or_over))

int
sandbox_no_fork(void)
{
    struct sock_filter code[] = {
        LOAD(nr),
        IF_IS(SYS_clone, 5, 0),
        IF_IS(FORK, 4, 0),
        IF_IS(SYS_tgkill, 0, 2),
        LOAD(args[0]), /* its lower half: both processors are that way round */
        IF_IS((uint32_t)getpid(), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

    /* ENOSYS: no seccomp in this kernel, which the report has said. */
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0 &&
                   errno != ENOSYS
               ? -1
               : 0;
}
