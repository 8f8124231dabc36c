/* Ours: tasks that each await async_sleep(0), again and again. */

#include "async.h"

#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"

enum { TURNS = 8000000 };		/* of all tasks together */

static long tasks, unfinished;
static double began, ended;

static void *take_turns(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0));		/* by then all tasks have begun */
	if (began == 0)
		began = seconds();
	for (long turn = 0; turn < TURNS / tasks; turn++)
		AWAIT(async_sleep(0));
	if (--unfinished == 0)
		ended = seconds();
	return NULL;
}

static void *run_all(void *arg)
{
	struct async_task **all = async_alloc((size_t)tasks * sizeof *all);

	(void)arg;
	for (long i = 0; i < tasks; i++)
		all[i] = async_create_task(take_turns);
	for (long i = 0; i < tasks; i++)
		AWAIT(async_await(all[i]));
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	tasks = unfinished = atol(argv[1]);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(run_all);
	printf("time %.2f\n", (ended - began) * 1e9 / (double)(TURNS / tasks * tasks));
	return 0;
}
