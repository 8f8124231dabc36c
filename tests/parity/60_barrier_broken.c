/* A barrier that is reset or aborted; a party that is cancelled takes its place away. */

#include <stdio.h>

#include "async.h"

struct rider { char name; struct async_barrier *barrier; };

static void *rider(void *arg)
{
	const struct rider *self = arg;
	EXCEPTION(e);

	int index = TRY(async_barrier_wait(self->barrier));
	if (EXCEPT(BrokenBarrierError, e))
		printf("%c BrokenBarrierError: %s\n", self->name, e->message);
	else if (EXCEPT(CancelledError, e))
		printf("%c cancelled, waiting %d\n", self->name,
		       async_barrier_n_waiting(self->barrier));
	else
		printf("%c index %d\n", self->name, index);
	return NULL;
}

ASYNC static int start(const char *names, struct async_barrier *barrier, struct async_task **tasks)
{
	for (size_t i = 0; names[i]; i++)
		tasks[i] = async_create_task(rider, names[i], barrier);
	AWAIT(async_sleep(0));
	return 0;
}

static void say_broken(const struct async_barrier *barrier)
{
	printf("broken: %s\n", async_barrier_broken(barrier) ? "True" : "False");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_barrier *barrier = async_barrier(3);
	struct async_task *tasks[3];

	AWAIT(start("AB", barrier, tasks));
	async_task_cancel(tasks[0]);
	AWAIT(async_await(tasks[0]));
	printf("waiting %d\n", async_barrier_n_waiting(barrier));
	AWAIT(async_barrier_reset(barrier));
	AWAIT(async_await(tasks[1]));
	say_broken(barrier);
	AWAIT(start("CDE", barrier, tasks));
	AWAIT(async_gather_array(NULL, tasks, 3));
	AWAIT(start("F", barrier, tasks));
	AWAIT(async_barrier_abort(barrier));
	AWAIT(async_await(tasks[0]));
	say_broken(barrier);
	AWAIT(start("G", barrier, tasks));
	AWAIT(async_gather_array(NULL, tasks, 1));
	AWAIT(async_barrier_reset(barrier));
	say_broken(barrier);
	AWAIT(start("HIJ", barrier, tasks));
	AWAIT(async_gather_array(NULL, tasks, 3));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
