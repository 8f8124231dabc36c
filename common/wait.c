/* Waiting for some of several. What waits lies on the heap: there is no telling how many tasks it
 * is, and the stack of a task is small. */

#include "wait.h"

#include "heap.h"
#include "task-internal.h"

struct wait_entry {
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct wait *wait;
	struct async_future *future;		/* kept */
};

struct wait {
	struct async_future over;		/* first, so that one pointer is both */
	struct loop_callback timer;
	enum async_return_when return_when;
	size_t count, left;			/* left: not done yet */
	struct wait_entry entries[];
};

/* ---- The wait as a future ---- */

static void end_wait(struct async_future *over)
{
	struct wait *wait = (struct wait *)over;

	for (size_t i = 0; i < wait->count; i++) {
		struct wait_entry *entry = &wait->entries[i];

		future_remove_waiter(entry->future, &entry->waiter);
		loop_remove(over->loop, &entry->waiter.callback);
		future_release(entry->future);
	}
	loop_remove(over->loop, &wait->timer);
	future_fini(over);
	heap_put(wait);
}

static void describe_wait(struct async_future *over, char *text, size_t size)
{
	static const char *const what[] = { "%zu tasks", "the first of %zu tasks",
					    "%zu tasks, or an exception of one" };
	const struct wait *wait = (const struct wait *)over;

	if (wait->count == 1)
		snprintf(text, size, "one task");
	else
		snprintf(text, size, what[wait->return_when], wait->count);
}

static void visit_entries(struct async_future *over,
			  void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	const struct wait *wait = (const struct wait *)over;

	for (size_t i = 0; i < wait->count; i++)
		fn(wait->entries[i].future, arg);
}

static const struct future_methods wait_methods = {
	.abandon = end_wait,
	.describe = describe_wait,
	.visit = visit_entries,
};

/* ---- What ends it ---- */

static void time_is_up(struct loop_callback *timer)
{
	future_set_result(&CONTAINER_OF(timer, struct wait, timer)->over, NULL);
}

/* To look at the exception counts as retrieving it, as in CPython. */
static bool is_enough(const struct wait *wait, struct async_future *future)
{
	if (wait->left == 0 || wait->return_when == ASYNC_FIRST_COMPLETED)
		return true;
	return wait->return_when == ASYNC_FIRST_EXCEPTION && future->state == FUTURE_EXCEPTION &&
	       future_exception(future) != NULL;
}

static void entry_done(struct loop_callback *callback)
{
	struct wait_entry *entry = (struct wait_entry *)callback;
	struct wait *wait = entry->wait;

	wait->left--;
	if (is_enough(wait, entry->future))
		future_set_result(&wait->over, NULL);
}

/* ---- The call ---- */

static bool may_wait(struct async_awaitable *const *tasks, size_t count,
		     enum async_return_when return_when)
{
	if (count == 0)
		return error_raise(ValueError, "Set of Tasks/Futures is empty.");
	if (return_when > ASYNC_FIRST_EXCEPTION)
		return error_raise(ValueError, "Invalid return_when value: %d", (int)return_when);
	for (size_t i = 0; i < count; i++) {
		if (tasks[i] == NULL)
			error_misuse("async_wait() was given NULL in place of a task or future");
		if (tasks[i]->kind == AWAITABLE_COROUTINE)
			return error_raise(TypeError, "Passing coroutines is forbidden, use tasks "
						      "explicitly.");
	}
	return true;
}

static void add_entry(struct wait *wait, struct async_future *future)
{
	struct wait_entry *entry = &wait->entries[wait->count++];

	entry->wait = wait;
	entry->future = future_keep(future);
	entry->waiter.callback.run = entry_done;
	if (future->state == FUTURE_PENDING)
		future_add_waiter(future, &entry->waiter);
	else
		loop_soon(wait->over.loop, &entry->waiter.callback);
}

static struct wait *new_wait(struct async_loop *loop, struct async_awaitable *const *tasks,
			     size_t count, double timeout)
{
	struct wait *wait = heap_get(sizeof *wait + count * sizeof wait->entries[0]);
	const int64_t when = loop_later(loop, loop_nanoseconds(timeout));

	if (wait == NULL)
		return error_raise(MemoryError, "no memory to wait for %zu", count);
	wait->timer.run = time_is_up;
	if (!(isinf(timeout) && timeout > 0) && loop_at(loop, &wait->timer, when) != 0) {
		heap_put(wait);
		return error_raise(MemoryError, "no room for a timer");
	}
	future_init(&wait->over, loop, NULL, &wait_methods);
	wait->left = count;
	while (wait->count < count)
		add_entry(wait, (struct async_future *)tasks[wait->count]);
	return wait;
}

/* Put those that are done before those that are not. Returns: how many are done. */
static size_t sort_tasks(const struct wait *wait, struct async_awaitable **tasks)
{
	size_t done = 0, pending = 0;

	for (size_t i = 0; i < wait->count; i++)
		done += wait->entries[i].future->state != FUTURE_PENDING;
	for (size_t i = 0, next = 0; i < wait->count; i++) {
		struct async_future *future = wait->entries[i].future;

		if (future->state != FUTURE_PENDING)
			tasks[next++] = &future->awaitable;
		else
			tasks[done + pending++] = &future->awaitable;
	}
	return done;
}

size_t async_wait_(struct async_awaitable **tasks, size_t count,
		   enum async_return_when return_when, double timeout)
{
	struct async_task *task;
	struct wait *wait;
	size_t done = 0;

	for (size_t i = 0; i < count; i++)
		if (tasks[i] == NULL && async_exception() != NULL)
			return 0;		/* what should have made it failed */
	task = task_may_suspend("async_wait()");
	if (task == NULL || !may_wait(tasks, count, return_when))
		return 0;
	wait = new_wait(task->future.loop, tasks, count, timeout);
	if (wait == NULL)
		return 0;
	wait->return_when = return_when;
	task_wait(task, &wait->over, "wait", 0);
	if (async_exception() == NULL)
		done = sort_tasks(wait, tasks);
	end_wait(&wait->over);
	return done;
}
