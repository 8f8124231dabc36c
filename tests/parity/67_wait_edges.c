/* wait() with a timeout, with duplicates, with nothing, and cancelled. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

/* asyncio.wait([future], timeout=timeout), as a task; gives how many are done */
struct wait { struct async_future *future; double timeout; };

static void *wait(void *arg)
{
	const struct wait *self = arg;
	struct async_future *future = self->future;

	return (void *)AWAIT(async_wait(&future, 1, ASYNC_ALL_COMPLETED, self->timeout));
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_future *a = async_loop_create_future(NULL);
	struct async_future *b = async_loop_create_future(NULL);

	async_future_set_result(a, "tea");
	struct async_future *both[] = { a, b };
	struct async_future *twice[] = { a, b, a, b };
	size_t done = AWAIT(async_wait(twice, 4, ASYNC_ALL_COMPLETED, 0.001));
	/* There is no set here: each duplicate counts. */
	printf("%zu %zu %s %s\n", done / 2, (4 - done) / 2, str(twice[0] == a && twice[1] == a),
	       str(twice[2] == b && twice[3] == b));
	done = AWAIT(async_wait(both, 2, ASYNC_ALL_COMPLETED, 0));
	printf("timeout 0: %zu %zu\n", done, 2 - done);
	done = AWAIT(async_wait(both, 2, ASYNC_FIRST_COMPLETED, -1));
	printf("first is there: %zu %zu\n", done, 2 - done);
	TRY(async_wait(both, 0, ASYNC_ALL_COMPLETED, INFINITY));
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	struct async_task *task = async_create_task(wait, b, INFINITY);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		printf("wait was cancelled, b was not: %s\n", str(!async_future_cancelled(b)));
	task = async_create_task(wait, b, 9);
	AWAIT(async_sleep(0));
	async_future_cancel(b);
	done = (size_t)AWAIT(async_await(task));
	printf("cancelled counts as done: %zu %zu\n", done, 1 - done);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
