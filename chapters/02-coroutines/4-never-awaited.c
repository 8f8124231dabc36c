/* A coroutine that is made runs nothing until it is awaited, and one that never is gets reported.
 *
 * A ticket desk makes two coroutines that would each send a ticket, and awaits one of them. */

#include <stdio.h>

#include "async.h"

struct send_ticket { const char *name; };

static void *send_ticket(void *arg)
{
	const struct send_ticket *self = arg;

	AWAIT(async_sleep(1));
	printf("desk: the ticket for %s is sent\n", self->name);
	return NULL;
}

static void *open_desk(void *arg)
{
	(void)arg;
	struct async_coroutine *for_ada = async_coroutine(send_ticket, "Ada");

	async_coroutine(send_ticket, "Ben");
	puts("desk: two coroutines are made, and nothing has happened");
	AWAIT(async_await(for_ada));
	puts("desk: closed");
	return NULL;
}

int main(void)
{
	async_run(open_desk);
	return 0;
}
