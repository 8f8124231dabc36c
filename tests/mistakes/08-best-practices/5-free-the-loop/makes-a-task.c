/* feedback: task-is-no-thread */
/* Makes a task of the driver; it runs in the loop's thread like every task. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));
	const char *ticket = AWAIT(async_await(async_create_task(print_ticket, self->seat)));
	hand_over(self->customer, ticket);
	return NULL;
}
