#include "run-internal.h"

#include "debug-internal.h"
#include "executor-internal.h"
#include "file-internal.h"
#include "iterator-internal.h"
#include "schedule.h"
#include "server-internal.h"
#include "signals-internal.h"
#include "subprocess-transport-internal.h"
#include "task-internal.h"
#include "trace-internal.h"

/* ---- run_until_complete ---- */

struct completion {				/* lies on the stack of the call */
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct async_loop *loop;
};

static void stop_loop(struct loop_callback *callback)
{
	((struct completion *)callback)->loop->stopping = true;
}

void run_until_done(struct async_loop *loop, struct async_future *future)
{
	struct completion completion = { .waiter.callback.run = stop_loop, .loop = loop };

	if (future->state == FUTURE_PENDING)
		future_add_waiter(future, &completion.waiter);
	else
		loop_soon(loop, &completion.waiter.callback);
	loop_run(loop);
	future_remove_waiter(future, &completion.waiter);
	loop_remove(loop, &completion.waiter.callback);
	if (future->state == FUTURE_EXCEPTION && exception_is_exit(future->exception))
		future->unretrieved = false;	/* it has ended the run, and is raised by that */
}

void *async_loop_run_until_complete_(struct async_loop *loop, struct async_awaitable *awaitable)
{
	struct async_coroutine *coroutine = (struct async_coroutine *)awaitable;
	struct async_future *future = (struct async_future *)awaitable;
	void *result = NULL;

	if (awaitable == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_loop_run_until_complete()");
	if (awaitable == NULL)
		error_misuse("async_loop_run_until_complete() was given NULL in place of a task "
			     "or future");
	if (!loop_may_run(loop))
		return NULL;
	if (awaitable->kind == AWAITABLE_COROUTINE)
		future = (struct async_future *)task_create(
			loop,
			(struct async_call){ .coroutine = coroutine, .site = coroutine->site });
	if (future == NULL)
		return NULL;
	if (future->loop != loop)
		return error_raise(ValueError, "The future belongs to a different loop than the "
					       "one specified as the loop argument");
	if (awaitable->kind == AWAITABLE_COROUTINE)
		((struct async_task *)future)->expendable = true;
	future_keep(future);
	run_until_done(loop, future);
	if (async_exception() == NULL && future->state == FUTURE_PENDING)
		error_raise(RuntimeError, "Event loop stopped before Future completed.");
	else if (async_exception() == NULL)
		result = async_future_result(future);
	future_release(future);
	return result;
}

/* ---- Opening and closing ---- */

static void open_loop(struct async_loop *loop)
{
	debug_open_loop(loop);
	schedule_use(loop);
	trace_begin();
}

void (*loop_open_hook)(struct async_loop *loop) = open_loop;

/* Tasks that wait for something that never came are dropped. What they and the code outside of
 * tasks have allocated stays until the next loop closes, or the program ends: a result may point
 * to it. */
static void close_loop(struct async_loop *loop)
{
	struct async_task *task, *next;

	/* all are told of before the first goes: what one waits for may be another's */
	for (task = task_first(); task != NULL; task = task->next)
		if (task->future.loop == loop && !task->expendable)
			task_destroyed_hook(task);
	for (task = task_first(); task != NULL; task = next) {
		next = task->next;
		if (task->future.loop == loop)
			task_destroy(task);
	}
	generators_close(loop);
	child_close_loop(loop);
	executor_close_loop(loop);
	file_close_loop(loop);
	server_close_loop(loop);
	transport_close_loop(loop);
	signals_close(loop);
	subprocess_close_loop(loop);
	task_end_outside(loop);
	future_report_left(loop);
	memory_end_outside();
}

void (*loop_close_hook)(struct async_loop *loop) = close_loop;
