/*
 * arch_x86_64.S - see arch.h.  Nothing here but moves of registers.
 *
 * A stack that was left holds, from its pointer up: r15 r14 r13 r12 rbx rbp
 * and the address to go on at.  That address is popped and jumped to rather
 * than returned to: a `ret` that no `call` announced is mispredicted.
 */
#if defined(__x86_64__)

    .text

    .globl arch_switch
    .type arch_switch, @function
arch_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rdi
    .size arch_switch, . - arch_switch
    /* falls into arch_jump */

    .globl arch_jump
    .type arch_jump, @function
arch_jump:
    movq %rdi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    popq %rcx
    jmp *%rcx
    .size arch_jump, . - arch_jump

/* rdi top, rsi entry, rdx arg */
    .globl arch_new_stack
    .type arch_new_stack, @function
arch_new_stack:
    andq $-16, %rdi
    leaq -64(%rdi), %rax
    movq $0, 0(%rax)
    movq $0, 8(%rax)
    movq %rsi, 16(%rax)         /* r13: entry */
    movq %rdx, 24(%rax)         /* r12: arg */
    movq $0, 32(%rax)
    movq $0, 40(%rax)           /* rbp: end of the chain of frames */
    leaq arch_begin(%rip), %rcx
    movq %rcx, 48(%rax)
    ret
    .size arch_new_stack, . - arch_new_stack

    .type arch_begin, @function
arch_begin:
    .cfi_startproc
    .cfi_undefined rip          /* a debugger's backtrace ends here */
    andq $-16, %rsp
    movq %r12, %rdi
    call *%r13
    ud2
    .cfi_endproc
    .size arch_begin, . - arch_begin

/* rdi dst, rsi src, rdx len */
    .globl arch_copy, arch_copy_end, arch_copy_fault
    .type arch_copy, @function
arch_copy:
    movq %rdx, %rcx
    shrq $3, %rcx
    jz 2f
1:  movq (%rsi), %rax
    movq %rax, (%rdi)
    addq $8, %rsi
    addq $8, %rdi
    decq %rcx
    jnz 1b
2:  andl $7, %edx
    jz 4f
3:  movb (%rsi), %al
    movb %al, (%rdi)
    incq %rsi
    incq %rdi
    decl %edx
    jnz 3b
4:  xorl %eax, %eax
    ret
arch_copy_end:
arch_copy_fault:
    movl $-14, %eax             /* -EFAULT */
    ret
    .size arch_copy, . - arch_copy

#endif
    .section .note.GNU-stack, "", @progbits
