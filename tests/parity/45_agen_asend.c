/* asend() passes values into a generator; what the yield gives is what was sent. */

#include <stdio.h>

#include "async.h"

static void *averager(void *arg)
{
	(void)arg;
	intptr_t total = 0, count = 0, average = 0;

	for (;;) {
		intptr_t value = (intptr_t)AWAIT(async_yield((void *)average));
		if (!value) {
			puts("received None");
			return NULL;
		}
		printf("received %td\n", value);
		AWAIT(async_sleep(0));
		total += value;
		count++;
		average = total / count;
	}
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_generator *a = async_generator(averager);
	TRY(async_asend(a, (void *)1));
	if (EXCEPT(TypeError, e))
		printf("TypeError: %s\n", e->message);
	intptr_t first = (intptr_t)AWAIT(async_asend(a, NULL));
	printf("first: %s\n", first ? "a number" : "None");
	const intptr_t values[] = { 10, 20, 60 };
	for (int i = 0; i < 3; i++) {
		intptr_t average = (intptr_t)AWAIT(async_asend(a, (void *)values[i]));
		printf("average %td\n", average);
	}
	TRY(async_anext(a));
	if (EXCEPT(StopAsyncIteration, e))
		puts("the end");
	TRY(async_asend(a, (void *)5));
	if (EXCEPT(StopAsyncIteration, e))
		puts("still the end");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
