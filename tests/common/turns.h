#ifndef TURNS_H
#define TURNS_H

/* For the suites of sync.h and queue.h, where it matters what happens in which pass. A suite need
 * not use all of it. */

#include "suite.h"

/* Let [count] passes go by. */
__attribute__((unused))
ASYNC static int passes(int count)
{
	while (count-- > 0)
		AWAIT(async_sleep(0));
	return 0;
}

/* Run [program] on a loop of its own, and close that over the heads of the tasks it has left. */
__attribute__((unused))
static void run_and_close(void *(*program)(void *arg))
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_run_until_complete(loop, async_coroutine(program));
	async_loop_close(loop);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

/* Expect that the program ends with a report of a deadlock that says [text]. */
__attribute__((unused))
static void deadlocks(void *(*program)(void *arg), const char *text)
{
	async_run(program);
	ASSERT_RAISED(RuntimeError, NULL);
	ASSERT_CONTAINS(mask_lines(suite_stderr()), text);
}

#endif
