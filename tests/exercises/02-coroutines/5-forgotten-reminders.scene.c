/* The scene: three guests, told by the arguments, as GUEST SECONDS for each.
 *
 * Marks: "remind GUEST" and "sent GUEST" at the beginning and the end of each reminder, "raised
 * TYPE" if remind_guests() raised something, "over" when it has returned, with how many reminders
 * were sent by then. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { GUESTS = 3, FIELDS = 2 };

struct send_reminder { const char *guest; };
void *send_reminder(void *arg);
ASYNC int remind_guests(const char *const guests[GUESTS]);

static struct { const char *name; double delay; } guests[GUESTS];

static int sent;

static void mark(const char *what, const char *name)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s", what, name);
	record_mark(text, 0);
}

void *send_reminder(void *arg)
{
	const struct send_reminder *self = arg;
	int guest = 0;

	while (strcmp(guests[guest].name, self->guest) != 0) {
		if (++guest == GUESTS)
			return async_raise(LookupError, "nobody is called %s", self->guest);
	}
	mark("remind", guests[guest].name);
	AWAIT(async_sleep(guests[guest].delay));
	mark("sent", guests[guest].name);
	sent++;
	return NULL;
}

static void *main_task(void *arg)
{
	const char *names[GUESTS];
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < GUESTS; i++)
		names[i] = guests[i].name;
	TRY(remind_guests(names));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name);
	record_mark("over", sent);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 1 + GUESTS * FIELDS)
		return 2;
	for (int i = 0; i < GUESTS; i++) {
		guests[i].name = argv[1 + i * FIELDS];
		guests[i].delay = atof(argv[2 + i * FIELDS]);
	}
	async_run(main_task);
	record_returned();
	return 0;
}
