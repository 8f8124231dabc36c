/* Condition, and Barrier, which is made of one. */

#include "sync-internal.h"

const struct async_exception_type BrokenBarrierError[1] = {
	{ "BrokenBarrierError", RuntimeError },
};

/* ---- Condition ---- */

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

static void end_condition(void *memory)
{
	struct async_condition *condition = memory;

	waiters_end(&condition->waiters);
	waiters_end(&condition->own_lock.waiters);
}

static void condition_init(struct async_condition *condition, const struct waiters_kind *kind,
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
	condition = sync_new(sizeof *condition, end_condition, "a condition", site);
	if (condition == NULL)
		return NULL;
	condition_init(condition, &kind, &lock_kind, site);
	if (lock != NULL)
		condition->lock = lock;
	return condition;
}

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

static bool wait_for(struct async_condition *condition, struct async_task *task,
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

	return task != NULL && wait_for(condition, task, predicate, arg);
}

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

/* ---- Barrier ----
 *
 * It fills until as many tasks wait as it is for, and then drains until all of them have left.
 * Meanwhile others wait in front of it. To reset it while tasks wait in it is to have them leave
 * first, with an exception. It is broken until it is reset.
 */

struct async_barrier {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct async_condition condition;	/* notified when the state changes */
	enum { FILLING, DRAINING, RESETTING, BROKEN } state;
	int parties, count;			/* count: the tasks in it */
};

static void end_barrier(void *memory)
{
	end_condition(&((struct async_barrier *)memory)->condition);
}

static void tell_how_many(const struct waiters *list, char *text, size_t size)
{
	const struct async_barrier *barrier =
		CONTAINER_OF(list, struct async_barrier, condition.waiters);

	snprintf(text, size, " (%d of %d wait)", barrier->count, barrier->parties);
}

static void *enter_barrier(struct async_context_manager *manager);

static bool leave_barrier(struct async_context_manager *manager, struct async_exception *e)
{
	(void)manager;
	(void)e;
	return false;
}

struct async_barrier *async_barrier_(const struct async_site *site, int parties)
{
	static const struct waiters_kind kind = {
		.object = "barrier",
		.tell_more = tell_how_many,
	};
	static const struct waiters_kind lock_kind = {
		.object = "barrier",
		.part = "the lock of ",
		.tell_more = lock_tell_holder,
		.visit = lock_visit_holder,
	};
	struct async_barrier *barrier;

	if (parties < 1)
		return async_raise_(site, ValueError, "parties must be > 0");
	barrier = sync_new(sizeof *barrier, end_barrier, "a barrier", site);
	if (barrier == NULL)
		return NULL;
	barrier->manager = (struct async_context_manager){ enter_barrier, leave_barrier };
	condition_init(&barrier->condition, &kind, &lock_kind, site);
	barrier->parties = parties;
	return barrier;
}

static bool is_open(void *arg)
{
	const struct async_barrier *barrier = arg;

	return barrier->state != DRAINING && barrier->state != RESETTING;
}

static bool is_over(void *arg)
{
	return ((const struct async_barrier *)arg)->state != FILLING;
}

/* Wait until the barrier fills. */
static bool come_in(struct async_barrier *barrier, struct async_task *task)
{
	if (!wait_for(&barrier->condition, task, is_open, barrier))
		return false;
	if (barrier->state == BROKEN)
		error_raise(BrokenBarrierError, "Barrier aborted");
	return barrier->state != BROKEN;
}

/* Wait until the others are here. */
static void wait_inside(struct async_barrier *barrier, struct async_task *task)
{
	if (barrier->count == barrier->parties) {
		barrier->state = DRAINING;
		async_condition_notify_all(&barrier->condition);
	} else if (wait_for(&barrier->condition, task, is_over, barrier) &&
		   barrier->state != DRAINING) {
		error_raise(BrokenBarrierError, "Abort or reset of barrier");
	}
}

static void go_out(struct async_barrier *barrier)
{
	if (--barrier->count > 0)
		return;
	if (barrier->state != BROKEN)
		barrier->state = FILLING;
	async_condition_notify_all(&barrier->condition);
}

static int pass(struct async_barrier *barrier, const char *function)
{
	struct async_lock *lock = &barrier->condition.own_lock;
	struct async_task *task = task_may_suspend(function);
	int index = 0;

	if (task == NULL || lock_acquire(lock, task) != WAITED_GRANTED)
		return 0;
	if (come_in(barrier, task)) {
		index = barrier->count++;
		wait_inside(barrier, task);
		go_out(barrier);
	}
	async_lock_release(lock);
	return async_exception() == NULL ? index : 0;
}

int async_barrier_wait(struct async_barrier *barrier)
{
	return pass(barrier, "async_barrier_wait()");
}

static void *enter_barrier(struct async_context_manager *manager)
{
	return (void *)(intptr_t)pass((struct async_barrier *)manager, "ASYNC_WITH");
}

int async_barrier_reset(struct async_barrier *barrier)
{
	struct async_lock *lock = &barrier->condition.own_lock;
	struct async_task *task = task_may_suspend("async_barrier_reset()");

	if (task == NULL || lock_acquire(lock, task) != WAITED_GRANTED)
		return 0;
	barrier->state = barrier->count > 0 ? RESETTING : FILLING;
	async_condition_notify_all(&barrier->condition);
	async_lock_release(lock);
	return 0;
}

int async_barrier_abort(struct async_barrier *barrier)
{
	struct async_lock *lock = &barrier->condition.own_lock;
	struct async_task *task = task_may_suspend("async_barrier_abort()");

	if (task == NULL || lock_acquire(lock, task) != WAITED_GRANTED)
		return 0;
	barrier->state = BROKEN;
	async_condition_notify_all(&barrier->condition);
	async_lock_release(lock);
	return 0;
}

int async_barrier_parties(const struct async_barrier *barrier)
{
	return barrier->parties;
}

int async_barrier_n_waiting(const struct async_barrier *barrier)
{
	return barrier->state == FILLING ? barrier->count : 0;
}

bool async_barrier_broken(const struct async_barrier *barrier)
{
	return barrier->state == BROKEN;
}
