/* What a task has created: whose it is, and what becomes of it when the task ends.
 *
 * Handles of tasks are given up then: a task that is done is told of, if it has failed and nobody
 * knows. But memory stays as long as the handle of the task that allocated it, and passes on to
 * that one's creator, and may refer to those tasks, as a result does that is a handle. So they stay
 * there, too, in the scope, as long as the memory. What stays in a task that nobody owns goes with
 * it: else tasks of which each begins the next one would stay for ever.
 */

#include "task-internal.h"

/* ---- Owners ---- */

void task_adopt(struct task_scope *owner, struct async_task *child)
{
	child->owner = owner;
	child->sibling_link = &owner->children;
	child->next_sibling = owner->children;
	if (child->next_sibling != NULL)
		child->next_sibling->sibling_link = &child->next_sibling;
	owner->children = child;
}

static void disown(struct async_task *child)
{
	*child->sibling_link = child->next_sibling;
	if (child->next_sibling != NULL)
		child->next_sibling->sibling_link = child->sibling_link;
	child->owner = NULL;
}

void task_give(struct async_task *task, struct task_scope *owner)
{
	disown(task);
	task_adopt(owner, task);
}

void async_detach(struct async_task *task)
{
	if (task == NULL || task->stays)
		return;
	if (task->owner == NULL)
		error_misuse("async_detach(): %s has been detached already",
			     async_task_get_name(task));
	disown(task);
	task_release(task);
}

/* ---- What stays ---- */

static void pass_generators(struct task_scope *from, struct task_scope *to,
			    struct memory_pool *memory)
{
	if (from->generators != NULL)
		task_pass_generators_hook(from, to, memory);
}

static void let_stay(struct task_scope *scope, struct async_task *task)
{
	task->stays = true;
	task->next_sibling = scope->staying;
	scope->staying = task;
}

/* What [task] has allocated may be part of its result. */
static void hand_up(struct async_task *task, struct task_scope *to, struct memory_pool *memory)
{
	if (task->future.state == FUTURE_PENDING)
		return;
	memory_pool_move(&task->memory, memory);
	pass_generators(&task->scope, to, memory);
}

void task_pass_staying(struct task_scope *from, struct task_scope *to)
{
	struct async_task *task;

	while ((task = from->staying) != NULL) {
		from->staying = task->next_sibling;
		let_stay(to, task);
	}
}

/* [memory] NULL: theirs goes with them. */
static void end_staying(struct task_scope *scope, struct memory_pool *memory)
{
	struct async_task *task;

	while ((task = scope->staying) != NULL) {
		scope->staying = task->next_sibling;
		if (memory != NULL)
			hand_up(task, scope, memory);
		task_keep(task);
		task->stays = false;
		task_release(task);
	}
}

/* ---- The end ---- */

void task_end_generators(struct task_scope *scope, struct async_loop *loop)
{
	if (scope->generators != NULL)
		task_end_generators_hook(scope, loop);
}

/* The handles of what it created end with a task. What a child has allocated may be part of the
 * task's own result, and passes to it. [loop]: only those of that one; NULL: all. */
static void end_children(struct task_scope *scope, const struct async_loop *loop,
			 struct memory_pool *memory, bool stay)
{
	struct async_task *oldest_first = NULL, *child, *next;

	for (child = scope->children; child != NULL; child = next) {
		next = child->next_sibling;
		if (loop != NULL && child->future.loop != loop)
			continue;
		disown(child);
		child->next_sibling = oldest_first;
		oldest_first = child;
	}
	while ((child = oldest_first) != NULL) {
		oldest_first = child->next_sibling;
		hand_up(child, scope, memory);
		if (child->future.state != FUTURE_PENDING)
			task_pass_staying(&child->scope, scope);
		if (stay)
			let_stay(scope, child);
		task_release(child);
	}
}

static void end_coroutines(struct task_scope *scope)
{
	for (struct async_coroutine *c = scope->coroutines; c != NULL; c = c->next)
		if (!c->awaited)
			task_never_awaited_hook(c);
	scope->coroutines = NULL;
}

static void end_lists(struct task_scope *scope)
{
	for (struct task_list *list = scope->lists; list != NULL; list = list->next)
		for (size_t i = 0; list->tasks[i] != NULL; i++)
			task_release(list->tasks[i]);
	scope->lists = NULL;
}

void task_end_scope(struct task_scope *scope, struct async_loop *loop, struct memory_pool *memory,
		    bool stay)
{
	task_end_generators(scope, loop);
	end_children(scope, loop, memory, stay);
	end_coroutines(scope);
	end_lists(scope);
	if (!stay)
		end_staying(scope, memory);
}

void task_forget_scope(struct task_scope *scope)
{
	pass_generators(scope, NULL, NULL);
	end_staying(scope, NULL);
}
