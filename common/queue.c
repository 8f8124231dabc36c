#include "queue.h"

#include <string.h>

#include "heap.h"
#include "sync-internal.h"

enum { FIRST_ROOM = ASYNC_HARD ? 1 : 8 };

const struct async_exception_type QueueEmpty[1] = { { "QueueEmpty", Exception } };
const struct async_exception_type QueueFull[1] = { { "QueueFull", Exception } };
const struct async_exception_type QueueShutDown[1] = { { "QueueShutDown", Exception } };

/* In what the three kinds differ: how an item goes in, where there is room for it, and which one
 * goes out. */
struct queue_kind {
	void (*put)(struct async_queue *queue, void *item);
	void *(*get)(struct async_queue *queue);
};

struct async_queue {
	const struct queue_kind *kind;
	int (*compare)(const void *a, const void *b);
	size_t maxsize;				/* 0: any number */

	/* the items: of a fifo queue they are a ring, else an array that begins at 0 */
	void **items;				/* heap; NULL: none yet */
	size_t room, first, count;		/* room: a power of two */

	struct waiters getters, putters, joiners;
	struct waiters woken;			/* getters and putters that have not run since */
	size_t unfinished;
	bool is_shutdown;
};

/* ---- Kinds ---- */

static void put_last(struct async_queue *queue, void *item)
{
	queue->items[(queue->first + queue->count++) & (queue->room - 1)] = item;
}

static void *get_first(struct async_queue *queue)
{
	void *item = queue->items[queue->first];

	queue->first = (queue->first + 1) & (queue->room - 1);
	queue->count--;
	return item;
}

static void *get_last(struct async_queue *queue)
{
	return queue->items[--queue->count];
}

/* A binary heap: no item comes before its parent, the items of place i are parent to those of
 * 2i + 1 and 2i + 2. The steps are those of CPython's heapq, so that items of which neither comes
 * before the other go out in its order. */
static void rise(struct async_queue *queue, size_t place)
{
	void **items = queue->items, *item = items[place];

	while (place > 0) {
		size_t parent = (place - 1) / 2;

		if (queue->compare(item, items[parent]) >= 0)
			break;
		items[place] = items[parent];
		place = parent;
	}
	items[place] = item;
}

static void put_in_heap(struct async_queue *queue, void *item)
{
	put_last(queue, item);
	rise(queue, queue->count - 1);
}

static void *get_least(struct async_queue *queue)
{
	void **items = queue->items, *least = items[0];
	size_t place = 0, child, count = --queue->count;

	if (count == 0)
		return least;
	/* the last one takes the place of a leaf, to which the smaller children make way */
	while ((child = 2 * place + 1) < count) {
		if (child + 1 < count && queue->compare(items[child], items[child + 1]) >= 0)
			child++;
		items[place] = items[child];
		place = child;
	}
	items[place] = items[count];
	rise(queue, place);
	return least;
}

static const struct queue_kind fifo = { put_last, get_first };
static const struct queue_kind lifo = { put_last, get_last };
static const struct queue_kind priority = { put_in_heap, get_least };

/* ---- Life ---- */

static void end_queue(void *memory)
{
	struct async_queue *queue = memory;

	waiters_end(&queue->getters);
	waiters_end(&queue->putters);
	waiters_end(&queue->joiners);
	waiters_end(&queue->woken);
	heap_put(queue->items);
}

static struct async_queue *new_queue(const struct async_site *site, size_t maxsize,
				     const struct queue_kind *kind)
{
	static const struct waiters_kind getters = { .object = "queue", .part = "an item of " };
	static const struct waiters_kind putters = { .object = "queue", .part = "room in " };
	static const struct waiters_kind joiners = { .object = "queue", .part = "the work of " };
	static const struct waiters_kind woken = { .object = "queue" };
	struct async_queue *queue = sync_new(sizeof *queue, end_queue, "a queue", site);

	if (queue == NULL)
		return NULL;
	queue->kind = kind;
	queue->maxsize = maxsize;
	waiters_init(&queue->getters, &getters, site);
	waiters_init(&queue->putters, &putters, site);
	waiters_init(&queue->joiners, &joiners, site);
	waiters_init(&queue->woken, &woken, site);
	return queue;
}

struct async_queue *async_queue_(const struct async_site *site, size_t maxsize)
{
	return new_queue(site, maxsize, &fifo);
}

struct async_queue *async_lifo_queue_(const struct async_site *site, size_t maxsize)
{
	return new_queue(site, maxsize, &lifo);
}

struct async_queue *async_priority_queue_(const struct async_site *site, size_t maxsize,
					  int (*compare)(const void *a, const void *b))
{
	struct async_queue *queue = new_queue(site, maxsize, &priority);

	if (queue != NULL)
		queue->compare = compare;
	return queue;
}

