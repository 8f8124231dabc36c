/* Task groups: CPython's order, step by step.
 *
 * The group knows each of its tasks that is not done, by a waiter in it. When one has failed, the
 * group cancels the others and, so that the block ends, the task that the block is in, its parent.
 * Behind the block it takes that one cancellation back, if it was the only one, so that it is not
 * seen from outside.
 *
 * The group lies in the memory of its parent, and so outlives the block: who still has it may ask
 * it for a task, and is told that it is finished. Where the parent is destroyed while tasks of the
 * group are not done, the group takes its waiters back.
 */

#include "taskgroup.h"

#include "heap.h"
#include "task-internal.h"

struct member {					/* of a group: a task, until it is done; then
						 * its error, if it has one */
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct async_task_group *group;
	struct async_task *task;
	struct exception *error;		/* owned */
	struct member *next, **link;
};

struct members {
	struct member *first, **end;		/* in the order in which they came */
	size_t count;
};

struct async_task_group {
	struct async_task *parent;
	const struct async_site *site;		/* where its block begins */
	struct members tasks, errors;
	bool exiting;				/* the block itself is over */
	bool aborting;				/* all have been cancelled */
	bool parent_cancel_requested;		/* by the group */
	struct exception *base_error;		/* owned: raised in place of a group */
	struct exception *cancellation;		/* owned: of the parent, from outside */
	struct async_future *completed;		/* what the parent waits for, while it does */
};

/* ---- Members ---- */

static void add_member(struct members *members, struct member *member)
{
	member->next = NULL;
	member->link = members->end;
	*members->end = member;
	members->end = &member->next;
	members->count++;
}

static void remove_member(struct members *members, struct member *member)
{
	*member->link = member->next;
	if (member->next != NULL)
		member->next->link = member->link;
	else
		members->end = member->link;
	members->count--;
}

static void free_errors(struct async_task_group *group)
{
	struct member *member;

	while ((member = group->errors.first) != NULL) {
		remove_member(&group->errors, member);
		exception_release(member->error);
		heap_put(member);
	}
}

/* The parent's memory ends. */
static void fini_group(void *memory)
{
	struct async_task_group *group = memory;
	struct member *member;

	while ((member = group->tasks.first) != NULL) {
		remove_member(&group->tasks, member);
		if (member->waiter.callback.ready) {
			loop_remove(member->task->future.loop, &member->waiter.callback);
			task_release(member->task);
		} else {
			future_remove_waiter(&member->task->future, &member->waiter);
		}
		heap_put(member);
	}
	free_errors(group);
	exception_release(group->base_error);
	exception_release(group->cancellation);
}

/* The task will not be done any more: its loop closes. */
static void drop_member(struct loop_callback *callback)
{
	struct member *member = (struct member *)callback;

	remove_member(&member->group->tasks, member);
	if (member->waiter.future != NULL)
		task_release(member->task);
	heap_put(member);
}

/* ---- While it runs ---- */

static void abort_all(struct async_task_group *group)
{
	group->aborting = true;
	for (struct member *m = group->tasks.first; m != NULL; m = m->next)
		async_task_cancel(m->task);
}

static void note_base_error(struct async_task_group *group, struct exception *e)
{
	if (e != NULL && group->base_error == NULL &&
	    (async_isinstance(&e->seen, SystemExit) ||
	     async_isinstance(&e->seen, KeyboardInterrupt)))
		group->base_error = exception_keep(e);
}

static void task_failed(struct async_task_group *group, struct member *member)
{
	member->error = future_take_exception(&member->task->future);
	add_member(&group->errors, member);
	note_base_error(group, member->error);
	if (group->aborting || group->parent_cancel_requested)
		return;
	abort_all(group);
	group->parent_cancel_requested = true;
	async_task_cancel(group->parent);
}

static void task_done(struct loop_callback *callback)
{
	struct member *member = (struct member *)callback;
	struct async_task_group *group = member->group;
	struct async_task *task = member->task;

	remove_member(&group->tasks, member);
	if (group->completed != NULL && group->tasks.first == NULL)
		future_set_result(group->completed, NULL);
	if (task->future.state == FUTURE_EXCEPTION)
		task_failed(group, member);
	else
		heap_put(member);
	task_release(task);
}

/* As CPython prints one. */
static void *refuse(const struct async_task_group *group, struct async_call call, const char *why)
{
	char tasks[32] = "", errors[32] = "";

	if (call.coroutine != NULL)
		call.coroutine->awaited = true;		/* it is told by this */
	if (group->tasks.count > 0)
		snprintf(tasks, sizeof tasks, " tasks=%zu", group->tasks.count);
	if (group->errors.count > 0)
		snprintf(errors, sizeof errors, " errors=%zu", group->errors.count);
	return async_raise_(call.site, RuntimeError, "TaskGroup <TaskGroup%s%s %s> is %s", tasks,
			    errors, group->aborting ? "cancelling" : "entered", why);
}

struct async_task *async_task_group_create_task_(struct async_task_group *group,
						 struct async_call call)
{
	struct member *member;

	if (async_exception() != NULL)
		return NULL;
	if (group == NULL)
		error_misuse("async_task_group_create_task() was given NULL in place of a group");
	if (group->exiting && group->tasks.first == NULL)
		return refuse(group, call, "finished");
	if (group->aborting)
		return refuse(group, call, "shutting down");
	member = heap_get(sizeof *member);
	if (member == NULL)
		return async_raise_(call.site, MemoryError, "no memory for a task of a group");
	member->task = task_create(group->parent->future.loop, call);
	if (member->task == NULL) {
		heap_put(member);
		return NULL;
	}
	if (group->parent->future.state == FUTURE_PENDING)	/* a generator's may have ended */
		task_give(member->task, &group->parent->scope);
	member->group = group;
	member->waiter.callback.run = task_done;
	member->waiter.callback.drop = drop_member;
	member->waiter.keeps = true;
	future_add_waiter(&member->task->future, &member->waiter);
	add_member(&group->tasks, member);
	return member->task;
}

