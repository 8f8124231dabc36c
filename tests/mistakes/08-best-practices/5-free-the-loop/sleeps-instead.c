/* feedback: no-ticket */
/* Waits as long as the printer would, and prints nothing. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));
	AWAIT(async_sleep(2));
	hand_over(self->customer, "ticket");
	return NULL;
}
