/* feedback: awaited-twice */
/* Makes one object, and awaits it once for each guest. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	struct async_coroutine *reminder = async_coroutine(send_reminder, guests[0]);

	for (int i = 0; i < GUESTS; i++)
		AWAIT(async_await(reminder));
	return 0;
}
