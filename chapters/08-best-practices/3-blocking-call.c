/* A blocking call stops every task; called in a thread of its own it stops none.
 *
 * The driver of the ticket printer takes 2 seconds and knows nothing of the loop. Meanwhile a sign
 * is to blink once a second. */

#include <stdio.h>

#include "async.h"

static double opened;

static double clock_says(void)
{
	return async_loop_time(NULL) - opened;
}

static void *blink(void *arg)
{
	(void)arg;
	for (int i = 1; i <= 3; i++) {
		AWAIT(async_sleep(1));
		printf("  %.1f s: blink %d\n", clock_says(), i);
	}
	return NULL;
}

struct print_ticket { int seat; };

static void *print_ticket(void *arg)
{
	const struct print_ticket *self = arg;

	async_block(2);
	return async_sprintf("ticket for seat %d", self->seat);
}

static void *block_the_loop(void *arg)
{
	(void)arg;
	opened = async_loop_time(NULL);
	struct async_task *sign = async_create_task(blink);
	AWAIT(async_sleep(0.5));

	const char *ticket = print_ticket(&(struct print_ticket){ 12 });
	printf("  %.1f s: %s\n", clock_says(), ticket);
	AWAIT(async_await(sign));
	return NULL;
}

static void *use_a_thread(void *arg)
{
	(void)arg;
	opened = async_loop_time(NULL);
	struct async_task *sign = async_create_task(blink);
	AWAIT(async_sleep(0.5));

	const char *ticket = AWAIT(async_to_thread(print_ticket, 12));
	printf("  %.1f s: %s\n", clock_says(), ticket);
	AWAIT(async_await(sign));
	return NULL;
}

int main(void)
{
	puts("Bad: the driver is called in a task");
	async_run(block_the_loop);
	puts("Good: the driver is called in a thread");
	async_run(use_a_thread);
	return 0;
}
