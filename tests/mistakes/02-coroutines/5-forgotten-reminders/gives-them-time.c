/* feedback: nothing-runs */
/* Waits, as if somebody ran the coroutines meanwhile. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++) {
		async_coroutine(send_reminder, guests[i]);
		AWAIT(async_sleep(5));
	}
	return 0;
}
