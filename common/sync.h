#ifndef SYNC_H
#define SYNC_H

/* Waiting for each other: Lock, Event, Condition, Semaphore, Barrier.
 *
 * Tasks take turns only where they await, so most code needs no lock. One is needed where a task
 * awaits in the middle of something that no other task may see half done. These are asyncio's, with
 * its rules:
 *
 * - First come, first served. Who waits longest is woken first.
 * - They are for the tasks of one loop, not for threads. Where a task of another loop has waited,
 *   to wait raises RuntimeError, as it does outside of a task.
 * - Each belongs to the task that created it, as memory does (memory.h); outside of tasks one lives
 *   until the end of the next run. Nothing is freed by hand. A task that still waited when its lock
 *   goes would wait for ever: that ends the program with a message that names both.
 * - Every wait is a cancellation point that leaves nothing behind: who is cancelled after a lock or
 *   a place was granted hands it on.
 * - Calls that are not marked ASYNC never suspend: whom they wake runs in the next pass.
 *
 * Those marked "async with" may be given to ASYNC_WITH (context.h), which takes them, and gives
 * them back at the end of the block.
 */

#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "task.h"

/* A barrier was broken while, or before, a task waited there. */
extern const struct async_exception_type BrokenBarrierError[1];	/* RuntimeError */

/* ---- Lock: one at a time; async with ---- */

struct async_lock;

/* A lock, free. Does not suspend. Raises: MemoryError, and returns NULL. asyncio.Lock() */
#define async_lock() async_lock_(ASYNC_SITE_HERE_())

/* Take [lock], when it is free. Suspends: unless it is free and nobody waits; a cancellation
 * point. Returns: true. asyncio: Lock.acquire() */
ASYNC bool async_lock_acquire(struct async_lock *lock);

/* Give it back; who waits longest is woken. Any task may do so, not only the one that took it.
 * Raises: RuntimeError if it is free. asyncio: Lock.release() */
void async_lock_release(struct async_lock *lock);

/* Whether somebody has it. Between a release and the turn of who was woken nobody has, and still
 * whoever comes then has to wait behind. asyncio: Lock.locked() */
bool async_lock_locked(const struct async_lock *lock);

/* ---- Event: a door, open or closed ---- */

struct async_event;

/* An event, not set. Raises: MemoryError, and returns NULL. asyncio.Event() */
#define async_event() async_event_(ASYNC_SITE_HERE_())

/* Wait until the event is set. Suspends: unless it is; a cancellation point. Once set() has been
 * called, all that waited go on, even if it is cleared before they run. Returns: true.
 * asyncio: Event.wait() */
ASYNC bool async_event_wait(struct async_event *event);

/* Open the door, close it, look. To set what is set, or clear what is not, does nothing.
 * asyncio: Event.set(), Event.clear(), Event.is_set() */
void async_event_set(struct async_event *event);
void async_event_clear(struct async_event *event);
bool async_event_is_set(const struct async_event *event);

/* ---- Condition: wait until something has changed; async with ---- */

struct async_condition;

/* A condition on [lock], or, for NULL, on a lock of its own. Raises: MemoryError, and returns
 * NULL. asyncio.Condition(lock) */
#define async_condition(lock) async_condition_(ASYNC_SITE_HERE_(), lock)

/* Its lock: as of Lock. asyncio: Condition.acquire(), release(), locked() */
ASYNC bool async_condition_acquire(struct async_condition *condition);
void async_condition_release(struct async_condition *condition);
bool async_condition_locked(const struct async_condition *condition);

/* Release the lock, wait to be notified, and take the lock again, also where the wait is
 * cancelled: the cancellation is raised when the lock is held, and of several the last. One that
 * is notified and cancelled notifies another, so a task may be notified for nothing: look again
 * whether it is so what you wait for, or use async_condition_wait_for(). Suspends: always; a
 * cancellation point. Raises: RuntimeError if the lock is free. Returns: true.
 * asyncio: Condition.wait() */
ASYNC bool async_condition_wait(struct async_condition *condition);

