/* How a task waits: async_await(), async_sleep(), and what they are made of. */

#include "task-internal.h"

#include <math.h>
#include <string.h>

#include "heap.h"
#include "record.h"

/* ---- Coroutine objects ---- */

struct async_coroutine *async_coroutine_(struct async_call call)
{
	struct task_scope *scope = task_scope();
	struct memory_pool *memory = memory_current();
	struct async_coroutine *c;

	if (call.coroutine != NULL)
		return call.coroutine;
	c = memory_pool_get(memory, sizeof *c, NULL);
	if (c != NULL && call.size > 0)
		c->arguments = memory_pool_get(memory, call.size, NULL);
	if (c == NULL || (call.size > 0 && c->arguments == NULL))
		return async_raise_(call.site, MemoryError, "no memory for a coroutine");
	if (call.size > 0)
		memcpy(c->arguments, call.arguments, call.size);
	c->awaitable.kind = AWAITABLE_COROUTINE;
	c->size = call.size;
	c->fn = call.fn;
	c->function = call.name;
	c->site = call.site;
	c->next = scope->coroutines;
	scope->coroutines = c;
	return c;
}

/* ---- Waiting ---- */

/* Whether an await in [c] reaches the loop: where [c] is the task's own coroutine, or was resumed,
 * by others of their kind, from there. */
static bool passes_awaits_on(const struct coroutine *c, const struct async_task *task)
{
	while (c != NULL && c != &task->coroutine && c->forwards)
		c = c->home->coroutine;
	return c == &task->coroutine;
}

static inline int yield_to_others(struct async_task *task)
{
	loop_soon(task->future.loop, &task->turn.callback);
	task->waits_how = "sleep";
	return task_rest(task, 0);
}

static struct async_task *refuse(struct async_task *task, const char *function)
{
	error_forbid_raised(function);
	if (task == NULL)
		return error_raise(RuntimeError, "%s was called outside of a task", function);
	if (error_state() != &task->errors)
		return error_raise(RuntimeError, "%s was called in an exception handler", function);
	return error_raise(RuntimeError, "%s was called in a bare coroutine: only tasks await",
			   function);
}

struct async_task *task_may_not_call(const char *function)
{
	struct async_task *task = here.task;

	if (task != NULL && error_state() == &task->errors && task->errors.raised == NULL &&
	    passes_awaits_on(here.coroutine, task))
		return task;
	return refuse(task, function);
}

bool task_gives_way = ASYNC_HARD;

/* [task], which may call what suspends, and in hard mode gives all others a turn first. */
static struct async_task *give_way(struct async_task *task)
{
	if (ASYNC_HARD && task_gives_way && task != NULL) {
		yield_to_others(task);
		if (async_exception() != NULL)
			return NULL;
	}
	return task;
}

struct async_task *task_may_suspend(const char *function)
{
	return give_way(task_may_call(function));
}

/* As in CPython, that is raised in the next pass, unless a cancellation comes first. [format] has
 * a %s for the task's name. */
static void *refuse_to_wait(struct async_task *task, const char *format)
{
	char message[200];

	yield_to_others(task);
	snprintf(message, sizeof message, format, async_task_get_name(task));
	return error_raise(RuntimeError, "%s", message);
}

/* Most often there is one. */
static inline void *result_of(struct async_future *future)
{
	return future->state == FUTURE_RESULT ? future->result : async_future_result(future);
}

/* Inline: behind a switch one function less to return from is 6 ns. */
static inline __attribute__((always_inline)) void *
wait_for(struct async_task *task, struct async_future *future, const char *how, int64_t value)
{
	void *result;

	if (future->state != FUTURE_PENDING)
		return result_of(future);
	if (future == &task->future)
		return refuse_to_wait(task, "Task cannot await on itself: %s");
	if (future->loop != task->future.loop)
		return refuse_to_wait(task, "Task %s got Future attached to a different loop");
	future_keep(future);
	future_add_waiter(future, &task->turn);
	task->waits_for = future;
	task->waits_how = how;
	if (task->must_cancel && future_cancel(future, task->cancel_message))
		task->must_cancel = false;
	task_rest(task, value);
	result = task->errors.raised == NULL ? result_of(future) : NULL;
	future_release(future);
	return result;
}

void *task_wait(struct async_task *task, struct async_future *future, const char *how,
		int64_t value)
{
	return wait_for(task, future, how, value);
}

void *async_await_(struct async_awaitable *awaitable)
{
	struct async_coroutine *coroutine = (struct async_coroutine *)awaitable;
	struct async_task *task;

	if (awaitable == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_call("async_await()");
	if (task == NULL)
		return NULL;
	if (awaitable == NULL)
		error_misuse("async_await() was given NULL in place of a task or future");
	if (awaitable->kind != AWAITABLE_COROUTINE) {
		task = give_way(task);
		return task != NULL ? wait_for(task, (struct async_future *)awaitable, NULL, 0)
				    : NULL;
	}
	if (coroutine->awaited)
		return async_raise_(coroutine->site, RuntimeError,
				    "cannot reuse already awaited coroutine");
	coroutine->awaited = true;
	return coroutine->fn(coroutine->arguments);
}

struct async_future *task_ensure_future(struct async_awaitable *awaitable)
{
	struct async_coroutine *coroutine = (struct async_coroutine *)awaitable;
	struct async_task *task;

	if (awaitable == NULL)
		error_misuse("NULL was given in place of a task or future");
	if (awaitable->kind != AWAITABLE_COROUTINE)
		return (struct async_future *)awaitable;
	task = async_create_task_(
		(struct async_call){ .coroutine = coroutine, .site = coroutine->site });
	return task != NULL ? &task->future : NULL;
}

struct async_future *async_ensure_future_(struct async_awaitable *awaitable)
{
	if (awaitable == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	return task_ensure_future(awaitable);
}

/* ---- Sleeping ---- */

struct sleeping {				/* lies on the stack of the sleeper */
	struct loop_callback timer;		/* first, so that one pointer is both */
	struct async_future over;
};

static void end_sleep(struct loop_callback *timer)
{
	future_set_result(&((struct sleeping *)timer)->over, NULL);
}

static void sleep_for(struct async_task *task, int64_t delay)
{
	struct async_loop *loop = task->future.loop;
	struct sleeping sleeping = { .timer.run = end_sleep };

	future_init(&sleeping.over, loop, NULL, NULL);
	if (loop_at(loop, &sleeping.timer, loop_later(loop, delay)) != 0) {
		error_raise(MemoryError, "no room for a timer");
		return;
	}
	task_wait(task, &sleeping.over, "sleep", delay);
	loop_remove(loop, &sleeping.timer);
	future_fini(&sleeping.over);
}

static __attribute__((noinline)) int sleep_otherwise(double delay)
{
	struct async_task *task = task_may_call("async_sleep()");

	if (task == NULL)
		return 0;
	if (delay <= 0)
		yield_to_others(task);
	else if (isnan(delay))
		error_raise(ValueError, "Invalid delay: NaN (not a number)");
	else
		sleep_for(task, loop_nanoseconds(delay));
	return 0;
}

/* The most frequent case first, without a frame: see coroutine.c, go_on(). */
int async_sleep(double delay)
{
	struct async_task *task = here.task;

	if (!(delay <= 0) || record_on || !task_is_plain(task))
		return sleep_otherwise(delay);
	loop_soon_unheard(task->future.loop, &task->turn.callback);
	task->waits_how = "sleep";
	return task_rest(task, 0);
}