/* Room for one more item. Raises: MemoryError, returns false, and leaves all as it was. */
static bool make_room(struct async_queue *queue)
{
	size_t room = queue->room > 0 ? 2 * queue->room : FIRST_ROOM, behind;
	void **items;

	if (queue->count < queue->room)
		return true;
	items = room < SIZE_MAX / sizeof *items ? heap_get(room * sizeof *items) : NULL;
	if (items == NULL) {
		error_raise(MemoryError, "no room for item %zu of a queue", queue->count + 1);
		return false;
	}
	behind = queue->room - queue->first;	/* from the first item to the end of the ring */
	if (queue->items != NULL) {
		memcpy(items, queue->items + queue->first, behind * sizeof *items);
		memcpy(items + behind, queue->items, queue->first * sizeof *items);
	}
	heap_put(queue->items);
	queue->items = items;
	queue->room = room;
	queue->first = 0;
	return true;
}

/* ---- Putting and getting ---- */

void async_queue_put_nowait(struct async_queue *queue, void *item)
{
	if (queue->is_shutdown) {
		error_raise(QueueShutDown, "%s", "");
	} else if (async_queue_full(queue)) {
		error_raise(QueueFull, "%s", "");
	} else if (make_room(queue)) {
		queue->kind->put(queue, item);
		queue->unfinished++;
		waiters_move_next(&queue->getters, &queue->woken);
	}
}

/* Wait in [list] as long as the queue is [unfit], full or empty. Who was woken, and is cancelled
 * before it runs, wakes the next. Returns: false if an exception is raised. */
static bool wait_while(bool (*unfit)(const struct async_queue *queue), struct async_queue *queue,
		       struct waiters *list, struct async_task *task)
{
	while (unfit(queue)) {
		enum waited waited;

		if (queue->is_shutdown) {
			error_raise(QueueShutDown, "%s", "");
			return false;
		}
		waited = waiters_wait(list, task);
		if (async_exception() == NULL)
			continue;
		if (waited == WAITED_GRANTED && !unfit(queue))
			waiters_move_next(list, &queue->woken);
		return false;
	}
	return true;
}

int async_queue_put(struct async_queue *queue, void *item)
{
	struct async_task *task = task_may_suspend("async_queue_put()");

	if (task != NULL && wait_while(async_queue_full, queue, &queue->putters, task))
		async_queue_put_nowait(queue, item);
	return 0;
}

void *async_queue_get_nowait(struct async_queue *queue)
{
	void *item;

	if (async_queue_empty(queue))
		return error_raise(queue->is_shutdown ? QueueShutDown : QueueEmpty, "%s", "");
	item = queue->kind->get(queue);
	waiters_move_next(&queue->putters, &queue->woken);
	return item;
}

void *async_queue_get(struct async_queue *queue)
{
	struct async_task *task = task_may_suspend("async_queue_get()");

	if (task == NULL || !wait_while(async_queue_empty, queue, &queue->getters, task))
		return NULL;
	return async_queue_get_nowait(queue);
}

size_t async_queue_qsize(const struct async_queue *queue)
{
	return queue->count;
}

bool async_queue_empty(const struct async_queue *queue)
{
	return queue->count == 0;
}

bool async_queue_full(const struct async_queue *queue)
{
	return queue->maxsize > 0 && queue->count >= queue->maxsize;
}

size_t async_queue_maxsize(const struct async_queue *queue)
{
	return queue->maxsize;
}

/* ---- The work that the items are ---- */

static void finish_one(struct async_queue *queue)
{
	if (--queue->unfinished == 0)
		waiters_wake(&queue->joiners, SIZE_MAX);
}

void async_queue_task_done(struct async_queue *queue)
{
	if (queue->unfinished == 0)
		error_raise(ValueError, "task_done() called too many times");
	else
		finish_one(queue);
}

int async_queue_join(struct async_queue *queue)
{
	struct async_task *task = task_may_suspend("async_queue_join()");

	if (task != NULL && queue->unfinished > 0)
		waiters_wait(&queue->joiners, task);
	return 0;
}

static void wake_all(struct async_queue *queue, struct waiters *list)
{
	while (list->first != NULL)
		waiters_move_next(list, &queue->woken);
}

void async_queue_shutdown(struct async_queue *queue, bool immediate)
{
	queue->is_shutdown = true;
	while (immediate && queue->count > 0) {
		queue->kind->get(queue);
		if (queue->unfinished > 0)
			finish_one(queue);
	}
	wake_all(queue, &queue->getters);
	wake_all(queue, &queue->putters);
}
