/* feedback: no-ticket
 * Reads the number behind the customer's name, where the command line has it. Nothing is printed,
 * so nothing blocks. */

#include <string.h>

#include "async.h"

struct print_ticket { int seat; };
void *print_ticket(void *arg);

void hand_over(const char *customer, const char *ticket);

struct serve_customer { const char *customer; int seat; };

static const char *next(const char *argument)
{
	return argument + strlen(argument) + 1;
}

void *serve_customer(void *arg)
{
	const struct serve_customer *self = arg;
	const char *number = next(next(self->customer));

	hand_over(self->customer, async_sprintf("seat %d, number %s", self->seat, number));
	return NULL;
}
