/* Exercise: free the loop.
 *
 * At a theatre's ticket desk each customer is served by a task of its own. Above the desk a clock
 * shows the seconds; it is a task too. Since the new ticket printer came, the clock stands still
 * now and then, and jumps.
 *
 * Find out why, and repair serve_customer(). The driver of the printer cannot be changed.
 *
 * To check it: build/course check 08-best-practices/5-free-the-loop
 * The clock must show each second when it comes, whatever the printer does, and each customer
 * must get the ticket that was printed for his seat. */

#include "async.h"

/* Given: the driver of the printer, an ordinary C function. It knows nothing of the loop and
 * takes its time. Returns what is on the ticket; raises nothing. */
struct print_ticket { int seat; };
void *print_ticket(void *arg);

/* Given: hand a customer his ticket. Belongs to the desk, so it must be called in a task. Does
 * not suspend. */
void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;

	AWAIT(async_sleep(0.5));		/* he looks for his purse */
	const char *ticket = print_ticket(&(struct print_ticket){ self->seat });
	hand_over(self->customer, ticket);
	return NULL;
}
