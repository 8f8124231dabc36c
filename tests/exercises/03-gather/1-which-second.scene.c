/* The scene: the program of the predictions. The starter shows it, from ask() on. */

#include <stdio.h>

#include "async.h"
#include "record.h"

ASYNC static int ask(double seconds)
{
	AWAIT(async_sleep(seconds));
	return 0;
}

struct station { double seconds; };

static void *station(void *arg)
{
	const struct station *self = arg;

	AWAIT(ask(self->seconds));
	return NULL;
}

ASYNC static int way_1(void)
{
	AWAIT(ask(2));
	AWAIT(ask(3));
	return 0;
}

ASYNC static int way_2(void)
{
	struct async_task *oslo = async_create_task(station, 4);
	struct async_task *lima = async_create_task(station, 1);
	struct async_task *rome = async_create_task(station, 3);

	AWAIT(async_gather(NULL, oslo, lima, rome));
	return 0;
}

ASYNC static int way_3(void)
{
	AWAIT(async_await(async_create_task(station, 2)));
	AWAIT(async_await(async_create_task(station, 5)));
	return 0;
}

ASYNC static int way_4(void)
{
	struct async_task *oslo = async_create_task(station, 3);
	struct async_task *lima = async_create_task(station, 5);

	AWAIT(async_await(oslo));
	AWAIT(async_await(lima));
	return 0;
}

ASYNC static int way_5(void)
{
	struct async_task *oslo = async_create_task(station, 2);

	AWAIT(async_sleep(4));
	AWAIT(async_await(oslo));
	return 0;
}

ASYNC static int way_6(void)
{
	struct async_task *oslo = async_create_task(station, 4);

	async_block(2);
	AWAIT(async_await(oslo));
	return 0;
}

static void *try_all(void *arg)
{
	int (*const ways[])(void) = { way_1, way_2, way_3, way_4, way_5, way_6 };

	(void)arg;
	for (int i = 0; i < 6; i++) {
		double start = async_loop_time(NULL);

		AWAIT(ways[i]());
		printf("way %d: %.0f seconds\n", i + 1, async_loop_time(NULL) - start);
	}
	return NULL;
}

int main(void)
{
	async_run(try_all);
	record_returned();
	return 0;
}
