/* Names of tasks, the current task, and all tasks; callbacks run in no task. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"

static void *child(void *arg)
{
	(void)arg;
	printf("child is %s\n", async_task_get_name(async_current_task()));
	AWAIT(async_sleep(0));
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(async_task_get_name(*(struct async_task *const *)a),
		      async_task_get_name(*(struct async_task *const *)b));
}

/* print(sorted names of all tasks) */
static void print_names(const char *end)
{
	struct async_task **tasks = async_all_tasks(NULL);
	size_t count = 0;

	while (tasks[count])
		count++;
	qsort(tasks, count, sizeof *tasks, by_name);
	for (size_t i = 0; i < count; i++)
		printf("%s'%s'", i ? ", " : "[", async_task_get_name(tasks[i]));
	printf("]%s\n", end);
}

static void print_current(void *arg)
{
	(void)arg;
	printf("in a callback: %s ", async_current_task() ? "a task" : "None");
	print_names("");
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();
	struct async_task *self = async_current_task();

	async_task_set_name(self, "main");
	struct async_task *a = async_create_task(child);
	async_task_set_name(a, "fetch Rome");
	struct async_task *b = async_create_task(child);
	async_task_set_name(b, "fetch Oslo");
	printf("before they begin: ");
	print_names("");
	async_loop_call_soon(loop, print_current, NULL);
	AWAIT(async_sleep(0));
	async_task_cancel(b);
	printf("asked to end: ");
	print_names("");
	struct async_task *both[] = { a, b };
	AWAIT(async_wait(both, 2, ASYNC_ALL_COMPLETED, INFINITY));
	printf("at the end: ");
	print_names(async_sprintf(" %s %s", async_task_get_name(a), async_task_get_name(b)));
	struct async_task **all = async_all_tasks(loop);
	printf("%s %d\n", async_current_task() == self ? "True" : "False", all[0] && !all[1]);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
