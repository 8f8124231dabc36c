#ifndef WATCHED_H
#define WATCHED_H

/* Generators whose ends are noted, for the suites of closing.c. A suite need not use them all. */

#include "suite.h"

/* Yields twice; notes what ends it, and its clean-up, which takes a pass. */
struct watched { const char *name; };

static void *clean_up(void *name)
{
	note("%s:cleans", (const char *)name);
	AWAIT(async_sleep(0));
	note("%s:cleaned", (const char *)name);
	return NULL;
}

static void *watched(void *arg)
{
	const struct watched *self = arg;
	EXCEPTION(e);

	FINALLY(clean_up, (void *)self->name);
	for (intptr_t i = 1; i <= 2; i++) {
		TRY(async_yield((void *)i));
		if (EXCEPT(BaseException, e)) {
			note("%s:%s", self->name, e->type->name);
			return async_reraise(e);
		}
	}
	return NULL;
}

/* Gives a value after a second, and cleans up. */
static void *slow(void *arg)
{
	FINALLY(clean_up, "slow");
	AWAIT(async_sleep(1));
	AWAIT(async_yield("value"));
	return arg;
}

struct ask { struct async_generator *g; };

static void *ask(void *arg)
{
	const struct ask *self = arg;

	note("%s", (char *)AWAIT(async_anext(self->g)));
	return NULL;
}

__attribute__((unused))
static void *owner_of_slow(void *arg)
{
	async_detach(async_create_task(ask, async_generator(slow)));
	AWAIT(async_sleep(0));
	note("owner ends");
	return arg;
}

/* Whose clean-up raises. */
static void *fail_to_clean_up(void *arg)
{
	return async_raise(ValueError, "of %s", (const char *)arg);
}

__attribute__((unused))
static void *cleans_up_badly(void *arg)
{
	FINALLY(fail_to_clean_up, "the clean-up");
	AWAIT(async_yield((void *)1));
	return arg;
}

#endif
