/* Solution: the forgotten reminders. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++) {
		/* So far this is a function with its argument: nothing has been done. */
		struct async_coroutine *reminder = async_coroutine(send_reminder, guests[i]);

		/* This runs it, here, and comes back when it is at its end. AWAIT alone would not:
		 * it marks the place, and async_await() is what runs the object. */
		AWAIT(async_await(reminder));
	}
	return 0;
}
