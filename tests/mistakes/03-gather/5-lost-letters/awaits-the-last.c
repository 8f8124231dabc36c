/* feedback: not-every-one */
/* Awaits the task that was made last, as if it were the last to be done. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	struct async_task *letter = NULL;

	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		letter = async_create_task(send_letter, customers[i]);
	}
	AWAIT(async_await(letter));
	return 0;
}
