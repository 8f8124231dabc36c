/* feedback: not-all */
/* Makes all of them, and awaits the last. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	struct async_coroutine *reminder = NULL;

	for (int i = 0; i < GUESTS; i++)
		reminder = async_coroutine(send_reminder, guests[i]);
	AWAIT(async_await(reminder));
	return 0;
}
