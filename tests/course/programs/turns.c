/* Nobody waits for the clock: it is the order that counts. */

#include "async.h"

struct count { int to; };

static void *count(void *arg)
{
	const struct count *self = arg;

	for (int i = 0; i < self->to; i++)
		AWAIT(async_sleep(0));
	return NULL;
}

static void *main_task(void *arg)
{
	struct async_task *one = async_create_task(count, 3), *other = async_create_task(count, 2);

	AWAIT(async_gather(NULL, one, other));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
