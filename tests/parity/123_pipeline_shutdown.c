#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

struct produce {
	struct async_queue *out;
};

static void *produce(void *arg)
{
	const struct produce *self = arg;
	for (intptr_t i = 0; i < 6; i++) {
		AWAIT(async_queue_put(self->out, (void *)i));
		printf("put %td %zu %s\n", i, async_queue_qsize(self->out),
		       py(async_queue_full(self->out)));
	}
	puts("producer shuts down");
	async_queue_shutdown(self->out, false);
	return NULL;
}

struct stage {
	const char *name;
	struct async_queue *source, *sink;
	intptr_t (*f)(intptr_t x);
};

ASYNC static int stage_loop(const struct stage *self)
{
	for (;;) {
		intptr_t item = (intptr_t)AWAIT(async_queue_get(self->source));
		AWAIT(async_sleep(0.1 * (item % 3)));
		AWAIT(async_queue_put(self->sink, (void *)self->f(item)));
		async_queue_task_done(self->source);
	}
}

static void *stage(void *arg)
{
	const struct stage *self = arg;
	EXCEPTION(e);
	TRY(stage_loop(self));
	if (EXCEPT(QueueShutDown, e)) {
		printf("%s sees the end %zu\n", self->name, async_queue_qsize(self->source));
		async_queue_shutdown(self->sink, false);
	}
	return NULL;
}

static intptr_t twice(intptr_t x)
{
	return x * 2;
}

static intptr_t plus(intptr_t x)
{
	return x + 1;
}

struct collect {
	struct async_queue *source;
	intptr_t *into;
};

static void *collect(void *arg)
{
	const struct collect *self = arg;
	for (intptr_t n = 0;; n++) {
		EXCEPTION(e);
		self->into[n] = (intptr_t)TRY(async_queue_get(self->source));
		if (EXCEPT(QueueShutDown, e))
			return (void *)n;
		async_queue_task_done(self->source);
	}
}

struct getter {
	struct async_queue *q;
	int n;
};

static void *getter(void *arg)
{
	const struct getter *self = arg;
	EXCEPTION(e);
	const char *got = TRY(async_queue_get(self->q));
	if (EXCEPT(QueueShutDown, e))
		return async_sprintf("(%d, '%s(%s)')", self->n, e->type->name, e->message);
	return async_sprintf("(%d, '%s')", self->n, got);
}

struct putter {
	struct async_queue *q;
	intptr_t n;
};

static void *putter(void *arg)
{
	const struct putter *self = arg;
	EXCEPTION(e);
	TRY(async_queue_put(self->q, (void *)self->n));
	if (EXCEPT(QueueShutDown, e))
		printf("no room for %td %s(%s)\n", self->n, e->type->name, e->message);
	else
		printf("room for %td\n", self->n);
	return NULL;
}

struct join {
	struct async_queue *q;
};

static void *join(void *arg)
{
	const struct join *self = arg;
	AWAIT(async_queue_join(self->q));
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_queue *a = async_queue(2), *b = async_queue(1), *c = async_queue(0);
	intptr_t got[8];
	struct async_task *n;
	{
		TASK_GROUP(group);
		async_task_group_create_task(group, produce, a);
		async_task_group_create_task(group, stage, "double", a, b, twice);
		async_task_group_create_task(group, stage, "plus", b, c, plus);
		n = async_task_group_create_task(group, collect, c, got);
	}
	AWAIT(async_gather(NULL, async_coroutine(join, a), async_coroutine(join, b),
			   async_coroutine(join, c)));
	intptr_t count = (intptr_t)async_task_result(n);
	printf("%td [", count);
	for (intptr_t i = 0; i < count; i++)
		printf("%s%td", i ? ", " : "", got[i]);
	puts("]");

	struct async_queue *q = async_queue(1);
	struct async_task *waiting[3];
	for (int i = 0; i < 3; i++)
		waiting[i] = async_create_task(getter, q, i);
	AWAIT(async_sleep(0));
	async_queue_put_nowait(q, "one");
	async_queue_shutdown(q, false);
	const char *r[3];
	AWAIT(async_gather_array(r, waiting, 3));
	printf("[%s, %s, %s]\n", r[0], r[1], r[2]);

	q = async_queue(1);
	async_queue_put_nowait(q, "in the way");
	for (int i = 0; i < 2; i++)
		waiting[i] = async_create_task(putter, q, i);
	waiting[2] = async_create_task(join, q);
	AWAIT(async_sleep(0));
	async_queue_shutdown(q, true);
	printf("%zu %s\n", async_queue_qsize(q), py(async_task_done(waiting[2])));
	AWAIT(async_wait(waiting, 3, ASYNC_ALL_COMPLETED, INFINITY));
	async_queue_get_nowait(q);
	if (EXCEPT(QueueShutDown, e))
		puts("shut");
	async_queue_put_nowait(q, NULL);
	if (EXCEPT(QueueShutDown, e))
		puts("shut");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
