/* as_completed() gives the first that is done first; who fails raises where it is awaited. */

#include <stdio.h>
#include <string.h>

#include "async.h"

struct fetch { const char *city; int passes; };

static void *fetch(void *arg)
{
	const struct fetch *self = arg;

	for (int i = 0; i < self->passes; i++)
		AWAIT(async_sleep(0));
	if (!strcmp(self->city, "Atlantis"))
		return async_raise(LookupError, "no such city");
	return (void *)self->city;
}

/* `for next_one in as_completed(tasks): print(await next_one)` */
ASYNC static int print_each(struct async_task **tasks, size_t count)
{
	struct async_iterator *completed = async_as_completed(tasks, count, INFINITY);

	for (;;) {
		EXCEPTION(e);

		const char *city = TRY(async_as_completed_next(completed));
		if (EXCEPT(StopAsyncIteration, e))
			return 0;
		else if (EXCEPT(LookupError, e))
			printf("LookupError: %s\n", e->message);
		else
			puts(city);
	}
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *tasks[] = {
		async_create_task(fetch, "Rome", 5),
		async_create_task(fetch, "Oslo", 1),
		async_create_task(fetch, "Atlantis", 3),
	};

	AWAIT(print_each(tasks, 3));
	AWAIT(print_each(tasks, 0));
	struct async_task *done[] = { async_create_task(fetch, "Bonn", 0), tasks[0] };
	AWAIT(async_wait(done, 1, ASYNC_ALL_COMPLETED, INFINITY));
	struct async_iterator *completed = async_as_completed(done, 2, INFINITY);
	for (int i = 0; i < 2; i++) {
		const char *city = AWAIT(async_as_completed_next(completed));
		puts(!strcmp(city, "Bonn") || !strcmp(city, "Rome") ? "True" : "False");
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
