/* When a group takes new tasks: in its body, from its children while they run, and never
 * afterwards. */

#include <stdio.h>
#include <string.h>

#include "async.h"

struct item { const char *name; };

static void *item(void *arg)
{
	const struct item *self = arg;

	printf("item %s\n", self->name);
	return NULL;
}

/* str(e).endswith(end) */
static const char *ends_with(const struct async_exception *e, const char *end)
{
	size_t length = strlen(e->message);

	return length >= strlen(end) && !strcmp(e->message + length - strlen(end), end) ?
		"True" : "False";
}

struct late { struct async_task_group *group; };

static void *late(void *arg)
{
	const struct late *self = arg;

	AWAIT(async_sleep(0));
	async_task_group_create_task(self->group, item, "from a child, after the body");
	return NULL;
}

/* the body of `finally` */
static void *create_one_more(void *group)
{
	EXCEPTION(e);

	async_task_group_create_task(group, item, "never");
	if (EXCEPT(RuntimeError, e))
		printf("shutting down: %s\n", ends_with(e, "is shutting down"));
	return NULL;
}

struct cleans_up { struct async_task_group *group; };

static void *cleans_up(void *arg)
{
	const struct cleans_up *self = arg;

	FINALLY(create_one_more, self->group);
	AWAIT(async_sleep(9));
	return NULL;
}

ASYNC static int stops(void)
{
	TASK_GROUP(group);
	async_task_group_create_task(group, cleans_up, group);
	AWAIT(async_sleep(0));
	async_raise(ValueError, "stop");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_task_group *finished;

	{
		TASK_GROUP(group);
		async_task_group_create_task(group, late, group);
		puts("body ends");
		finished = group;
	}
	async_task_group_create_task(finished, item, "never");
	if (EXCEPT(RuntimeError, e))
		printf("finished: %s\n", ends_with(e, "is finished"));
	TRY(stops());
	EXCEPT_STAR(ValueError, e)
		printf("['%s']\n", e->exceptions[0]->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
