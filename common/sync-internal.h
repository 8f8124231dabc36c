#ifndef SYNC_INTERNAL_H
#define SYNC_INTERNAL_H

/* What the objects of sync.h and queue.h are made of: lists of who waits.
 *
 * A waiter is a future that lies on the stack of its task. Who waits longest stands first. A waiter
 * is woken by making its future done; its task runs in the next pass, and until then it stays in
 * the list, unless it is a queue's. So a list has waiters that wait, others that were woken, and
 * others that were cancelled and do not know it yet: CPython's lists have these too, and the rules
 * of who is next depend on them.
 */

#include "sync.h"
#include "task-internal.h"

struct waiters;

/* For reports: what the waiters of a list wait for, "an item of the queue created at shop.c:12". */
struct waiters_kind {
	const char *object;			/* "queue" */
	const char *part;			/* "an item of "; NULL: of it all */
	/* more about it, as in ", held by Task-2 (sell)"; NULL: nothing */
	void (*tell_more)(const struct waiters *list, char *text, size_t size);
	/* call [fn] for each future that they wait for; NULL: there is none */
	void (*visit)(const struct waiters *list,
		      void (*fn)(struct async_future *inner, void *arg), void *arg);
};

struct waiters {
	struct waiter *first, **last;
	const struct waiters_kind *kind;
	const struct async_site *site;		/* where the object was created */
	struct async_loop *loop;		/* whose tasks wait; NULL: nobody has, yet */
};

struct waiter {
	struct async_future future;		/* first, so that one pointer is both */
	struct async_task *task;
	struct waiters *list;			/* NULL: in none */
	struct waiter *next, **link;
};

/* How a wait ended. */
enum waited {
	WAITED_GRANTED,		/* it was woken, and may have been cancelled since */
	WAITED_NOT_GRANTED,	/* it was cancelled, or did not begin; an exception is raised */
	WAITED_ORPHANED,	/* it was cancelled, and what it waited for is no more: do not
				 * touch it; an exception is raised */
};

void waiters_init(struct waiters *list, const struct waiters_kind *kind,
		  const struct async_site *site);

/* The object ends. Ends the program if tasks of the running loop wait for it, which were not
 * cancelled. */
void waiters_end(struct waiters *list);

/* End the program: [task] waits for an object that has ended. */
void waiters_misuse(const char *object, const struct async_site *site,
		    const struct async_task *task) __attribute__((noreturn));

/* Have [task], the current one, wait at the end of [list]. Suspends; a cancellation point. Raises:
 * RuntimeError where tasks of another loop have waited there. */
enum waited waiters_wait(struct waiters *list, struct async_task *task);

/* Wake up to [most] that wait, the first of them first. Returns: how many there were. */
size_t waiters_wake(struct waiters *list, size_t most);

/* Wake the first, unless it was woken or cancelled. */
void waiters_wake_first(struct waiters *list);

/* Wake the first that waits; it, and those before it, which were cancelled, move to [woken]. */
void waiters_move_next(struct waiters *list, struct waiters *woken);

/* Whether nobody stands there but who was cancelled. */
bool waiters_all_cancelled(const struct waiters *list);

/* ---- What a Condition and a Barrier are made of ---- */

struct async_lock {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct waiters waiters;
	bool locked;
	uint32_t holder;			/* for reports: the number of the task that took
						 * it last */
};

struct async_condition {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct waiters waiters;
	struct async_lock *lock;		/* its own, or another's */
	struct async_lock own_lock;
};

/* An object of the current task's memory, all zero. Raises: MemoryError, and returns NULL. */
void *sync_new(size_t size, void (*fini)(void *memory), const char *name,
	       const struct async_site *site);

void lock_init(struct async_lock *lock, const struct waiters_kind *kind,
	       const struct async_site *site);

/* As async_lock_acquire(), for [task], the current one. Returns: WAITED_GRANTED only if it has the
 * lock now. */
enum waited lock_acquire(struct async_lock *lock, struct async_task *task);

/* Of a lock's waiters, for the kinds of lock that there are: who holds it. */
void lock_tell_holder(const struct waiters *list, char *text, size_t size);
void lock_visit_holder(const struct waiters *list,
		       void (*fn)(struct async_future *inner, void *arg), void *arg);

/* A condition on a lock of its own, inside of something larger. [kind] is for those that wait to be
 * notified, [lock_kind] for those that wait for the lock. */
void condition_init(struct async_condition *condition, const struct waiters_kind *kind,
		    const struct waiters_kind *lock_kind, const struct async_site *site);
void condition_end(void *condition);

/* As async_condition_wait_for(), for [task], the current one. */
bool condition_wait_for(struct async_condition *condition, struct async_task *task,
			bool (*predicate)(void *arg), void *arg);

#endif
