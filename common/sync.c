#include <limits.h>

#include "sync-internal.h"

void *sync_new(size_t size, void (*fini)(void *memory), const char *name,
	       const struct async_site *site)
{
	void *object = memory_pool_get(memory_current(), size, fini);

	return object != NULL ? object
			      : async_raise_(site, MemoryError, "%zu bytes for %s", size, name);
}

/* ---- Lock ---- */

static void *enter_lock(struct async_context_manager *manager)
{
	struct async_task *task = task_may_suspend("ASYNC_WITH");

	if (task != NULL)
		lock_acquire((struct async_lock *)manager, task);
	return NULL;
}

static bool leave_lock(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	async_lock_release((struct async_lock *)manager);
	return false;
}

static const struct waiters_kind lock_kind = {
	.object = "lock",
	.tell_more = lock_tell_holder,
	.visit = lock_visit_holder,
};

void lock_init(struct async_lock *lock, const struct waiters_kind *kind,
	       const struct async_site *site)
{
	lock->manager = (struct async_context_manager){ enter_lock, leave_lock };
	waiters_init(&lock->waiters, kind, site);
}

static void end_lock(void *memory)
{
	waiters_end(&((struct async_lock *)memory)->waiters);
}

struct async_lock *async_lock_(const struct async_site *site)
{
	struct async_lock *lock = sync_new(sizeof *lock, end_lock, "a lock", site);

	if (lock != NULL)
		lock_init(lock, &lock_kind, site);
	return lock;
}

enum waited lock_acquire(struct async_lock *lock, struct async_task *task)
{
	enum waited waited = WAITED_GRANTED;

	if (lock->locked || !waiters_all_cancelled(&lock->waiters))
		waited = waiters_wait(&lock->waiters, task);
	if (waited == WAITED_ORPHANED)
		return waited;
	if (async_exception() != NULL) {
		if (!lock->locked)
			waiters_wake_first(&lock->waiters);
		return WAITED_NOT_GRANTED;
	}
	lock->locked = true;
	lock->holder = task->number;
	return WAITED_GRANTED;
}

bool async_lock_acquire(struct async_lock *lock)
{
	struct async_task *task = task_may_suspend("async_lock_acquire()");

	return task != NULL && lock_acquire(lock, task) == WAITED_GRANTED;
}

void async_lock_release(struct async_lock *lock)
{
	if (!lock->locked) {
		error_raise(RuntimeError, "Lock is not acquired.");
		return;
	}
	lock->locked = false;
	waiters_wake_first(&lock->waiters);
}

bool async_lock_locked(const struct async_lock *lock)
{
	return lock->locked;
}

/* The task that has it; NULL if that has ended. */
static struct async_task *holder_of(const struct async_lock *lock)
{
	struct async_task *task = task_first();

	while (task != NULL && task->number != lock->holder)
		task = task->next;
	return task;
}

void lock_tell_holder(const struct waiters *list, char *text, size_t size)
{
	const struct async_lock *lock = CONTAINER_OF(list, struct async_lock, waiters);
	const struct async_task *holder = holder_of(lock);

	if (lock->locked && holder != NULL)
		snprintf(text, size, ", held by %s (%s)", async_task_get_name(holder),
			 holder->coroutine.function);
	else if (lock->locked)
		snprintf(text, size, ", held by Task-%u, which has ended", lock->holder);
}

void lock_visit_holder(const struct waiters *list,
		       void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	const struct async_lock *lock = CONTAINER_OF(list, struct async_lock, waiters);
	struct async_task *holder = holder_of(lock);

	if (lock->locked && holder != NULL)
		fn(&holder->future, arg);
}

/* ---- Event ---- */

struct async_event {
	struct waiters waiters;
	bool is_set;
};

static void end_event(void *memory)
{
	waiters_end(&((struct async_event *)memory)->waiters);
}

struct async_event *async_event_(const struct async_site *site)
{
	static const struct waiters_kind kind = { .object = "event" };
	struct async_event *event = sync_new(sizeof *event, end_event, "an event", site);

	if (event != NULL)
		waiters_init(&event->waiters, &kind, site);
	return event;
}

bool async_event_wait(struct async_event *event)
{
	struct async_task *task = task_may_suspend("async_event_wait()");

	if (task != NULL && !event->is_set)
		waiters_wait(&event->waiters, task);
	return async_exception() == NULL;
}

void async_event_set(struct async_event *event)
{
	if (event->is_set)
		return;
	event->is_set = true;
	waiters_wake(&event->waiters, SIZE_MAX);
}

void async_event_clear(struct async_event *event)
{
	event->is_set = false;
}

bool async_event_is_set(const struct async_event *event)
{
	return event->is_set;
}

/* ---- Semaphore ---- */

struct async_semaphore {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct waiters waiters;
	long value;				/* places that nobody has, or was granted */
	long most;				/* as many as a bounded one began with */
};

/* Who is granted a place has it from then on, though its task runs later. */
static bool grant_place(struct async_semaphore *semaphore)
{
	if (semaphore->value == 0 || waiters_wake(&semaphore->waiters, 1) == 0)
		return false;
	semaphore->value--;
	return true;
}

static bool wait_for_place(struct async_semaphore *semaphore, struct async_task *task)
{
	enum waited waited = waiters_wait(&semaphore->waiters, task);

	if (waited == WAITED_ORPHANED)
		return false;
	if (waited == WAITED_GRANTED && async_exception() != NULL)
		semaphore->value++;
	while (grant_place(semaphore))
		;				/* others may have come, and waited their turn */
	return async_exception() == NULL;
}

static bool take_place(struct async_semaphore *semaphore, const char *function)
{
	struct async_task *task = task_may_suspend(function);

	if (task == NULL)
		return false;
	if (async_semaphore_locked(semaphore))
		return wait_for_place(semaphore, task);
	semaphore->value--;
	return true;
}

bool async_semaphore_acquire(struct async_semaphore *semaphore)
{
	return take_place(semaphore, "async_semaphore_acquire()");
}

void async_semaphore_release(struct async_semaphore *semaphore)
{
	if (semaphore->value >= semaphore->most) {
		error_raise(ValueError, "BoundedSemaphore released too many times");
		return;
	}
	semaphore->value++;
	grant_place(semaphore);
}

bool async_semaphore_locked(const struct async_semaphore *semaphore)
{
	return semaphore->value == 0 || !waiters_all_cancelled(&semaphore->waiters);
}

static void *enter_semaphore(struct async_context_manager *manager)
{
	take_place((struct async_semaphore *)manager, "ASYNC_WITH");
	return NULL;
}

static bool leave_semaphore(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	async_semaphore_release((struct async_semaphore *)manager);
	return false;
}

static void end_semaphore(void *memory)
{
	waiters_end(&((struct async_semaphore *)memory)->waiters);
}

struct async_semaphore *async_semaphore_(const struct async_site *site, long value, bool bounded)
{
	static const struct waiters_kind kind = { .object = "semaphore", .part = "a place of " };
	struct async_semaphore *semaphore;

	if (value < 0)
		return async_raise_(site, ValueError, "Semaphore initial value must be >= 0");
	semaphore = sync_new(sizeof *semaphore, end_semaphore, "a semaphore", site);
	if (semaphore == NULL)
		return NULL;
	semaphore->manager = (struct async_context_manager){ enter_semaphore, leave_semaphore };
	waiters_init(&semaphore->waiters, &kind, site);
	semaphore->value = value;
	semaphore->most = bounded ? value : LONG_MAX;
	return semaphore;
}
