/* wait_for(predicate) looks first, and again after each notification. */

#include <stdio.h>

#include "async.h"

static int stock = 0;

struct buyer { const char *name; int n; struct async_condition *condition; };

static bool enough(void *arg)
{
	const struct buyer *self = arg;

	printf("%s looks: %d\n", self->name, stock);
	return stock >= self->n;
}

static void *buyer(void *arg)
{
	struct buyer *self = arg;

	ASYNC_WITH(self->condition);
	AWAIT(async_condition_wait_for(self->condition, enough, self));
	printf("%s takes %d of %d\n", self->name, self->n, stock);
	stock -= self->n;
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_condition *condition = async_condition(NULL);
	struct async_task *a = async_create_task(buyer, "A", 3, condition);
	struct async_task *b = async_create_task(buyer, "B", 1, condition);
	const int deliveries[] = { 1, 2, 1 };

	AWAIT(async_sleep(0));
	for (int i = 0; i < 3; i++) {
		{
			ASYNC_WITH(condition);
			stock += deliveries[i];
			printf("delivered %d\n", deliveries[i]);
			async_condition_notify_all(condition);
		}
		for (int pass = 0; pass < 5; pass++)
			AWAIT(async_sleep(0));
	}
	AWAIT(async_gather(NULL, a, b));
	printf("left: %d\n", stock);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
