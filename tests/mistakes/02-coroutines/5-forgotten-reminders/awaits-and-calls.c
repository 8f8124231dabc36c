/* feedback: sent-again */
/* Awaits the object, and calls the function to be sure. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++) {
		AWAIT(async_await(async_coroutine(send_reminder, guests[i])));
		AWAIT(send_reminder(&(struct send_reminder){ guests[i] }));
	}
	return 0;
}
