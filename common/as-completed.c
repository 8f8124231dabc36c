/* Several, in the order in which they are done.
 *
 * A waiter in each puts it into a queue when it is done; who asks for the next one takes it from
 * there, or waits for it. When the time is up, the waiters are taken back, and each that is not
 * done counts as one timeout. The iterator lies in the memory of the task that made it, and keeps
 * what it is over.
 */

#include "heap.h"
#include "task-internal.h"
#include "wait.h"

struct completing_entry {
	struct future_waiter waiter;		/* first, so that one pointer is both */
	struct completing *completing;
	struct async_future *future;		/* kept */
	bool awaited;				/* the waiter is in the future, or is scheduled */
	struct completing_entry *next;		/* in the queue of those that are done */
};

struct asking {					/* lies on the stack of who asks */
	struct async_future turn;		/* first, so that one pointer is both */
	struct completing *completing;		/* NULL: it has ended */
	struct asking *next;
};

struct completing {
	struct async_iterator iterator;		/* first, so that one pointer is both */
	struct async_loop *loop;
	struct loop_callback timer;
	size_t todo;				/* not done yet; 0 when the time is up */
	size_t left;				/* not asked for yet */
	size_t timeouts;			/* to be had behind those that are done */
	struct completing_entry *done, **done_end;
	struct asking *asking;			/* who waits, the first first */
	size_t count;
	struct completing_entry entries[];
};

/* ---- Who asks ---- */

static void remove_asking(struct asking *asking)
{
	struct asking **link;

	if (asking->completing == NULL)
		return;
	link = &asking->completing->asking;
	while (*link != NULL && *link != asking)
		link = &(*link)->next;
	if (*link != NULL)
		*link = asking->next;
}

static void end_asking(struct async_future *turn)
{
	remove_asking((struct asking *)turn);
	future_fini(turn);
}

static void describe_asking(struct async_future *turn, char *text, size_t size)
{
	(void)turn;
	snprintf(text, size, "the next of async_as_completed()");
}

static void visit_entries(struct async_future *turn,
			  void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	struct completing *c = ((struct asking *)turn)->completing;

	for (size_t i = 0; c != NULL && i < c->count; i++)
		if (c->entries[i].awaited)
			fn(c->entries[i].future, arg);
}

static const struct future_methods asking_methods = {
	.abandon = end_asking,
	.describe = describe_asking,
	.visit = visit_entries,
};

static bool is_empty(const struct completing *c)
{
	return c->done == NULL && c->timeouts == 0;
}

static void wake_one(struct completing *c)
{
	struct asking *asking;

	while ((asking = c->asking) != NULL) {
		c->asking = asking->next;
		if (future_set_result(&asking->turn, NULL))
			return;
	}
}

/* One turn of asyncio's Queue.get(). Who is cancelled although his turn has come hands it on. */
static void wait_for_turn(struct async_task *task, struct completing *c)
{
	struct asking asking = { .completing = c }, **end = &c->asking;

	future_init(&asking.turn, c->loop, NULL, &asking_methods);
	while (*end != NULL)
		end = &(*end)->next;
	*end = &asking;
	task_wait(task, &asking.turn, "as_completed", 0);
	if (async_exception() != NULL && asking.completing != NULL && !is_empty(c) &&
	    asking.turn.state == FUTURE_RESULT)
		wake_one(c);
	end_asking(&asking.turn);
}

/* The next that is done. Raises: TimeoutError, and returns NULL. */
static struct async_future *take_next(struct async_task *task, struct completing *c)
{
	struct completing_entry *entry;

	while (is_empty(c)) {
		wait_for_turn(task, c);
		if (async_exception() != NULL)
			return NULL;
	}
	entry = c->done;
	if (entry == NULL) {
		c->timeouts--;
		return error_raise(TimeoutError, "%s", "");
	}
	c->done = entry->next;
	if (c->done == NULL)
		c->done_end = &c->done;
	return entry->future;
}

static void *next_done(struct async_iterator *iterator)
{
	struct completing *c = (struct completing *)iterator;
	struct async_task *task = task_may_suspend("async_anext()");

	if (task == NULL)
		return NULL;
	if (c->left == 0)
		return error_raise(StopAsyncIteration, "%s", "");
	c->left--;
	return take_next(task, c);
}

