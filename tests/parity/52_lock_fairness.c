/* A lock is handed out in order: who comes while others wait goes behind them, free or not. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

/* the body of `finally` */
static void *release(void *lock)
{
	async_lock_release(lock);
	return NULL;
}

struct user { const char *name; struct async_lock *lock; int turns; };

static void *user(void *arg)
{
	const struct user *self = arg;

	for (int turn = 0; turn < self->turns; turn++) {
		AWAIT(async_lock_acquire(self->lock));
		FINALLY(release, self->lock);
		printf("%s turn %d\n", self->name, turn);
		if (turn == 0)
			AWAIT(async_sleep(0));
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_lock *lock = async_lock();

	AWAIT(async_gather(NULL, async_coroutine(user, "A", lock, 3),
			   async_coroutine(user, "B", lock, 3)));
	printf("locked: %s\n", str(async_lock_locked(lock)));
	AWAIT(async_lock_acquire(lock));
	struct async_task *waiter = async_create_task(user, "waiter", lock, 1);
	AWAIT(async_sleep(0));
	async_lock_release(lock);
	printf("released, not locked: %s\n", str(!async_lock_locked(lock)));
	AWAIT(async_lock_acquire(lock));
	printf("main has it again, after the waiter: %s\n", str(async_task_done(waiter)));
	async_lock_release(lock);
	async_lock_release(lock);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
