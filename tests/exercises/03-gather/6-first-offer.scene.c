/* The scene: a traveller, and five desks, told by the arguments: the limit, and then DESK SECONDS
 * PRICE for each.
 *
 * Marks: "ask DESK" and "answer DESK" at the beginning and the end of each request, "show DESK"
 * when an offer is on the screen, "raised TYPE" if find_offer() raised something, "take DESK" or
 * "take nothing" when it has returned; the values of "show" and "take" are prices. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { DESKS = 5, FIELDS = 3 };

struct offer { const char *desk; int price; };
struct ask_desk { const char *desk; };
void *ask_desk(void *arg);
void show_offer(const struct offer *offer);
ASYNC const struct offer *find_offer(const char *const desks[DESKS], int limit);

static struct desk {
	const char *name;
	double delay;
	int price;
} desks[DESKS];

static int limit;

static void mark(const char *what, const char *name, int value)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s", what, name);
	record_mark(text, value);
}

void *ask_desk(void *arg)
{
	const struct ask_desk *self = arg;
	const struct desk *desk = desks;

	while (strcmp(desk->name, self->desk) != 0) {
		if (++desk == desks + DESKS)
			return async_raise(LookupError, "there is no desk %s", self->desk);
	}
	mark("ask", desk->name, 0);
	AWAIT(async_sleep(desk->delay));
	mark("answer", desk->name, 0);

	struct offer *offer = async_alloc(sizeof(*offer));
	*offer = (struct offer){ desk->name, desk->price };
	return offer;
}

void show_offer(const struct offer *offer)
{
	mark("show", offer ? offer->desk : "nothing", offer ? offer->price : 0);
}

static void *main_task(void *arg)
{
	const char *names[DESKS];
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < DESKS; i++)
		names[i] = desks[i].name;

	const struct offer *offer = TRY(find_offer(names, limit));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name, 0);
	mark("take", offer ? offer->desk : "nothing", offer ? offer->price : 0);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 2 + DESKS * FIELDS)
		return 2;
	limit = atoi(argv[1]);
	for (int i = 0; i < DESKS; i++) {
		char **field = argv + 2 + i * FIELDS;

		desks[i] = (struct desk){ field[0], atof(field[1]), atoi(field[2]) };
	}
	async_run(main_task);
	record_returned();
	return 0;
}
