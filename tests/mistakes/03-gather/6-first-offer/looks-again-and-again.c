/* feedback: looks-again */
/* Looks twice a second at who has answered. */

#include "async.h"

enum { DESKS = 5 };

struct offer { const char *desk; int price; };

struct ask_desk { const char *desk; };
void *ask_desk(void *arg);

void show_offer(const struct offer *offer);

ASYNC const struct offer *find_offer(const char *const desks[DESKS], int limit)
{
	struct async_task *asked[DESKS];
	int shown = 0;
	bool seen[DESKS] = { false };

	for (int i = 0; i < DESKS; i++)
		asked[i] = async_create_task(ask_desk, desks[i]);
	while (shown < DESKS) {
		AWAIT(async_sleep(0.5));
		for (int i = 0; i < DESKS; i++) {
			if (seen[i] || !async_task_done(asked[i]))
				continue;
			const struct offer *offer = async_task_result(asked[i]);
			seen[i] = true;
			shown++;
			show_offer(offer);
			if (offer->price <= limit)
				return offer;
		}
	}
	return NULL;
}
