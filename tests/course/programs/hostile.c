/* Names and texts that a terminal, XML or JSON would obey. */

#include "async.h"

static void *fails(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(1));
	return async_raise(ValueError, "\033[31m<b>&\"]]>\xff\xef\xbf\xbf%%s\n"
			   "and so long that it is cut in the middle of \xc3\xa9\xc3\xa9\xc3\xa9");
}

static void *main_task(void *arg)
{
	struct async_task *task = async_create_task(fails);
	EXCEPTION(e);

	async_task_set_name(task, "Zo\xc3\xab </desc>\033[2J");
	TRY(async_await(task));
	if (EXCEPT(ValueError, e))
		AWAIT(async_sleep(1e300));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
