/* Await what waits: a computation made a task takes two passes of the loop, a plain call none. */

#include <stdio.h>
#include <stdint.h>

#include "async.h"

enum { SEATS = 100 };

static int passes;

/* Schedules itself, and so is called once in each pass. */
static void count_pass(void *arg)
{
	(void)arg;
	passes++;
	async_loop_call_soon(NULL, count_pass, NULL);
}

static int price_of(int seat)
{
	return seat <= 20 ? 90 : 50;
}

struct price_task { int seat; };

static void *price_task(void *arg)
{
	const struct price_task *self = arg;

	return (void *)(intptr_t)price_of(self->seat);
}

ASYNC static int total_by_tasks(void)
{
	int total = 0;

	for (int seat = 1; seat <= SEATS; seat++)
		total += (intptr_t)AWAIT(async_await(async_create_task(price_task, seat)));
	return total;
}

static int total_by_calls(void)
{
	int total = 0;

	for (int seat = 1; seat <= SEATS; seat++)
		total += price_of(seat);
	return total;
}

static void *main_task(void *arg)
{
	(void)arg;
	async_loop_call_soon(NULL, count_pass, NULL);

	int before = passes;
	int total = AWAIT(total_by_tasks());
	printf("Bad: a task a seat: total %d, %d passes\n", total, passes - before);

	before = passes;
	total = total_by_calls();
	printf("Good: a call a seat: total %d, %d passes\n", total, passes - before);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
