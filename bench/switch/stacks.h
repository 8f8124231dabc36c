#ifndef BENCH_STACKS_H
#define BENCH_STACKS_H

/* Stacks for those who bring none of their own. */

#include <stdlib.h>

enum { STACK_SIZE = 64 * 1024, COLOURS = 16, COLOUR = 192 };

/* The top of stack number [i], aligned to 16 bytes. Where all stacks had the same distance from
 * each other, their tops would be rivals for the same few lines of the cache. */
static inline void **stack_new(int i)
{
	char *stack = (char *)aligned_alloc(4096, STACK_SIZE);

	if (!stack)
		abort();
	return (void **)(stack + STACK_SIZE - i % COLOURS * COLOUR);
}

#endif
