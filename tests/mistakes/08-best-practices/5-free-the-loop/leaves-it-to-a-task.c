/* feedback: left-alone */
/* Has a task of its own wait for the thread, and returns. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

struct print_and_hand_over { const char *customer; int seat; };
static void *print_and_hand_over(void *arg)
{
	const struct print_and_hand_over *self = arg;
	const char *ticket = AWAIT(async_to_thread(print_ticket, self->seat));

	hand_over(self->customer, ticket);
	return NULL;
}

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));		/* he looks for his purse */
	async_create_task(print_and_hand_over, self->customer, self->seat);
	return NULL;
}
