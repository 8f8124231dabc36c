/* From a thread into the loop: run_coroutine_threadsafe().
 *
 * A concurrent future lies between two threads. The loop's makes the task, and when that is done
 * writes down how it ended; the other one waits, and reads. What the task has allocated passes to
 * the one that waits, and an exception is copied, since its references are counted by one thread
 * only.
 *
 * A function in a thread of an executor, on the virtual clock, rests while it waits, as in
 * async_block(). What it asks of the loop is heard of when all threads rest, in the order in which
 * they were started.
 */

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "executor-internal.h"
#include "executor.h"
#include "heap.h"

struct async_concurrent_future {
	struct loop_callback begin, cancel;	/* posted to the loop */
	atomic_uint references;			/* of the one that waits, and of the loop, for
						 * each that is posted */
	struct async_call call;
	struct memory_pool memory;		/* the arguments, and what the task has
						 * allocated */

	/* the loop's thread's */
	struct async_loop *loop;		/* while it is pending */
	struct async_task *task;		/* NULL before it has begun, and when it is done */
	struct future_waiter waiter;
	struct executor_job *resting;		/* which waits on the virtual clock */

	pthread_mutex_t lock;			/* for what follows */
	pthread_cond_t is_done;
	enum { CONCURRENT_PENDING, CONCURRENT_RESULT, CONCURRENT_EXCEPTION, CONCURRENT_CANCELLED
	} state;
	void *result;
	struct exception *exception;
};

static void release(struct async_concurrent_future *f)
{
	if (atomic_fetch_sub(&f->references, 1) > 1)
		return;
	exception_release(f->exception);
	memory_pool_free(&f->memory);
	pthread_mutex_destroy(&f->lock);
	pthread_cond_destroy(&f->is_done);
	heap_put(f);
}

static void release_slot(void *slot)
{
	struct async_concurrent_future *f = *(struct async_concurrent_future **)slot;

	if (f != NULL)
		release(f);
}

/* ---- Copies of exceptions ---- */

static struct exception *copy(const struct exception *e);

static struct exception *copy_group(const struct exception *e)
{
	size_t count = e->seen.count;
	struct async_exception **members = heap_get(count * sizeof(*members));
	struct exception *group = NULL;

	for (size_t i = 0; members != NULL && i < count; i++)
		members[i] = &copy((const struct exception *)e->seen.exceptions[i])->seen;
	if (members != NULL)
		group = exception_new_group(NULL, e->seen.message, members, count);
	for (size_t i = 0; members != NULL && i < count; i++)
		exception_release((struct exception *)members[i]);
	heap_put(members);
	return group != NULL ? group : exception_new(NULL, MemoryError, NULL);
}

static struct exception *copy(const struct exception *e)
{
	struct exception *twin = e->seen.count > 0
					 ? copy_group(e)
					 : exception_copy_words(e);
	struct exception *context, *cause;

	if (twin->references == 0)
		return twin;			/* the one of all threads: no memory for more */
	memcpy(twin->traceback, e->traceback, sizeof twin->traceback);
	twin->depth = e->depth;
	if (e->seen.context != NULL) {
		context = copy((const struct exception *)e->seen.context);
		exception_set_context(twin, context);
		exception_release(context);
	}
	if (e->seen.suppress_context) {
		cause = e->seen.cause != NULL ? copy((const struct exception *)e->seen.cause)
					      : NULL;
		exception_set_cause(twin, cause);
		exception_release(cause);
	}
	return twin;
}

/* ---- In the loop's thread ---- */

/* Make it done, unless it is. Owns: takes the reference of the caller to [e]. */
static void settle(struct async_concurrent_future *f, int state, void *result,
		   struct exception *e)
{
	struct executor_job *resting = f->resting;

	pthread_mutex_lock(&f->lock);
	if (f->state == CONCURRENT_PENDING) {
		f->state = state;
		f->result = result;
		f->exception = e;
		pthread_cond_broadcast(&f->is_done);
	} else {
		exception_release(e);
	}
	pthread_mutex_unlock(&f->lock);
	if (resting != NULL) {
		resting->time = loop_now(resting->loop);
		executor_go_on(resting);
	}
}

static bool is_pending(struct async_concurrent_future *f)
{
	bool pending;

	pthread_mutex_lock(&f->lock);
	pending = f->state == CONCURRENT_PENDING;
	pthread_mutex_unlock(&f->lock);
	return pending;
}

