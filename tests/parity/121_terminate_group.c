#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

static const struct async_exception_type TerminateTaskGroup[1] = {
	{ "TerminateTaskGroup", Exception }
};

static const char *py(bool b)
{
	return b ? "True" : "False";
}

static void *force_terminate_task_group(void *arg)
{
	(void)arg;
	return async_raise(TerminateTaskGroup);
}

struct job {
	int task_id;
	double sleep_time;
};

static void *job(void *arg)
{
	const struct job *self = arg;
	EXCEPTION(e);
	printf("Task %d: start\n", self->task_id);
	TRY(async_sleep(self->sleep_time));
	if (EXCEPT(CancelledError, e)) {
		printf("Task %d: cancelled '%s' %d\n", self->task_id, e->message,
		       async_task_cancelling(async_current_task()));
		return async_reraise(e);
	}
	printf("Task %d: done\n", self->task_id);
	return (void *)(intptr_t)self->task_id;
}

struct crash {
	double delay;
	const struct async_exception_type *type;
	const char *message;
};

static void *crash(void *arg)
{
	const struct crash *self = arg;
	AWAIT(async_sleep(self->delay));
	return async_raise(self->type, "%s", self->message);
}

static void *inner_left(void *arg)
{
	struct async_task **t = arg;
	printf("inner left %s %s\n", py(async_task_done(*t)), py(async_task_cancelled(*t)));
	return NULL;
}

struct nested {
	bool fail;
};

static void *nested(void *arg)
{
	const struct nested *self = arg;
	struct async_task *t = NULL;
	FINALLY(inner_left, &t);
	TASK_GROUP(inner);
	t = async_task_group_create_task(inner, job, 11, 0.3);
	if (self->fail)
		async_task_group_create_task(inner, crash, 0.1, KeyError, "inner");
	AWAIT(async_sleep(5));
	puts("inner body done");
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_task *a, *b, *n, *t;
	struct async_task_group *finished;
	{
		TASK_GROUP(group);
		a = async_task_group_create_task(group, job, 1, 0.5);
		b = async_task_group_create_task(group, job, 2, 1.5);
		AWAIT(async_sleep(1));
		async_task_group_create_task(group, force_terminate_task_group);
	}
	EXCEPT_STAR(TerminateTaskGroup, e)
		puts("terminated");
	printf("%td %s %d\n", (intptr_t)async_task_result(a), py(async_task_cancelled(b)),
	       async_task_cancelling(async_current_task()));
	{
		TASK_GROUP(outer);
		async_task_group_create_task(outer, nested, true);
		async_task_group_create_task(outer, job, 3, 0.2);
		async_task_group_create_task(outer, job, 4, 9);
	}
	EXCEPT_STAR(KeyError, e) {
		const struct async_exception *inner = e->exceptions[0];
		printf("%s('%s', [%s('%s', [%s('%s')])])\n", e->type->name, e->message,
		       inner->type->name, inner->message, inner->exceptions[0]->type->name,
		       inner->exceptions[0]->message);
		printf("%s %zu\n", e->message, e->count);
	}
	{
		TASK_GROUP(outer);
		n = async_task_group_create_task(outer, nested, false);
		async_task_group_create_task(outer, crash, 0.2, ValueError, "outer");
		async_task_group_create_task(outer, crash, 0.2, OSError, "disk");
		TRY(async_await(n));
	}
	EXCEPT_STAR(ValueError, e)
		printf("[\"%s('%s')\", ", e->exceptions[0]->type->name, e->exceptions[0]->message);
	EXCEPT_STAR(OSError, e)
		printf("\"%s('%s')\"]\n", e->exceptions[0]->type->name, e->exceptions[0]->message);
	puts(py(async_task_cancelled(n)));
	{
		TASK_GROUP(group);
		finished = group;
		t = async_task_group_create_task(group, job, 5, 1);
		AWAIT(async_sleep(0));
		puts(py(async_task_cancel(t, "lonely")));
	}
	printf("%s no error\n", py(async_task_cancelled(t)));
	async_task_group_create_task(finished, job, 6, 1);
	if (EXCEPT(RuntimeError, e))
		printf("%s %s\n", e->type->name, strstr(e->message, "is "));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
