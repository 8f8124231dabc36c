/* feedback: awaited-too-soon */
/* Awaits each letter before the next customer is served. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		AWAIT(async_await(async_create_task(send_letter, customers[i])));
	}
	return 0;
}
