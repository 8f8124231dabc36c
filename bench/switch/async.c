/* Our coroutines, by their public calls: coroutine_resume() and coroutine_yield(). */

#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "../seconds.h"

enum { SWITCHES = 10000000 };

static void *yield_for_ever(void *arg)
{
	for (;;)
		arg = coroutine_yield(arg);
	return NULL;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = SWITCHES / 2 / count;
	struct coroutine **coroutines = calloc((size_t)count, sizeof(*coroutines));
	double began;

	for (int i = 0; i < count; i++) {
		coroutines[i] = coroutine_new(yield_for_ever, NULL);
		coroutine_resume(coroutines[i], NULL);
	}
	began = seconds();
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			coroutine_resume(coroutines[i], NULL);
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	for (int i = 0; i < count; i++)
		coroutine_free(coroutines[i]);
	free(coroutines);
	return 0;
}
