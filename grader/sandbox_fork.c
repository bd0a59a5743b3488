/*
 * sandbox_fork.c - the last right that a sandboxed process gives up.
 *
 * A filter on top of the one that it has, of six instructions, without
 * libseccomp: it is installed once for each run of a program.
 */
#include "grader/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_fork
#define FORK SYS_fork
#else
#define FORK SYS_clone /* this processor has no other */
#endif

#define IF_IS(nr, to) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), (to), 0)

int
sandbox_no_fork(void)
{
    static struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        IF_IS(SYS_clone, 2),
        IF_IS(FORK, 1),
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