/* Wait, again and again, until [predicate]([arg]) is true, which may be so at once: then it does
 * not suspend. Raises: as async_condition_wait(), and what [predicate] does. Returns: true.
 * asyncio: Condition.wait_for() */
ASYNC bool async_condition_wait_for(struct async_condition *condition,
				    bool (*predicate)(void *arg), void *arg);

/* Wake [n] of those that wait, the longest waiting first; or all. They go on when they get the
 * lock. Where fewer wait, the rest is lost: who comes later is not woken. Raises: RuntimeError if
 * the lock is free. asyncio: Condition.notify(), notify_all() */
void async_condition_notify(struct async_condition *condition, size_t n);
void async_condition_notify_all(struct async_condition *condition);

/* ---- Semaphore: so many at a time; async with ---- */

struct async_semaphore;

/* A semaphore with [value] places. The bounded one refuses to get more places than it began with.
 * Raises: ValueError if [value] is negative; MemoryError; and returns NULL.
 * asyncio.Semaphore(value), asyncio.BoundedSemaphore(value) */
#define async_semaphore(value) async_semaphore_(ASYNC_SITE_HERE_(), value, false)
#define async_bounded_semaphore(value) async_semaphore_(ASYNC_SITE_HERE_(), value, true)

/* Take a place, when there is one. Suspends: unless there is one and nobody waits; a cancellation
 * point. Returns: true. asyncio: Semaphore.acquire() */
ASYNC bool async_semaphore_acquire(struct async_semaphore *semaphore);

/* Give a place back, or add one. Raises: ValueError for a place too many, if it is bounded.
 * asyncio: Semaphore.release() */
void async_semaphore_release(struct async_semaphore *semaphore);

/* Whether to acquire would suspend: no place is free, or others wait for one.
 * asyncio: Semaphore.locked() */
bool async_semaphore_locked(const struct async_semaphore *semaphore);

/* ---- Barrier: all go on together; async with ---- */

struct async_barrier;

/* A barrier for [parties] tasks. Raises: ValueError if that is less than 1; MemoryError; and
 * returns NULL. asyncio.Barrier(parties) */
#define async_barrier(parties) async_barrier_(ASYNC_SITE_HERE_(), parties)

/* Wait until as many as the barrier is for do so. While those of the last time leave, others wait
 * in front of it. One that is cancelled is no longer counted. Suspends: unless this is the last of
 * them and nobody is still leaving; a cancellation point. Raises: BrokenBarrierError if it is, or
 * gets, broken, or is reset. Returns: how many were there before it, 0 to parties - 1: different
 * for each, unless one was cancelled meanwhile. ASYNC_WITH_AS gives that, as (void *)(intptr_t).
 * asyncio: Barrier.wait() */
ASYNC int async_barrier_wait(struct async_barrier *barrier);

/* Make it as new; who waits gets BrokenBarrierError. Does not suspend, but is awaited, as in
 * asyncio, and raises RuntimeError outside of a task. Returns: 0. asyncio: Barrier.reset() */
ASYNC int async_barrier_reset(struct async_barrier *barrier);

/* Break it: who waits, or comes before it is reset, gets BrokenBarrierError. Does
 * not suspend, as async_barrier_reset(). Returns: 0. asyncio: Barrier.abort() */
ASYNC int async_barrier_abort(struct async_barrier *barrier);

/* How many it is for; how many of them are waiting; whether it is broken.
 * asyncio: Barrier.parties, n_waiting, broken */
int async_barrier_parties(const struct async_barrier *barrier);
int async_barrier_n_waiting(const struct async_barrier *barrier);
bool async_barrier_broken(const struct async_barrier *barrier);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_lock *async_lock_(const struct async_site *site);
struct async_event *async_event_(const struct async_site *site);
struct async_condition *async_condition_(const struct async_site *site, struct async_lock *lock);
struct async_semaphore *async_semaphore_(const struct async_site *site, long value, bool bounded);
struct async_barrier *async_barrier_(const struct async_site *site, int parties);

#endif
