/*
 * contain.c - a program that fails ends its own process and nothing else.
 *
 * The kernel catches the signals by which the real one ends a process.  If
 * they come while a program's thread runs, that thread is left for ever and
 * its process is reported as failed, with the place.  A thread that makes no
 * system call for SIM_CPU_MS of processor time is stopped the same way.
 * AddressSanitizer and UBSan report and let the program go on; the process
 * is ended at its next call.
 */
#include "netsim/sched.h"

#include "netsim/arch.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/world.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unwind.h>

#define TICK_MS 50
#define ALTSTACK_SIZE 65536
#define NULL_PAGE 4096 /* an address below is NULL and a small offset */
/* Where programs end and the real kernel begins; what lies above is hardly
 * ever meant.  x86-64 does not tell such an address, aarch64 does. */
#define USER_END ((uintptr_t)1 << 47)

static const int signals[] = { SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                               SIGABRT, SIGTRAP, SIGPROF };
#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static struct sigaction before[N_SIGNALS];
static stack_t stack_before;
static struct itimerval timer_before;
static char altstack[ALTSTACK_SIZE];
static int entered;

/* The way back from a fault: the first frame that lies in the program. */
struct way_back {
    const struct image *image;
    uintptr_t pc;
};

static _Unwind_Reason_Code
look_at_frame(struct _Unwind_Context *frame, void *arg)
{
    struct way_back *way = arg;
    int before_insn = 0;
    uintptr_t pc = _Unwind_GetIPInfo(frame, &before_insn);

    if (!image_has_pc(way->image, pc))
        return _URC_NO_REASON;
    way->pc = before_insn ? pc : pc - 1;
    return _URC_END_OF_STACK;
}

/*
 * Where in the program did it happen?  A fault inside libc is the fault of
 * its caller.  Who that is the tables for unwinding know; words that merely
 * lie on the stack may be left from a call long ago.  A stack so broken that
 * to unwind it is a fault itself has no place.
 */
static uintptr_t
place_of(const struct thread *t, const ucontext_t *uc)
{
    static volatile sig_atomic_t unwinding;
    struct way_back way = { .image = t->proc->image };

    if (image_has_pc(way.image, arch_pc(uc)))
        return arch_pc(uc);
    if (!unwinding) {
        unwinding = 1;
        _Unwind_Backtrace(look_at_frame, &way);
    }
    unwinding = 0;
    return way.pc;
}

/* ---- sanitizers --------------------------------------------------------- */

static char reported[256];
static uintptr_t reported_pc; /* in the program; 0: reported[] has a place */

static int
contain_reported(void)
{
    return reported[0] != '\0';
}

#if SIM_ASAN
void __asan_set_error_report_callback(void (*fn)(const char *));
void __ubsan_on_report(void);
void __ubsan_get_current_report_data(const char **kind, const char **message,
                                     const char **file, unsigned *line,
                                     unsigned *column, char **addr);
const char *__asan_default_options(void);

/*
 * Without halt_on_error=0 a report ends the whole simulator; with equal pcs
 * suppressed the second run of a world would not see what the first saw.
 */
const char *
__asan_default_options(void)
{
    return "halt_on_error=0:handle_segv=1:detect_leaks=0:"
           "detect_stack_use_after_return=0:suppress_equal_pcs=0";
}

/* "    #1 0x7fd569560301 in f file.c:12": the first that is the program's. */
static uintptr_t
first_frame(const struct image *im, const char *text)
{
    while ((text = strstr(text, "\n    #")) != NULL) {
        uintptr_t pc;

        text += 6;
        text += strcspn(text, " \n");
        pc = (uintptr_t)strtoull(text, NULL, 16);
        if (image_has_pc(im, pc))
            return pc;
    }
    return 0;
}

/* "SUMMARY: AddressSanitizer: heap-buffer-overflow ..." */
static void
asan_report(const char *text)
{
    static const char summary[] = "SUMMARY: AddressSanitizer: ";
    const char *s = strstr(text, summary);

    /* The simulator's own mistake: no verdict of it is worth anything. */
    if (!thread_current)
        abort();
    if (!s)
        return;
    s += sizeof(summary) - 1;
    snprintf(reported, sizeof(reported), "%.*s", (int)strcspn(s, " \n"), s);
    reported_pc = first_frame(thread_current->proc->image, text);
}

/* Called by UBSan's run-time library after each report it makes. */
void
__ubsan_on_report(void)
{
    const char *kind, *message, *file;
    unsigned line, column;
    char *addr;

    __ubsan_get_current_report_data(&kind, &message, &file, &line, &column,
                                    &addr);
    if (!thread_current)
        return;
    /* Before its first report it has looked for a symbol in vain.  libc keeps
     * that error, in the heap of this process: the second call frees it. */
    dlerror();
    dlerror();
    if (strrchr(file, '/'))
        file = strrchr(file, '/') + 1;
    snprintf(reported, sizeof(reported), "%s at %s:%u", message, file, line);
    reported_pc = 0;
}
#endif

/* ---- signals ------------------------------------------------------------ */

/* Not in the program, or not known: as without us. */
static void
not_ours(int sig)
{
    for (size_t i = 0; i < N_SIGNALS; i++)
        if (signals[i] == sig)
            sigaction(sig, &before[i], NULL);
    if (sig == SIGABRT)
        raise(sig);
}

