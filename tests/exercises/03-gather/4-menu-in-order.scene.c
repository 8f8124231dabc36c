/* The scene: a kitchen and a table. Arguments: how long it takes to set the table, then DISH
 * SECONDS for each course.
 *
 * Marks: "cook DISH" and "cooked DISH", "set table" and "table set", "serve DISH". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { COURSES = 3 };

struct cook { const char *dish; };
void *cook(void *arg);
ASYNC int set_table(void);
void serve(const char *plate);
ASYNC int serve_menu(const char *const menu[COURSES]);

static const char *dishes[COURSES];
static double cooking[COURSES], setting;

static void mark(const char *what, const char *dish)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s", what, dish ? dish : "nothing");
	record_mark(text, 0);
}

void *cook(void *arg)
{
	const struct cook *self = arg;

	for (int i = 0; i < COURSES; i++) {
		if (strcmp(dishes[i], self->dish) != 0)
			continue;
		mark("cook", self->dish);
		AWAIT(async_sleep(cooking[i]));
		mark("cooked", self->dish);
		return async_strdup(self->dish);
	}
	return async_raise(LookupError, "there is no recipe for %s", self->dish);
}

ASYNC int set_table(void)
{
	record_mark("set table", 0);
	AWAIT(async_sleep(setting));
	record_mark("table set", 0);
	return 0;
}

void serve(const char *plate)
{
	mark("serve", plate);
}

static void *open_kitchen(void *arg)
{
	(void)arg;
	AWAIT(serve_menu(dishes));
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 2 + 2 * COURSES)
		return 2;
	setting = atof(argv[1]);
	for (int i = 0; i < COURSES; i++) {
		dishes[i] = argv[2 + 2 * i];
		cooking[i] = atof(argv[3 + 2 * i]);
	}
	async_run(open_kitchen);
	record_returned();
	return 0;
}
