/*
 * sandbox.h - what a process may do that runs code of a submission.
 *
 * A freshly forked child calls sandbox_enter() when all it needs is open and
 * mapped, and before any of the submission runs in it.  Each measure is taken
 * on its own: what a kernel, a container or a user who is not root cannot do
 * is said in the report, with the reason, and the others hold all the same.
 *
 * Linux on x86-64 and aarch64.  Not undone by anything but the child's end.
 * Sources: landlock(7), seccomp(2), prctl(2), and libseccomp, if it is there.
 */
#ifndef GRADER_SANDBOX_H
#define GRADER_SANDBOX_H

#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

enum sandbox_profile {
    /*
     * One program of a submission, alone: it computes, has memory (none to
     * be executed), and talks on descriptors that it has.  All else ends it
     * by SIGSYS, or fails where a C library or a sanitizer would try it.
     */
    SANDBOX_NODE,

    /*
     * A whole case, grader and programs in one process: it may load files
     * besides, and read them where `readable` says.  No network, no other
     * processes; this guards the machine, not the verdict.
     */
    SANDBOX_CASE
};

/* It may fork; its children are in the sandbox, too.  They call
 * sandbox_no_fork(): till then they may send signals to one another. */
#define SANDBOX_FORK 1

/* It may execute what `readable` has: a case asks addr2line where it is. */
#define SANDBOX_EXEC 2

/*
 * Another process of the same user may read its memory, as with
 * process_vm_readv().  Without this only root may.
 */
#define SANDBOX_READABLE 4

struct sandbox {
    enum sandbox_profile profile;
    unsigned flags;
    const int *keep; /* descriptors; all others are closed */
    size_t n_keep;
    const char *const *readable; /* paths, then NULL; NULL: none at all */
    const char *const *writable;
    uid_t uid; /* if we are root; 0: nobody, 65534 */
    gid_t gid;
    unsigned without; /* measures not to be taken: 1u << SANDBOX_USER */
    pid_t parent;     /* whose death is its own; 0: whatever happens */

    /* 0: as it is. */
    rlim_t cpu_s;
    rlim_t memory;    /* bytes of addresses: not with AddressSanitizer */
    rlim_t stack;     /* bytes */
    rlim_t open;      /* descriptors */
    rlim_t processes; /* of this user; only for who has become another one */
    rlim_t file;      /* bytes, where something is writable; else no file */
};

enum sandbox_measure {
    SANDBOX_DESCRIPTORS,
    SANDBOX_LIMITS,
    SANDBOX_PROCESSES,
    SANDBOX_NO_NEW_PRIVS,
    SANDBOX_USER,
    SANDBOX_UNDUMPABLE,
    SANDBOX_PARENT,
    SANDBOX_LANDLOCK,
    SANDBOX_SECCOMP,
    SANDBOX_MEASURES
};

enum sandbox_state { SANDBOX_UNASKED, SANDBOX_ENFORCED, SANDBOX_MISSING };

/* No pointers in it: a child sends it to its parent as it is. */
struct sandbox_report {
    struct sandbox_fact {
        enum sandbox_state state;
        char detail[64]; /* of what is enforced: how; of what is not: why */
    } fact[SANDBOX_MEASURES];
};

/*
 * Enter it.  Returns how many measures that were asked for are missing, or
 * -EINVAL if s makes no sense; then nothing was done.
 */
int sandbox_enter(const struct sandbox *s, struct sandbox_report *r);

/*
 * For a process that SANDBOX_FORK let come about: it may not fork itself, nor
 * send a signal to another process.  0, or -1.  About 10 us.
 */
int sandbox_no_fork(void);

/* What it would report, from a child that does nothing else; -errno. */
int sandbox_probe(const struct sandbox *s, struct sandbox_report *r);

/* "landlock", as in results files.  Static. */
const char *sandbox_name(enum sandbox_measure m);

/* One line without its end: "landlock: yes, ABI 7", "user: no, not root". */
void sandbox_line(const struct sandbox_report *r, enum sandbox_measure m,
                  char *buf, size_t cap);

#endif
