/* feedback: waits-for-all */
/* Gathers, and goes through the offers when all of them are there. */

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
	const struct offer *offers[DESKS];

	for (int i = 0; i < DESKS; i++)
		asked[i] = async_create_task(ask_desk, desks[i]);
	AWAIT(async_gather_array(offers, asked, DESKS));
	for (int i = 0; i < DESKS; i++) {
		show_offer(offers[i]);
		if (offers[i]->price <= limit)
			return offers[i];
	}
	return NULL;
}
