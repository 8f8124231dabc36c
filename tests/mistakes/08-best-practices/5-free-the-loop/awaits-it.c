/* feedback: loop-blocked */
/* Puts AWAIT around the call, as if that made it one that suspends. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));
	const char *ticket = AWAIT(print_ticket(&(struct print_ticket){ self->seat }));
	hand_over(self->customer, ticket);
	return NULL;
}
