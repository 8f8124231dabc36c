/* as_completed() with a timeout: TimeoutError for what is late; nothing is cancelled. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

/* soon.set_result("soon"), as a callback */
static void set_soon(void *soon)
{
	async_future_set_result(soon, "soon");
}

/* next(waiting), as a coroutine object */
struct next_one { struct async_iterator *waiting; };

static void *next_one(void *arg)
{
	const struct next_one *self = arg;

	return AWAIT(async_as_completed_next(self->waiting));
}

struct wait_for_one { struct async_iterator *waiting; };

static void *wait_for_one(void *arg)
{
	const struct wait_for_one *self = arg;

	return AWAIT(async_wait_for(async_coroutine(next_one, self->waiting), 0.001));
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_future *soon = async_loop_create_future(NULL);
	struct async_future *late = async_loop_create_future(NULL);
	struct async_future *both[] = { soon, late };

	async_loop_call_soon(NULL, set_soon, soon);
	struct async_iterator *completed = async_as_completed(both, 2, 0.001);
	for (;;) {
		const char *result = TRY(async_as_completed_next(completed));
		if (EXCEPT(StopAsyncIteration, e))
			break;
		else if (EXCEPT(TimeoutError, e))
			printf("TimeoutError %s\n", e->message);
		else
			puts(result);
	}
	printf("late cancelled: %s done: %s\n", str(async_future_cancelled(late)),
	       str(async_future_done(late)));
	struct async_iterator *waiting = async_as_completed(&late, 1, 9);
	struct async_task *task = async_create_task(wait_for_one, waiting);
	TRY(async_await(task));
	if (EXCEPT(TimeoutError, e))
		printf("waited no longer; late done: %s\n", str(async_future_done(late)));
	async_future_set_result(late, "at last");
	AWAIT(async_sleep(0));
	int left = 0;
	while (TRY(async_as_completed_next(waiting)), !EXCEPT(StopAsyncIteration, e))
		left++;
	printf("left: %d\n", left);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
