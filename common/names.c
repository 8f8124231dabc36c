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

/* "Task-17", by hand, when somebody asks: that is a fourth of the time that it takes to make a
 * task. A signal handler may ask, too. */
static void name_task(struct async_task *task)
{
	char *name = task->default_name, digits[10];
	size_t count = 0;

	for (uint32_t number = task->number; number > 0; number /= 10)
		digits[count++] = (char)('0' + number % 10);
	memcpy(name, "Task-", 5);
	for (name += 5; count > 0;)
		*name++ = digits[--count];
}

const char *task_default_name(const struct async_task *task)
{
	if (task->default_name[0] == '\0')
		name_task((struct async_task *)task);
	return task->default_name;
}

const char *async_task_get_name(const struct async_task *task)
{
	return task->name != NULL ? task->name : task_default_name(task);
}

static const char *name_of_coroutine(const struct coroutine *c)
{
	return c->succeed == task_succeed
		       ? async_task_get_name(CONTAINER_OF(c, struct async_task, coroutine))
		       : c->function;
}

const char *(*coroutine_name_hook)(const struct coroutine *c) = name_of_coroutine;

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
	if (record_listened)
		record_task(RECORD_NAME, task->number, 0, copy);
}
