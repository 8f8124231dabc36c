/* feedback: made-too-many */
/* Calls the function, and leaves the line that makes the object. */

#include "async.h"

enum { GUESTS = 3 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++) {
		async_coroutine(send_reminder, guests[i]);
		AWAIT(send_reminder(&(struct send_reminder){ guests[i] }));
	}
	return 0;
}
