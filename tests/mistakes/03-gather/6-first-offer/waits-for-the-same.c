/* feedback: shown-again */
/* Waits for the first of all again, when one of them is done already. */

#include <math.h>

#include "async.h"

enum { DESKS = 5 };

struct offer { const char *desk; int price; };

struct ask_desk { const char *desk; };
void *ask_desk(void *arg);

void show_offer(const struct offer *offer);

ASYNC const struct offer *find_offer(const char *const desks[DESKS], int limit)
{
	struct async_task *asked[DESKS];

	for (int i = 0; i < DESKS; i++)
		asked[i] = async_create_task(ask_desk, desks[i]);
	for (int i = 0; i < DESKS; i++) {
		AWAIT(async_wait(asked, DESKS, ASYNC_FIRST_COMPLETED, INFINITY));
		const struct offer *offer = AWAIT(async_await(asked[0]));

		show_offer(offer);
		if (offer->price <= limit)
			return offer;
	}
	return NULL;
}
