/* What has a function run in another thread: to_thread, run_in_executor. */

#include "thread.h"

#include "executor-internal.h"
#include "executor.h"
#include "record.h"

/* ---- to_thread ---- */

/* The task that waits is dropped: its wait held the future, and so did async_to_thread(). */
static void abandon_job(struct async_future *future)
{
	future_release(future);
	future_release(future);
}

void *async_to_thread_(struct async_call call)
{
	static const struct future_methods methods = { .free = executor_free_job,
						       .abandon = abandon_job };
	struct async_task *task = task_may_suspend("async_to_thread()");
	struct executor_job *job;
	void *result;

	if (task == NULL)
		return NULL;
	job = executor_submit(task->future.loop, NULL, call, &methods);
	if (job == NULL)
		return NULL;
	if (record_on)
		record_event(RECORD_THREAD, 0, call.name);
	result = task_wait(task, &job->future, "thread", 0);
	if (job->future.references == 1)	/* it has ended: what it allocated is the task's */
		memory_pool_move(&job->memory, memory_current());
	future_release(&job->future);
	return result;
}

/* ---- run_in_executor ---- */

struct async_future *async_loop_run_in_executor_(struct async_executor_of_ where,
						 struct async_call call)
{
	static const struct future_methods methods = { .free = executor_free_job };
	struct async_loop *loop = loop_or_running(where.loop);
	struct async_future **slot;
	struct executor_job *job;

	if (loop == NULL || async_exception() != NULL)
		return NULL;
	slot = future_slot();
	if (slot == NULL)
		return NULL;
	job = executor_submit(loop, where.executor, call, &methods);
	if (job == NULL)
		return NULL;
	if (record_on)
		record_event(RECORD_THREAD, 0, call.name);
	return *slot = &job->future;
}

/* ---- Waiting for the end of the default executor ---- */

struct ending {					/* lies on the stack of who waits */
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct async_future over;
};

static void end_ending(struct loop_callback *callback)
{
	future_set_result(&((struct ending *)callback)->over, NULL);
}

static void abandon_ending(struct async_future *future)
{
	struct ending *ending = CONTAINER_OF(future, struct ending, over);

	future_remove_waiter(ending->waiter.future, &ending->waiter);
	future_fini(future);
}

int async_loop_shutdown_default_executor(struct async_loop *loop)
{
	static const struct future_methods methods = { .abandon = abandon_ending };
	struct async_task *task = task_may_suspend("async_loop_shutdown_default_executor()");
	struct ending ending = { .waiter.callback.run = end_ending };
	struct async_future *idle;

	if (task == NULL)
		return 0;
	idle = executor_end_default(loop != NULL ? loop : task->future.loop);
	if (idle == NULL)
		return 0;
	future_init(&ending.over, task->future.loop, NULL, &methods);
	future_add_waiter(idle, &ending.waiter);
	task_wait(task, &ending.over, "executor", 0);
	future_remove_waiter(idle, &ending.waiter);
	loop_remove(task->future.loop, &ending.waiter.callback);
	future_fini(&ending.over);
	return 0;
}
