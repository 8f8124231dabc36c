/* Barriers.
 *
 * A barrier fills until as many tasks wait as it is for, and then drains until all of them have
 * left. Meanwhile others wait in front of it. To reset it while tasks wait in it is to have them
 * leave first, with an exception. One that is broken lets nobody in until it is reset.
 *
 * All of them wait for one condition, which is notified whenever the state changes. Its lock is
 * held only between waits, so nobody ever waits for the lock.
 */

#include "sync-internal.h"

const struct async_exception_type BrokenBarrierError[1] = {
	{ "BrokenBarrierError", RuntimeError },
};

struct async_barrier {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct async_condition condition;	/* notified when the state changes */
	enum { FILLING, DRAINING, RESETTING, BROKEN } state;
	int parties, count;			/* count: the tasks in it */
};

/* ---- Life ---- */

static void end_barrier(void *memory)
{
	condition_end(&((struct async_barrier *)memory)->condition);
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

/* ---- Waiting ---- */

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
	if (!condition_wait_for(&barrier->condition, task, is_open, barrier))
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
	} else if (condition_wait_for(&barrier->condition, task, is_over, barrier) &&
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

/* ---- Its state ---- */

static int change_state(struct async_barrier *barrier, const char *function, bool broken)
{
	struct async_lock *lock = &barrier->condition.own_lock;
	struct async_task *task = task_may_suspend(function);

	if (task == NULL || lock_acquire(lock, task) != WAITED_GRANTED)
		return 0;
	if (broken)
		barrier->state = BROKEN;
	else
		barrier->state = barrier->count > 0 ? RESETTING : FILLING;
	async_condition_notify_all(&barrier->condition);
	async_lock_release(lock);
	return 0;
}

int async_barrier_reset(struct async_barrier *barrier)
{
	return change_state(barrier, "async_barrier_reset()", false);
}

int async_barrier_abort(struct async_barrier *barrier)
{
	return change_state(barrier, "async_barrier_abort()", true);
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
