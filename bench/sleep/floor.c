/* The least code that takes turns: stacks in a ring, each of which switches to the next. No queue,
 * no loop. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../leave.h"
#include "../seconds.h"

enum {
	TURNS = 8000000,		/* of all stacks together */
	STACK = 20 * 1024,		/* no power of two, and */
	COLOURS = 16, COLOUR = 192,	/* tops at different places of a page: so that they do not
					 * all want the same places in the processor's caches */
};

static long stacks, begun, unfinished;
static void **places;			/* where each rests */
static void *caller;
static double began;

/* Stack [self] gives way to the next. The one behind that is fetched meanwhile: else, where there
 * are many, each switch would wait for memory. */
static inline void give_way(long self)
{
	long next = self + 1 < stacks ? self + 1 : 0;

	__builtin_prefetch(places[next + 1 < stacks ? next + 1 : 0]);
	leave(&places[self], places[next]);
}

static void take_turns(void)
{
	long self = begun++;

	give_way(self);
	if (began == 0)
		began = seconds();
	for (long turn = 0; turn < TURNS / stacks; turn++)
		give_way(self);
	if (--unfinished == 0)
		leave(&places[self], caller);
	give_way(self);
	abort();
}

int main(int argc, char **argv)
{
	char *memory;
	double ended;

	if (argc != 2)
		return 2;
	stacks = unfinished = atol(argv[1]);
	places = calloc((size_t)stacks, sizeof *places);
	memory = mmap(NULL, (size_t)stacks * STACK, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (places == NULL || memory == MAP_FAILED)
		return 1;
	madvise(memory, (size_t)stacks * STACK, MADV_NOHUGEPAGE);
	for (long i = 0; i < stacks; i++)
		places[i] = leave_prepare(memory + (i + 1) * STACK - i % COLOURS * COLOUR,
					  take_turns);
	leave(&caller, places[0]);
	ended = seconds();
	printf("time %.2f\n", (ended - began) * 1e9 / (double)(TURNS / stacks * stacks));
	return 0;
}
