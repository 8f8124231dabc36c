/* to_thread: a function in another thread, and a future for the loop's.
 *
 * A job is begun when there is a thread for it, one of at most THREADS; until then it waits in
 * line. When it has ended it is posted to the loop, where its future becomes done.
 *
 * On the virtual clock a thread that calls async_block() is a timer of the loop: it posts that it
 * blocks, until when, and goes on when the loop has come there. Each job has a time of its own,
 * which began when the job did, and a place among equal timers, taken when it was submitted. So
 * what the program does depends in no way on how fast its threads are.
 */

#include "thread-internal.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "heap.h"
#include "record.h"
#include "task-internal.h"

enum { THREADS = 32 };			/* CPython's most; fixed, so that a program runs alike on
					 * every machine */

struct job {
	struct loop_callback settled;	/* first: posted when the job has ended, or blocks on the
					 * virtual clock */
	struct async_loop *loop;
	struct job *next;		/* in line, or on the way to a thread */
	struct job *next_job, **job_link;	/* of all that have not ended */
	unsigned references;		/* its task, while that waits; itself, until it has ended */
	struct async_future future;

	/* the thread's, while it runs */
	void *(*fn)(void *arg);
	void *arguments, *result;
	struct memory_pool memory;
	struct error_state errors;
	int64_t time;			/* on the virtual clock */
	struct loop_callback timer;	/* the loop's: the end of an async_block() */
	pthread_cond_t may_go_on;
	bool goes_on;			/* under the pool's lock */
};

struct thread_pool {
	struct job *line, **end_of_line;	/* the loop's: waiting for a thread */
	struct job *jobs;			/* the loop's: all that have not ended */
	size_t begun;				/* the loop's: begun and not ended */
	pthread_t threads[THREADS];
	size_t count;				/* of threads */
	struct async_future idle;		/* see thread_pool_idle() */

	pthread_mutex_t lock;			/* for what follows */
	pthread_cond_t work;
	struct job *handed, **end_of_handed;	/* begun; some thread is to take it */
	bool closing;
};

static _Thread_local struct job *current;	/* of this thread */

static void release(struct job *job)
{
	if (--job->references > 0)
		return;
	future_fini(&job->future);
	error_fini(&job->errors);
	memory_pool_free(&job->memory);
	pthread_cond_destroy(&job->may_go_on);
	heap_put(job);
}

static void abandon_job(struct async_future *future)
{
	release(CONTAINER_OF(future, struct job, future));
}

static const struct future_methods job_methods = { .abandon = abandon_job };

/* ---- In the threads ---- */

static void begin_block(struct loop_callback *callback);
static void end_job(struct loop_callback *callback);

static bool block_on_virtual_clock(int64_t nanoseconds)
{
	struct job *job = current;
	struct thread_pool *pool;

	if (job == NULL || job->loop->clock != ASYNC_CLOCK_VIRTUAL)
		return false;
	pool = job->loop->threads;
	pthread_mutex_lock(&pool->lock);
	job->time = loop_time_after(job->time, nanoseconds);
	job->goes_on = pool->closing;
	if (!job->goes_on) {
		job->settled.run = begin_block;
		loop_post_settled(job->loop, &job->settled);
	}
	while (!job->goes_on)
		pthread_cond_wait(&job->may_go_on, &pool->lock);
	pthread_mutex_unlock(&pool->lock);
	return true;
}

bool (*loop_thread_block_hook)(int64_t nanoseconds) = block_on_virtual_clock;

static void run_job(struct job *job)
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

static struct job *take_job(struct thread_pool *pool)
{
	struct job *job;

	pthread_mutex_lock(&pool->lock);
	while (pool->handed == NULL && !pool->closing)
		pthread_cond_wait(&pool->work, &pool->lock);
	job = pool->handed;
	if (job != NULL) {
		pool->handed = job->next;
		if (pool->handed == NULL)
			pool->end_of_handed = &pool->handed;
	}
	pthread_mutex_unlock(&pool->lock);
	return job;
}

static void *run_jobs(void *arg)
{
	struct job *job;

	while ((job = take_job(arg)) != NULL)
		run_job(job);
	return NULL;
}

/* ---- In the loop's thread ---- */

static void go_on(struct job *job)
{
	struct thread_pool *pool = job->loop->threads;

	pthread_mutex_lock(&pool->lock);
	job->goes_on = true;
	pthread_cond_signal(&job->may_go_on);
	pthread_mutex_unlock(&pool->lock);
}

static void end_block(struct loop_callback *timer)
{
	struct job *job = CONTAINER_OF(timer, struct job, timer);

	loop_thread_begins(job->loop);
	go_on(job);
}

static void begin_block(struct loop_callback *callback)
{
	struct job *job = (struct job *)callback;

	job->timer.run = end_block;
	if (loop_at_sequence(job->loop, &job->timer, job->time, callback->sequence) != 0)
		end_block(&job->timer);		/* without memory for a timer, a block that is
						 * too short */
}

