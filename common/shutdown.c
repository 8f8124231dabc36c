/* The end of executors. All of this is done in the loop's thread. While that waits for threads, it
 * does for their functions what the loop would do: it begins the next in line, and moves the
 * virtual clock to where the first of them goes on. */

#include "executor-internal.h"
#include "executor.h"
#include "heap.h"

/* ---- Of one ---- */

/* Whether [job] has ended or rests, and the loop has not come to hear of it. */
static bool has_news(struct executor_job *job)
{
	return job->settled.ready || remote_is_settled(job->loop, &job->settled);
}

static void take_news(struct executor_job *job)
{
	if (!remote_take_settled(job->loop, &job->settled))
		loop_remove(job->loop, &job->settled);
}

static bool has_timer(const struct executor_job *job)
{
	return job->timer.position != 0 || job->timer.ready;
}

static bool is_earlier(const struct executor_job *a, int64_t a_time, const struct executor_job *b,
		       int64_t b_time)
{
	if (b == NULL || a_time != b_time)
		return b == NULL || a_time < b_time;
	return a->settled.sequence < b->settled.sequence;
}

/* The loop's thread waits for [executor], and does for its jobs what the loop would do. Returns:
 * false if nothing can ever end them. */
static bool help_along(struct async_executor *executor)
{
	struct async_loop *loop = executor->user;
	bool is_virtual = loop->clock == ASYNC_CLOCK_VIRTUAL, is_busy = remote_is_busy(loop);
	struct executor_job *with_news = NULL, *resting = NULL;

	for (struct executor_job *job = loop->first_job; job != NULL; job = job->next_job) {
		if (job->executor != executor || !job->begun)
			continue;
		if (has_news(job) && is_earlier(job, 0, with_news, 0))
			with_news = job;
		if (has_timer(job) &&
		    is_earlier(job, job->until, resting, resting != NULL ? resting->until : 0))
			resting = job;
	}
	if (with_news != NULL && !(is_virtual && is_busy)) {
		take_news(with_news);
		with_news->settled.run(&with_news->settled);
	} else if (is_busy) {
		poll_wait(loop, INT64_MAX);
	} else if (resting != NULL) {
		loop_move_clock(loop, resting->until);
		executor_go_on(resting);
	} else {
		return false;
	}
	return true;
}

static void join_threads(struct async_executor *executor)
{
	executor_tell_threads_to_end(executor);
	for (size_t i = 0; i < executor->count; i++)
		pthread_join(executor->threads[i], NULL);
	loop_own_threads -= executor->count;
	executor->count = 0;
}

void async_executor_shutdown(struct async_executor *executor, bool wait)
{
	if (executor == NULL)
		return;
	executor->shut = true;
	if (executor->jobs == 0)
		executor_tell_threads_to_end(executor);
	if (!wait)
		return;
	while (executor->jobs > 0 && help_along(executor))
		;
	if (executor->jobs == 0)
		join_threads(executor);
	else
		error_raise(RuntimeError, "deadlock: a function in a thread of the executor waits "
					  "for the loop, which waits for it");
}

void executor_free(void *held)
{
	struct async_executor *executor = *(struct async_executor **)held, **link;

	if (executor == NULL)
		return;
	async_executor_shutdown(executor, true);
	if (executor->loop != NULL) {
		for (link = &executor->loop->executors; *link != executor;)
			link = &(*link)->next;
		*link = executor->next;
	}
	pthread_mutex_destroy(&executor->lock);
	pthread_cond_destroy(&executor->work);
	heap_put(executor->threads);
	heap_put(executor);
}

/* ---- Of those of a loop ---- */

struct async_future *executor_end_default(struct async_loop *loop)
{
	struct async_executor *executor = loop->default_executor;

	loop->default_executor_shut = true;
	if (executor == NULL)
		return NULL;
	async_executor_shutdown(executor, false);
	if (executor->jobs == 0)
		return NULL;
	executor->idle.loop = loop;
	if (executor->idle.state != FUTURE_PENDING)
		future_init(&executor->idle, loop, NULL, NULL);
	return &executor->idle;
}

static void leave_line(struct executor_job *job)
{
	struct executor_job **link = &job->executor->line;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	if (*link == NULL)
		job->executor->end_of_line = link;
}

static void abandon_job(struct executor_job *job)
{
	bool rests;

	pthread_mutex_lock(&job->executor->lock);
	job->abandoned = true;			/* from here on it never rests again */
	rests = job->rests;
	pthread_mutex_unlock(&job->executor->lock);
	if (rests) {
		take_news(job);
		executor_go_on(job);
	}
}

void executor_close_loop(struct async_loop *loop)
{
	struct executor_job *job;
	struct async_executor *executor;

	loop->default_executor_shut = true;	/* what ends here must not begin anything */
	for (job = loop->first_job; job != NULL; job = job->next_job)
		if (job->begun)
			abandon_job(job);
	while (remote_is_busy(loop)) {
		remote_forget(loop);		/* nobody is to wait for what never comes */
		poll_wait(loop, INT64_MAX);
	}
	loop_forget_settled(loop);
	while ((job = loop->first_job) != NULL) {
		if (!job->begun)
			leave_line(job);
		executor_forget_job(job);
	}
	while ((executor = loop->executors) != NULL) {
		loop->executors = executor->next;
		executor->loop = NULL;
		async_executor_shutdown(executor, true);
	}
	if (loop->own_executor != NULL)
		executor_free(&loop->own_executor);
}
