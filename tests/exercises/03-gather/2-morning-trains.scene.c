/* The scene: the program whose lines are put in order. The starter shows it, from struct
 * announce on. */

#include <stdio.h>

#include "async.h"
#include "record.h"

struct announce { const char *train; };

static void *announce(void *arg)
{
	const struct announce *self = arg;

	printf("speaker: the %s train comes in\n", self->train);
	AWAIT(async_sleep(1));
	printf("speaker: the %s train leaves\n", self->train);
	return NULL;
}

ASYNC static int look_at_clock(void)
{
	puts("master: it is six o'clock");
	return 0;
}

ASYNC static int sweep(void)
{
	puts("porter: I sweep the platform");
	AWAIT(async_sleep(2));
	puts("porter: the platform is clean");
	return 0;
}

static void *open_station(void *arg)
{
	struct async_task *mail;

	(void)arg;
	async_create_task(announce, "night");
	mail = async_create_task(announce, "mail");
	puts("master: two trains are due");
	AWAIT(look_at_clock());
	puts("master: the station is open");
	AWAIT(sweep());
	AWAIT(async_await(mail));
	puts("master: the mail is on its way");
	return NULL;
}

int main(void)
{
	async_run(open_station);
	record_returned();
	return 0;
}
