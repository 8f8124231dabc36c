/* feedback: error-unseen */
/* Waits until all are done, and asks none of them how it went. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	struct async_task *letters[CUSTOMERS];

	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		letters[i] = async_create_task(send_letter, customers[i]);
	}
	AWAIT(async_wait(letters, CUSTOMERS, ASYNC_ALL_COMPLETED, INFINITY));
	return 0;
}
