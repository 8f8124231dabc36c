/* A lock goes to who waits longest; one that was cancelled is passed over. */

#include <stdio.h>

#include "async.h"

struct w { int n; struct async_lock *l; };

static void *w(void *arg)
{
	const struct w *self = arg;

	ASYNC_WITH(self->l);
	printf("in %d\n", self->n);
	AWAIT(async_sleep(0));
	return NULL;
}

/* print([None, CancelledError(''), None]) */
static void print_list(const struct async_outcome outcomes[], size_t count)
{
	printf("[");
	for (size_t i = 0; i < count; i++) {
		const struct async_exception *e = outcomes[i].exception;

		if (e != NULL)
			printf("%s%s('%s')", i ? ", " : "", e->type->name, e->message);
		else
			printf("%sNone", i ? ", " : "");
	}
	puts("]");
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	struct async_lock *l = async_lock();
	AWAIT(async_lock_acquire(l));
	struct async_task *ts[3];
	for (int i = 0; i < 3; i++)
		ts[i] = async_create_task(w, i, l);
	AWAIT(async_sleep(0));
	async_task_cancel(ts[1]);
	async_lock_release(l);
	struct async_outcome r[3];
	AWAIT(async_gather_outcomes_array(r, ts, 3));
	print_list(r, 3);
	async_lock_release(l);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
