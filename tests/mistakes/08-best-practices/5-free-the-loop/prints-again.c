/* feedback: printed-again */
/* Waits for the thread, and then starts another one for what the first has returned. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };
void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));		/* he looks for his purse */
	AWAIT(async_to_thread(print_ticket, self->seat));
	hand_over(self->customer, AWAIT(async_to_thread(print_ticket, self->seat)));
	return NULL;
}
