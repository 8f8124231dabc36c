/* switch.h for x86-64 (System V ABI) and aarch64 (AAPCS64). See there. */

#if defined(__x86_64__) && !defined(SWITCH_UCONTEXT)

	.text
	.globl	switch_rest
	.type	switch_rest, @function
	.balign	16
switch_rest:
	.cfi_startproc
	xorl	%edx, %edx
	.cfi_endproc
	.size	switch_rest, . - switch_rest

	.globl	switch_to
	.type	switch_to, @function
switch_to:
	.cfi_startproc
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	pushq	%r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r12, 0
	pushq	%r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r13, 0
	pushq	%r14
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r14, 0
	pushq	%r15
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r15, 0

switch_at_rest:				/* for gdb/async.py: the registers lie as described */
	movq	%rsp, (%rdi)		/* here the old stack rests */
	movq	%rsi, %rsp		/* and from here on we stand on the new one */
	movq	%rdx, %rax

	popq	%r15
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r15
	popq	%r14
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r14
	popq	%r13
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r13
	popq	%r12
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r12
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbp
	popq	%rcx			/* A jump, not ret: the processor predicts where ret */
	.cfi_adjust_cfa_offset -8	/* goes from the calls it has seen, and after a switch it */
					/* would be wrong each time: 2.8 ns against 7.3 ns. */
	.cfi_register %rip, %rcx
	jmp	*%rcx
	.cfi_endproc
	.size	switch_to, . - switch_to

/* Lay out a stack as if switch_to() had been called on it from the first line of switch_begin. */
	.globl	switch_prepare
	.type	switch_prepare, @function
	.balign	16
switch_prepare:
	.cfi_startproc
	leaq	switch_begin(%rip), %rax
	movq	%rax, -8(%rdi)		/* where to go on */
	movq	$0, -16(%rdi)		/* rbp: the end of the chain of frames */
	movq	$0, -24(%rdi)		/* rbx */
	movq	%rsi, -32(%rdi)		/* r12: entry */
	movq	%rdx, -40(%rdi)		/* r13: its arg */
	movq	$0, -48(%rdi)		/* r14 */
	movq	$0, -56(%rdi)		/* r15 */
	leaq	-56(%rdi), %rax
	ret
	.cfi_endproc
	.size	switch_prepare, . - switch_prepare

	.type	switch_begin, @function
	.balign	16
switch_begin:
	.cfi_startproc
	.cfi_undefined %rip		/* nobody called this: here the stack ends */
	movq	%r13, %rdi
	movq	%rax, %rsi
	call	*%r12
	ud2
	.cfi_endproc
	.size	switch_begin, . - switch_begin

/* The two that switch_to() pushed first. */
	.globl	switch_resting
	.type	switch_resting, @function
	.balign	16
switch_resting:
	.cfi_startproc
	movq	48(%rdi), %rax
	movq	40(%rdi), %rdx
	ret
	.cfi_endproc
	.size	switch_resting, . - switch_resting

#elif defined(__aarch64__) && !defined(SWITCH_UCONTEXT)

/* Where the processor checks that indirect jumps arrive at a landing pad (BTI), only a return may
 * go back to a caller. Elsewhere a return would be predicted wrongly, as on x86-64. The landing
 * pads themselves are hints, which do nothing on a processor that does not check. */
#ifdef __ARM_FEATURE_BTI_DEFAULT
#define LEAVE	ret
#else
#define LEAVE	br	x30
#endif
#define LANDING_OF_CALL		hint	#34	/* bti c */
#define LANDING_OF_JUMP		hint	#36	/* bti j */

#define FRAME	160

	.text
	.globl	switch_rest
	.type	switch_rest, %function
	.balign	16
switch_rest:
	.cfi_startproc
	LANDING_OF_CALL
	mov	x2, xzr
	.cfi_endproc
	.size	switch_rest, . - switch_rest

	.globl	switch_to
	.type	switch_to, %function
