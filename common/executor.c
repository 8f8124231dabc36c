/* Executors: threads for functions that block.
 *
 * A job is begun when its executor has a thread for it; until then it waits in line. When it has
 * ended it is posted to the loop, where its future becomes done, and the next in line begins. All
 * of that is done in the loop's thread: the threads only run what they are handed.
 *
 * On the virtual clock a thread that calls async_block() is a timer of the loop: it posts that it
 * rests, until when, and goes on when the loop has come there. Each job has a time of its own,
 * which began when the job did, and a place among equal timers, taken when it was submitted. So
 * what the program does depends in no way on how fast its threads are, nor in which executors they
 * are.
 */

#include "executor.h"

#include <string.h>

#include "executor-internal.h"
#include "heap.h"

enum { DEFAULT_WORKERS = 32 };		/* CPython's most; fixed, so that a program runs alike on
					 * every machine */

static _Thread_local struct executor_job *current;	/* of this thread */

void executor_free_job(struct async_future *future)
{
	struct executor_job *job = CONTAINER_OF(future, struct executor_job, future);

	future_fini(&job->future);
	error_fini(&job->errors);
	memory_pool_free(&job->memory);
	pthread_cond_destroy(&job->may_go_on);
	heap_put(job);
}

/* ---- In the threads ---- */

static void begin_rest(struct loop_callback *callback);
static void end_job(struct loop_callback *callback);

struct executor_job *executor_resting_job(void)
{
	return current != NULL && current->loop->clock == ASYNC_CLOCK_VIRTUAL ? current : NULL;
}

void executor_rest(struct executor_job *job, int64_t until,
		   bool (*rest)(struct executor_job *job, void *arg, bool begins), void *arg)
{
	struct async_executor *executor = job->executor;

	pthread_mutex_lock(&executor->lock);
	job->until = until;
	job->rest = rest;
	job->rest_arg = arg;
	job->rests = !job->abandoned;
	if (job->rests) {
		job->settled.run = begin_rest;
		loop_post_settled(job->loop, &job->settled);
	}
	while (job->rests)
		pthread_cond_wait(&job->may_go_on, &executor->lock);
	pthread_mutex_unlock(&executor->lock);
}

static bool block_on_virtual_clock(int64_t nanoseconds)
{
	struct executor_job *job = executor_resting_job();

	if (job == NULL)
		return false;
	job->time = loop_time_after(job->time, nanoseconds);
	executor_rest(job, job->time, NULL, NULL);
	return true;
}

bool (*loop_thread_block_hook)(int64_t nanoseconds) = block_on_virtual_clock;

static void run_job(struct executor_job *job)
{
	current = job;
	memory_use(&job->memory);
	error_use(&job->errors);
	job->result = job->fn(job->arguments);
	error_use(NULL);
	memory_use(NULL);
	current = NULL;
	job->settled.run = end_job;
	loop_post_settled(job->loop, &job->settled);
}

static struct executor_job *take_job(struct async_executor *executor)
{
	struct executor_job *job;

	pthread_mutex_lock(&executor->lock);
	while (executor->handed == NULL && !executor->ending)
		pthread_cond_wait(&executor->work, &executor->lock);
	job = executor->handed;
	if (job != NULL) {
		executor->handed = job->next;
		if (executor->handed == NULL)
			executor->end_of_handed = &executor->handed;
	}
	pthread_mutex_unlock(&executor->lock);
	return job;
}

static void *run_jobs(void *executor)
{
	struct executor_job *job;

	while ((job = take_job(executor)) != NULL)
		run_job(job);
	return NULL;
}

/* ---- Resting, in the loop's thread ---- */

void executor_go_on(struct executor_job *job)
{
	loop_remove(job->loop, &job->timer);
	if (job->rest != NULL)
		job->rest(job, job->rest_arg, false);
	loop_thread_begins(job->loop);
	pthread_mutex_lock(&job->executor->lock);
	job->rests = false;
	pthread_cond_signal(&job->may_go_on);
	pthread_mutex_unlock(&job->executor->lock);
}

