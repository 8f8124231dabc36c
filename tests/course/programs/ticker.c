/* More events than a record has room for. */

#include "async.h"

static void *main_task(void *arg)
{
	for (int i = 0; i < 20000; i++)
		AWAIT(async_sleep(1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