/* The task is done. Its exception counts as retrieved only if someone may still ask for it. */
static void take_outcome(struct async_concurrent_future *f)
{
	struct async_future *future = &f->task->future;

	memory_pool_move_plain(&f->task->memory, &f->memory);
	if (future->state == FUTURE_CANCELLED || !is_pending(f))
		settle(f, CONCURRENT_CANCELLED, NULL, NULL);
	else if (future->state == FUTURE_EXCEPTION)
		settle(f, CONCURRENT_EXCEPTION, NULL, copy(future_exception(future)));
	else
		settle(f, CONCURRENT_RESULT, future->result, NULL);
}

static void let_task_go(struct async_concurrent_future *f)
{
	struct async_task *task = f->task;

	f->task = NULL;
	if (task->future.state != FUTURE_PENDING && task->owner != NULL)
		async_detach(task);
	task_release(task);
	release(f);
}

static void on_done(struct loop_callback *callback)
{
	struct async_concurrent_future *f =
		CONTAINER_OF(callback, struct async_concurrent_future, waiter.callback);

	take_outcome(f);
	let_task_go(f);
}

/* The loop closes. */
static void on_dropped(struct loop_callback *callback)
{
	struct async_concurrent_future *f =
		CONTAINER_OF(callback, struct async_concurrent_future, waiter.callback);

	if (f->task->future.state == FUTURE_PENDING)
		settle(f, CONCURRENT_CANCELLED, NULL, NULL);
	else
		take_outcome(f);
	let_task_go(f);
}

static void never_begin(struct loop_callback *callback)
{
	struct async_concurrent_future *f =
		CONTAINER_OF(callback, struct async_concurrent_future, begin);

	settle(f, CONCURRENT_CANCELLED, NULL, NULL);
	release(f);
}

static void begin(struct loop_callback *callback)
{
	struct async_concurrent_future *f =
		CONTAINER_OF(callback, struct async_concurrent_future, begin);
	struct async_task *task = is_pending(f) ? task_create(f->loop, f->call) : NULL;

	if (task == NULL) {			/* it was cancelled before, or for want of memory */
		const struct exception *e = error_state()->raised;

		settle(f, e != NULL ? CONCURRENT_EXCEPTION : CONCURRENT_CANCELLED, NULL,
		       e != NULL ? copy(e) : NULL);
		release(f);
		return;
	}
	f->task = task_keep(task);
	f->waiter.callback.run = on_done;
	f->waiter.callback.drop = on_dropped;
	future_add_waiter(&task->future, &f->waiter);
}

static void drop_cancel(struct loop_callback *callback)
{
	release(CONTAINER_OF(callback, struct async_concurrent_future, cancel));
}

static void cancel(struct loop_callback *callback)
{
	struct async_concurrent_future *f =
		CONTAINER_OF(callback, struct async_concurrent_future, cancel);

	if (f->task != NULL)
		async_task_cancel(f->task);
	release(f);
}

/* ---- In the other thread ---- */

/* The job of this thread, if it rests while it waits for [loop]; else NULL. */
static struct executor_job *resting_job(const struct async_loop *loop)
{
	struct executor_job *job = executor_resting_job();

	return job != NULL && job->loop == loop ? job : NULL;
}

static void post(struct async_concurrent_future *f, struct loop_callback *callback)
{
	const struct executor_job *job = resting_job(f->loop);

	atomic_fetch_add(&f->references, 1);
	if (job != NULL)
		loop_post_in_order(f->loop, callback, job->settled.sequence);
	else
		loop_post(f->loop, callback);
}

static struct async_concurrent_future *new_future(struct async_loop *loop, struct async_call call)
{
	struct async_concurrent_future *f = heap_get(sizeof *f);
	pthread_condattr_t monotonic;
	void *arguments = NULL;

	if (f != NULL && call.size > 0)
		arguments = memory_pool_get(&f->memory, call.size, NULL);
	if (f == NULL || (call.size > 0 && arguments == NULL)) {
		heap_put(f);
		return error_raise(MemoryError, "%zu bytes for a task of another thread",
				   sizeof *f + call.size);
	}
	if (call.size > 0)
		memcpy(arguments, call.arguments, call.size);
	f->call = call;
	f->call.arguments = arguments;
	f->loop = loop;
	f->references = 1;
	f->begin = (struct loop_callback){ .run = begin, .drop = never_begin };
	f->cancel = (struct loop_callback){ .run = cancel, .drop = drop_cancel };
	pthread_mutex_init(&f->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&f->is_done, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return f;
}

struct async_concurrent_future *async_run_coroutine_threadsafe_(struct async_loop *loop,
								struct async_call call)
{
	struct async_concurrent_future *f, **slot;

