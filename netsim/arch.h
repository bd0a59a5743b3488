/*
 * arch.h - private to netsim: the only things that depend on the processor.
 *
 * arch_ARCH.S implements the functions; the inline ones below read and
 * change the saved registers of a signal.  A port is one .S file and one
 * branch of each #if here.
 */
#ifndef NETSIM_ARCH_H
#define NETSIM_ARCH_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/*
 * Save the callee-saved registers on this stack, leave its pointer in
 * *save, and go on where the other stack was left.
 */
void arch_switch(void **save, void *to);

/* Go on where the stack `to` was left; what runs now is forgotten. */
_Noreturn void arch_jump(void *to);

/*
 * A stack that has never run: the first switch to what this returns calls
 * entry(arg) on it.  entry must not return.
 */
void *arch_new_stack(void *top, void (*entry)(void *), void *arg);

/*
 * Copy between the kernel and the memory of a program.  Returns 0, or
 * -EFAULT where the program's address is bad: the signal handler sees that
 * the fault happened between arch_copy and arch_copy_end and goes on at
 * arch_copy_fault.  Never checked by a sanitizer.
 */
int arch_copy(void *dst, const void *src, size_t len);
extern const char arch_copy_end[];
extern const char arch_copy_fault[];

#if defined(__x86_64__)
/* In a loop that waits for another processor. */
static inline void
arch_relax(void)
{
    __asm__ volatile("pause");
}

static inline uintptr_t
arch_pc(const ucontext_t *uc)
{
    return (uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
}

static inline void
arch_set_pc(ucontext_t *uc, uintptr_t pc)
{
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)pc;
}
#elif defined(__aarch64__)
static inline void
arch_relax(void)
{
    __asm__ volatile("yield");
}

static inline uintptr_t
arch_pc(const ucontext_t *uc)
{
    return (uintptr_t)uc->uc_mcontext.pc;
}

static inline void
arch_set_pc(ucontext_t *uc, uintptr_t pc)
{
    uc->uc_mcontext.pc = pc;
}
#else
#error "netsim knows x86-64 and aarch64; see arch.h for what a port needs"
#endif

#endif
