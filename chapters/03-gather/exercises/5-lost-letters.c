/* Exercise: the lost letters.
 *
 * A ticket desk serves its customers one after the other. The tickets go out by letter. A letter
 * takes the post room a while, and the next customer should not have to wait for it: so a task
 * takes care of the letter, and the desk goes on selling. When work_day() returns, the lights go
 * out. Since then some customers never get their tickets.
 *
 * There is one mistake in work_day(). Repair it:
 *  - Each customer gets one letter. It is begun when his ticket is sold.
 *  - work_day() returns when the last letter is posted, and not a moment later.
 *  - No customer waits for the letter of another one.
 *  - If the post room cannot send a letter, work_day() must not return as if all were well. Whoever
 *    awaits a task that fails gets its error, and AWAIT hands it on. You need not do more.
 *
 * To check it: build/course check 03-gather/5-lost-letters
 * The day is played several times on the virtual clock. Each time it is drawn by lot how long the
 * sales and the letters take, and in what order the letters are ready. */

#include "async.h"

enum { CUSTOMERS = 4 };

/* Given: sell a ticket to [customer]. It takes the time that the customer takes. */
ASYNC int sell_ticket(const char *customer);

/* Given: write a letter to [customer] and post it. It has the form of a task's function. */
struct send_letter { const char *customer; };
void *send_letter(void *arg);

ASYNC int work_day(const char *const customers[CUSTOMERS])
{
	for (int i = 0; i < CUSTOMERS; i++) {
		AWAIT(sell_ticket(customers[i]));
		async_create_task(send_letter, customers[i]);
	}
	return 0;
}
