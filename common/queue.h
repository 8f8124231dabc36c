#ifndef QUEUE_H
#define QUEUE_H

/* Handing work from task to task.
 *
 * Producers put items in, consumers get them out, and who is too early waits. A queue with a
 * largest size slows its producers down to what the consumers can do.
 *
 * Interface:
 * - Items are pointers, NULL too, and stay whosever they were. What an item points to has to live
 *   until it is taken out, and not only as long as the producer.
 * - A queue belongs to the task that created it, as memory does (memory.h): create it in one that
 *   lives longer than those that use it.
 * - Calls that are not marked ASYNC never suspend: whom they wake runs in the next pass.
 * - Every wait is a cancellation point that loses no item and no wake-up. Who waits longest is
 *   woken first; but a task whose turn is earlier may take the item before it runs. Then it waits
 *   again, behind the others.
 * - What is said of loops in sync.h holds here, too.
 */

#include <stdbool.h>
#include <stddef.h>

#include "task.h"

extern const struct async_exception_type QueueEmpty[1];		/* Exception */
extern const struct async_exception_type QueueFull[1];		/* Exception */
extern const struct async_exception_type QueueShutDown[1];	/* Exception */

struct async_queue;

/* A queue for up to [maxsize] items; 0: for any number. First in, first out. Raises: MemoryError,
 * and returns NULL. asyncio.Queue(maxsize) */
#define async_queue(maxsize) async_queue_(ASYNC_SITE_HERE_(), maxsize)

/* The same, the newest item first. asyncio.LifoQueue(maxsize) */
#define async_lifo_queue(maxsize) async_lifo_queue_(ASYNC_SITE_HERE_(), maxsize)

/* The same, the least item first. [compare] is as for qsort(), but is given the items themselves:
 * negative if [a] is to come before [b]. Of items that are equal any may come first (the same one
 * as in asyncio). asyncio.PriorityQueue(maxsize) */
#define async_priority_queue(maxsize, compare)							\
	async_priority_queue_(ASYNC_SITE_HERE_(), maxsize, compare)

/* Put [item] in, when there is room. Suspends: unless there is; a cancellation point. Raises:
 * QueueShutDown; MemoryError. Returns: 0. asyncio: Queue.put() */
ASYNC int async_queue_put(struct async_queue *queue, void *item);

/* Put [item] in now. Raises: QueueFull; QueueShutDown; MemoryError; and does nothing.
 * asyncio: Queue.put_nowait() */
void async_queue_put_nowait(struct async_queue *queue, void *item);

/* Take an item out, when there is one. Suspends: unless there is; a cancellation point. Raises:
 * QueueShutDown, if it was shut down and is empty. asyncio: Queue.get() */
ASYNC void *async_queue_get(struct async_queue *queue);

/* Take an item out now. Raises: QueueEmpty, or, if it was shut down, QueueShutDown; and returns
 * NULL, which may be an item, too: async_exception() tells which. asyncio: Queue.get_nowait() */
void *async_queue_get_nowait(struct async_queue *queue);

/* How many items are in it; whether there are none; whether there is no room; its size, or 0.
 * asyncio: Queue.qsize(), empty(), full(), maxsize */
size_t async_queue_qsize(const struct async_queue *queue);
bool async_queue_empty(const struct async_queue *queue);
bool async_queue_full(const struct async_queue *queue);
size_t async_queue_maxsize(const struct async_queue *queue);

/* Say that an item that was taken out has been dealt with. Raises: ValueError if that was said for
 * each already. asyncio: Queue.task_done() */
void async_queue_task_done(struct async_queue *queue);

/* Wait until all items that were put in have been dealt with: until task_done was said of each.
 * Suspends: unless that is so; a cancellation point. Returns: 0. asyncio: Queue.join() */
ASYNC int async_queue_join(struct async_queue *queue);

/* Take no more items in. Who waits to put gets QueueShutDown; who waits to get, too, when the
 * queue is empty. [immediate]: drop what is in it, each as if dealt with.
 * asyncio: Queue.shutdown() */
void async_queue_shutdown(struct async_queue *queue, bool immediate);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_queue *async_queue_(const struct async_site *site, size_t maxsize);
struct async_queue *async_lifo_queue_(const struct async_site *site, size_t maxsize);
struct async_queue *async_priority_queue_(const struct async_site *site, size_t maxsize,
					  int (*compare)(const void *a, const void *b));

#endif
