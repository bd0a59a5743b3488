/*
 * test_sandbox.c - for each measure a child tries what it forbids.
 *
 * A measure is tested without the others that would stop the same attempt
 * earlier.  What this machine cannot enforce is skipped, and said.
 */
#include "grader/testing.h"

#include "grader/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#define ONLY(m) (~(1u << (m)))
#define WITHOUT(m) (1u << (m))

/* What an attempt says by its exit status: an errno, or that it worked. */
#define DONE 200
#define NOT_ENTERED 201

static int kept[2]; /* a pair of sockets: the child's end is kept[1] */
static int extra;   /* a descriptor that is not kept */
static pid_t tester;
static char outside[] = "/tmp/sandbox.XXXXXX"; /* a file of ours */

static int
result(long r)
{
    return r < 0 ? errno : DONE;
}

/* ---- attempts ----------------------------------------------------------- */

static int
reads_a_file(void)
{
    return result(open("/etc/passwd", O_RDONLY));
}

static int
writes_a_file(void)
{
    return result(open(outside, O_WRONLY));
}

static int
makes_a_file(void)
{
    return result(open("/tmp/sandbox.made", O_WRONLY | O_CREAT, 0600));
}

/* It was open before, and no descriptor is closed. */
static int
writes_a_byte(void)
{
    return result(write(extra, "x", 1));
}

static int
has_extra(void)
{
    return result(fcntl(extra, F_GETFD));
}

static int
makes_a_socket(void)
{
    return result(socket(AF_INET, SOCK_DGRAM, 0));
}

static int
traces_parent(void)
{
    return result(ptrace(PTRACE_ATTACH, tester, NULL, NULL));
}

static int
writes_parent(void)
{
    static char byte;
    struct iovec here = { &byte, 1 }, there = { &byte, 1 };

    return result(process_vm_writev(tester, &here, 1, &there, 1, 0));
}

static int
kills_parent(void)
{
    return result(kill(tester, 0));
}

static int
executes(void)
{
    char *argv[] = { (char *)"/bin/true", NULL };

    return result(execv("/bin/true", argv));
}

static int
maps_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return result(p == MAP_FAILED ? -1 : 0);
}

