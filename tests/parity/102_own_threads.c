/* Threads that the program makes itself post into the loop, and ask it for results. */

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

struct measure { const char *city; double delay; };

static void *measure(void *arg)
{
	const struct measure *self = arg;
	AWAIT(async_sleep(self->delay));
	if (strcmp(self->city, "Atlantis") == 0)
		return async_raise(LookupError, "%s", self->city);
	return async_sprintf("%s: 3 degrees", self->city);
}

static struct async_loop *loop;
static struct async_future *future;

static void set_result(void *unused)
{
	(void)unused;
	async_future_set_result(future, "posted");
}

static void *post(void *unused)
{
	async_block(.01);
	async_loop_call_soon_threadsafe(loop, set_result, NULL);
	return unused;
}

static char answer[80];
static atomic_bool answered;

static void *ask(void *city)
{
	EXCEPTION(e);
	const char *result = async_concurrent_future_result(
		async_run_coroutine_threadsafe(loop, measure, city, .01), INFINITY);
	if (EXCEPT(LookupError, e))
		snprintf(answer, sizeof answer, "no %s", e->message);
	else
		snprintf(answer, sizeof answer, "%s", result);
	answered = true;
	return NULL;
}

static void *main_task(void *arg)
{
	pthread_t thread;
	loop = async_get_running_loop();
	future = async_loop_create_future(loop);
	pthread_create(&thread, NULL, post, NULL);
	printf("nothing else to wait for: %s\n", (char *)AWAIT(async_await(future)));
	pthread_join(thread, NULL);

	static char *cities[] = { "Oslo", "Atlantis" };
	for (int i = 0; i < 2; i++) {
		answered = false;
		pthread_create(&thread, NULL, ask, cities[i]);
		while (!answered)
			AWAIT(async_sleep(.005));
		pthread_join(thread, NULL);
		puts(answer);
	}
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
