/* A semaphore counts: several releases at once, in order; a bounded one has an upper end. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct caller { const char *name; struct async_semaphore *lines; };

static void *caller(void *arg)
{
	const struct caller *self = arg;

	{
		ASYNC_WITH(self->lines);
		printf("%s in; locked: %s\n", self->name, str(async_semaphore_locked(self->lines)));
		AWAIT(async_sleep(0));
	}
	printf("%s out\n", self->name);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_semaphore *lines = async_semaphore(0);
	const char *const names[] = { "A", "B", "C" };
	struct async_task *calls[3];

	for (int i = 0; i < 3; i++)
		calls[i] = async_create_task(caller, names[i], lines);
	AWAIT(async_sleep(0));
	puts("nobody is in");
	async_semaphore_release(lines);
	async_semaphore_release(lines);
	printf("two releases; locked: %s\n", str(async_semaphore_locked(lines)));
	AWAIT(async_gather_array(NULL, calls, 3));
	printf("locked: %s\n", str(async_semaphore_locked(lines)));
	struct async_semaphore *bounded = async_bounded_semaphore(2);
	{
		ASYNC_WITH(bounded);
		printf("bounded, locked: %s\n", str(async_semaphore_locked(bounded)));
	}
	async_semaphore_release(bounded);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	async_semaphore(-1);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