struct async_task_group *async_task_group_enter_(struct async_task_group_scope_ *scope,
						 const struct async_site *site)
{
	struct async_task *parent = async_current_task();
	struct async_task_group *group;

	if (async_exception() != NULL || async_get_running_loop() == NULL)
		return NULL;
	if (parent == NULL)
		return async_raise_(site, RuntimeError,
				    "TaskGroup <TaskGroup> cannot determine the parent task");
	if (!task_keep_in_scope(parent))
		return NULL;
	group = memory_pool_get(memory_current(), sizeof *group, fini_group);
	if (group == NULL)
		return async_raise_(site, MemoryError, "no memory for a task group");
	group->parent = parent;
	group->site = site;
	group->tasks.end = &group->tasks.first;
	group->errors.end = &group->errors.first;
	return scope->group = group;
}

/* ---- At the end of the block ---- */

struct completion {				/* lies on the stack of wait_once() */
	struct async_future future;		/* first, so that one pointer is both */
	struct async_task_group *group;
};

static void end_waiting(struct async_future *future)
{
	((struct completion *)future)->group->completed = NULL;
	future_fini(future);
}

static void describe_waiting(struct async_future *future, char *text, size_t size)
{
	(void)future;
	snprintf(text, size, "the tasks of its group");
}

static void visit_tasks(struct async_future *future,
			void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	for (struct member *m = ((struct completion *)future)->group->tasks.first; m != NULL;
	     m = m->next)
		fn(&m->task->future, arg);
}

static const struct future_methods completion_methods = {
	.abandon = end_waiting,
	.describe = describe_waiting,
	.visit = visit_tasks,
};

/* It is the parent that waits; but a generator with a group in it may be closed by another task. */
static void wait_once(struct async_task_group *group)
{
	struct async_task *task = async_current_task();
	struct completion completion = { .group = group };

	future_init(&completion.future, task->future.loop, group->site, &completion_methods);
	group->completed = &completion.future;
	task_wait(task, &completion.future, "task group", 0);
	end_waiting(&completion.future);
}

/* The parent may be cancelled any number of times meanwhile: by the group itself, or from
 * outside, which makes the group cancel its tasks. */
static void wait_for_all(struct async_task_group *group)
{
	struct exception *e;

	while (group->tasks.first != NULL) {
		wait_once(group);
		e = error_take();
		if (e != NULL && !group->aborting) {
			exception_release(group->cancellation);
			group->cancellation = exception_keep(e);
			abort_all(group);
		}
		exception_release(e);
	}
}

/* All errors, [body], unless NULL, the last, as one group. */
static void raise_errors(struct async_task_group *group, struct exception *body)
{
	size_t count = 0;
	struct async_exception **errors = heap_get((group->errors.count + 1) * sizeof *errors);
	struct exception *e = NULL;

	for (struct member *m = group->errors.first; errors != NULL && m != NULL; m = m->next)
		errors[count++] = &m->error->seen;
	if (errors != NULL && body != NULL)
		errors[count++] = &body->seen;
	if (errors != NULL)
		e = exception_new_group(group->site, "unhandled errors in a TaskGroup", errors,
					count);
	heap_put(errors);
	if (e == NULL) {
		error_raise(MemoryError, "no memory for the errors of a task group");
		return;
	}
	exception_set_cause(e, NULL);
	error_put(e);
}

/* What comes of it all: [body] is what the block itself raised, or NULL. */
static void raise_outcome(struct async_task_group *group, struct exception *body)
{
	struct async_task *parent = group->parent;
	bool cancelled = group->cancellation != NULL;

	if (group->base_error != NULL) {
		error_put(exception_keep(group->base_error));
		return;
	}
	if (group->parent_cancel_requested && async_task_uncancel(parent) == 0)
		cancelled = false;
	if (cancelled && group->errors.first == NULL) {
		error_put(exception_keep(group->cancellation));
		return;
	}
	if (body != NULL && async_isinstance(&body->seen, CancelledError))
		body = NULL;
	if (group->errors.first == NULL && body == NULL)
		return;
	if (async_task_cancelling(parent) > 0) {
		async_task_uncancel(parent);	/* so that the next await raises it, and the
						 * count stays */
		async_task_cancel(parent);
	}
	raise_errors(group, body);
}

struct leaving {
	struct async_task_group *group;
	struct exception *body;			/* what the block raised, set aside now; or NULL */
};

static void *leave(void *arg)
{
	const struct leaving *leaving = arg;
	struct async_task_group *group = leaving->group;
	struct exception *body = leaving->body;

	group->exiting = true;
	note_base_error(group, body);
	if (body != NULL && async_isinstance(&body->seen, CancelledError))
		group->cancellation = exception_keep(body);
	if (body != NULL && !group->aborting)
		abort_all(group);
	wait_for_all(group);
	raise_outcome(group, body);
	free_errors(group);
	return NULL;
}

void async_task_group_exit_(struct async_task_group_scope_ *scope)
{
	struct leaving leaving = { scope->group, (struct exception *)async_exception() };
	struct async_finally_ finally = { leave, &leaving };

	if (scope->group != NULL)
		async_finally_run_(&finally);
}
