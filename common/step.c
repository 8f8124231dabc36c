/* Tasks: how they go on.
 *
 * A task that is not done either waits for one future, or its turn is scheduled. A turn is a step:
 * it resumes the coroutine, which runs until it waits again, or returns. When the future that it
 * waits for is done, its turn comes in the next pass.
 *
 * The loop calls a step from its own stack, and could have each task come back there. But behind a
 * switch the processor predicts the returns wrongly that lead from there to the loop and, in the
 * next step, from the loop back: so a task that rests looks itself who comes next. If that is a
 * task, and the loop has nothing to do in between, it goes on in its place, and the loop, which
 * waits for a step to end, does not notice. A sleep(0) of one of two tasks took 58 ns, and takes 9;
 * of one of a thousand it took 112 ns, and takes 21.
 */

#include "task-internal.h"

#include "census.h"
#include "heap.h"

/* ---- The end ---- */

/* Make the future done, with what the coroutine left. */
static void settle(struct async_task *task, void *result, struct exception *e)
{
	if (e == NULL)
		future_set_result(&task->future, result);
	else if (async_isinstance(&e->seen, CancelledError))
		future_set_cancelled(&task->future, e);
	else
		future_set_exception(&task->future, e);
}

static void record_done(const struct async_task *task)
{
	static const enum record_outcome outcomes[] = {
		[FUTURE_RESULT] = RECORD_RESULT,
		[FUTURE_EXCEPTION] = RECORD_EXCEPTION,
		[FUTURE_CANCELLED] = RECORD_CANCELLED,
	};
	const struct exception *e = task->future.exception;
	char text[60] = "";

	if (e != NULL)
		exception_describe(e, text, sizeof text);
	record_task(RECORD_DONE, task->number, outcomes[task->future.state], text);
}

static void finish(struct async_task *task, void *result)
{
	struct exception *e = task->errors.raised, *exit = NULL;

	task->errors.raised = NULL;
	task_end_generators(&task->scope, NULL);
	task->future.said_once = e != NULL && async_isinstance(&e->seen, CancelledError);
	if (e == NULL && task->must_cancel)
		e = exception_new(NULL, CancelledError, task->cancel_message);
	if (e != NULL)
		e = exception_in_place_of_stop(e, "coroutine raised StopIteration");
	if (e != NULL && exception_is_exit(e))
		exit = exception_keep(e);
	if (e == NULL && task->future.loop->debug && task->cancelling > 0 &&
	    task->cancelled_at != NULL)
		task_swallowed_hook(task);
	settle(task, result, e);
	if (record_on)
		record_done(task);
	task_unlink_unfinished(task);
	task_end_scope(&task->scope, NULL, &task->memory, task->owner != NULL);
	task_release(task);
	if (exit != NULL)
		error_put_back(exit);		/* for the loop, which ends by it */
}

/* ---- Who comes next ---- */

static void make_current(struct async_task *task)
{
	here.errors = &task->errors;
	here.memory = &task->memory;
	here.scope = &task->scope;
	here.task = task;
}

/* The task that comes next, where [loop] need not know; else NULL. */
static inline struct async_task *next_in_turn(struct async_loop *loop)
{
	const struct loop_callback *callback = loop_next(loop);
	struct async_task *task = callback != NULL ? task_of_callback(callback) : NULL;

	if (task == NULL || task->must_cancel ||
	    (task->waits_for != NULL && task->waits_for->exception != NULL))
		return NULL;
	return task;
}

/* What is not in the processor's cache comes while the task before it runs: a sleep(0) of one of
 * 10,000 tasks takes 20 ns, and not 33; of 100,000 tasks 64, and not 136. */
static inline void fetch_next(const struct async_loop *loop)
{
	const struct loop_callback *callback = loop->batch.first;
	const struct async_task *task = callback != NULL ? task_of_callback(callback) : NULL;

	if (task != NULL) {
		__builtin_prefetch(task->coroutine.sp);
		__builtin_prefetch((const void *)((uintptr_t)task->coroutine.sp + 64));
	}
}

/* Its turn, which is next, begins. */
static inline void begin_turn(struct async_loop *loop, struct async_task *task)
{
	loop_take_next(loop);
	fetch_next(loop);
	task->waits_for = NULL;
	make_current(task);
}