static int
makes_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return result(p == MAP_FAILED ? -1
                                  : mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

/* Each child waits for the end of all. */
static int
forks_on(void)
{
    for (int i = 0; i < 64; i++) {
        pid_t pid = fork();

        if (pid < 0)
            return errno;
        if (pid == 0) {
            struct pollfd p = { .fd = -1 };

            poll(&p, 1, 1000);
            _exit(0);
        }
    }
    return DONE;
}

static int
unshares(void)
{
    return result(syscall(SYS_clone, 0x10000000 | SIGCHLD, 0, 0, 0, 0));
}

static int
computes_on(void)
{
    for (volatile unsigned n = 1; n; n |= 1)
        ;
    return DONE;
}

#ifndef __SANITIZE_ADDRESS__
static int
allocates(void)
{
    void *volatile p = malloc((size_t)1 << 30); /* a compiler must ask, too */

    return p ? DONE : errno;
}
#endif

static int
opens_on(void)
{
    for (int i = 0; i < 100; i++)
        if (dup(kept[1]) < 0)
            return errno;
    return DONE;
}

static int
limits_stack(void)
{
    struct rlimit lim;

    return getrlimit(RLIMIT_STACK, &lim) == 0 && lim.rlim_max <= 1 << 20;
}

static int
has_core(void)
{
    struct rlimit lim;

    return getrlimit(RLIMIT_CORE, &lim) == 0 && lim.rlim_max > 0;
}

static int
gets_privileges(void)
{
    return !prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

static int
is_root(void)
{
    return getuid() == 0 || geteuid() == 0 || setuid(0) == 0;
}

static int
is_dumpable(void)
{
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}

static int
aborts(void)
{
    abort();
}

/* What a program needs: memory, time, one socket, an end. */
static int
lives(void)
{
    struct pollfd p = { .fd = kept[1], .events = POLLOUT };
    struct timespec t;
    char *big = malloc(1 << 22);

    if (!big || clock_gettime(CLOCK_MONOTONIC, &t) < 0)
        return 1;
    memset(big, 1, 1 << 22);
    free(big);
    if (poll(&p, 1, 1000) != 1 || send(kept[1], "ok", 2, 0) != 2)
        return 2;
    return errno == EPERM ? 3 : DONE;
}

static int
forks_once(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(lives());
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : 1;
}

/* ---- ... of what it has forked, without the right to fork -------------- */

static int
kills_its_forker(void)
{
    return result(syscall(SYS_tgkill, getppid(), getppid(), SIGSTOP));
}

static int
forks_again(void)
{
    return result(fork());
}

/* As long as its parent lives it can do no harm. */
static int
is_to_outlive_its_parent(void)
{
    return result(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
}

static int
dies_with_its_parent(void)
{
    return result(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
}

/* By which signal has it ended? */
static int
forked(int (*what)(void))
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(sandbox_no_fork() < 0 ? NOT_ENTERED : what());
    if (waitpid(pid, &status, 0) != pid)
        return NOT_ENTERED;
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static int
forked_aborts(void)
{
    return forked(aborts);
}

static int
forked_kills(void)
{
    return forked(kills_its_forker);
}

static int
forked_forks(void)
{
    return forked(forks_again);
}

static int
forked_outlives(void)
{
    return forked(is_to_outlive_its_parent);
}

static int
forked_dies(void)
{
    return forked(dies_with_its_parent);
}

/* ---- how they are made -------------------------------------------------- */

/* Run an attempt in the sandbox.  Returns its status as waitpid() has it;
 * skips the test if a measure is asked for that is not to be had. */
static int
attempt(struct sandbox s, enum sandbox_measure needed, int (*what)(void))
{
    struct sandbox_report r;
    char line[100];
    int keep[] = { kept[1] }, status = 0;
    pid_t pid;

    s.keep = keep;
    s.n_keep = 1;
    assert_int_equal(sandbox_probe(&s, &r), 0);
    sandbox_line(&r, needed, line, sizeof(line));
    if (r.fact[needed].state != SANDBOX_ENFORCED) {
        print_message("not tested: %s\n", line);
        skip();
    }
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(sandbox_enter(&s, &r) < 0 ? NOT_ENTERED : what());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void
must_end_by(int status, int sig)
{
    if (WIFEXITED(status))
        print_error("exit status %d\n", WEXITSTATUS(status));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), sig);
}

static void
must_say(int status, int what)
{
    if (WIFSIGNALED(status))
        print_error("signal %d\n", WTERMSIG(status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), what);
}

static const struct sandbox node = { .profile = SANDBOX_NODE };
static const struct sandbox whole = { .profile = SANDBOX_CASE };

static struct sandbox
only(enum sandbox_measure m)
{
    struct sandbox s = { .profile = SANDBOX_NODE, .without = ONLY(m) };

    return s;
}

/* ---- tests -------------------------------------------------------------- */

static void
test_program_lives(void **state)
{
    struct sandbox s = node;

    (void)state;
    must_say(attempt(s, SANDBOX_DESCRIPTORS, lives), DONE);
    s.flags = SANDBOX_FORK | SANDBOX_READABLE;
    must_say(attempt(s, SANDBOX_DESCRIPTORS, forks_once), DONE);
    must_say(attempt(whole, SANDBOX_DESCRIPTORS, lives), DONE);
    must_end_by(attempt(node, SANDBOX_DESCRIPTORS, aborts), SIGABRT);
}

static void
test_descriptors(void **state)
{
    (void)state;
    must_say(
        attempt(only(SANDBOX_DESCRIPTORS), SANDBOX_DESCRIPTORS, has_extra),
        EBADF);
    must_say(attempt(only(SANDBOX_LIMITS), SANDBOX_LIMITS, has_extra), DONE);
}

static void
test_no_file_grows(void **state)
{
    (void)state;
    must_end_by(attempt(only(SANDBOX_LIMITS), SANDBOX_LIMITS, writes_a_byte),
                SIGXFSZ);
    must_say(attempt(only(SANDBOX_LIMITS), SANDBOX_LIMITS, has_core), 0);
}

static void
test_computes_for_a_second(void **state)
{
    struct sandbox s = only(SANDBOX_LIMITS);

    (void)state;
    s.cpu_s = 1;
    must_end_by(attempt(s, SANDBOX_LIMITS, computes_on), SIGXCPU);
}

static void
test_memory(void **state)
{
    struct sandbox s = only(SANDBOX_LIMITS);

    (void)state;
    s.stack = 1 << 20;
    must_say(attempt(s, SANDBOX_LIMITS, limits_stack), 1);
#ifdef __SANITIZE_ADDRESS__
    print_message("not tested: a limit of memory, with AddressSanitizer\n");
#else
    s.memory = 256 << 20;
    must_say(attempt(s, SANDBOX_LIMITS, allocates), ENOMEM);
#endif
}

static void
test_open(void **state)
{
    struct sandbox s = only(SANDBOX_LIMITS);

    (void)state;
    s.open = 32;
    must_say(attempt(s, SANDBOX_LIMITS, opens_on), EMFILE);
}

static void
test_fork_bomb(void **state)
{
    struct sandbox s = node;

    (void)state;
    must_say(attempt(s, SANDBOX_SECCOMP, forks_on), EPERM);
    s.flags = SANDBOX_FORK;
    must_end_by(attempt(s, SANDBOX_SECCOMP, unshares), SIGSYS);
    s.processes = 8;
    must_say(attempt(s, SANDBOX_PROCESSES, forks_on), EAGAIN);
}

/* It has the rights of who has forked it, but not over that one. */
static void
test_forked(void **state)
{
    struct sandbox s = node;

    (void)state;
    s.flags = SANDBOX_FORK;
    must_say(attempt(s, SANDBOX_SECCOMP, forked_aborts), SIGABRT);
    must_say(attempt(s, SANDBOX_SECCOMP, forked_kills), SIGSYS);
    must_say(attempt(s, SANDBOX_SECCOMP, forked_forks), SIGSYS);
    must_say(attempt(s, SANDBOX_SECCOMP, forked_dies), DONE);
    must_say(attempt(s, SANDBOX_SECCOMP, forked_outlives), SIGSYS);
}

static void
test_user(void **state)
{
    (void)state;
    must_say(attempt(only(SANDBOX_USER), SANDBOX_USER, is_root), 0);
    must_say(attempt(only(SANDBOX_USER), SANDBOX_USER, kills_parent), EPERM);
    must_say(attempt(only(SANDBOX_USER), SANDBOX_USER, traces_parent), EPERM);
    must_say(attempt(only(SANDBOX_USER), SANDBOX_USER, writes_parent), EPERM);
}

static void
test_privileges(void **state)
{
    (void)state;
    must_say(attempt(only(SANDBOX_NO_NEW_PRIVS), SANDBOX_NO_NEW_PRIVS,
                     gets_privileges),
             0);
    must_say(
        attempt(only(SANDBOX_UNDUMPABLE), SANDBOX_UNDUMPABLE, is_dumpable), 0);
}

static void
test_landlock(void **state)
{
    const char *etc[] = { "/etc", NULL }, *tmp[] = { "/tmp", NULL };
    struct sandbox s = only(SANDBOX_LANDLOCK);

    (void)state;
    s.without &= ~WITHOUT(SANDBOX_NO_NEW_PRIVS);
    must_say(attempt(s, SANDBOX_LANDLOCK, reads_a_file), EACCES);
    must_say(attempt(s, SANDBOX_LANDLOCK, writes_a_file), EACCES);
    must_say(attempt(s, SANDBOX_LANDLOCK, makes_a_file), EACCES);
    must_say(attempt(s, SANDBOX_LANDLOCK, executes), EACCES);
    must_say(attempt(s, SANDBOX_LANDLOCK, traces_parent), EPERM);
    s.readable = etc;
    must_say(attempt(s, SANDBOX_LANDLOCK, reads_a_file), DONE);
    must_say(attempt(s, SANDBOX_LANDLOCK, writes_a_file), EACCES);
    s.writable = tmp;
    must_say(attempt(s, SANDBOX_LANDLOCK, writes_a_file), DONE);
}

static void
test_seccomp_of_a_program(void **state)
{
    struct sandbox s = only(SANDBOX_SECCOMP);

    (void)state;
    s.without &= ~WITHOUT(SANDBOX_NO_NEW_PRIVS);
    must_say(attempt(s, SANDBOX_SECCOMP, reads_a_file), EACCES);
    must_say(attempt(s, SANDBOX_SECCOMP, makes_a_file), EACCES);
    must_say(attempt(s, SANDBOX_SECCOMP, maps_code), EPERM);
    must_say(attempt(s, SANDBOX_SECCOMP, makes_code), EPERM);
    must_end_by(attempt(s, SANDBOX_SECCOMP, makes_a_socket), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, traces_parent), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, writes_parent), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, kills_parent), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, executes), SIGSYS);
}

