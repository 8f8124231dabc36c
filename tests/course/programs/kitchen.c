/* Every way to be woken: by a task that opens or brings something, by a task's end, by a timer, by
 * a thread, by being cancelled, and by a timeout. */

#include "async.h"

static struct async_event *opened;
static struct async_queue *orders;

static void *cook(void *arg)
{
	AWAIT(async_event_wait(opened));
	AWAIT(async_queue_get(orders));
	AWAIT(async_sleep(0.5));
	return arg;
}

static void *serve(void *arg)
{
	AWAIT(async_sleep(1));
	async_event_set(opened);
	AWAIT(async_sleep(1));
	AWAIT(async_queue_put(orders, "soup"));
	return arg;
}

static void *wash(void *arg)
{
	async_block(2);
	return arg;
}

static void *clean_up(void *arg)
{
	AWAIT(async_to_thread(wash));
	AWAIT(async_sleep(60));
	return arg;
}

static void *main_task(void *arg)
{
	EXCEPTION(e);

	opened = async_event();
	orders = async_queue(0);
	struct async_task *a = async_create_task(cook), *b = async_create_task(serve);
	struct async_task *cleaner = async_create_task(clean_up);
	AWAIT(async_gather(NULL, a, b));
	async_task_cancel(cleaner);
	TRY(async_wait_for(async_coroutine(cook), 1));
	if (EXCEPT(TimeoutError, e))
		AWAIT(async_sleep(0.25));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
