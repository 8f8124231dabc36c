#ifndef WORK_H
#define WORK_H

/* Tasks for the suites of gather.h to gather. A suite need not use them all. */

#include "suite.h"

/* Sleep, and return the name; note when. */
struct work { double delay; const char *name; };

__attribute__((unused))
static void *work(void *arg)
{
	const struct work *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(self->delay));
	if (EXCEPT(CancelledError, e)) {
		note("%s:cancelled", self->name);
		return async_reraise(e);
	}
	note("%s@%g", self->name, async_loop_time(NULL));
	return (void *)self->name;
}

struct fail { double delay; const char *message; };

__attribute__((unused))
static void *fail(void *arg)
{
	const struct fail *self = arg;

	AWAIT(async_sleep(self->delay));
	return async_raise(ValueError, "%s", self->message);
}

__attribute__((unused))
static void *at_once(void *arg)
{
	(void)arg;
	return "at once";
}

#endif
