/* feedback: another-order */
/* Awaits them from the last to the first. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	struct async_coroutine *reminders[GUESTS];

	for (int i = 0; i < GUESTS; i++)
		reminders[i] = async_coroutine(send_reminder, guests[i]);
	for (int i = GUESTS - 1; i >= 0; i--)
		AWAIT(async_await(reminders[i]));
	return 0;
}
