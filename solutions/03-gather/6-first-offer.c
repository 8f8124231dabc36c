/* Solution: the first good offer. */

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

	/* Which desk answers next nobody knows, and nobody has to: the iterator gives the result of
	 * whichever it is, and the offer itself says whose it is. */
	struct async_iterator *offers = async_as_completed(asked, DESKS, INFINITY);

	/* It gives as many as there are tasks. So we ask it that often, and not once more. */
	for (int i = 0; i < DESKS; i++) {
		const struct offer *offer = AWAIT(async_as_completed_next(offers));

		show_offer(offer);
		/* To stop waiting is all that it takes. The other tasks are not cancelled by that:
		 * they run on, and nobody looks at what they bring. */
		if (offer->price <= limit)
			return offer;
	}
	return NULL;
}
