/* A barrier lets its parties through together, again and again; each gets an index. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct rider { const char *name; struct async_barrier *barrier; };

static void *rider(void *arg)
{
	const struct rider *self = arg;

	for (int stage = 1; stage <= 2; stage++) {
		int index = AWAIT(async_barrier_wait(self->barrier));
		printf("stage %d %s index %d waiting %d\n", stage, self->name, index,
		       async_barrier_n_waiting(self->barrier));
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_barrier *barrier = async_barrier(3);

	printf("%d %d %s\n", async_barrier_parties(barrier), async_barrier_n_waiting(barrier),
	       str(async_barrier_broken(barrier)));
	struct async_task *a = async_create_task(rider, "A", barrier);
	struct async_task *b = async_create_task(rider, "B", barrier);
	AWAIT(async_sleep(0));
	printf("waiting %d\n", async_barrier_n_waiting(barrier));
	{
		ASYNC_WITH_AS(index, barrier);
		printf("main through, index %td\n", (intptr_t)index);
	}
	AWAIT(async_barrier_wait(barrier));
	puts("main through again");
	AWAIT(async_gather(NULL, a, b));
	printf("%d %s\n", async_barrier_n_waiting(barrier), str(async_barrier_broken(barrier)));
	async_barrier(0);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
