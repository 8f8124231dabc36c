/* to_thread(): a result, an error, and a thread that goes on though its task was cancelled. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct lookup { const char *city; };

static void *lookup(void *arg)
{
	const struct lookup *self = arg;

	if (!strcmp(self->city, "Atlantis"))
		return async_raise(LookupError, "no such city");
	return async_sprintf("%s: 21 degrees", self->city);
}

struct is_another { pthread_t thread; };

static void *is_another(void *arg)
{
	const struct is_another *self = arg;

	return (void *)(intptr_t)!pthread_equal(self->thread, pthread_self());
}

static atomic_bool finished = false;

static void *slow(void *arg)
{
	(void)arg;
	async_block(0.03);
	finished = true;
	return NULL;
}

static void *slow_task(void *arg)
{
	(void)arg;
	return AWAIT(async_to_thread(slow));
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	const char *weather = AWAIT(async_to_thread(lookup, "Rome"));
	puts(weather);
	TRY(async_to_thread(lookup, .city = "Atlantis"));
	if (EXCEPT(LookupError, e))
		printf("LookupError: %s\n", e->message);
	bool another = AWAIT(async_to_thread(is_another, pthread_self())) != NULL;
	printf("another thread: %s\n", str(another));
	struct async_task *task = async_create_task(slow_task);
	AWAIT(async_sleep(0.01));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		printf("cancelled; finished: %s\n", str(finished));
	AWAIT(async_sleep(0.06));
	printf("finished: %s\n", str(finished));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
