/* POSIX's own, getcontext() and its like; taken out of POSIX in 2008, and still there. */

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include "../seconds.h"
#include "stacks.h"

enum { SWITCHES = 400000 };

static ucontext_t main_context, *contexts;

static void yield_for_ever(int self)
{
	for (;;)
		swapcontext(&contexts[self], &main_context);
}

static void start(int i)
{
	getcontext(&contexts[i]);
	contexts[i].uc_stack.ss_sp = (char *)stack_new(i) - STACK_SIZE / 2;
	contexts[i].uc_stack.ss_size = STACK_SIZE / 2;
	makecontext(&contexts[i], (void (*)(void))yield_for_ever, 1, i);
	swapcontext(&main_context, &contexts[i]);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = SWITCHES / 2 / count;
	double began;

	contexts = calloc((size_t)count, sizeof(*contexts));
	for (int i = 0; i < count; i++)
		start(i);
	began = seconds();
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			swapcontext(&main_context, &contexts[i]);
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	return 0;
}
