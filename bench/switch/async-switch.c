/* What our coroutines switch by: switch_to() of common/switch.S, on stacks as the floor's. */

#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"
#include "stacks.h"
#include "switch.h"

enum { SWITCHES = 40000000 };

static void *main_stack, **stacks;

static void yield_for_ever(void *stack, void *value)
{
	for (;;)
		value = switch_to(stack, main_stack, value);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = SWITCHES / 2 / count;
	double began;

	stacks = calloc((size_t)count, sizeof(*stacks));
	for (int i = 0; i < count; i++) {
		stacks[i] = switch_prepare(stack_new(i), yield_for_ever, &stacks[i]);
		switch_to(&main_stack, stacks[i], NULL);
	}
	began = seconds();
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			switch_to(&main_stack, stacks[i], NULL);
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	return 0;
}
