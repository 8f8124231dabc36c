/* The least that a switch can be which is a call: what a call must keep is pushed, and the stack
 * pointer exchanged. As switch_to() of common/switch.S, without a value. */

#ifndef __x86_64__
#error "written for x86-64"
#endif

#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"
#include "stacks.h"

enum { SWITCHES = 40000000 };

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

static void *main_stack, **stacks;
static int current;

static void yield_for_ever(void)
{
	for (int self = current;;)
		leave(&stacks[self], main_stack);
}

/* A stack that looks as if it had left from the first line of yield_for_ever(). */
static void *prepare(void **top)
{
	top[-2] = (void *)yield_for_ever;
	return top - 8;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = SWITCHES / 2 / count;
	double began;

	stacks = calloc((size_t)count, sizeof(*stacks));
	for (current = 0; current < count; current++) {
		stacks[current] = prepare(stack_new(current));
		leave(&main_stack, stacks[current]);
	}
	began = seconds();
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			leave(&main_stack, stacks[i]);
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	return 0;
}
