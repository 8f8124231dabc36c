/* What other threads have to say to the loop: two queues under one lock, and a descriptor that
 * wakes it. And what signal handlers have to say: they may take no lock, so it is a bit each. */

#include <sched.h>

#include "loop-internal.h"

void remote_init(struct async_loop *loop)
{
	queue_init(&loop->remote);
	queue_init(&loop->settled);
	pthread_mutex_init(&loop->lock, NULL);
}

void remote_fini(struct async_loop *loop)
{
	while (atomic_load(&loop->wakers) > 0)
		sched_yield();
	pthread_mutex_destroy(&loop->lock);
}

/* Ordered by sequence, which was taken in the loop's thread: the order in which the threads
 * happened to settle is lost. */
static void insert_in_order(struct loop_queue *queue, struct loop_callback *callback)
{
	struct loop_callback **link = &queue->first;

	while (*link != NULL && (*link)->sequence <= callback->sequence)
		link = &(*link)->next;
	callback->next = *link;
	*link = callback;
	if (callback->next == NULL)
		queue->end = &callback->next;
}

/* The loop is woken when the lock is free, or it would wait for that next: on one processor, where
 * the woken thread often runs at once, a function in a thread took 1.7 times as long. But then the
 * loop may close before it is woken; remote_fini() waits for that. */
static void unlock_and_wake(struct async_loop *loop)
{
	atomic_store(&loop->remote_waits, true);
	atomic_fetch_add(&loop->wakers, 1);
	pthread_mutex_unlock(&loop->lock);
	poll_wake(loop);
	atomic_fetch_sub(&loop->wakers, 1);
}

void loop_post(struct async_loop *loop, struct loop_callback *callback)
{
	pthread_mutex_lock(&loop->lock);
	queue_add(&loop->remote, callback);
	unlock_and_wake(loop);
}

void loop_thread_begins(struct async_loop *loop)
{
	pthread_mutex_lock(&loop->lock);
	loop->busy++;
	pthread_mutex_unlock(&loop->lock);
}

void loop_post_settled(struct async_loop *loop, struct loop_callback *callback)
{
	pthread_mutex_lock(&loop->lock);
	insert_in_order(&loop->settled, callback);
	loop->busy--;
	unlock_and_wake(loop);
}

void loop_post_in_order(struct async_loop *loop, struct loop_callback *callback, uint64_t sequence)
{
	pthread_mutex_lock(&loop->lock);
	callback->sequence = sequence;
	insert_in_order(&loop->settled, callback);
	atomic_store(&loop->remote_waits, true);
	pthread_mutex_unlock(&loop->lock);
}

void remote_forget(struct async_loop *loop)
{
	struct loop_callback *callback;
	struct loop_queue queue;

	queue_init(&queue);
	pthread_mutex_lock(&loop->lock);
	queue_append(&queue, &loop->remote);
	pthread_mutex_unlock(&loop->lock);
	while ((callback = queue_take(&queue)) != NULL)
		loop_drop(callback);
}

void loop_forget_settled(struct async_loop *loop)
{
	struct loop_callback *callback;

	while ((callback = queue_take(&loop->settled)) != NULL)
		loop_drop(callback);
}

bool remote_is_busy(struct async_loop *loop)
{
	bool busy;

	pthread_mutex_lock(&loop->lock);
	busy = loop->busy > 0;
	pthread_mutex_unlock(&loop->lock);
	return busy;
}

bool remote_is_settled(struct async_loop *loop, const struct loop_callback *callback)
{
	const struct loop_callback *c;

	pthread_mutex_lock(&loop->lock);
	for (c = loop->settled.first; c != NULL && c != callback;)
		c = c->next;
	pthread_mutex_unlock(&loop->lock);
	return c != NULL;
}

bool remote_take_settled(struct async_loop *loop, struct loop_callback *callback)
{
	bool was_there;

	pthread_mutex_lock(&loop->lock);
	was_there = queue_remove(&loop->settled, callback);
	pthread_mutex_unlock(&loop->lock);
	return was_there;
}

static void make_ready(struct async_loop *loop, struct loop_queue *from)
{
	for (struct loop_callback *callback = from->first; callback != NULL;
	     callback = callback->next)
		callback->ready = true;
	queue_append(&loop->ready, from);
}

bool remote_collect(struct async_loop *loop, enum remote_settled settled)
{
	bool busy;

	if (loop->jobs == 0 && !atomic_load(&loop->remote_waits))
		return false;
	pthread_mutex_lock(&loop->lock);
	busy = loop->busy > 0;
	make_ready(loop, &loop->remote);
	if (loop->clock == ASYNC_CLOCK_REAL || settled == SETTLED_NOW ||
	    (settled == SETTLED_IF_ALL && !busy))
		make_ready(loop, &loop->settled);
	atomic_store(&loop->remote_waits, loop->settled.first != NULL);
	pthread_mutex_unlock(&loop->lock);
	return busy;
}

/* ---- Signals ---- */

bool loop_signal(struct async_loop *loop, enum loop_signal signal)
{
	if (atomic_fetch_or(&loop->signals, signal) & signal)
		return false;
	poll_wake(loop);
	return true;
}

void loop_forget_signal(struct async_loop *loop, enum loop_signal signal)
{
	atomic_fetch_and(&loop->signals, ~(unsigned)signal);
}

void loop_call_signal_hooks(struct async_loop *loop, unsigned signals)
{
	signals &= atomic_fetch_and(&loop->signals, ~signals);
	if (signals & LOOP_SIGINT)
		loop_sigint_hook(loop);
	if (signals & LOOP_SIGQUIT)
		loop_sigquit_hook(loop);
}