static void
on_fault(int sig, siginfo_t *si, void *context)
{
    ucontext_t *uc = context;
    uintptr_t pc = arch_pc(uc);
    struct thread *t = thread_current;

    if ((sig == SIGSEGV || sig == SIGBUS) && pc >= (uintptr_t)arch_copy &&
        pc < (uintptr_t)arch_copy_end) {
        arch_set_pc(uc, (uintptr_t)arch_copy_fault);
        return;
    }
    if (!t) {
        not_ours(sig);
        return;
    }
    t->why = LEFT_FAULT;
    t->sig = sig;
    /* SI_KERNEL: an address that none can be, and that is not told. */
    t->fault_addr =
        si->si_code == SI_KERNEL ? UINTPTR_MAX : (uintptr_t)si->si_addr;
    t->fault_pc = place_of(t, uc);
    fiber_abandon(&t->fiber);
}

static struct {
    const struct thread *thread;
    uint64_t calls;
    int n; /* ticks since that thread's last call */
} ticks;

/*
 * Processor time has passed.  A thread that is inside libc is given a little
 * longer: better not to leave it in the middle of something that is shared.
 */
static void
on_tick(int sig, siginfo_t *si, void *context)
{
    struct thread *t = thread_current;
    uint64_t calls;

    (void)sig;
    (void)si;
    if (!t)
        return;
    calls = t->proc->host->world->stats.calls;
    if (t != ticks.thread || calls != ticks.calls) {
        ticks.thread = t;
        ticks.calls = calls;
        ticks.n = 0;
    }
    if (++ticks.n < SIM_CPU_MS / TICK_MS)
        return;
    if (!image_has_pc(t->proc->image, arch_pc(context)) &&
        ticks.n < 2 * SIM_CPU_MS / TICK_MS)
        return;
    t->why = LEFT_FAULT;
    t->sig = SIGPROF;
    t->fault_pc = place_of(t, context);
    ticks.n = 0;
    fiber_abandon(&t->fiber);
}

void
contain_tick(void)
{
    struct itimerval tick = { { 0, TICK_MS * 1000 }, { 0, TICK_MS * 1000 } };

    setitimer(ITIMER_PROF, &tick, NULL);
}

void
sim_enter(void)
{
    stack_t stack = { .ss_sp = altstack, .ss_size = sizeof(altstack) };

    if (entered++)
        return;
    reported[0] = '\0';
    memset(&ticks, 0, sizeof(ticks));
    sigaltstack(&stack, &stack_before);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction sa = { .sa_sigaction = on_fault };

        sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        if (signals[i] == SIGPROF) {
            sa.sa_sigaction = on_tick;
            sa.sa_flags |= SA_RESTART;
        }
        sigaction(signals[i], &sa, &before[i]);
    }
    getitimer(ITIMER_PROF, &timer_before);
    contain_tick();
#if SIM_ASAN
    __asan_set_error_report_callback(asan_report);
#endif
}

void
sim_leave(void)
{
    if (--entered)
        return;
    setitimer(ITIMER_PROF, &timer_before, NULL);
    for (size_t i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
    sigaltstack(&stack_before, NULL);
}

/* ---- the report --------------------------------------------------------- */

static const char *
signal_name(int sig)
{
    static const struct {
        int sig;
        const char *name;
    } names[] = {
        { SIGSEGV, "SIGSEGV" }, { SIGBUS, "SIGBUS" },   { SIGFPE, "SIGFPE" },
        { SIGILL, "SIGILL" },   { SIGABRT, "SIGABRT" }, { SIGTRAP, "SIGTRAP" },
        { SIGPROF, "spin" },
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].sig == sig)
            return names[i].name;
    return "signal";
}

/* No address: it would not be the same in the next run. */
static const char *
what_happened(const struct thread *t)
{
    switch (t->sig) {
    case SIGSEGV:
    case SIGBUS:
        if (fiber_in_guard(&t->fiber, (void *)t->fault_addr))
            return "stack overflow";
        if (t->fault_addr < NULL_PAGE)
            return "NULL pointer";
        return t->fault_addr >= USER_END
                   ? "bad address (a pointer that was never set?)"
                   : "bad address";
    case SIGFPE:
        return "division by zero or overflow";
    case SIGABRT:
        return "aborted by the C library";
    case SIGPROF:
        return "no system call for 2 s of processor time";
    default:
        return "illegal instruction";
    }
}

/* A report comes first: what else has happened is its consequence. */
int
contain_describe(const struct thread *t, struct failure *f)
{
    int known = contain_reported();

    if (!known && t->why != LEFT_FAULT)
        return 0;
    snprintf(f->name, sizeof(f->name), "%s",
             known ? "sanitizer" : signal_name(t->sig));
    snprintf(f->text, sizeof(f->text), "%s",
             known ? reported : what_happened(t));
    f->place = known ? reported_pc : t->fault_pc;
    f->has_place = f->place || !known;
    reported[0] = '\0';
    return 1;
}

void
contain_report(struct thread *t, const struct failure *f)
{
    char place[256] = "", text[600];

    if (f->has_place) {
        strcpy(place, " in ");
        if (tracing(t->proc->host->world))
            image_place(t->proc->image, f->place, place + 4,
                        sizeof(place) - 4);
    }
    snprintf(text, sizeof(text), "%s%s", f->text, place);
    process_fault(t, f->name, text);
}
