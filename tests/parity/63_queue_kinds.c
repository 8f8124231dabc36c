/* A PriorityQueue gives the smallest, a LifoQueue the newest, also to one who waits. */

#include <stdio.h>

#include "async.h"

static int compare(const void *a, const void *b)
{
	return (intptr_t)a < (intptr_t)b ? -1 : (intptr_t)a > (intptr_t)b;
}

struct take { struct async_queue *queue; int count; };

/* Gives what it took as Python prints it. */
static void *take(void *arg)
{
	const struct take *self = arg;
	char *list = async_strdup("[");

	for (int i = 0; i < self->count; i++) {
		intptr_t number = (intptr_t)AWAIT(async_queue_get(self->queue));
		list = async_sprintf("%s%s%td", list, i ? ", " : "", number);
	}
	return async_sprintf("%s]", list);
}

ASYNC static int print_taken(struct async_queue *queue, int count)
{
	const char *list = AWAIT(async_await(async_coroutine(take, queue, count)));

	puts(list);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	const intptr_t numbers[] = { 5, 1, 4, 1, 3 };
	struct async_queue *priority = async_priority_queue(0, compare);

	for (int i = 0; i < 5; i++)
		AWAIT(async_queue_put(priority, (void *)numbers[i]));
	AWAIT(print_taken(priority, 3));
	async_queue_put_nowait(priority, (void *)2);
	AWAIT(print_taken(priority, 3));
	struct async_queue *lifo = async_lifo_queue(3);
	for (intptr_t number = 1; number <= 3; number++)
		async_queue_put_nowait(lifo, (void *)number);
	printf("full: %s\n", async_queue_full(lifo) ? "True" : "False");
	AWAIT(print_taken(lifo, 2));
	async_queue_put_nowait(lifo, (void *)4);
	AWAIT(print_taken(lifo, 2));
	struct async_task *waiting = async_create_task(take, priority, 2);
	AWAIT(async_sleep(0));
	async_queue_put_nowait(priority, (void *)9);
	async_queue_put_nowait(priority, (void *)7);
	async_queue_put_nowait(priority, (void *)8);
	const char *list = AWAIT(async_await(waiting));
	printf("waited for: %s left: %zu\n", list, async_queue_qsize(priority));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
