#include "timeout.h"

#include "task-internal.h"

/* ---- TIMEOUT ---- */

static void on_time_up(void *arg)
{
	struct async_timeout *scope = arg;

	async_task_cancel(scope->task);
	scope->scheduled = false;
	scope->expired = true;
}

static void schedule(struct async_timeout *scope, double when)
{
	struct async_loop *loop = scope->task->future.loop;

	if (scope->scheduled)
		async_handle_cancel(scope->handle);
	scope->scheduled = false;
	scope->when = when;
	if (isinf(when) && when > 0)
		return;
	if (when <= async_loop_time(loop))
		scope->handle = async_loop_call_soon(loop, on_time_up, scope);
	else
		scope->handle = async_loop_call_at(loop, when, on_time_up, scope);
	scope->scheduled = true;
}

static bool enter(struct async_timeout *scope)
{
	*scope = (struct async_timeout){ .when = INFINITY };
	if (async_exception() != NULL)
		return false;
	scope->task = async_current_task();
	if (scope->task == NULL) {
		error_raise(RuntimeError, "Timeout should be used inside a task");
		return false;
	}
	if (!task_keep_in_scope(scope->task)) {
		scope->task = NULL;
		return false;
	}
	scope->cancelling = scope->task->cancelling;
	return true;
}

void async_timeout_enter_(struct async_timeout *scope, double delay)
{
	if (enter(scope))
		schedule(scope, async_loop_time(scope->task->future.loop) + delay);
}

void async_timeout_enter_at_(struct async_timeout *scope, double when)
{
	if (enter(scope))
		schedule(scope, when);
}

/* The block is left by an exception that came of the cancellation, in a handler or a clean-up:
 * what led to it was a timeout. */
static void insert_timeout(struct async_exception *e)
{
	struct exception *timeout, *cancelled;

	while (e->context != NULL && !async_isinstance(e->context, CancelledError))
		e = e->context;
	if (e->context == NULL)
		return;
	cancelled = (struct exception *)e->context;
	timeout = exception_new(NULL, TimeoutError, NULL);
	exception_set_cause(timeout, cancelled);
	exception_set_context(timeout, cancelled);
	exception_set_context((struct exception *)e, timeout);
	exception_release(timeout);
}

/* Only a cancellation that was ours becomes a timeout: if there are others, they go on. */
static void expire(struct async_timeout *scope)
{
	struct async_exception *e = (struct async_exception *)async_exception();

	if (async_task_uncancel(scope->task) > scope->cancelling || e == NULL)
		return;
	if (async_isinstance(e, CancelledError)) {
		error_replace(TimeoutError);
		return;
	}
	insert_timeout(e);
	if (async_isinstance(e, ExceptionGroup))
		for (size_t i = 0; i < e->count; i++)
			insert_timeout(e->exceptions[i]);
}

void async_timeout_exit_(struct async_timeout *scope)
{
	if (scope->task == NULL)
		return;
	if (scope->scheduled)
		async_handle_cancel(scope->handle);
	scope->scheduled = false;
	if (scope->expired)
		expire(scope);
	scope->task = NULL;
}

void async_timeout_reschedule(struct async_timeout *scope, double when)
{
	if (scope->task == NULL)
		error_raise(RuntimeError, "Cannot change state of %s Timeout",
			    scope->expired ? "expired" : "finished");
	else if (scope->expired)
		error_raise(RuntimeError, "Cannot change state of expiring Timeout");
	else
		schedule(scope, when);
}

double async_timeout_when(const struct async_timeout *scope)
{
	return scope->when;
}

bool async_timeout_expired(const struct async_timeout *scope)
{
	return scope->expired;
}

/* ---- wait_for ---- */

struct cancelling {				/* lies on the stack of cancel_and_wait() */
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct async_future *future;		/* kept */
	struct async_future over;
};

static void wake_up(struct loop_callback *callback)
{
	future_set_result(&((struct cancelling *)callback)->over, NULL);
}

static void end_cancelling(struct async_future *over)
{
	struct cancelling *c = CONTAINER_OF(over, struct cancelling, over);

	future_remove_waiter(c->future, &c->waiter);
	loop_remove(over->loop, &c->waiter.callback);
	future_release(c->future);
	future_fini(over);
}

static void visit_cancelled(struct async_future *over,
			    void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	fn(CONTAINER_OF(over, struct cancelling, over)->future, arg);
}

static const struct future_methods cancelling_methods = {
	.abandon = end_cancelling,
	.visit = visit_cancelled,
};

/* Cancel [future], and wait until it is done, whatever becomes of it: its outcome is not raised
 * here. */
static void cancel_and_wait(struct async_task *task, struct async_future *future)
{
	struct cancelling cancelling = {
		.waiter.callback.run = wake_up,
		.future = future_keep(future),
	};

	future_init(&cancelling.over, task->future.loop, NULL, &cancelling_methods);
	future_add_waiter(future, &cancelling.waiter);
	future_cancel(future, NULL);
	task_wait(task, &cancelling.over, "cancelling", 0);
	end_cancelling(&cancelling.over);
}

static void *wait_for_nothing(struct async_task *task, struct async_awaitable *awaitable)
{
	struct async_future *future = task_ensure_future(awaitable);
	void *result;

	if (future == NULL)
		return NULL;
	if (future->state != FUTURE_PENDING)
		return async_future_result(future);
	cancel_and_wait(task, future);
	if (async_exception() != NULL)
		return NULL;
	result = async_future_result(future);
	if (async_isinstance(async_exception(), CancelledError))
		error_replace(TimeoutError);
	return result;
}

void *async_wait_for_(struct async_awaitable *awaitable, double timeout)
{
	struct async_task *task;

	if (awaitable == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_call("async_wait_for()");
	if (task == NULL)
		return NULL;
	if (timeout <= 0)
		return wait_for_nothing(task, awaitable);

	TIMEOUT(scope, timeout);
	return async_exception() == NULL ? async_await_(awaitable) : NULL;
}
