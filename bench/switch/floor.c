/* The least that a switch can be which is a call: as switch_to() of common/switch.S, without a
 * value. */

#include <stdio.h>
#include <stdlib.h>

#include "../leave.h"
#include "../seconds.h"
#include "stacks.h"

enum { SWITCHES = 40000000 };

static void *main_stack, **stacks;
static int current;

static void yield_for_ever(void)
{
	for (int self = current;;)
		leave(&stacks[self], main_stack);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = SWITCHES / 2 / count;
	double began;

	stacks = calloc((size_t)count, sizeof(*stacks));
	for (current = 0; current < count; current++) {
		stacks[current] = leave_prepare(stack_new(current), yield_for_ever);
		leave(&main_stack, stacks[current]);
	}
	began = seconds();
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			leave(&main_stack, stacks[i]);
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	return 0;
}
