/* Solution: the lost letters. */

#include "async.h"

enum { CUSTOMERS = 4 };

ASYNC int sell_ticket(const char *customer);

struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	struct async_task *letters[CUSTOMERS];

	/* The handle is all by which a task is known. Nothing is waited for yet: while the next
	 * customer buys a ticket, the letters before that are on their way. */
	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		letters[i] = async_create_task(send_letter, customers[i]);
	}

	/* Whoever makes a task also waits for it, sooner or later. Here it is later, and for all at
	 * once: the letters that are posted already take no time any more. What they return nobody
	 * needs, so there is no array for the results. An error of theirs would come out here. */
	AWAIT(async_gather_array(NULL, letters, CUSTOMERS));
	return 0;
}
