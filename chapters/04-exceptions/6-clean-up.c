/* A cancelled task ends at the await where it waits, and cleans up on its way out.
 *
 * A seat is held for a customer until he has paid. He walks away, the purchase is cancelled, and
 * the seat must be given back; the server takes half a second for that. */

#include <stdio.h>

#include "async.h"

static void *release_seat(void *arg)
{
	(void)arg;
	puts("purchase: giving the seat back");
	AWAIT(async_sleep(0.5));
	puts("purchase: the seat is free again");
	return NULL;
}

static void *buy_seat(void *arg)
{
	(void)arg;
	puts("purchase: seat held, waiting for the money");
	FINALLY(release_seat, NULL);
	AWAIT(async_sleep(60));
	puts("purchase: paid");
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *purchase = async_create_task(buy_seat);
	EXCEPTION(e);

	AWAIT(async_sleep(1));
	async_task_cancel(purchase);
	printf("desk: cancelled; the task is %s\n",
	       async_task_done(purchase) ? "done" : "not done");
	TRY(async_await(purchase));
	if (EXCEPT(CancelledError, e))
		printf("desk: now it has ended, by %s\n", e->type->name);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
