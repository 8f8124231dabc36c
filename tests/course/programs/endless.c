/* A turn that never ends. */

#include "async.h"

static void *main_task(void *arg)
{
	AWAIT(async_sleep(1));
	for (volatile unsigned i = 0; ; i++)
		;
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
