/* Which tasks there are, and what they are called. */

#include "task-internal.h"

#include <string.h>

#include "heap.h"
#include "record.h"

/* ---- All of them ---- */

size_t task_count(const struct async_loop *loop)
{
	size_t count = 0;

	for (struct async_task *task = task_first(); task != NULL; task = task->next)
		count += task->future.loop == loop;
	return count;
}

struct async_task **async_all_tasks(struct async_loop *loop)
{
	struct task_scope *scope = task_scope();
	struct task_list *list;
	size_t size, i = 0;

	loop = loop_or_running(loop);
	if (loop == NULL)
		return NULL;
	size = sizeof *list + (task_count(loop) + 1) * sizeof(*list->tasks);
	list = memory_pool_get(memory_current(), size, NULL);
	if (list == NULL)
		return error_raise(MemoryError, "%zu bytes for a list of tasks", size);
	for (struct async_task *task = task_first(); task != NULL; task = task->next)
		if (task->future.loop == loop)
			list->tasks[i++] = task_keep(task);
	list->next = scope->lists;
	scope->lists = list;
	return list->tasks;
}

bool task_keep_in_scope(struct async_task *task)
{
	struct task_scope *scope = task_scope();
	struct task_list *list = scope->lists;

	if (scope == &task->scope)
		return true;
	while (list != NULL && (list->tasks[0] != task || list->tasks[1] != NULL))
		list = list->next;
	if (list != NULL)
		return true;
	list = memory_pool_get(memory_current(), sizeof *list + 2 * sizeof(*list->tasks), NULL);
	if (list == NULL) {
		error_raise(MemoryError, "no memory to keep a task");
		return false;
	}
	list->tasks[0] = task_keep(task);
	list->next = scope->lists;
	scope->lists = list;
	return true;
}

/* ---- Names ---- */

struct async_future *async_task_future(struct async_task *task)
{
	return &task->future;
}

const char *async_task_get_name(const struct async_task *task)
{
	return task->name != NULL ? task->name : task->default_name;
}

void async_task_set_name(struct async_task *task, const char *name)
{
	char *copy = heap_get(strlen(name) + 1);

	if (copy == NULL) {
		error_raise(MemoryError, "no memory for a name");
		return;
	}
	strcpy(copy, name);
	heap_put(task->name);
	task->name = copy;
	task->coroutine.name = copy;
	if (record_listened)
		record_task(RECORD_NAME, task->number, 0, copy);
}
