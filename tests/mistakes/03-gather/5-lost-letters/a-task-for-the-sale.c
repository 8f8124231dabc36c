/* feedback: served-at-once */
/* Has the task sell the ticket, too. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

struct serve { const char *customer; };
static void *serve(void *arg)
{
	const struct serve *self = arg;

	AWAIT(sell_ticket(self->customer));
	AWAIT(send_letter(&(struct send_letter){ self->customer }));
	return NULL;
}

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	struct async_task *letters[CUSTOMERS];

	for (int i = 0; i < CUSTOMERS; i++)
		letters[i] = async_create_task(serve, customers[i]);
	AWAIT(async_gather_array(NULL, letters, CUSTOMERS));
	return 0;
}