	if (async_exception() != NULL || !task_take_coroutine(&call))
		return NULL;
	slot = memory_pool_get(memory_current(), sizeof *slot, release_slot);
	if (slot == NULL)
		return error_raise(MemoryError, "no memory for a task of another thread");
	f = *slot = new_future(loop, call);
	if (f != NULL)
		post(f, &f->begin);
	return f;
}

/* Called in the loop's thread, when [job] begins to wait and when it goes on. */
static bool rest(struct executor_job *job, void *future, bool begins)
{
	struct async_concurrent_future *f = future;

	f->resting = begins && is_pending(f) ? job : NULL;
	return f->resting != NULL;
}

static void wait_on_virtual_clock(struct async_concurrent_future *f, struct executor_job *job,
				  double timeout)
{
	int64_t nanoseconds = timeout > 0 ? loop_nanoseconds(timeout) : 0;
	int64_t until = isinf(timeout) ? INT64_MAX : loop_time_after(job->time, nanoseconds);

	executor_rest(job, until, rest, f);
	if (is_pending(f) && until != INT64_MAX)
		job->time = until;
}

static void wait_on_real_clock(struct async_concurrent_future *f, double timeout)
{
	int64_t nanoseconds = timeout > 0 ? loop_nanoseconds(timeout) : 0;
	struct timespec until;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += nanoseconds / 1000000000;
	until.tv_nsec += nanoseconds % 1000000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&f->lock);
	while (f->state == CONCURRENT_PENDING && error != ETIMEDOUT)
		error = isinf(timeout) ? pthread_cond_wait(&f->is_done, &f->lock)
				       : pthread_cond_timedwait(&f->is_done, &f->lock, &until);
	pthread_mutex_unlock(&f->lock);
}

/* Wait until it is done. Raises: what keeps it from having a result or an exception, and returns
 * false. */
static bool wait_for(struct async_concurrent_future *f, double timeout)
{
	if (async_exception() != NULL)
		return false;
	if (is_pending(f)) {
		struct executor_job *job = resting_job(f->loop);

		if (loop_running() == f->loop)
			error_raise(RuntimeError, "the loop's own thread would wait for itself");
		else if (job != NULL)
			wait_on_virtual_clock(f, job, timeout);
		else
			wait_on_real_clock(f, timeout);
	}
	if (async_exception() == NULL && is_pending(f))	/* what ends a wait for ever is the close */
		error_raise(isinf(timeout) ? CancelledError : TimeoutError, "%s", "");
	else if (async_exception() == NULL && f->state == CONCURRENT_CANCELLED)
		error_raise(CancelledError, "%s", "");
	return async_exception() == NULL;
}

void *async_concurrent_future_result(struct async_concurrent_future *f, double timeout)
{
	if (!wait_for(f, timeout))
		return NULL;
	if (f->exception != NULL)
		error_put(exception_keep(f->exception));
	return f->result;
}

const struct async_exception *
async_concurrent_future_exception(struct async_concurrent_future *f, double timeout)
{
	return wait_for(f, timeout) && f->exception != NULL ? &f->exception->seen : NULL;
}

bool async_concurrent_future_cancel(struct async_concurrent_future *f)
{
	bool cancelled;

	pthread_mutex_lock(&f->lock);
	if (f->state == CONCURRENT_PENDING) {
		f->state = CONCURRENT_CANCELLED;
		pthread_cond_broadcast(&f->is_done);
		post(f, &f->cancel);		/* under the lock: up to here the loop is open */
	}
	cancelled = f->state == CONCURRENT_CANCELLED;
	pthread_mutex_unlock(&f->lock);
	return cancelled;
}

/* A thread that asks again and again must let the loop go on meanwhile. */
bool async_concurrent_future_done(struct async_concurrent_future *f)
{
	struct executor_job *job = is_pending(f) ? resting_job(f->loop) : NULL;

	if (job != NULL)
		executor_rest(job, job->time, NULL, NULL);
	return !is_pending(f);
}

bool async_concurrent_future_cancelled(struct async_concurrent_future *f)
{
	return async_concurrent_future_done(f) && f->state == CONCURRENT_CANCELLED;
}
