/* Exceptions that are no Exception, in a group: BaseExceptionGroup. */

#include <stdio.h>

#include "async.h"

static const struct async_exception_type Alarm[1] = {{ "Alarm", BaseException }};

struct fails { const struct async_exception_type *type; const char *message; };

static void *fails(void *arg)
{
	const struct fails *self = arg;

	return async_raise(self->type, "%s", self->message);
}

ASYNC static int two_fail(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, fails, ValueError, "usual");
	async_task_group_create_task(group, fails, Alarm, "fire");
	return 0;
}

ASYNC static int one_fails(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, fails, Alarm, "fire");
	AWAIT(async_sleep(9));
	return 0;
}

/* f"{type(e).__name__} {e}" */
static void show(const char *before, const struct async_exception *e, const char *behind)
{
	printf("%s%s %s (%zu sub-exception%s)%s\n", before, e->type->name, e->message, e->count,
	       e->count > 1 ? "s" : "", behind);
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	TRY(two_fail());
	if (EXCEPT(BaseExceptionGroup, e)) {
		show("", e, async_isinstance(e, Exception) ? " True" : " False");
		printf("['%s: %s', '%s: %s']\n", e->exceptions[0]->type->name,
		       e->exceptions[0]->message, e->exceptions[1]->type->name,
		       e->exceptions[1]->message);
		struct async_exception *usual, *rest;
		async_exception_group_split(e, Exception, &usual, &rest);
		printf("%s %zu\n", usual->type->name, usual->count);
		printf("%s %zu\n", rest->type->name, rest->count);
	}
	TRY(one_fails());
	EXCEPT_STAR(Alarm, e)
		show("except* ", e, "");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
