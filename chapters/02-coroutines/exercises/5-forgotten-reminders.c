/* Exercise: the forgotten reminders.
 *
 * In the evening a theatre reminds its guests of the tickets that they have ordered. The program
 * says all is well, and has a line on stderr that nobody reads. No guest has ever been reminded.
 *
 * There is one mistake in remind_guests(). Repair it. The guests are to be reminded one after the
 * other, in the order of guests[], each of them once. remind_guests() returns when the last one has
 * been reminded.
 *
 * To check it: build/course check 02-coroutines/5-forgotten-reminders
 * It is played several times, each time with other guests, and with other times that a reminder
 * takes. */

#include "async.h"

enum { GUESTS = 3 };

/* Given: send a reminder to [guest], and wait until it is sent. It has the form of a function that
 * a coroutine object is made of. */
struct send_reminder { const char *guest; };
void *send_reminder(void *arg);

ASYNC int remind_guests(const char *const guests[GUESTS])
{
	for (int i = 0; i < GUESTS; i++)
		async_coroutine(send_reminder, guests[i]);
	return 0;
}