static int add_thread(struct thread_pool *pool)
{
	int error;

	if (pool->count > pool->begun)
		return 0;			/* there is one that has nothing to do */
	error = pthread_create(&pool->threads[pool->count], NULL, run_jobs, pool);
	if (error == 0)
		pool->count++;
	return error;
}

static int begin_job(struct thread_pool *pool, struct job *job)
{
	int error = add_thread(pool);

	if (error != 0)
		return error;
	pool->begun++;
	job->time = loop_now(job->loop);
	loop_thread_begins(job->loop);
	pthread_mutex_lock(&pool->lock);
	job->next = NULL;
	*pool->end_of_handed = job;
	pool->end_of_handed = &job->next;
	pthread_cond_signal(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	return 0;
}

/* It has ended, or never begun. */
static void forget_job(struct job *job)
{
	job->loop->jobs--;
	*job->job_link = job->next_job;
	if (job->next_job != NULL)
		job->next_job->job_link = job->job_link;
	if (job->loop->jobs == 0)
		future_set_result(&job->loop->threads->idle, NULL);
	release(job);
}

static void fail_job(struct job *job)
{
	future_set_exception(&job->future,
			     exception_new(NULL, RuntimeError, "can't start new thread"));
	forget_job(job);
}

/* Begin as many as may be. One whose task waits no longer is never begun. */
static void begin_waiting(struct thread_pool *pool)
{
	while (pool->line != NULL && pool->begun < THREADS) {
		struct job *job = pool->line;

		pool->line = job->next;
		if (pool->line == NULL)
			pool->end_of_line = &pool->line;
		if (job->future.state != FUTURE_PENDING)
			forget_job(job);
		else if (begin_job(pool, job) != 0)
			fail_job(job);
	}
}

static void end_job(struct loop_callback *callback)
{
	struct job *job = (struct job *)callback;
	struct thread_pool *pool = job->loop->threads;
	struct exception *e = job->errors.raised;

	job->errors.raised = NULL;
	if (e != NULL)
		future_set_exception(&job->future, e);
	else
		future_set_result(&job->future, job->result);
	pool->begun--;
	forget_job(job);
	begin_waiting(pool);
}

static struct thread_pool *pool_of(struct async_loop *loop)
{
	struct thread_pool *pool = loop->threads;

	if (pool != NULL)
		return pool;
	pool = heap_get(sizeof *pool);
	if (pool == NULL)
		return error_raise(MemoryError, "%zu bytes for threads", sizeof *pool);
	future_init(&pool->idle, loop, NULL, NULL);
	pool->end_of_line = &pool->line;
	pool->end_of_handed = &pool->handed;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	return loop->threads = pool;
}

static struct job *new_job(struct thread_pool *pool, struct async_loop *loop,
			   struct async_call call)
{
	struct job *job = heap_get(sizeof *job);

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
	job->references = 2;
	job->settled.sequence = loop_take_sequence(loop);
	future_init(&job->future, loop, call.site, &job_methods);
	pthread_cond_init(&job->may_go_on, NULL);
	job->job_link = &pool->jobs;
	job->next_job = pool->jobs;
	if (job->next_job != NULL)
		job->next_job->job_link = &job->next_job;
	pool->jobs = job;
	loop->jobs++;
	return job;
}

void *async_to_thread_(struct async_call call)
{
	struct async_task *task = task_may_suspend("async_to_thread()");
	struct thread_pool *pool = task != NULL ? pool_of(task->future.loop) : NULL;
	struct job *job = pool != NULL ? new_job(pool, task->future.loop, call) : NULL;
	void *result;

	if (job == NULL)
		return NULL;
	if (record_on)
		record_event(RECORD_THREAD, 0, call.name);
	*pool->end_of_line = job;
	pool->end_of_line = &job->next;
	begin_waiting(pool);
	result = task_wait(task, &job->future, "thread", 0);
	if (job->references == 1)		/* it has ended: what it allocated is the task's */
		memory_pool_move(&job->memory, memory_current());
	release(job);
	return result;
}

struct async_future *thread_pool_idle(struct async_loop *loop)
{
	if (loop->jobs == 0)
		return NULL;
	future_init(&loop->threads->idle, loop, NULL, NULL);
	return &loop->threads->idle;
}

void thread_pool_close(struct async_loop *loop)
{
	struct thread_pool *pool = loop->threads;
	struct job *job;

	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->closing = true;			/* from here on none says that it blocks */
	loop_forget_settled(loop);
	for (job = pool->jobs; job != NULL; job = job->next_job) {
		job->goes_on = true;
		pthread_cond_signal(&job->may_go_on);
	}
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < pool->count; i++)
		pthread_join(pool->threads[i], NULL);
	while (pool->jobs != NULL)
		forget_job(pool->jobs);
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->work);
	heap_put(pool);
	loop->threads = NULL;
}