static void end_rest(struct loop_callback *timer)
{
	executor_go_on(CONTAINER_OF(timer, struct executor_job, timer));
}

static void begin_rest(struct loop_callback *callback)
{
	struct executor_job *job = (struct executor_job *)callback;

	if (job->rest != NULL && !job->rest(job, job->rest_arg, true)) {
		executor_go_on(job);
		return;
	}
	job->timer.run = end_rest;
	if (job->until != INT64_MAX &&
	    loop_at_sequence(job->loop, &job->timer, job->until, callback->sequence) != 0)
		executor_go_on(job);		/* without memory for a timer, a rest that is too
						 * short */
}

/* ---- Beginning and ending, in the loop's thread ---- */

static int add_thread(struct async_executor *executor)
{
	int error;

	if (executor->count > executor->begun)
		return 0;			/* there is one that has nothing to do */
	error = pthread_create(&executor->threads[executor->count], NULL, run_jobs, executor);
	if (error == 0) {
		executor->count++;
		loop_own_threads++;
	}
	return error;
}

static int begin_job(struct async_executor *executor, struct executor_job *job)
{
	int error = add_thread(executor);

	if (error != 0)
		return error;
	executor->begun++;
	job->begun = true;
	job->time = loop_now(job->loop);
	loop_thread_begins(job->loop);
	pthread_mutex_lock(&executor->lock);
	job->next = NULL;
	*executor->end_of_handed = job;
	executor->end_of_handed = &job->next;
	pthread_mutex_unlock(&executor->lock);
	pthread_cond_signal(&executor->work);	/* who is woken finds the lock free */
	return 0;
}

void executor_tell_threads_to_end(struct async_executor *executor)
{
	pthread_mutex_lock(&executor->lock);
	executor->ending = true;
	pthread_cond_broadcast(&executor->work);
	pthread_mutex_unlock(&executor->lock);
}

void executor_forget_job(struct executor_job *job)
{
	struct async_executor *executor = job->executor;

	job->loop->jobs--;
	*job->job_link = job->next_job;
	if (job->next_job != NULL)
		job->next_job->job_link = job->job_link;
	executor->begun -= job->begun;
	if (--executor->jobs == 0) {
		future_set_result(&executor->idle, NULL);
		if (executor->shut)
			executor_tell_threads_to_end(executor);
	}
	future_release(&job->future);
}

static void fail_job(struct executor_job *job)
{
	future_set_exception(&job->future,
			     exception_new(NULL, RuntimeError, "can't start new thread"));
	executor_forget_job(job);
}

/* Begin as many as may be. One whose future was cancelled is never begun. */
static void begin_waiting(struct async_executor *executor)
{
	while (executor->line != NULL && executor->begun < executor->max_workers) {
		struct executor_job *job = executor->line;

		executor->line = job->next;
		if (executor->line == NULL)
			executor->end_of_line = &executor->line;
		if (job->future.state != FUTURE_PENDING)
			executor_forget_job(job);
		else if (begin_job(executor, job) != 0)
			fail_job(job);
	}
}

static void end_job(struct loop_callback *callback)
{
	struct executor_job *job = (struct executor_job *)callback;
	struct async_executor *executor = job->executor;
	struct exception *e = job->errors.raised;

	job->errors.raised = NULL;
	if (e != NULL)
		future_set_exception(&job->future, e);
	else
		future_set_result(&job->future, job->result);
	executor_forget_job(job);
	begin_waiting(executor);
}

