#ifndef EXECUTOR_INTERNAL_H
#define EXECUTOR_INTERNAL_H

/* Threads, as what is built of them sees them. */

#include <pthread.h>

#include "task-internal.h"

/* A function that is to run in a thread. */
struct executor_job {
	struct loop_callback settled;	/* first: posted when it has ended, or blocks on the virtual
					 * clock */
	struct async_loop *loop;
	struct async_executor *executor;
	struct executor_job *next;	/* in line, or on the way to a thread */
	struct executor_job *next_job, **job_link;	/* of all of the loop that have not ended */
	struct async_future future;	/* its references: the job's, until it has ended, and of
					 * whoever asked for it */
	bool begun;

	/* the thread's, while it runs */
	void *(*fn)(void *arg);
	void *arguments, *result;
	struct memory_pool memory;
	struct error_state errors;
	int64_t time;			/* on the virtual clock */

	/* while it rests on the virtual clock: */
	struct loop_callback timer;	/* the loop's: the end of it, */
	int64_t until;			/* which may be INT64_MAX: never */
	/* see executor_rest() */
	bool (*rest)(struct executor_job *job, void *arg, bool begins);
	void *rest_arg;
	pthread_cond_t may_go_on;
	bool rests, abandoned;		/* under the executor's lock */
};

struct async_executor {
	struct executor_job *line, **end_of_line;	/* the loop's: waiting for a thread */
	size_t jobs, begun;			/* the loop's: those not ended; of these, begun */
	size_t max_workers, count;		/* of threads */
	pthread_t *threads;
	bool shut;				/* it takes no more */
	struct async_future idle;		/* done when jobs is 0 again */
	struct async_loop *user;		/* whose functions it runs */
	struct async_loop *loop;		/* in which it was made, or NULL */
	struct async_executor *next;		/* of those that were made in that loop */

	pthread_mutex_t lock;			/* for what follows */
	pthread_cond_t work;
	struct executor_job *handed, **end_of_handed;	/* begun; some thread is to take it */
	bool ending;				/* its threads are to end when nothing is handed */
};

/* Give a function to a thread of [executor], or, for NULL, of the loop's default one, when one is
 * free. [methods] is of its future, and must have [executor_free_job] as free. Returns: the job,
 * with a reference for the caller. Raises: RuntimeError, MemoryError, and returns NULL. */
struct executor_job *executor_submit(struct async_loop *loop, struct async_executor *executor,
				     struct async_call call, const struct future_methods *methods);
void executor_free_job(struct async_future *future);

/* It has ended, or never begun. */
void executor_forget_job(struct executor_job *job);

/* For those that have nothing to do. */
void executor_tell_threads_to_end(struct async_executor *executor);

/* For memory pools: wait for its threads, and free it. */
void executor_free(void *held);

/* The job that runs in this thread, if its loop has the virtual clock; else NULL. */
struct executor_job *executor_resting_job(void);

/* In the thread of [job]: rest until [until], on the job's own time, or executor_go_on(). [rest],
 * unless NULL, is called in the loop's thread: when the rest begins, and if it returns false then,
 * the job goes on at once; and when it is over. */
void executor_rest(struct executor_job *job, int64_t until,
		   bool (*rest)(struct executor_job *job, void *arg, bool begins), void *arg);

/* In the loop's thread: [job], which rests, goes on. */
void executor_go_on(struct executor_job *job);

/* A future that is done when no function runs in the default executor any more, which takes no
 * more; NULL if that is so now. */
struct async_future *executor_end_default(struct async_loop *loop);

/* The loop closes: wait for every function that runs for it, which on the virtual clock rests no
 * more, and end the executors that were made in it. */
void executor_close_loop(struct async_loop *loop);

#endif
