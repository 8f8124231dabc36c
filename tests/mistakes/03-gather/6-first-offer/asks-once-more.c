/* feedback: one-too-many */
/* Asks for offers until one is good, as if they never ended. */

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
	const struct offer *offer;

	for (int i = 0; i < DESKS; i++)
		asked[i] = async_create_task(ask_desk, desks[i]);
	struct async_iterator *offers = async_as_completed(asked, DESKS, INFINITY);

	do {
		offer = AWAIT(async_as_completed_next(offers));
		show_offer(offer);
	} while (offer->price > limit);
	return offer;
}
