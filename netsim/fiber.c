/*
 * fiber.c - a thread of a simulated process: a stack, and where it was left.
 *
 * All simulated threads and the scheduler take turns on one thread of the
 * real system.  A program's thread leaves its stack whenever it makes a
 * system call; the kernel runs on the scheduler's own stack, so that no
 * frame of ours ever lies on a program's stack.
 *
 * Below each stack lies a range that may not be touched: a program that
 * recurses without end is stopped there.  Stacks stay for the next
 * fiber; they are not cleared, which is fine because lab code is built with
 * its local variables set to a pattern.  Only a process that begins again must
 * find nothing of its former life, wherever it looks (fiber_clear).
 */
#include "netsim/fiber.h"

#include "netsim/arch.h"
#include "netsim/memory.h"

#include <sys/mman.h>

#if SIM_ASAN
/* <sanitizer/common_interface_defs.h>; from the first day, because reports
 * and stack checks go wrong without. */
void __sanitizer_start_switch_fiber(void **fake, const void *bottom,
                                    size_t size);
void __sanitizer_finish_switch_fiber(void *fake, const void **bottom,
                                     size_t *size);
void __asan_unpoison_memory_region(const volatile void *p, size_t len);
#define NO_ASAN __attribute__((no_sanitize("address")))
#else
#define NO_ASAN
#endif

/* By number; once made they stay. */
static char **stack_at;
static uint32_t n_stacks;

/* The scheduler: where it waits while a fiber runs. */
static void *sched_sp;
#if SIM_ASAN
static const void *sched_bottom;
static size_t sched_size;
static void *sched_fake;
#endif

static char *
stack_make(void)
{
    char *p = mmap(NULL, SIM_STACK_SIZE + SIM_GUARD_SIZE, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED || mprotect(p + SIM_GUARD_SIZE, SIM_STACK_SIZE,
                                    PROT_READ | PROT_WRITE) < 0)
        sim_no_mapping("a stack", SIM_STACK_SIZE);
    return p + SIM_GUARD_SIZE;
}

/* The lowest number that is free: equal states use equal stacks. */
static uint32_t
stack_take(struct stacks *s)
{
    uint32_t word = s->lowest, bit;

    while (word < s->n_words && s->taken[word] == UINT64_MAX)
        word++;
    if (word == s->n_words) {
        uint32_t n = s->n_words ? 2 * s->n_words : 1;

        s->taken =
            world_grow(s->world, s->taken, s->n_words * sizeof(*s->taken),
                       n * sizeof(*s->taken));
        s->n_words = n;
    }
    bit = (uint32_t)__builtin_ctzl(~s->taken[word]);
    s->taken[word] |= (uint64_t)1 << bit;
    s->lowest = word;
    return word * 64 + bit;
}

static char *
stack_get(uint32_t number)
{
    if (number >= n_stacks) {
        uint32_t n = n_stacks ? 2 * n_stacks : 64;

        while (n <= number)
            n *= 2;
        stack_at = sim_grow(stack_at, n_stacks * sizeof(*stack_at),
                            n * sizeof(*stack_at));
        n_stacks = n;
    }
    if (!stack_at[number])
        stack_at[number] = stack_make();
    return stack_at[number];
}

/* The first frame of every fiber. */
struct begin {
    void (*entry)(void *);
    void *arg;
};

NO_ASAN static void
begin(void *p)
{
    struct begin *b = p;

#if SIM_ASAN
    __sanitizer_finish_switch_fiber(NULL, &sched_bottom, &sched_size);
#endif
    b->entry(b->arg);
    SIM_ASSERT(!"a fiber's entry returned");
}

static void
push_begin(struct fiber *f, struct begin first)
{
    struct begin *b = (struct begin *)(f->stack + SIM_STACK_SIZE) - 1;

    *b = first;
    f->sp = arch_new_stack(b, begin, b);
}

void
fiber_init(struct stacks *s, struct fiber *f, void (*entry)(void *), void *arg)
{
    f->number = stack_take(s);
    f->stack = stack_get(f->number);
#if SIM_ASAN
    __asan_unpoison_memory_region(f->stack, SIM_STACK_SIZE);
#endif
    push_begin(f, (struct begin){ entry, arg });
    f->fake = NULL;
}

void
fiber_clear(struct fiber *f)
{
    struct begin *b = (struct begin *)(f->stack + SIM_STACK_SIZE) - 1;
    struct begin first = *b;

    if (madvise(f->stack, SIM_STACK_SIZE, MADV_DONTNEED) < 0)
        sim_no_mapping("a clean stack", SIM_STACK_SIZE);
    push_begin(f, first);
}

void
fiber_release(struct stacks *s, struct fiber *f)
{
    uint32_t word = f->number / 64;

    s->taken[word] &= ~((uint64_t)1 << f->number % 64);
    if (word < s->lowest)
        s->lowest = word;
    f->stack = NULL;
    f->sp = NULL;
}

size_t
fiber_live(const struct fiber *f, char **begin)
{
    *begin = f->sp;
    if (!f->stack) /* its thread has ended */
        return 0;
    return (size_t)(f->stack + SIM_STACK_SIZE - *begin);
}

NO_ASAN void
fiber_enter(struct fiber *f)
{
#if SIM_ASAN
    __sanitizer_start_switch_fiber(&sched_fake, f->stack, SIM_STACK_SIZE);
#endif
    arch_switch(&sched_sp, f->sp);
#if SIM_ASAN
    __sanitizer_finish_switch_fiber(sched_fake, NULL, NULL);
#endif
}

#if SIM_ASAN
/*
 * A stack that is full must be seen to be so before the sanitizer is told
 * that it will be left.
 */
NO_ASAN static void
touch_below(void)
{
    volatile char room[512];

    room[0] = 0;
    (void)room[0];
}
#endif

NO_ASAN void
fiber_leave(struct fiber *f)
{
#if SIM_ASAN
    touch_below();
    __sanitizer_start_switch_fiber(&f->fake, sched_bottom, sched_size);
#endif
    arch_switch(&f->sp, sched_sp);
#if SIM_ASAN
    __sanitizer_finish_switch_fiber(f->fake, &sched_bottom, &sched_size);
#endif
}

NO_ASAN void
fiber_abandon(struct fiber *f)
{
    (void)f;
#if SIM_ASAN
    __sanitizer_start_switch_fiber(NULL, sched_bottom, sched_size);
#endif
    arch_jump(sched_sp);
}

int
fiber_in_guard(const struct fiber *f, const void *addr)
{
    const char *p = addr;

    return f->stack && p >= f->stack - SIM_GUARD_SIZE && p < f->stack;
}
