/*
 * arch_aarch64.S - see arch.h.  Nothing here but moves of registers.
 *
 * A stack that was left holds, from its pointer up: x19..x28, x29, x30 and
 * d8..d15, 160 bytes; x30 is the address to go on at.
 */
#if defined(__aarch64__)

    .text

    .globl arch_switch
    .type arch_switch, %function
arch_switch:
    sub sp, sp, #160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov x0, x1
    .size arch_switch, . - arch_switch
    /* falls into arch_jump */

    .globl arch_jump
    .type arch_jump, %function
arch_jump:
    mov sp, x0
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    br x30
    .size arch_jump, . - arch_jump

/* x0 top, x1 entry, x2 arg */
    .globl arch_new_stack
    .type arch_new_stack, %function
arch_new_stack:
    and x0, x0, #-16
    sub x0, x0, #160
    stp x1, x2, [x0, #0]        /* x19 entry, x20 arg */
    stp xzr, xzr, [x0, #16]
    stp xzr, xzr, [x0, #32]
    stp xzr, xzr, [x0, #48]
    stp xzr, xzr, [x0, #64]
    adr x9, arch_begin
    stp xzr, x9, [x0, #80]      /* x29: end of the chain of frames */
    stp xzr, xzr, [x0, #96]
    stp xzr, xzr, [x0, #112]
    stp xzr, xzr, [x0, #128]
    stp xzr, xzr, [x0, #144]
    ret
    .size arch_new_stack, . - arch_new_stack

    .type arch_begin, %function
arch_begin:
    .cfi_startproc
    .cfi_undefined x30          /* a debugger's backtrace ends here */
    mov x0, x20
    blr x19
    brk #0
    .cfi_endproc
    .size arch_begin, . - arch_begin

/* x0 dst, x1 src, x2 len */
    .globl arch_copy, arch_copy_end, arch_copy_fault
    .type arch_copy, %function
arch_copy:
    lsr x3, x2, #3
    cbz x3, 2f
1:  ldr x4, [x1], #8
    str x4, [x0], #8
    subs x3, x3, #1
    b.ne 1b
2:  ands x2, x2, #7
    b.eq 4f
3:  ldrb w4, [x1], #1
    strb w4, [x0], #1
    subs x2, x2, #1
    b.ne 3b
4:  mov w0, #0
    ret
arch_copy_end:
arch_copy_fault:
    mov w0, #-14                /* -EFAULT */
    ret
    .size arch_copy, . - arch_copy

#endif
    .section .note.GNU-stack, "", %progbits
