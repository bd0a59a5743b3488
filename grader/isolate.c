/*
 * isolate.c - see isolate.h.
 *
 * The sandbox is entered once for each host, by the process that has loaded
 * the program and forks one for each incarnation.  All it may do then is to
 * compute, to wait for the kernel, and to fork; what it forks may not even
 * fork, and dies with the case.
 */
#include "grader/isolate.h"

#include "netsim/netsim.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CPU_S 60 /* of one incarnation: then its clock for loops has failed */

#if defined(__SANITIZE_ADDRESS__)
/* <sanitizer/common_interface_defs.h>: it reads now what it could not read
 * later, where the program lies in memory. */
void __sanitizer_sandbox_on_notify(void *args);
#endif

/* Whoever is not root must be readable to be read by the kernel: it is of
 * the same user then. */
static struct sandbox
node_sandbox(void)
{
    return (struct sandbox){
        .profile = SANDBOX_NODE,
        .flags = SANDBOX_FORK | (geteuid() == 0 ? 0 : SANDBOX_READABLE),
        .parent = getppid(),
        .cpu_s = CPU_S,
    };
}

/* A fork has forgotten whose death is its own: a program that sleeps would
 * outlive a grader that was killed. */
static int
begin_program(void)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -1
                                                         : sandbox_no_fork();
}

static int
guard(void *arg, enum sim_guard_stage stage)
{
    struct sandbox s = node_sandbox();
    struct sandbox_report r;

    (void)arg;
    if (stage == SIM_GUARD_RUNNING)
        return begin_program();
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_sandbox_on_notify(NULL);
#endif
    return sandbox_enter(&s, &r) < 0 ? -1 : 0;
}

void
isolate_begin(void)
{
    static const struct sim_isolation how = { .guard = guard };

    sim_isolate(&how);
}

int
isolate_probe(struct sandbox_report *r)
{
    struct sandbox s = node_sandbox();

    return sandbox_probe(&s, r);
}
