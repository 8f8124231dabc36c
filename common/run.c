#include "run.h"

#include "gather.h"
#include "heap.h"
#include "report.h"
#include "schedule.h"
#include "task-internal.h"
#include "thread-internal.h"
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

static void run_until_done(struct async_loop *loop, struct async_future *future)
{
	struct completion completion = { .waiter.callback.run = stop_loop, .loop = loop };

	if (future->state == FUTURE_PENDING)
		future_add_waiter(future, &completion.waiter);
	else
		loop_soon(loop, &completion.waiter.callback);
	loop_run(loop);
	future_remove_waiter(future, &completion.waiter);
	loop_remove(loop, &completion.waiter.callback);
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
	future_keep(future);
	run_until_done(loop, future);
	if (async_exception() == NULL && future->state == FUTURE_PENDING)
		error_raise(RuntimeError, "Event loop stopped before Future completed.");
	else if (async_exception() == NULL)
		result = async_future_result(future);
	future_release(future);
	return result;
}

/* ---- run ---- */

/* Cancel the [count] tasks, wait for them, and tell what went wrong in them. */
static void finish_tasks(struct async_loop *loop, struct async_task **tasks, size_t count)
{
	struct async_future *all;

	for (size_t i = 0; i < count; i++)
		async_task_cancel(tasks[i]);
	all = async_gather_future_(NULL, NULL, true, (struct async_awaitable *const *)tasks, count);
	if (all != NULL)
		run_until_done(loop, all);
	for (size_t i = 0; i < count; i++)
		if (tasks[i]->future.state == FUTURE_EXCEPTION)
			report_shutdown(tasks[i]);
}

static void cancel_all_tasks(struct async_loop *loop)
{
	size_t count = task_count(loop), i = 0;
	struct async_task **tasks = count > 0 ? heap_get(count * sizeof(*tasks)) : NULL;

	if (tasks == NULL)
		return;
	for (struct async_task *task = task_first(); task != NULL; task = task->next)
		if (task->future.loop == loop)
			tasks[i++] = task_keep(task);
	finish_tasks(loop, tasks, count);
	for (i = 0; i < count; i++)
		task_release(tasks[i]);
	heap_put(tasks);
}

struct settling {				/* lies on the stack of settle() */
	struct loop_callback callback;		/* first, so that one pointer is both */
	struct async_future over;
};

static void end_settling(struct loop_callback *callback)
{
	future_set_result(&((struct settling *)callback)->over, NULL);
}

/* Two passes more, as CPython's closing of generators takes, and of threads: what is ready still
 * runs. */
static void settle(struct async_loop *loop)
{
	struct settling settling = { .callback.run = end_settling };

	future_init(&settling.over, loop, NULL, NULL);
	loop_soon(loop, &settling.callback);
	run_until_done(loop, &settling.over);
}

/* When the main task is done, everything that was begun comes to an end. What is raised in here, a
 * second deadlock, has been reported, and must not hide what the program itself raised. */
static void clean_up(struct async_loop *loop)
{
	struct async_future *threads;

	cancel_all_tasks(loop);
	exception_release(error_take());
	settle(loop);
	threads = thread_pool_idle(loop);
	if (threads != NULL)
		run_until_done(loop, threads);
	else
		settle(loop);
	exception_release(error_take());
}

void *async_run_(struct async_call call)
{
	struct exception *raised;
	struct async_loop *loop;
	struct async_task *task;
	void *result = NULL;

	error_forbid_raised("async_run()");
	if (loop_running() != NULL)
		return async_raise_(call.site, RuntimeError,
				    "async_run() cannot be called from a running event loop");
	loop = async_new_event_loop();
	if (loop == NULL)
		return NULL;
	task = task_create(loop, call);
	if (task != NULL)
		result = async_loop_run_until_complete(loop, task);
	raised = error_take();
	clean_up(loop);
	async_loop_close(loop);
	if (raised != NULL)
		error_put(raised);
	return result;
}

/* ---- Opening and closing ---- */

static void open_loop(struct async_loop *loop)
{
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

	for (task = task_first(); task != NULL; task = next) {
		next = task->next;
		if (task->future.loop == loop)
			task_destroy(task);
	}
	thread_pool_close(loop);
	task_end_outside();
	future_report_left(loop);
	memory_end_outside();
}

void (*loop_close_hook)(struct async_loop *loop) = close_loop;
