/* A getter or putter that is cancelled loses no item, also when it had been woken already. */

#include <stdio.h>

#include "async.h"

struct getter { const char *name; struct async_queue *queue; };

static void *getter(void *arg)
{
	const struct getter *self = arg;
	EXCEPTION(e);

	intptr_t item = (intptr_t)TRY(async_queue_get(self->queue));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled\n", self->name);
		return async_reraise(e);
	}
	printf("%s got %td\n", self->name, item);
	return NULL;
}

struct putter { intptr_t item; struct async_queue *queue; };

static void *putter(void *arg)
{
	const struct putter *self = arg;
	EXCEPTION(e);

	TRY(async_queue_put(self->queue, (void *)self->item));
	if (EXCEPT(CancelledError, e)) {
		printf("put %td cancelled\n", self->item);
		return async_reraise(e);
	}
	printf("put %td\n", self->item);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_queue *queue = async_queue(1);
	const char *const names[] = { "A", "B", "C" };
	struct async_task *getters[3], *putters[3];

	for (int i = 0; i < 3; i++)
		getters[i] = async_create_task(getter, names[i], queue);
	AWAIT(async_sleep(0));
	async_task_cancel(getters[1]);
	async_queue_put_nowait(queue, (void *)1);
	async_task_cancel(getters[0]);
	AWAIT(async_wait(getters, 2, ASYNC_ALL_COMPLETED, INFINITY));
	AWAIT(async_await(getters[2]));
	async_queue_put_nowait(queue, (void *)2);
	for (int i = 0; i < 3; i++)
		putters[i] = async_create_task(putter, 3 + i, queue);
	AWAIT(async_sleep(0));
	async_task_cancel(putters[1]);
	printf("main got %td\n", (intptr_t)async_queue_get_nowait(queue));
	async_task_cancel(putters[0]);
	AWAIT(async_wait(putters, 3, ASYNC_ALL_COMPLETED, INFINITY));
	intptr_t item = (intptr_t)async_queue_get_nowait(queue);
	printf("main got %td empty: %s\n", item, async_queue_empty(queue) ? "True" : "False");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
