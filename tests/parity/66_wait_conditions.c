/* wait() until all are done, until the first is, until the first fails; nothing is cancelled. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"

struct order { int passes; bool fails; };

static void *order(void *arg)
{
	const struct order *self = arg;

	for (int i = 0; i < self->passes; i++)
		AWAIT(async_sleep(0));
	if (self->fails)
		return async_raise(ValueError, "sold out");
	return (void *)(intptr_t)self->passes;
}

static struct async_task *start(const char *name, int passes, bool fails)
{
	struct async_task *task = async_create_task(order, passes, fails);

	async_task_set_name(task, name);
	return task;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(async_task_get_name(*(struct async_task *const *)a),
		      async_task_get_name(*(struct async_task *const *)b));
}

static void print_names(const char *label, struct async_task **tasks, size_t count)
{
	qsort(tasks, count, sizeof *tasks, by_name);
	printf("%s[", label);
	for (size_t i = 0; i < count; i++)
		printf("%s'%s'", i ? ", " : "", async_task_get_name(tasks[i]));
	printf("]");
}

ASYNC static int wait_and_show(const char *label, struct async_task **tasks, size_t count,
			       enum async_return_when condition)
{
	size_t done = AWAIT(async_wait(tasks, count, condition, INFINITY));

	printf("%-16s ", label);
	print_names("done ", tasks, done);
	print_names(" pending ", tasks + done, count - done);
	puts("");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	const char *const names[] = { "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED" };
	const enum async_return_when conditions[] = {
		ASYNC_FIRST_COMPLETED, ASYNC_FIRST_EXCEPTION, ASYNC_ALL_COMPLETED
	};

	for (int i = 0; i < 3; i++) {
		struct async_task *late = start("late", 9, false);
		struct async_task *early = start("early", 1, false);
		struct async_task *fails = start("fails", 5, true);
		struct async_task *tasks[] = { late, early, fails };
		AWAIT(wait_and_show(names[i], tasks, 3, conditions[i]));
		AWAIT(wait_and_show("again", tasks, 3, conditions[i]));
		AWAIT(async_wait(tasks, 3, ASYNC_ALL_COMPLETED, INFINITY));
		printf("%td %td %s\n", (intptr_t)async_task_result(late),
		       (intptr_t)async_task_result(early), async_task_exception(fails)->message);
	}
	struct async_task *tasks[] = { start("cancelled", 9, false), start("last", 4, false) };
	async_task_cancel(tasks[0]);
	AWAIT(wait_and_show("cancelled one", tasks, 2, ASYNC_FIRST_EXCEPTION));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
