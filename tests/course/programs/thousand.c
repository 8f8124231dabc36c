/* A thousand tasks: half of them alike, half of them not. */

#include "async.h"

enum { TASKS = 1000 };

struct fetch { double delay; };

static void *fetch(void *arg)
{
	const struct fetch *self = arg;

	AWAIT(async_sleep(self->delay));
	return NULL;
}

struct follow { double delay; };

static void *follow(void *arg)
{
	const struct follow *self = arg;

	AWAIT(async_sleep(self->delay));
	return NULL;
}

static void *main_task(void *arg)
{
	struct async_task *tasks[TASKS];

	for (int i = 0; i < TASKS; i += 2) {
		tasks[i] = async_create_task(fetch, 1);
		tasks[i + 1] = async_create_task(follow, i * 0.25);
	}
	AWAIT(async_gather_array(NULL, tasks, TASKS));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
