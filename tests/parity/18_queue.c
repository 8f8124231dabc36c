/* A queue of two places: the producer waits for room, and join() for the last task_done(). */

#include <stdio.h>

#include "async.h"

struct prod { struct async_queue *q; };

static void *prod(void *arg)
{
	const struct prod *self = arg;

	for (intptr_t i = 0; i < 4; i++) {
		AWAIT(async_queue_put(self->q, (void *)i));
		printf("put %jd\n", (intmax_t)i);
	}
	return NULL;
}

struct cons { struct async_queue *q; };

static void *cons(void *arg)
{
	const struct cons *self = arg;

	for (;;) {
		intptr_t x = (intptr_t)AWAIT(async_queue_get(self->q));
		printf("got %jd\n", (intmax_t)x);
		AWAIT(async_sleep(0));
		async_queue_task_done(self->q);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_queue *q = async_queue(2);
	struct async_task *p = async_create_task(prod, q);
	struct async_task *c = async_create_task(cons, q);

	AWAIT(async_await(p));
	AWAIT(async_queue_join(q));
	puts("joined");
	async_task_cancel(c);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
