#ifndef LEAVE_H
#define LEAVE_H

/* For floors: the least that a switch of stacks can be which is a call. */

#ifndef __x86_64__
#error "written for x86-64"
#endif

/* Store in [*from] where this stack stands, and go on with the one that stands at [to]. */
void leave(void **from, void *to);

__asm__(
	"	.text\n"
	"	.balign	16\n"
	"leave:\n"
	"	pushq	%rbp\n"
	"	pushq	%rbx\n"
	"	pushq	%r12\n"
	"	pushq	%r13\n"
	"	pushq	%r14\n"
	"	pushq	%r15\n"
	"	movq	%rsp, (%rdi)\n"
	"	movq	%rsi, %rsp\n"
	"	popq	%r15\n"
	"	popq	%r14\n"
	"	popq	%r13\n"
	"	popq	%r12\n"
	"	popq	%rbx\n"
	"	popq	%rbp\n"
	"	popq	%rcx\n"
	"	jmp	*%rcx\n");

/* A stack that ends at [top] (aligned to 16 bytes), and looks as if it had left from the first line
 * of [entry], which must not return. Returns: where it stands. */
static inline void *leave_prepare(void *top, void (*entry)(void))
{
	void **place = top;

	place[-2] = (void *)entry;
	return place - 8;
}

#endif
