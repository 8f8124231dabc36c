/* A waiter for a lock is cancelled: while it waits, and after the lock was handed to it. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct user { const char *name; struct async_lock *lock; };

/* the `async with` block */
ASYNC static int use(const struct user *self)
{
	ASYNC_WITH(self->lock);
	printf("%s has the lock\n", self->name);
	return 0;
}

static void *user(void *arg)
{
	const struct user *self = arg;
	EXCEPTION(e);

	TRY(use(self));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled; locked: %s\n", self->name,
		       str(async_lock_locked(self->lock)));
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_lock *lock = async_lock();
	const char *const names[] = { "A", "B", "C", "D" };
	struct async_task *tasks[4];

	AWAIT(async_lock_acquire(lock));
	for (int i = 0; i < 4; i++)
		tasks[i] = async_create_task(user, names[i], lock);
	AWAIT(async_sleep(0));
	async_task_cancel(tasks[1]);
	puts("released, and then its first waiter is cancelled");
	async_lock_release(lock);
	async_task_cancel(tasks[0]);
	printf("locked: %s\n", str(async_lock_locked(lock)));
	struct async_outcome results[4];
	AWAIT(async_gather_outcomes_array(results, tasks, 4));
	for (int i = 0; i < 4; i++)
		printf("%s'%s'%s", i ? ", " : "[",
		       results[i].exception ? results[i].exception->type->name : "NoneType",
		       i == 3 ? "]\n" : "");
	printf("locked at the end: %s\n", str(async_lock_locked(lock)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
