/* A generator whose loop was left by break is closed by a task of the loop's. aclosing() does it at
 * once. */

#include <stdio.h>

#include "async.h"

static void *gen_closed(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0));
	puts("gen closed");
	return NULL;
}

static void *gen(void *arg)
{
	FINALLY(gen_closed, NULL);
	for (intptr_t i = 0; i < 5; i++)
		AWAIT(async_yield((void *)i));
	return arg;
}

static void *main_task(void *arg)
{
	(void)arg;
	ASYNC_FOR(x, gen) {
		printf("%td\n", (intptr_t)x);
		if ((intptr_t)x == 1)
			break;
	}
	puts("after break");
	AWAIT(async_sleep(0.01));
	puts("main ends");
	{
		ASYNC_WITH_AS(g, async_aclosing(async_generator(gen)));
		ASYNC_FOR(x, (struct async_generator *)g) {
			printf("%td\n", (intptr_t)x);
			break;
		}
	}
	puts("after aclosing");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
