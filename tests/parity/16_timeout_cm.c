/* A timeout cancels the task and takes that back. Of two nested ones, the one that expired raises
 * TimeoutError. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	{
		TIMEOUT(scope, .01);
		TRY(async_sleep(1));
	}
	if (EXCEPT(TimeoutError, e))
		printf("TimeoutError; cancelling() = %d\n",
		       async_task_cancelling(async_current_task()));

	/* In C `outer` and `inner` end with their blocks: each is asked as the last thing in its
	 * own. */
	bool outer_expired, inner_expired;
	{
		TIMEOUT(outer, .01);
		{
			TIMEOUT(inner, .05);
			TRY(async_sleep(1));
			inner_expired = async_timeout_expired(&inner);
		}
		outer_expired = async_timeout_expired(&outer);
	}
	if (EXCEPT(TimeoutError, e))
		printf("outer.expired %s inner.expired %s\n", str(outer_expired),
		       str(inner_expired));

	{
		TIMEOUT(t, INFINITY);
		async_timeout_reschedule(&t, async_loop_time(async_get_running_loop()) + 1);
	}
	puts("ok");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
