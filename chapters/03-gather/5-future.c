/* A future is a result that comes later: some wait for it, and somebody else brings it.
 *
 * The reading of the noon comes by a callback, which no task could await. The callback makes a
 * future done, and whoever awaits the future goes on. */

#include <stdio.h>

#include "async.h"

struct wait_for_reading { const char *who; struct async_future *reading; };

static void *wait_for_reading(void *arg)
{
	const struct wait_for_reading *self = arg;

	printf("%s: waits for the reading\n", self->who);
	const char *reading = AWAIT(async_await(self->reading));
	printf("%s: %s\n", self->who, reading);
	return NULL;
}

static void bring_reading(void *arg)
{
	struct async_future *reading = arg;

	puts("station: here it is");
	async_future_set_result(reading, "21 degrees");
	puts("station: that was all");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_future *reading = async_loop_create_future(NULL);

	async_loop_call_later(NULL, 2, bring_reading, reading);
	struct async_task *page = async_create_task(wait_for_reading, "page", reading);
	struct async_task *desk = async_create_task(wait_for_reading, "desk", reading);

	printf("main: the future is %s\n", async_future_done(reading) ? "done" : "not done");
	AWAIT(async_gather(NULL, page, desk));
	printf("main: the future is %s\n", async_future_done(reading) ? "done" : "not done");
	AWAIT(wait_for_reading(&(struct wait_for_reading){ "archive", reading }));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
