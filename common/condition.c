#include "sync-internal.h"

/* ---- Life ---- */

static void *enter_condition(struct async_context_manager *manager)
{
	struct async_lock *lock = ((struct async_condition *)manager)->lock;

	return lock->manager.aenter(&lock->manager);
}

static bool leave_condition(struct async_context_manager *manager, struct async_exception *e)
{
	struct async_lock *lock = ((struct async_condition *)manager)->lock;

	return lock->manager.aexit(&lock->manager, e);
}

void condition_end(void *memory)
{
	struct async_condition *condition = memory;

	waiters_end(&condition->waiters);
	waiters_end(&condition->own_lock.waiters);
}

void condition_init(struct async_condition *condition, const struct waiters_kind *kind,
		    const struct waiters_kind *lock_kind, const struct async_site *site)
{
	condition->manager = (struct async_context_manager){ enter_condition, leave_condition };
	waiters_init(&condition->waiters, kind, site);
	lock_init(&condition->own_lock, lock_kind, site);
	condition->lock = &condition->own_lock;
}

struct async_condition *async_condition_(const struct async_site *site, struct async_lock *lock)
{
	static const struct waiters_kind kind = { .object = "condition" };
	static const struct waiters_kind lock_kind = {
		.object = "condition",
		.part = "the lock of ",
		.tell_more = lock_tell_holder,
		.visit = lock_visit_holder,
	};
	struct async_condition *condition;

	if (lock == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	condition = sync_new(sizeof *condition, condition_end, "a condition", site);
	if (condition == NULL)
		return NULL;
	condition_init(condition, &kind, &lock_kind, site);
	if (lock != NULL)
		condition->lock = lock;
	return condition;
}

/* ---- Its lock ---- */

bool async_condition_acquire(struct async_condition *condition)
{
	struct async_task *task = task_may_suspend("async_condition_acquire()");

	return task != NULL && lock_acquire(condition->lock, task) == WAITED_GRANTED;
}

void async_condition_release(struct async_condition *condition)
{
	async_lock_release(condition->lock);
}

bool async_condition_locked(const struct async_condition *condition)
{
	return condition->lock->locked;
}

/* ---- Waiting ---- */

struct taking_again {
	struct async_lock *lock;
	struct async_task *task;
	const struct async_site *site;		/* of the condition */
};

/* However often the task is cancelled meanwhile: the last cancellation is raised in the end. */
static void *take_lock_again(void *arg)
{
	const struct taking_again *again = arg;
	enum waited waited;
	EXCEPTION(last);

	do
		waited = lock_acquire(again->lock, again->task);
	while (waited == WAITED_NOT_GRANTED && EXCEPT(CancelledError, last));
	if (waited == WAITED_ORPHANED)
		waiters_misuse("lock of the condition", again->site, again->task);
	if (last != NULL)
		async_reraise(last);
	return NULL;
}

static void wait_and_take_lock_again(struct async_condition *condition, struct async_task *task)
{
	struct taking_again again = { condition->lock, task, condition->waiters.site };

	FINALLY(take_lock_again, &again);
	if (waiters_wait(&condition->waiters, task) == WAITED_ORPHANED)
		waiters_misuse("condition", again.site, task);
}

static bool wait_until_notified(struct async_condition *condition, struct async_task *task)
{
	if (!condition->lock->locked) {
		error_raise(RuntimeError, "cannot wait on un-acquired lock");
		return false;
	}
	async_lock_release(condition->lock);
	wait_and_take_lock_again(condition, task);
	if (async_exception() == NULL)
		return true;
	waiters_wake(&condition->waiters, 1);	/* it may have been the one to be notified */
	return false;
}

bool async_condition_wait(struct async_condition *condition)
{
	struct async_task *task = task_may_suspend("async_condition_wait()");

	return task != NULL && wait_until_notified(condition, task);
}

bool condition_wait_for(struct async_condition *condition, struct async_task *task,
			bool (*predicate)(void *arg), void *arg)
{
	while (!predicate(arg))
		if (async_exception() != NULL || !wait_until_notified(condition, task))
			return false;
	return async_exception() == NULL;
}

bool async_condition_wait_for(struct async_condition *condition, bool (*predicate)(void *arg),
			      void *arg)
{
	struct async_task *task = task_may_suspend("async_condition_wait_for()");

	return task != NULL && condition_wait_for(condition, task, predicate, arg);
}

/* ---- Notifying ---- */

void async_condition_notify(struct async_condition *condition, size_t n)
{
	if (condition->lock->locked)
		waiters_wake(&condition->waiters, n);
	else
		error_raise(RuntimeError, "cannot notify on un-acquired lock");
}

void async_condition_notify_all(struct async_condition *condition)
{
	async_condition_notify(condition, SIZE_MAX);
}
