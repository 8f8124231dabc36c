/* What run() does with what is left: it cancels tasks, which clean up, then closes generators. */

#include <stdio.h>

#include "async.h"

static struct async_generator *g;

static void *bg_cleaned_up(void *arg)
{
	(void)arg;
	puts("bg cleaned up");
	return NULL;
}

static void *bg(void *arg)
{
	FINALLY(bg_cleaned_up, NULL);
	AWAIT(async_sleep(9));
	return arg;
}

static void *agen_finally(void *arg)
{
	(void)arg;
	puts("agen finally");
	return NULL;
}

static void *gen(void *arg)
{
	(void)arg;
	FINALLY(agen_finally, NULL);
	for (;;)
		AWAIT(async_yield((void *)1));
}

static void *main_task(void *arg)
{
	(void)arg;
	async_create_task(bg);
	AWAIT(async_sleep(0));
	intptr_t first = (intptr_t)AWAIT(async_anext(g));
	printf("%td\n", first);
	puts("main returns");
	return (void *)42;
}

int main(void)
{
	/* Here, and not in main_task(), because there it would end with that task. */
	g = async_generator(gen);
	intptr_t result = (intptr_t)async_run(main_task);
	printf("run -> %td\n", result);
	return 0;
}
