/* feedback: nothing-runs */
/* Puts AWAIT around the call that makes the object, as in Python. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++)
		AWAIT(async_coroutine(send_reminder, guests[i]));
	return 0;
}
