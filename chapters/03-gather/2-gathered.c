/* The same three fetches gathered take as long as the slowest of them: 3 seconds.
 *
 * Each fetch is a task now, and all three wait at the same time. They are done in one order and
 * stored in another: the results stand in the order of the arguments. */

#include <stdio.h>

#include "async.h"

struct fetch_data { double delay; const char *data; };

static void *fetch_data(void *arg)
{
	const struct fetch_data *self = arg;

	printf("%s: asked for\n", self->data);
	AWAIT(async_sleep(self->delay));
	printf("%s: here\n", self->data);
	return (void *)self->data;
}

static void *main_task(void *arg)
{
	(void)arg;
	double start = async_loop_time(NULL);
	struct async_task *first = async_create_task(fetch_data, 3, "Data 1");
	struct async_task *second = async_create_task(fetch_data, 1, "Data 2");
	struct async_task *third = async_create_task(fetch_data, 2, "Data 3");
	const char *results[3];

	AWAIT(async_gather(results, first, second, third));
	printf("['%s', '%s', '%s']\n", results[0], results[1], results[2]);
	printf("that took %.0f seconds\n", async_loop_time(NULL) - start);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
