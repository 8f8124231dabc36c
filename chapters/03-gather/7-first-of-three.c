/* Wait for the first of several, or for some time, and see who is done by then.
 *
 * The forecast lies on three servers. One copy is enough for the page. The news want to compare all
 * copies, and go on the air at 2.5 seconds, whoever has answered. */

#include <math.h>
#include <stdio.h>

#include "async.h"

enum { SERVERS = 3 };

struct ask_server { double delay; const char *forecast; };

static void *ask_server(void *arg)
{
	const struct ask_server *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->forecast;
}

static void *main_task(void *arg)
{
	(void)arg;
	double start = async_loop_time(NULL);
	struct async_task *servers[SERVERS] = {
		async_create_task(ask_server, 3, "north: rain at six"),
		async_create_task(ask_server, 1, "east: rain at seven"),
		async_create_task(ask_server, 2, "south: rain at six"),
	};

	size_t done = AWAIT(async_wait(servers, SERVERS, ASYNC_FIRST_COMPLETED, INFINITY));
	printf("page, %.1f s: %zu of %d\n", async_loop_time(NULL) - start, done, SERVERS);
	printf("  %s\n", (const char *)async_task_result(servers[0]));

	done = AWAIT(async_wait(servers, SERVERS, ASYNC_ALL_COMPLETED, 1.5));
	printf("news, %.1f s: %zu of %d\n", async_loop_time(NULL) - start, done, SERVERS);
	for (size_t i = 0; i < done; i++)
		printf("  %s\n", (const char *)async_task_result(servers[i]));

	printf("late, but there: %s\n", (const char *)AWAIT(async_await(servers[done])));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
