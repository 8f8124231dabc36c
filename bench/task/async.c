/* Ours: tasks are created in batches, and awaited. Each takes a number and gives it back. */

#include "async.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"

enum { TASKS = 2000000 };

static size_t batch;

struct work { intptr_t number; };

static void *work(void *arg)
{
	return (void *)((const struct work *)arg)->number;
}

static void *run_all(void *arg)
{
	struct async_task **tasks = async_alloc(batch * sizeof *tasks);
	intptr_t sum = 0, rounds = (intptr_t)(TASKS / batch);
	double began = seconds();

	(void)arg;
	for (intptr_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < batch; i++)
			tasks[i] = async_create_task(work, round);
		for (size_t i = 0; i < batch; i++) {
			sum += (intptr_t)AWAIT(async_await(tasks[i]));
			async_detach(tasks[i]);
		}
	}
	printf("time %.2f\n", (seconds() - began) * 1e9 / (double)(rounds * (intptr_t)batch));
	return (void *)(sum - rounds * (rounds - 1) / 2 * (intptr_t)batch);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	batch = (size_t)atol(argv[1]);
	async_use_clock(ASYNC_CLOCK_REAL);
	return async_run(run_all) != NULL;
}
