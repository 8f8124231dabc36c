/* A task group: one child fails, the others and the body are cancelled, and what each of them
 * raised arrives as one group. */

#include <stdio.h>

#include "async.h"

static void *sib(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e)) {
		puts("sibling cancelled");
		return async_reraise(e);
	}
	return NULL;
}

struct bad { const char *n; double d; };

static void *bad(void *arg)
{
	const struct bad *self = arg;

	AWAIT(async_sleep(self->d));
	return async_raise(ValueError, "%s", self->n);
}

static void *also_bad(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e))
		return async_raise(KeyError, "in cleanup");
	return NULL;
}

/* asyncio.sleep(delay, result) */
struct sleep_for { double delay; const char *result; };

static void *sleep_for(void *arg)
{
	const struct sleep_for *self = arg;

	AWAIT(async_sleep(self->delay));
	return (void *)self->result;
}

/* print(name, [repr(e) for e in eg.exceptions]) */
static void print_group(const char *name, const struct async_exception *eg)
{
	printf("%s [", name);
	for (size_t i = 0; i < eg->count; i++)
		printf("%s\"%s('%s')\"", i > 0 ? ", " : "", eg->exceptions[i]->type->name,
		       eg->exceptions[i]->message);
	puts("]");
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(eg);
	{
		EXCEPTION(e);
		TASK_GROUP(tg);
		async_task_group_create_task(tg, sib);
		async_task_group_create_task(tg, bad, "x", .01);
		async_task_group_create_task(tg, also_bad);
		TRY(async_sleep(1));
		if (EXCEPT(CancelledError, e)) {
			puts("body cancelled too");
			async_reraise(e);
		}
	}
	EXCEPT_STAR(ValueError, eg)
		print_group("ValueErrors", eg);
	EXCEPT_STAR(KeyError, eg)
		print_group("KeyErrors", eg);
	printf("parent cancelling() = %d\n", async_task_cancelling(async_current_task()));

	struct async_task *a, *b;
	{
		TASK_GROUP(tg);
		a = async_task_group_create_task(tg, sleep_for, .01, "A");
		b = async_task_group_create_task(tg, sleep_for, 0, "B");
	}
	printf("%s %s\n", (const char *)async_task_result(a), (const char *)async_task_result(b));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
