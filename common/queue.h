#ifndef QUEUE_H
#define QUEUE_H

/* Handing work from task to task.
 *
 * Producers put items in, consumers get them out, and who is too early waits. A queue with a
 * largest size slows its producers down to what the consumers can do.
 *
 * Interface: items are pointers, and stay whosever they were. A queue belongs to the task that
 * created it, as memory does (memory.h). A call with `_nowait` never suspends. Every wait is a
 * cancellation point that loses no item and no wake-up.
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
 * negative if [a] is to come before [b]. asyncio.PriorityQueue(maxsize) */
#define async_priority_queue(maxsize, compare)							\
	async_priority_queue_(ASYNC_SITE_HERE_(), maxsize, compare)

/* Put [item] in, when there is room. Suspends: unless there is; a cancellation point. Raises:
 * QueueShutDown. Returns: 0. asyncio: Queue.put() */
ASYNC int async_queue_put(struct async_queue *queue, void *item);

/* Raises: QueueFull; QueueShutDown. asyncio: Queue.put_nowait() */
void async_queue_put_nowait(struct async_queue *queue, void *item);

/* Take an item out, when there is one. Suspends: unless there is; a cancellation point. Raises:
 * QueueShutDown, if it was shut down and is empty. asyncio: Queue.get() */
ASYNC void *async_queue_get(struct async_queue *queue);

/* Raises: QueueEmpty; QueueShutDown. asyncio: Queue.get_nowait() */
void *async_queue_get_nowait(struct async_queue *queue);

/* asyncio: Queue.qsize(), empty(), full(), maxsize */
size_t async_queue_qsize(const struct async_queue *queue);
bool async_queue_empty(const struct async_queue *queue);
bool async_queue_full(const struct async_queue *queue);
size_t async_queue_maxsize(const struct async_queue *queue);

/* Say that an item that was taken out has been dealt with. Raises: ValueError if that was said for
 * each already. asyncio: Queue.task_done() */
void async_queue_task_done(struct async_queue *queue);

/* Wait until all items that were put in have been dealt with. Suspends: unless that is so; a
 * cancellation point. Returns: 0. asyncio: Queue.join() */
ASYNC int async_queue_join(struct async_queue *queue);

/* Take no more items in. Who waits to put gets QueueShutDown; who waits to get, too, when the
 * queue is empty. [immediate]: drop what is in it, each as if dealt with. asyncio:
 * Queue.shutdown() */
void async_queue_shutdown(struct async_queue *queue, bool immediate);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_queue *async_queue_(const struct async_site *site, size_t maxsize);
struct async_queue *async_lifo_queue_(const struct async_site *site, size_t maxsize);
struct async_queue *async_priority_queue_(const struct async_site *site, size_t maxsize,
					  int (*compare)(const void *a, const void *b));

#endif
