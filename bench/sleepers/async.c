/* Ours: tasks that all sleep for a second. */

#include "async.h"

#include "../memory.h"
#include "../seconds.h"

static size_t tasks;

static void *sleep_for_a_second(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return NULL;
}

static void *run_all(void *arg)
{
	double bytes = memory_bytes("VmRSS"), began = seconds();
	struct async_task **all = async_alloc(tasks * sizeof *all);

	(void)arg;
	for (size_t i = 0; i < tasks; i++)
		all[i] = async_create_task(sleep_for_a_second);
	for (size_t i = 0; i < tasks; i++)
		AWAIT(async_await(all[i]));
	printf("time %.2f\n", (seconds() - began - 1) * 1e3);
	printf("bytes %.0f\n", (memory_bytes("VmHWM") - bytes) / (double)tasks);
	return all;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	tasks = (size_t)atol(argv[1]);
	async_use_clock(ASYNC_CLOCK_REAL);
	return async_run(run_all) == NULL;
}
