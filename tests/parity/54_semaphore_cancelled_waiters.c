/* A waiter for a semaphore is cancelled while it waits, and after its turn was granted. */

#include <stdio.h>

#include "async.h"

static const char *str(bool value)
{
	return value ? "True" : "False";
}

struct guest { const char *name; struct async_semaphore *tables; };

static void *guest(void *arg)
{
	const struct guest *self = arg;
	EXCEPTION(e);

	TRY(async_semaphore_acquire(self->tables));
	if (EXCEPT(CancelledError, e)) {
		printf("%s leaves; full: %s\n", self->name,
		       str(async_semaphore_locked(self->tables)));
		return async_reraise(e);
	}
	printf("%s is seated; full: %s\n", self->name, str(async_semaphore_locked(self->tables)));
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_semaphore *tables = async_semaphore(1);
	const char *const names[] = { "A", "B", "C", "D" };
	struct async_task *guests[4];

	AWAIT(async_semaphore_acquire(tables));
	for (int i = 0; i < 4; i++)
		guests[i] = async_create_task(guest, names[i], tables);
	AWAIT(async_sleep(0));
	async_task_cancel(guests[1]);
	async_semaphore_release(tables);
	async_task_cancel(guests[0]);
	printf("a table is promised; full: %s\n", str(async_semaphore_locked(tables)));
	for (int turn = 0; turn < 3; turn++) {
		AWAIT(async_sleep(0));
		printf("%d ", turn);
		for (int i = 0; i < 4; i++)
			printf("%s%s", i ? ", " : "[", str(async_task_done(guests[i])));
		puts("]");
	}
	async_semaphore_release(tables);
	struct async_outcome results[4];
	AWAIT(async_gather_outcomes_array(results, guests, 4));
	for (int i = 0; i < 4; i++)
		printf("%s'%s'", i ? ", " : "[",
		       results[i].exception ? results[i].exception->type->name : "NoneType");
	printf("] full: %s\n", str(async_semaphore_locked(tables)));
	async_semaphore_release(tables);
	printf("full: %s\n", str(async_semaphore_locked(tables)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
