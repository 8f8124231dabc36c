/* Two timeouts in one another: the inner ends first, the outer ends first, both end at once. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

ASYNC static int inner_scope(double when, bool *expired)
{
	EXCEPTION(e);

	{
		TIMEOUT_AT(inner, when);
		TRY(async_sleep(9));
		*expired = async_timeout_expired(&inner);
	}
	if (EXCEPT(TimeoutError, e)) {
		puts("inner raised TimeoutError");
		AWAIT(async_sleep(0));
		puts("and the outer scope goes on");
	} else if (EXCEPT(CancelledError, e)) {
		puts("inner lets CancelledError through");
		async_reraise(e);
	}
	return 0;
}

ASYNC static int scope(double inner_delay, double outer_delay)
{
	EXCEPTION(e);
	double now = async_loop_time(NULL);
	bool inner_expired = false, outer_expired = false;

	{
		TIMEOUT_AT(outer, now + outer_delay);
		TRY(inner_scope(now + inner_delay, &inner_expired));
		outer_expired = async_timeout_expired(&outer);
	}
	if (EXCEPT(TimeoutError, e))
		puts("outer raised TimeoutError");
	printf("expired: inner %s outer %s cancelling %d\n", str(inner_expired), str(outer_expired),
	       async_task_cancelling(async_current_task()));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(scope(0.01, 9));
	AWAIT(scope(9, 0.01));
	AWAIT(scope(0.01, 0.01));
	AWAIT(scope(-1, 9));
	AWAIT(scope(9, -1));
	AWAIT(scope(-1, -1));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
