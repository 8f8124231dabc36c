/* Ours: async_to_thread(), one call after the other. */

#include "async.h"

#include <stdio.h>

#include "../seconds.h"

enum { CALLS = 10000 };

static void *work(void *arg)
{
	return arg;
}

static void *call_one_after_the_other(void *arg)
{
	double began;

	(void)arg;
	for (int i = 0; i < CALLS / 10; i++)
		AWAIT(async_to_thread(work));
	began = seconds();
	for (int i = 0; i < CALLS; i++)
		AWAIT(async_to_thread(work));
	printf("time %.3f\n", (seconds() - began) * 1e6 / CALLS);
	return NULL;
}

int main(void)
{
	async_run(call_one_after_the_other);
	return 0;
}
