/* shutdown(immediate=True) drops the items and ends join(); twice is fine. */

#include <stdio.h>

#include "async.h"

struct put { struct async_queue *queue; const char *item; };

static void *put(void *arg)
{
	const struct put *self = arg;

	AWAIT(async_queue_put(self->queue, (void *)self->item));
	return "None";
}

struct get { struct async_queue *queue; };

static void *get(void *arg)
{
	const struct get *self = arg;

	return AWAIT(async_queue_get(self->queue));
}

struct join { struct async_queue *queue; };

static void *join(void *arg)
{
	const struct join *self = arg;

	AWAIT(async_queue_join(self->queue));
	return "None";
}

struct attempt { const char *what; struct async_coroutine *awaitable; };

static void *attempt(void *arg)
{
	const struct attempt *self = arg;
	EXCEPTION(e);

	const char *result = TRY(async_await(self->awaitable));
	if (EXCEPT(QueueShutDown, e))
		printf("%s QueueShutDown\n", self->what);
	else
		printf("%s -> %s\n", self->what, result);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_queue *queue = async_queue(2);

	async_queue_put_nowait(queue, "tea");
	async_queue_put_nowait(queue, "cake");
	const char *order = AWAIT(async_queue_get(queue));
	printf("in work: %s\n", order);
	async_queue_put_nowait(queue, "soup");
	struct async_task *putter = async_create_task(attempt, "put",
						      async_coroutine(put, queue, "bread"));
	struct async_task *joiner = async_create_task(attempt, "join",
						      async_coroutine(join, queue));
	AWAIT(async_sleep(0));
	async_queue_shutdown(queue, true);
	printf("size %zu empty: %s\n", async_queue_qsize(queue),
	       async_queue_empty(queue) ? "True" : "False");
	AWAIT(async_await(putter));
	printf("joined: %s\n", async_task_done(joiner) ? "True" : "False");
	async_queue_task_done(queue);
	AWAIT(async_await(joiner));
	async_queue_task_done(queue);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	async_queue_shutdown(queue, false);
	AWAIT(async_await(async_coroutine(attempt, "get", async_coroutine(get, queue))));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
