/* A Runner runs several mains in one loop; tasks live on between them, and end with it. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

/* the body of `finally` */
static void *end(void *arg)
{
	(void)arg;
	puts("background ends");
	return NULL;
}

static void *background(void *arg)
{
	(void)arg;
	puts("background begins");
	FINALLY(end, NULL);
	for (;;)
		AWAIT(async_sleep(0));
}

static void *first(void *arg)
{
	(void)arg;
	async_create_task(background);
	AWAIT(async_sleep(0));
	return async_get_running_loop();
}

struct second { struct async_loop *loop; };

static void *second(void *arg)
{
	const struct second *self = arg;

	AWAIT(async_sleep(0));
	return (void *)(intptr_t)(self->loop == async_get_running_loop());
}

int main(void)
{
	struct async_runner *runner = async_runner();

	struct async_loop *loop = async_runner_run(runner, first);
	printf("between the runs; running: %s\n", str(async_loop_is_running(loop)));
	bool same = async_runner_run(runner, second, loop) != NULL;
	printf("the same loop: %s %s\n", str(same), str(async_runner_get_loop(runner) == loop));
	puts("the with block ends");
	async_runner_close(runner);
	puts("the runner is closed");
	return 0;
}