static void record_suspend(const struct async_task *task, int64_t value)
{
	const struct async_future *future = task->waits_for;
	const char *what = task->waits_how != NULL ? task->waits_how : "future";

	if (future != NULL && future->awaitable.kind == AWAITABLE_TASK && task->waits_how == NULL) {
		const struct async_task *other = (const struct async_task *)future;

		what = task_default_name(other);
		value = other->number;
	}
	record_task(RECORD_SUSPEND, task->number, value, what);
}

/* Where the loop comes next, or a task that has no stack yet. */
static __attribute__((noinline)) int rest(struct async_task *task, int64_t value)
{
	struct async_loop *loop = task->future.loop;
	struct async_task *next = NULL;

	if (record_on)
		record_suspend(task, value);
	if (here.coroutine == &task->coroutine) {
		loop_pass_timers(loop);
		next = next_in_turn(loop);
	}
	if (next == NULL || coroutine_begin(&next->coroutine) != 0) {
		coroutine_yield(NULL);
		return 0;
	}
	begin_turn(loop, next);
	return next != task ? coroutine_pass(&task->coroutine, &next->coroutine) : 0;
}

/* Short, and without a frame of its own at the end: see coroutine.c, go_on(). */
int task_rest(struct async_task *task, int64_t value)
{
	struct async_loop *loop = task->future.loop;
	struct async_task *next = next_in_turn(loop);

	if (next == NULL || next == task || next->coroutine.stack == NULL ||
	    here.coroutine != &task->coroutine)
		return rest(task, value);
	begin_turn(loop, next);
	return coroutine_pass(&task->coroutine, &next->coroutine);
}

/* The task [c] has returned. Who comes next takes its place, and, if it has not begun, its stack:
 * that one is in the processor's cache. */
struct coroutine *task_succeed(struct coroutine *c, void *result)
{
	struct async_task *task = CONTAINER_OF(c, struct async_task, coroutine);
	struct async_task *next = NULL;
	struct async_loop *loop = task->future.loop;
	struct coroutine_home *home = c->home;
	struct stack *stack = c->stack;

	if (ASYNC_HARD || census_on || !loop_is_free(loop))
		return NULL;
	c->stack = NULL;
	here = (struct here){ .coroutine = home->coroutine, .errors = &loop->errors, .loop = loop };
	finish(task, result);
	if (loop->errors.raised == NULL)
		next = next_in_turn(loop);
	if (next == NULL)
		coroutine_leave(stack, home, NULL);
	begin_turn(loop, next);
	if (next->coroutine.stack != NULL)
		coroutine_leave(stack, home, &next->coroutine);
	coroutine_take_over(&next->coroutine, stack, home);
	return &next->coroutine;
}

/* ---- Steps ---- */

/* Run the coroutine until it waits or returns. A task that was cancelled before its first step
 * most often takes none. */
static void *resume(struct async_task *task)
{
	if (task->must_cancel) {
		task->must_cancel = false;
		error_put(exception_new(NULL, CancelledError, task->cancel_message));
		task->cancelled_at = task->errors.here;
		if (task->coroutine.state == COROUTINE_NEW && !task->always_begins)
			return NULL;
	}
	if (coroutine_begin(&task->coroutine) != 0)
		return error_raise(MemoryError, "no memory for the stack of %s",
				   async_task_get_name(task));
	return coroutine_step(&task->coroutine);
}

static void step(struct async_task *task)
{
	const struct here loops = here;
	void *result;

	make_current(task);
	if (record_on) {
		record_set_task(task->number);
		record_event(RECORD_STEP, 0, NULL);
	}
	result = resume(task);
	if (record_on)
		record_set_task(0);
	task = here.task;			/* another one may have come back */
	here = loops;
	if (task != NULL && (task->coroutine.state == COROUTINE_DONE ||
			     task->coroutine.state == COROUTINE_NEW)) {
		/* a Ctrl-C meanwhile still cancels it */
		loop_take_signals(task->future.loop, LOOP_SIGINT);
		finish(task, result);
	}
}

/* What [task] has waited for is done. */
static void hear(struct async_task *task)
{
	struct async_future *future = task->waits_for;

	future->unretrieved = false;		/* even if a cancellation comes first */
	if (future->exception != NULL &&
	    async_isinstance(&future->exception->seen, CancelledError)) {
		task->must_cancel = false;	/* that CancelledError is the one */
		if (task->cancelling > 0)
			task->cancelled_at = task->errors.here;
	}
	task->waits_for = NULL;
}

void task_run_turn(struct loop_callback *callback)
{
	struct async_task *task = CONTAINER_OF(callback, struct async_task, turn.callback);

	if (task->waits_for != NULL)
		hear(task);
	step(task);
}
