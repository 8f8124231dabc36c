/* gather() gives the results in the order of its arguments, not of completion. */

#include <stdio.h>

#include "async.h"

struct f { intptr_t n; double d; };

static void *f(void *arg)
{
	const struct f *self = arg;

	AWAIT(async_sleep(self->d));
	printf("finish %jd\n", (intmax_t)self->n);
	return (void *)self->n;
}

/* print([1, 2, 3]) */
static void print_list(void *const items[], size_t count)
{
	printf("[");
	for (size_t i = 0; i < count; i++)
		printf("%s%jd", i ? ", " : "", (intmax_t)(intptr_t)items[i]);
	puts("]");
}

static void *main_task(void *arg)
{
	(void)arg;
	void *results[3];

	AWAIT(async_gather(results, async_coroutine(f, 1, .03), async_coroutine(f, 2, .01),
			   async_coroutine(f, 3, .02)));
	print_list(results, 3);
	AWAIT(async_gather(results));
	print_list(results, 0);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
