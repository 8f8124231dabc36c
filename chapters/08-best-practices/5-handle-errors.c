/* A task that is started and forgotten fails unseen; whose outcome is looked at can be handled.
 *
 * Three seats are sold at once, and one of them is gone already. */

#include <stdio.h>

#include "async.h"

static const struct async_exception_type SoldOutError[1] = {{ "SoldOutError", Exception }};

struct sell_seat { int seat; };

static void *sell_seat(void *arg)
{
	const struct sell_seat *self = arg;

	AWAIT(async_sleep(1));
	if (self->seat == 13)
		return async_raise(SoldOutError, "seat %d was sold before", self->seat);
	printf("  seat %d sold\n", self->seat);
	return NULL;
}

static void *forget(void *arg)
{
	(void)arg;
	for (int seat = 12; seat <= 14; seat++)
		async_create_task(sell_seat, seat);
	AWAIT(async_sleep(2));
	puts("  desk: all three sold, I suppose");
	return NULL;
}

static void *handle(void *arg)
{
	(void)arg;
	struct async_task *sales[3];
	struct async_outcome outcomes[3];
	int failed = 0;

	for (int i = 0; i < 3; i++)
		sales[i] = async_create_task(sell_seat, 12 + i);
	AWAIT(async_gather_outcomes_array(outcomes, sales, 3));
	for (int i = 0; i < 3; i++) {
		if (outcomes[i].exception) {
			printf("  desk: money back, %s\n", outcomes[i].exception->message);
			failed++;
		}
	}
	printf("  desk: %d sold, %d failed\n", 3 - failed, failed);
	return NULL;
}

int main(void)
{
	puts("Bad: started and forgotten");
	async_run(forget);
	puts("Good: every outcome is looked at");
	async_run(handle);
	return 0;
}
