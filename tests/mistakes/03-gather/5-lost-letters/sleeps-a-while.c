/* feedback: forgotten */
/* Gives the tasks a moment, which is not enough. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		async_create_task(send_letter, customers[i]);
	}
	AWAIT(async_sleep(2));
	return 0;
}