static void
test_seccomp_of_a_case(void **state)
{
    struct sandbox s = only(SANDBOX_SECCOMP);

    (void)state;
    s.profile = SANDBOX_CASE;
    s.without &= ~WITHOUT(SANDBOX_NO_NEW_PRIVS);
    must_say(attempt(s, SANDBOX_SECCOMP, reads_a_file), DONE);
    must_say(attempt(s, SANDBOX_SECCOMP, maps_code), DONE);
    must_say(attempt(s, SANDBOX_SECCOMP, writes_a_file), EACCES);
    must_say(attempt(s, SANDBOX_SECCOMP, makes_a_file), EACCES);
    must_say(attempt(s, SANDBOX_SECCOMP, forks_on), EPERM);
    must_end_by(attempt(s, SANDBOX_SECCOMP, makes_a_socket), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, kills_parent), SIGSYS);
    must_end_by(attempt(s, SANDBOX_SECCOMP, executes), SIGSYS);
}

/* Who is left alone ends: the last one that has the pipe. */
static void
test_dies_with_its_parent(void **state)
{
    struct sandbox s = node;
    struct sandbox_report r;
    char byte;
    int fd[2];
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(fd), 0);
    pid = fork();
    if (pid == 0) {
        s.parent = getpid();
        if (fork() == 0) {
            s.keep = &fd[1];
            s.n_keep = 1;
            sandbox_enter(&s, &r);
            write(fd[1], "x", 1);
            sleep(20);
            _exit(0);
        }
        read(fd[0], &byte, 1);
        _exit(0);
    }
    close(fd[1]);
    waitpid(pid, NULL, 0);
    struct pollfd p = { .fd = fd[0], .events = POLLIN };
    assert_int_equal(poll(&p, 1, 10000), 1);
    assert_int_equal(read(fd[0], &byte, 1), 0);
    close(fd[0]);
}

