#ifndef QUEUEING_H
#define QUEUEING_H

/* For the suites of queue.h: tasks that put and get. A suite need not use all of it. */

#include "turns.h"

static struct async_queue *queue;
static char items[100];			/* an item is the address of the place of its number */

__attribute__((unused))
static void *item(int number)
{
	return &items[number];
}

__attribute__((unused))
static int number(void *an_item)
{
	return (int)((char *)an_item - items);
}

struct put { const char *name; int number; };

__attribute__((unused))
static void *put(void *arg)
{
	const struct put *self = arg;
	EXCEPTION(e);

	TRY(async_queue_put(queue, item(self->number)));
	if (EXCEPT(BaseException, e)) {
		note("%s:%s", self->name, e->type->name);
		return NULL;
	}
	note("%s:put", self->name);
	return NULL;
}

struct get { const char *name; };

__attribute__((unused))
static void *get(void *arg)
{
	const char *name = ((const struct get *)arg)->name;
	EXCEPTION(e);

	void *got = TRY(async_queue_get(queue));
	if (EXCEPT(BaseException, e))
		note("%s:%s", name, e->type->name);
	else
		note("%s:%d", name, number(got));
	return NULL;
}

static struct async_task *a, *b, *c;

/* The queue is full, with 1, and a, b and c want to put 2, 3, and 4. */
__attribute__((unused))
ASYNC static int begin_full(void)
{
	queue = async_queue(1);
	AWAIT(async_queue_put(queue, item(1)));
	a = async_create_task(put, "a", 2);
	b = async_create_task(put, "b", 3);
	c = async_create_task(put, "c", 4);
	AWAIT(passes(1));
	return 0;
}

/* The queue is empty, and a, b and c want an item. */
__attribute__((unused))
ASYNC static int begin_empty(void)
{
	queue = async_queue(0);
	a = async_create_task(get, "a");
	b = async_create_task(get, "b");
	c = async_create_task(get, "c");
	AWAIT(passes(1));
	return 0;
}

/* All of the queue, as notes. */
__attribute__((unused))
static void note_rest(void)
{
	while (!async_queue_empty(queue))
		note("%d", number(async_queue_get_nowait(queue)));
}

#endif
