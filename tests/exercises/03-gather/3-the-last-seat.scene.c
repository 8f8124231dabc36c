/* The scene: the program that is to be broken, and with an argument the repaired one. The starter
 * shows it, from seats on.
 *
 * Marks: "a ticket is sold", with the seats that are left. */

#include <stdbool.h>
#include <stdio.h>

#include "async.h"
#include "record.h"

static int seats = 1;
static bool repaired;

struct sell_seat { const char *customer; };

static void *sell_seat(void *arg)
{
	const struct sell_seat *self = arg;

	AWAIT(async_sleep(1));
	printf("%s: seats left: %d\n", self->customer, seats);
	if (seats == 0)
		return NULL;
	if (repaired)
		seats--;
	AWAIT(async_sleep(1));
	if (!repaired)
		seats--;
	printf("%s: has a ticket\n", self->customer);
	record_mark("a ticket is sold", seats);
	return NULL;
}

static void *sell_seats(void *arg)
{
	struct async_task *ada = async_create_task(sell_seat, "Ada");

	(void)arg;
	AWAIT(async_sleep(1));
	struct async_task *ben = async_create_task(sell_seat, "Ben");
	struct async_task *cem = async_create_task(sell_seat, "Cem");
	AWAIT(async_gather(NULL, ada, ben, cem));
	printf("desk: seats left: %d\n", seats);
	return NULL;
}

int main(int argc, char **argv)
{
	(void)argv;
	repaired = argc > 1;
	async_run(sell_seats);
	record_returned();
	return 0;
}
