/* feedback: not-this-one */
/* Takes what is below the limit, and not what is just at it. */

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
	struct async_iterator *offers = async_as_completed(asked, DESKS, INFINITY);
	for (int i = 0; i < DESKS; i++) {
		const struct offer *offer = AWAIT(async_as_completed_next(offers));

		show_offer(offer);
		if (offer->price < limit)
			return offer;
	}
	return NULL;
}