static void
test_nonsense(void **state)
{
    struct sandbox s = node;
    struct sandbox_report r;

    (void)state;
    s.n_keep = 1000;
    assert_int_equal(sandbox_enter(&s, &r), -EINVAL);
    s = node;
    s.flags = SANDBOX_EXEC;
    assert_int_equal(sandbox_enter(&s, &r), -EINVAL);
    assert_int_equal(sandbox_probe(&s, &r), -EIO);
}

static void
test_lines(void **state)
{
    struct sandbox_report r;
    char line[100];

    (void)state;
    memset(&r, 0, sizeof(r));
    r.fact[SANDBOX_LANDLOCK].state = SANDBOX_ENFORCED;
    strcpy(r.fact[SANDBOX_LANDLOCK].detail, "ABI 7");
    r.fact[SANDBOX_USER].state = SANDBOX_MISSING;
    strcpy(r.fact[SANDBOX_USER].detail, "not root");
    sandbox_line(&r, SANDBOX_LANDLOCK, line, sizeof(line));
    assert_string_equal(line, "landlock: yes, ABI 7");
    sandbox_line(&r, SANDBOX_USER, line, sizeof(line));
    assert_string_equal(line, "user: no, not root");
    sandbox_line(&r, SANDBOX_SECCOMP, line, sizeof(line));
    assert_string_equal(line, "seccomp: not asked for");
}

static int
begin(void **state)
{
    (void)state;
    tester = getpid();
    extra = mkstemp(outside);
    /* For whoever it will be that tries: others than we, too. */
    return extra < 0 || fchmod(extra, 0666) < 0 ||
           socketpair(AF_UNIX, SOCK_STREAM, 0, kept) < 0;
}

static int
end(void **state)
{
    (void)state;
    return unlink(outside);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program_lives),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_no_file_grows),
        cmocka_unit_test(test_computes_for_a_second),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_fork_bomb),
        cmocka_unit_test(test_forked),
        cmocka_unit_test(test_user),
        cmocka_unit_test(test_privileges),
        cmocka_unit_test(test_landlock),
        cmocka_unit_test(test_seccomp_of_a_program),
        cmocka_unit_test(test_seccomp_of_a_case),
        cmocka_unit_test(test_dies_with_its_parent),
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
