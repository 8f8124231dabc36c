/* The scene: a desk and a post room, told by the arguments, as CUSTOMER SALE LETTER ENDING for each
 * customer: the seconds that the sale and the letter take, and "posted" or "failed".
 *
 * Marks: "sell CUSTOMER" and "sold CUSTOMER" at the beginning and the end of each sale, "write
 * CUSTOMER" and "posted CUSTOMER" of each letter, "raised TYPE" if work_day() raised something, and
 * "closed" when it is over, with how many letters had been posted by then. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { CUSTOMERS = 4, FIELDS = 4 };

ASYNC int sell_ticket(const char *customer);
struct send_letter { const char *customer; };
void *send_letter(void *arg);
ASYNC int work_day(const char *const customers[CUSTOMERS]);

static struct customer {
	const char *name;
	double sale, letter;
	const char *ending;
} customers[CUSTOMERS];

static int posted;

static void mark(const char *what, const char *name)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s", what, name);
	record_mark(text, 0);
}

static const struct customer *find_customer(const char *name)
{
	for (int i = 0; i < CUSTOMERS; i++) {
		if (strcmp(customers[i].name, name) == 0)
			return &customers[i];
	}
	return async_raise(LookupError, "nobody is called %s", name);
}

ASYNC int sell_ticket(const char *name)
{
	const struct customer *customer = AWAIT(find_customer(name));

	mark("sell", customer->name);
	AWAIT(async_sleep(customer->sale));
	mark("sold", customer->name);
	return 0;
}

void *send_letter(void *arg)
{
	const struct send_letter *self = arg;
	const struct customer *customer = AWAIT(find_customer(self->customer));

	mark("write", customer->name);
	AWAIT(async_sleep(customer->letter));
	if (strcmp(customer->ending, "failed") == 0)
		return async_raise(RuntimeError, "no stamps are left");
	mark("posted", customer->name);
	posted++;
	return NULL;
}

static void *main_task(void *arg)
{
	const char *names[CUSTOMERS];
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < CUSTOMERS; i++)
		names[i] = customers[i].name;
	TRY(work_day(names));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name);
	record_mark("closed", posted);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 1 + CUSTOMERS * FIELDS)
		return 2;
	for (int i = 0; i < CUSTOMERS; i++) {
		char **field = argv + 1 + i * FIELDS;

		customers[i] = (struct customer){
			field[0], atof(field[1]), atof(field[2]), field[3],
		};
	}
	async_run(main_task);
	record_returned();
	return 0;
}
