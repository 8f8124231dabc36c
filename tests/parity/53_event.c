/* An event wakes all who wait, in order; who comes later waits only if it was cleared. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct passenger { const char *name; struct async_event *event; };

static void *passenger(void *arg)
{
	const struct passenger *self = arg;
	EXCEPTION(e);

	bool woke = TRY(async_event_wait(self->event));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled\n", self->name);
		return async_reraise(e);
	}
	printf("%s boards: %s\n", self->name, str(woke));
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_event *event = async_event();
	const char *const names[] = { "A", "B", "C" };
	struct async_task *tasks[3];

	for (int i = 0; i < 3; i++)
		tasks[i] = async_create_task(passenger, names[i], event);
	AWAIT(async_sleep(0));
	async_task_cancel(tasks[1]);
	async_event_set(event);
	async_event_set(event);
	async_task_cancel(tasks[2]);
	async_event_clear(event);
	struct async_task *late = async_create_task(passenger, "late", event);
	struct async_outcome results[3];
	AWAIT(async_gather_outcomes_array(results, tasks, 3));
	for (int i = 0; i < 3; i++)
		printf("%s'%s'", i ? ", " : "[",
		       results[i].exception ? results[i].exception->type->name : "NoneType");
	printf("] %s %s\n", str(async_event_is_set(event)), str(async_task_done(late)));
	async_event_set(event);
	bool is_set = AWAIT(async_event_wait(event));
	printf("main does not wait: %s\n", str(is_set));
	AWAIT(async_await(late));
	printf("%s\n", str(async_event_is_set(event)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