static struct executor_job *new_job(struct async_loop *loop, struct async_call call,
				    const struct future_methods *methods)
{
	struct executor_job *job = heap_get(sizeof *job);

	if (job == NULL)
		return error_raise(MemoryError, "%zu bytes for a function in a thread",
				   sizeof *job);
	if (call.size > 0) {
		job->arguments = memory_pool_get(&job->memory, call.size, NULL);
		if (job->arguments == NULL) {
			heap_put(job);
			return error_raise(MemoryError, "%zu bytes for arguments", call.size);
		}
		memcpy(job->arguments, call.arguments, call.size);
	}
	job->fn = call.fn;
	job->loop = loop;
	job->settled.sequence = loop_take_sequence(loop);
	future_init(&job->future, loop, call.site, methods);
	pthread_cond_init(&job->may_go_on, NULL);
	return job;
}

static void add_job(struct async_executor *executor, struct executor_job *job)
{
	struct async_loop *loop = executor->user = job->loop;

	future_keep(&job->future);		/* once for itself, once for whoever asked */
	job->executor = executor;
	job->job_link = &loop->first_job;
	job->next_job = loop->first_job;
	if (job->next_job != NULL)
		job->next_job->job_link = &job->next_job;
	loop->first_job = job;
	loop->jobs++;
	executor->jobs++;
	*executor->end_of_line = job;
	executor->end_of_line = &job->next;
	begin_waiting(executor);
}

/* ---- Executors ---- */

static void init_executor(struct async_executor *executor, struct async_loop *loop,
			  size_t max_workers)
{
	executor->max_workers = max_workers;
	executor->loop = loop;
	future_init(&executor->idle, loop, NULL, NULL);
	executor->end_of_line = &executor->line;
	executor->end_of_handed = &executor->handed;
	pthread_mutex_init(&executor->lock, NULL);
	pthread_cond_init(&executor->work, NULL);
	if (loop != NULL) {
		executor->next = loop->executors;
		loop->executors = executor;
	}
}

/* [loop]: the one to which it belongs, or NULL. */
static struct async_executor *new_executor(struct async_loop *loop, size_t max_workers)
{
	struct async_executor *executor = heap_get(sizeof *executor);

	if (executor != NULL && max_workers <= SIZE_MAX / sizeof(pthread_t))
		executor->threads = heap_get(max_workers * sizeof(pthread_t));
	if (executor == NULL || executor->threads == NULL) {
		heap_put(executor);
		return error_raise(MemoryError, "no memory for an executor of %zu threads",
				   max_workers);
	}
	init_executor(executor, loop, max_workers);
	return executor;
}

struct async_executor *async_thread_pool_executor(size_t max_workers)
{
	struct async_executor **held;

	if (max_workers == 0)
		return error_raise(ValueError, "max_workers must be greater than 0");
	held = memory_pool_get(memory_current(), sizeof *held, executor_free);
	if (held == NULL)
		return error_raise(MemoryError, "no memory for an executor");
	return *held = new_executor(loop_running(), max_workers);
}

static struct async_executor *default_executor(struct async_loop *loop)
{
	if (loop->default_executor_shut)
		return error_raise(RuntimeError, "Executor shutdown has been called");
	if (loop->default_executor == NULL)
		loop->default_executor = loop->own_executor = new_executor(loop, DEFAULT_WORKERS);
	return loop->default_executor;
}

struct executor_job *executor_submit(struct async_loop *loop, struct async_executor *executor,
				     struct async_call call, const struct future_methods *methods)
{
	struct executor_job *job;

	if (executor == NULL && (executor = default_executor(loop)) == NULL)
		return NULL;
	if (executor->shut)
		return error_raise(RuntimeError, "cannot schedule new futures after shutdown");
	if (executor->jobs > 0 && executor->user != loop)
		return error_raise(RuntimeError, "the executor runs functions of another loop");
	job = new_job(loop, call, methods);
	if (job != NULL)
		add_job(executor, job);
	return job;
}

void async_loop_set_default_executor(struct async_loop *loop, struct async_executor *executor)
{
	loop = loop_or_running(loop);
	if (loop != NULL)
		loop->default_executor = executor;
}
