/* Solution: free the loop. */

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));		/* he looks for his purse */

	/* The driver blocks the thread that calls it. In the loop's thread that stops every task;
	 * in a thread of the pool it stops nobody, and this task waits for it as for anything
	 * else. The arguments are copied: there is no struct of ours that would have to live
	 * until the driver is done. */
	const char *ticket = AWAIT(async_to_thread(print_ticket, self->seat));

	/* Behind the await we are back in the task, in the loop's thread, where the desk may be
	 * touched. */
	hand_over(self->customer, ticket);
	return NULL;
}
