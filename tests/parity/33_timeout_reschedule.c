/* The end of a timeout can be moved, to later, to never and to the past. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

ASYNC static int moved_to_later(void)
{
	TIMEOUT(t, 0.01);
	async_timeout_reschedule(&t, async_loop_time(NULL) + 9);
	AWAIT(async_sleep(0.02));
	printf("moved to later: expired %s\n", str(async_timeout_expired(&t)));
	return 0;
}

ASYNC static int moved_to_never(void)
{
	TIMEOUT(t, 0.01);
	async_timeout_reschedule(&t, INFINITY);
	printf("when %s\n", async_timeout_when(&t) == INFINITY ? "None" : "a time");
	AWAIT(async_sleep(0.02));
	printf("moved to never: expired %s\n", str(async_timeout_expired(&t)));
	return 0;
}

ASYNC static int moved_to_the_past(void)
{
	EXCEPTION(e);
	TIMEOUT(t, INFINITY);

	async_timeout_reschedule(&t, async_loop_time(NULL) - 1);
	printf("moved to the past: expired %s\n", str(async_timeout_expired(&t)));
	TRY(async_sleep(0));
	if (EXCEPT(CancelledError, e)) {
		EXCEPTION(refused);

		printf("cancelled: expired %s\n", str(async_timeout_expired(&t)));
		async_timeout_reschedule(&t, async_loop_time(NULL) + 9);
		if (EXCEPT(RuntimeError, refused))
			puts(refused->message);
		async_reraise(e);
		return 0;
	}
	puts("not reached");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	AWAIT(moved_to_later());
	AWAIT(moved_to_never());
	TRY(moved_to_the_past());
	if (EXCEPT(TimeoutError, e))
		puts("TimeoutError");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
