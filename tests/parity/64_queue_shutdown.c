/* shutdown() wakes who waits; getters still get what is there; putters get QueueShutDown. */

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
	struct async_queue *empty = async_queue(0), *full = async_queue(1);

	struct async_task *one = async_create_task(attempt, "getter 1",
						   async_coroutine(get, empty));
	struct async_task *two = async_create_task(attempt, "getter 2",
						   async_coroutine(get, empty));
	AWAIT(async_sleep(0));
	async_queue_shutdown(empty, false);
	AWAIT(async_gather(NULL, one, two));
	async_queue_put_nowait(full, "tea");
	struct async_task *putter = async_create_task(attempt, "putter",
						      async_coroutine(put, full, "cake"));
	struct async_task *joiner = async_create_task(attempt, "join", async_coroutine(join, full));
	AWAIT(async_sleep(0));
	async_queue_shutdown(full, false);
	AWAIT(async_await(putter));
	AWAIT(async_await(async_coroutine(attempt, "put", async_coroutine(put, full, "soup"))));
	async_queue_put_nowait(full, "soup");
	if (EXCEPT(QueueShutDown, e))
		puts("put_nowait QueueShutDown");
	printf("joined: %s size %zu\n", async_task_done(joiner) ? "True" : "False",
	       async_queue_qsize(full));
	AWAIT(async_await(async_coroutine(attempt, "get", async_coroutine(get, full))));
	async_queue_task_done(full);
	AWAIT(async_await(joiner));
	AWAIT(async_await(async_coroutine(attempt, "get again", async_coroutine(get, full))));
	async_queue_get_nowait(full);
	if (EXCEPT(QueueShutDown, e))
		puts("get_nowait QueueShutDown");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
