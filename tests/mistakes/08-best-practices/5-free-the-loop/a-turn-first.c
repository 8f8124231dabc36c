/* feedback: loop-blocked */
/* Gives the others a turn first, and then blocks all the same. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));
	AWAIT(async_sleep(0));
	const char *ticket = print_ticket(&(struct print_ticket){ self->seat });
	AWAIT(async_sleep(0));
	hand_over(self->customer, ticket);
	return NULL;
}
