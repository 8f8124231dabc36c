/* get_nowait() and put_nowait() never wait; sizes; join() waits for every task_done(). */

#include <stdio.h>

#include "async.h"

struct worker { struct async_queue *queue; };

static void *worker(void *arg)
{
	const struct worker *self = arg;

	for (;;) {
		const char *order = AWAIT(async_queue_get(self->queue));
		printf("working on %s\n", order);
		AWAIT(async_sleep(0));
		async_queue_task_done(self->queue);
	}
}

/* queue.qsize(), queue.empty(), queue.full() */
static void show(const struct async_queue *queue)
{
	printf("%zu %s %s\n", async_queue_qsize(queue), async_queue_empty(queue) ? "True" : "False",
	       async_queue_full(queue) ? "True" : "False");
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_queue *queue = async_queue(2);

	printf("%zu ", async_queue_maxsize(queue));
	show(queue);
	async_queue_get_nowait(queue);
	if (EXCEPT(QueueEmpty, e))
		puts("QueueEmpty");
	async_queue_put_nowait(queue, "tea");
	async_queue_put_nowait(queue, "cake");
	show(queue);
	async_queue_put_nowait(queue, "soup");
	if (EXCEPT(QueueFull, e))
		puts("QueueFull");
	struct async_task *task = async_create_task(worker, queue);
	AWAIT(async_queue_join(queue));
	printf("joined; size %zu\n", async_queue_qsize(queue));
	AWAIT(async_queue_join(queue));
	puts("joined at once");
	async_queue_task_done(queue);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	async_task_cancel(task);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
