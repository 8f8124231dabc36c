/* A future is done once; its callbacks run by call_soon, also those that are added when it is
 * done. */

#include <stdio.h>

#include "async.h"

static void cb(struct async_future *f, void *arg)
{
	(void)arg;
	printf("cb %jd\n", (intmax_t)(intptr_t)async_future_result(f));
}

static void late_cb(struct async_future *f, void *arg)
{
	(void)f;
	(void)arg;
	puts("late cb via call_soon");
}

/* f.set_result(5), as a callback */
static void set_result_5(void *f)
{
	async_future_set_result(f, (void *)5);
}

static const char *str(bool value)
{
	return value ? "True" : "False";
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_loop *l = async_get_running_loop();
	struct async_future *f = async_loop_create_future(l);
	async_future_add_done_callback(f, cb, NULL);
	async_loop_call_soon(l, set_result_5, f);
	intptr_t result = (intptr_t)AWAIT(async_await(f));
	printf("await -> %jd\n", (intmax_t)result);

	async_future_set_result(f, (void *)6);
	if (EXCEPT(InvalidStateError, e))
		puts("InvalidStateError");
	async_future_add_done_callback(f, late_cb, NULL);
	puts("added");
	AWAIT(async_sleep(0));

	struct async_future *g = async_loop_create_future(l);
	async_future_result(g);
	if (EXCEPT(InvalidStateError, e))
		puts(e->message);
	bool cancelled_now = async_future_cancel(g);
	bool cancelled = async_future_cancelled(g);
	bool cancelled_again = async_future_cancel(g);
	printf("%s %s %s\n", str(cancelled_now), str(cancelled), str(cancelled_again));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