switch_to:
	.cfi_startproc
	LANDING_OF_CALL
	stp	x29, x30, [sp, #-FRAME]!
	.cfi_adjust_cfa_offset FRAME
	.cfi_rel_offset x29, 0
	.cfi_rel_offset x30, 8
	stp	x19, x20, [sp, #16]
	.cfi_rel_offset x19, 16
	.cfi_rel_offset x20, 24
	stp	x21, x22, [sp, #32]
	.cfi_rel_offset x21, 32
	.cfi_rel_offset x22, 40
	stp	x23, x24, [sp, #48]
	.cfi_rel_offset x23, 48
	.cfi_rel_offset x24, 56
	stp	x25, x26, [sp, #64]
	.cfi_rel_offset x25, 64
	.cfi_rel_offset x26, 72
	stp	x27, x28, [sp, #80]
	.cfi_rel_offset x27, 80
	.cfi_rel_offset x28, 88
	stp	d8, d9, [sp, #96]
	.cfi_rel_offset d8, 96
	.cfi_rel_offset d9, 104
	stp	d10, d11, [sp, #112]
	.cfi_rel_offset d10, 112
	.cfi_rel_offset d11, 120
	stp	d12, d13, [sp, #128]
	.cfi_rel_offset d12, 128
	.cfi_rel_offset d13, 136
	stp	d14, d15, [sp, #144]
	.cfi_rel_offset d14, 144
	.cfi_rel_offset d15, 152

switch_at_rest:				/* for gdb/async.py: the registers lie as described */
	mov	x9, sp
	str	x9, [x0]		/* here the old stack rests */
	mov	sp, x1			/* and from here on we stand on the new one */
	mov	x0, x2

	ldp	d14, d15, [sp, #144]
	.cfi_restore d14
	.cfi_restore d15
	ldp	d12, d13, [sp, #128]
	.cfi_restore d12
	.cfi_restore d13
	ldp	d10, d11, [sp, #112]
	.cfi_restore d10
	.cfi_restore d11
	ldp	d8, d9, [sp, #96]
	.cfi_restore d8
	.cfi_restore d9
	ldp	x27, x28, [sp, #80]
	.cfi_restore x27
	.cfi_restore x28
	ldp	x25, x26, [sp, #64]
	.cfi_restore x25
	.cfi_restore x26
	ldp	x23, x24, [sp, #48]
	.cfi_restore x23
	.cfi_restore x24
	ldp	x21, x22, [sp, #32]
	.cfi_restore x21
	.cfi_restore x22
	ldp	x19, x20, [sp, #16]
	.cfi_restore x19
	.cfi_restore x20
	ldp	x29, x30, [sp], #FRAME
	.cfi_adjust_cfa_offset -FRAME
	.cfi_restore x29
	.cfi_restore x30
	LEAVE
	.cfi_endproc
	.size	switch_to, . - switch_to

/* Lay out a stack as if switch_to() had been called on it from the first line of switch_begin. */
	.globl	switch_prepare
	.type	switch_prepare, %function
	.balign	16
switch_prepare:
	.cfi_startproc
	LANDING_OF_CALL
	sub	x0, x0, #FRAME
	adr	x9, switch_begin
	stp	xzr, x9, [x0]		/* x29: the end of the chain of frames; where to go on */
	stp	x1, x2, [x0, #16]	/* x19: entry; x20: its arg */
	stp	xzr, xzr, [x0, #32]	/* and nothing in x21 to x28 and d8 to d15 */
	stp	xzr, xzr, [x0, #48]
	stp	xzr, xzr, [x0, #64]
	stp	xzr, xzr, [x0, #80]
	stp	xzr, xzr, [x0, #96]
	stp	xzr, xzr, [x0, #112]
	stp	xzr, xzr, [x0, #128]
	stp	xzr, xzr, [x0, #144]
	ret
	.cfi_endproc
	.size	switch_prepare, . - switch_prepare

	.type	switch_begin, %function
	.balign	16
switch_begin:
	.cfi_startproc
	.cfi_undefined x30		/* nobody called this: here the stack ends */
	LANDING_OF_JUMP
	mov	x1, x0
	mov	x0, x20
	blr	x19
	brk	#1
	.cfi_endproc
	.size	switch_begin, . - switch_begin

/* The two that switch_to() stored first. */
	.globl	switch_resting
	.type	switch_resting, %function
	.balign	16
switch_resting:
	.cfi_startproc
	LANDING_OF_CALL
	ldp	x1, x0, [x0]
	ret
	.cfi_endproc
	.size	switch_resting, . - switch_resting

#ifdef __ARM_FEATURE_BTI_DEFAULT
	/* this file may be part of a program that checks */
	.section .note.gnu.property, "a"
	.balign	8
	.long	4, 16, 5			/* the lengths of the name and of what follows it */
	.asciz	"GNU"
	.long	0xc0000000, 4, 1, 0		/* GNU_PROPERTY_AARCH64_FEATURE_1_AND: BTI */
#endif

#endif

	.section .note.GNU-stack, "", @progbits
