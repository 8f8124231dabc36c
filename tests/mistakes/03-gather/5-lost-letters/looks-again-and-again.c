/* feedback: guessed */
/* Sleeps, and looks whether the letter is posted. */

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
	for (int i = 0; i < CUSTOMERS; i++) {
		while (!async_task_done(letters[i]))
			AWAIT(async_sleep(0.25));
		AWAIT(async_await(letters[i]));
	}
	return 0;
}