void *async_as_completed_next(struct async_iterator *iterator)
{
	struct async_future *future;

	if (iterator == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_as_completed_next()");
	if (iterator == NULL || iterator->anext != next_done)
		error_misuse("async_as_completed_next() is for iterators of async_as_completed()");
	future = next_done(iterator);
	return future != NULL ? async_future_result(future) : NULL;
}

/* ---- What is done ---- */

static void entry_done(struct loop_callback *callback)
{
	struct completing_entry *entry = (struct completing_entry *)callback;
	struct completing *c = entry->completing;

	entry->awaited = false;
	*c->done_end = entry;
	c->done_end = &entry->next;
	wake_one(c);
	if (--c->todo == 0)
		loop_remove(c->loop, &c->timer);
}

static void drop_entry(struct loop_callback *callback)
{
	((struct completing_entry *)callback)->awaited = false;
}

static void forget(struct completing_entry *entry)
{
	if (!entry->awaited)
		return;
	entry->awaited = false;
	if (entry->waiter.callback.ready)
		loop_remove(entry->completing->loop, &entry->waiter.callback);
	else
		future_remove_waiter(entry->future, &entry->waiter);
}

static void time_is_up(struct loop_callback *timer)
{
	struct completing *c = CONTAINER_OF(timer, struct completing, timer);

	for (size_t i = 0; i < c->count; i++)
		if (c->entries[i].awaited) {
			forget(&c->entries[i]);
			c->timeouts++;
			wake_one(c);
		}
	c->todo = 0;
}

static void drop_timer(struct loop_callback *timer)
{
	timer->ready = false;
}

/* ---- Life ---- */

static void forget_all(struct completing *c)
{
	for (size_t i = 0; i < c->count; i++)
		forget(&c->entries[i]);
}

static void fini_completing(void *memory)
{
	struct completing *c = *(struct completing **)memory;

	if (c == NULL)
		return;
	if (c->asking != NULL && loop_running() != NULL)
		error_misuse("an iterator of async_as_completed() ended with the task that created "
			     "it, while another task awaits it: create it in a task that lives "
			     "longer");
	for (struct asking *a = c->asking; a != NULL; a = a->next)
		a->completing = NULL;
	forget_all(c);
	for (size_t i = 0; i < c->count; i++)
		future_release(c->entries[i].future);
	if (c->timer.position != 0 || c->timer.ready)
		loop_remove(c->loop, &c->timer);
	heap_put(c);
}

static struct completing *new_completing(struct async_loop *loop, size_t count)
{
	struct completing **held = memory_pool_get(memory_current(), sizeof *held, fini_completing);
	struct completing *c =
		held != NULL ? heap_get(sizeof *c + count * sizeof c->entries[0]) : NULL;

	if (c == NULL)
		return error_raise(MemoryError, "no memory to iterate over %zu", count);
	c->iterator.anext = next_done;
	c->loop = loop;
	c->timer.run = time_is_up;
	c->timer.drop = drop_timer;
	c->done_end = &c->done;
	return *held = c;
}

/* Whether the last waiter in [future] is [c]'s: then it has stood in the array before. */
static bool is_in(const struct completing *c, const struct async_future *future)
{
	const struct completing_entry *last;

	if (future->waiters == NULL)
		return false;
	last = CONTAINER_OF(future->last, struct completing_entry, waiter.next);
	return last->waiter.callback.run == entry_done && last->completing == c;
}

/* Add what is not in it yet. To those that are done, too, a waiter is added, so that is_in() finds
 * it. */
static bool add_all(struct completing *c, struct async_awaitable *const *tasks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct async_coroutine *object = (const struct async_coroutine *)tasks[i];
		struct completing_entry *entry = &c->entries[c->count];
		size_t before = i;

		if (tasks[i]->kind == AWAITABLE_COROUTINE && object->awaited)
			for (before = 0; before < i && tasks[before] != tasks[i];)
				before++;
		if (before < i)
			continue;
		entry->future = task_ensure_future(tasks[i]);
		if (entry->future == NULL)
			return false;
		if (is_in(c, entry->future))
			continue;
		c->count++;
		future_keep(entry->future);
		entry->completing = c;
		entry->awaited = true;
		entry->waiter.callback.run = entry_done;
		entry->waiter.callback.drop = drop_entry;
		future_add_waiter(entry->future, &entry->waiter);
	}
	return true;
}

/* Those that were done before: their waiters are called in the next pass. */
static void call_for_done(struct completing *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct completing_entry *entry = &c->entries[i];

		if (entry->future->state != FUTURE_PENDING) {
			future_remove_waiter(entry->future, &entry->waiter);
			loop_soon(c->loop, &entry->waiter.callback);
		}
	}
}

struct async_iterator *async_as_completed_(struct async_awaitable *const *tasks, size_t count,
					   double timeout)
{
	struct async_loop *loop;
	struct completing *c;

	for (size_t i = 0; i < count; i++)
		if (tasks[i] == NULL && async_exception() != NULL)
			return NULL;		/* what should have made it failed */
		else if (tasks[i] == NULL)
			error_misuse("async_as_completed() was given NULL in place of a task or "
				     "future");
	error_forbid_raised("async_as_completed()");
	loop = async_get_running_loop();
	c = loop != NULL ? new_completing(loop, count) : NULL;
	if (c == NULL)
		return NULL;
	if (!add_all(c, tasks, count)) {
		forget_all(c);
		return NULL;
	}
	call_for_done(c);
	c->todo = c->left = c->count;
	if (count > 0 && !(isinf(timeout) && timeout > 0) &&
	    loop_at(loop, &c->timer, loop_later(loop, loop_nanoseconds(timeout))) != 0)
		return error_raise(MemoryError, "no room for a timer");
	return &c->iterator;
}
