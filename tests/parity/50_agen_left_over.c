/* A generator that is left over when the program ends is closed by run(), after the tasks. */

#include <stdio.h>

#include "async.h"

/* the body of `finally` */
static void *close_readings(void *name)
{
	AWAIT(async_sleep(0));
	printf("%s closed\n", (const char *)name);
	return NULL;
}

struct readings { const char *name; };

static void *readings(void *arg)
{
	const struct readings *self = arg;

	FINALLY(close_readings, (void *)self->name);
	AWAIT(async_yield((void *)self->name));
	return NULL;
}

/* the body of `finally` */
static void *end(void *arg)
{
	(void)arg;
	puts("watcher ends");
	return NULL;
}

static void *watcher(void *arg)
{
	(void)arg;
	struct async_generator *source = async_generator(readings, "the watcher's");
	const char *first = AWAIT(async_anext(source));

	puts(first);
	FINALLY(end, NULL);
	AWAIT(async_sleep(9));
	return NULL;
}

static void say_cancelled(struct async_future *task, void *arg)
{
	(void)arg;
	printf("watcher cancelled: %s\n", async_future_cancelled(task) ? "True" : "False");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *task = async_create_task(watcher);
	async_task_add_done_callback(task, say_cancelled, NULL);
	AWAIT(async_sleep(0));
	puts("main ends");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
