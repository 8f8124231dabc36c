/* feedback: outside-of-the-task */
/* Lets the thread do everything, also what belongs to the desk. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

struct print_and_hand_over { const char *customer; int seat; };

static void *print_and_hand_over(void *arg)
{
	const struct print_and_hand_over *self = arg;

	hand_over(self->customer, print_ticket(&(struct print_ticket){ self->seat }));
	return NULL;
}

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));
	AWAIT(async_to_thread(print_and_hand_over, self->customer, self->seat));
	return NULL;
}
