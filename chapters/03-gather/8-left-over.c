/* The run ends with the main task, and not with the last task: what is left over is cancelled.
 *
 * Two tickets go to the post. It takes the one 1 second to leave the house, the other 3. */

#include <stdio.h>

#include "async.h"

struct send_ticket { const char *name; double delay; };

static void *send_ticket(void *arg)
{
	const struct send_ticket *self = arg;

	printf("  post: a ticket for %s\n", self->name);
	AWAIT(async_sleep(self->delay));
	printf("  post: %s's ticket has left\n", self->name);
	return NULL;
}

static void *forget(void *arg)
{
	(void)arg;
	async_create_task(send_ticket, "Ada", 1);
	async_create_task(send_ticket, "Ben", 3);
	AWAIT(async_sleep(2));
	puts("  desk: closed");
	return NULL;
}

static void *remember(void *arg)
{
	(void)arg;
	struct async_task *ada = async_create_task(send_ticket, "Ada", 1);
	struct async_task *ben = async_create_task(send_ticket, "Ben", 3);

	AWAIT(async_sleep(2));
	puts("  desk: closed, waiting for the post");
	AWAIT(async_gather(NULL, ada, ben));
	return NULL;
}

int main(void)
{
	puts("started and forgotten:");
	async_run(forget);
	puts("started and awaited:");
	async_run(remember);
	return 0;
}
