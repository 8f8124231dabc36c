#ifndef RAISED_H
#define RAISED_H

/* For the suites of taskgroup.h: what came of it, and a task. A suite need not use all. */

#include "suite.h"

/* Note what is raised: its type, and, of a group, those of its members. */
__attribute__((unused))
static void note_raised(void)
{
	EXCEPTION(e);

	if (!EXCEPT(BaseException, e)) {
		note("nothing");
		return;
	}
	note("%s", e->type->name);
	for (size_t i = 0; i < e->count; i++)
		note("%s:%s", e->exceptions[i]->type->name, e->exceptions[i]->message);
}

/* How many cancellations of the current task were not taken back. */
__attribute__((unused))
static int cancelling(void)
{
	return async_task_cancelling(async_current_task());
}

/* Fail in the clean-up. */
struct fail_when_cancelled { double clean_up; };

__attribute__((unused))
static void *fail_when_cancelled(void *arg)
{
	const struct fail_when_cancelled *self = arg;
	EXCEPTION(e);

	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e)) {
		AWAIT(async_sleep(self->clean_up));
		return async_raise(KeyError, "clean-up %g", self->clean_up);
	}
	return NULL;
}

#endif
