/* A blocking call runs in a thread while the loop goes on. Cancelled, the task stops waiting; the
 * thread runs on. */

#include <stdio.h>
#include <unistd.h>

#include "async.h"

/* The first thread of a process has the number of the process. */
static bool current_thread_is_main_thread(void)
{
	return gettid() == getpid();
}

static void *block(void *arg)
{
	(void)arg;
	async_block(.02);
	return (void *)(intptr_t)current_thread_is_main_thread();
}

/* asyncio.to_thread(block), as something that create_task() takes */
static void *to_thread_block(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(block));
}

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_task *t = async_create_task(to_thread_block);
	int n = 0;
	while (!async_task_done(t)) {
		n++;
		AWAIT(async_sleep(.005));
	}
	bool in_main_thread = AWAIT(async_await(t)) != NULL;
	printf("in main thread? %s | loop kept running: %s\n", str(in_main_thread), str(n > 1));

	t = async_create_task(to_thread_block);
	AWAIT(async_sleep(.001));
	async_task_cancel(t);
	TRY(async_await(t));
	if (EXCEPT(CancelledError, e))
		puts("await cancelled at once; the thread still runs to its end");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
