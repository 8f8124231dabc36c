/* wait() raises nothing and cancels nobody; as_completed() gives results in the order in which they
 * come. */

#include <stdio.h>

#include "async.h"

struct f { intptr_t n; double d; };

static void *f(void *arg)
{
	const struct f *self = arg;

	AWAIT(async_sleep(self->d));
	return (void *)self->n;
}

ASYNC static int fo(void)
{
	struct async_coroutine *fs[] = { async_coroutine(f, 3, .03), async_coroutine(f, 1, .01),
					 async_coroutine(f, 2, .02) };
	struct async_iterator *it = async_as_completed(fs, 3, INFINITY);

	for (int i = 0; i < 3; i++)
		printf("%td ", (intptr_t)AWAIT(async_as_completed_next(it)));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *ts[3];
	const intptr_t ns[] = { 1, 2, 9 };
	size_t d;

	for (size_t i = 0; i < 3; i++)
		ts[i] = async_create_task(f, ns[i], ns[i] / 100.);
	d = AWAIT(async_wait(ts, 3, ASYNC_FIRST_COMPLETED, INFINITY));
	printf("%zu %zu\n", d, 3 - d);

	struct async_task **p = ts + d;
	size_t count = 3 - d;
	d = AWAIT(async_wait(p, count, ASYNC_ALL_COMPLETED, .03));
	printf("%zu %zu no exception, no cancel: [", d, count - d);
	for (size_t i = d; i < count; i++)
		printf("%s%s", i > d ? ", " : "", async_task_cancelled(p[i]) ? "True" : "False");
	puts("]");
	AWAIT(fo());
	puts("");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
