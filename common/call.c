/* call_soon(), call_later(), call_at(): callbacks of programs. Each is a struct loop_call, taken
 * from the loop's own list and put back there when it has run. A handle names it together with
 * the sequence number it was scheduled under, so one that was kept too long fits nothing any
 * more, and can do no harm. */

#include <errno.h>

#include "heap.h"
#include "loop-internal.h"
#include "record.h"

/* One line of the cache: where there are many, most of the time goes into waiting for them. In
 * three lines 10,000 timers took a fourth longer, and 100,000 more than half as long again. */
struct loop_call {
	struct loop_callback callback;		/* first, so that one pointer is both; its `next`
						 * leads to the next free one, too */
	void (*fn)(void *arg);			/* NULL: cancelled */
	void *arg;
};

enum {
	LINE = 64,
	CALLS = ASYNC_HARD ? 1 : 63,		/* of one block */
};

_Static_assert(sizeof(void *) != 8 || sizeof(struct loop_call) == LINE, "a call is one line");

static const int64_t SOON = INT64_MIN;		/* callback.when of one that is no timer */

struct call_block {				/* heap; the calls follow, from the next line on */
	struct call_block *older;
};

static void put_back(struct async_loop *loop, struct loop_call *call)
{
	call->callback.sequence = 0;
	call->callback.next = (struct loop_callback *)loop->free_calls;
	loop->free_calls = call;
}

static bool add_block(struct async_loop *loop)
{
	size_t size = sizeof(struct call_block) + LINE + CALLS * sizeof(struct loop_call);
	struct call_block *block = heap_get(size);
	struct loop_call *calls;

	if (block == NULL)
		return false;
	block->older = loop->call_blocks;
	loop->call_blocks = block;
	calls = (struct loop_call *)(((uintptr_t)(block + 1) + LINE - 1) & ~(uintptr_t)(LINE - 1));
	for (size_t i = CALLS; i > 0; i--)
		put_back(loop, &calls[i - 1]);
	return true;
}

static void run_call(struct loop_callback *callback)
{
	struct loop_call *call = (struct loop_call *)callback;
	void (*fn)(void *arg) = call->fn;
	void *arg = call->arg;

	if (fn != NULL && callback->when != SOON && record_on)
		record_event(RECORD_TIMER, callback->when, NULL);
	put_back(loop_running(), call);
	if (fn != NULL)
		fn(arg);
}

static struct loop_call *new_call(struct async_loop *loop, void (*fn)(void *arg), void *arg)
{
	struct loop_call *call;

	if (loop->free_calls == NULL && !add_block(loop))
		return error_raise(MemoryError, "%zu bytes for a callback", sizeof *call);
	call = loop->free_calls;
	loop->free_calls = (struct loop_call *)call->callback.next;
	call->callback.run = run_call;
	call->callback.when = SOON;
	call->fn = fn;
	call->arg = arg;
	return call;
}

static struct async_handle handle_of(struct async_loop *loop, struct loop_call *call, int64_t when)
{
	return (struct async_handle){ loop, &call->callback, call->callback.sequence,
				      (double)when / 1e9 };
}

struct async_handle async_loop_call_soon(struct async_loop *loop, void (*fn)(void *arg), void *arg)
{
	struct loop_call *call;

	loop = loop_of_this_thread(loop);
	if (loop == NULL || (call = new_call(loop, fn, arg)) == NULL)
		return (struct async_handle){ 0 };
	loop_soon(loop, &call->callback);
	return handle_of(loop, call, 0);
}

static struct async_handle call_at(struct async_loop *loop, int64_t when, void (*fn)(void *arg),
				   void *arg)
{
	struct loop_call *call = new_call(loop, fn, arg);

	if (call == NULL)
		return (struct async_handle){ 0 };
	if (loop_at(loop, &call->callback, when) != 0) {
		put_back(loop, call);
		error_raise(MemoryError, "no room for a timer");
		return (struct async_handle){ 0 };
	}
	return handle_of(loop, call, when);
}

struct async_handle async_loop_call_later(struct async_loop *loop, double delay,
					  void (*fn)(void *arg), void *arg)
{
	loop = loop_of_this_thread(loop);
	if (loop == NULL)
		return (struct async_handle){ 0 };
	return call_at(loop, loop_later(loop, loop_nanoseconds(delay)), fn, arg);
}

struct async_handle async_loop_call_at(struct async_loop *loop, double when, void (*fn)(void *arg),
				       void *arg)
{
	loop = loop_of_this_thread(loop);
	if (loop == NULL)
		return (struct async_handle){ 0 };
	return call_at(loop, loop_nanoseconds(when), fn, arg);
}

/* ---- Handles ---- */

enum { REMEMBERED = sizeof ((struct async_loop *)NULL)->cancelled / sizeof(uint64_t) };

bool async_handle_cancelled(struct async_handle handle)
{
	if (handle.callback == NULL)
		return false;
	for (size_t i = 0; i < REMEMBERED && i < handle.loop->cancellations; i++)
		if (handle.loop->cancelled[i] == handle.sequence)
			return true;
	return false;
}

double async_handle_when(struct async_handle handle)
{
	return handle.when;
}

static void remember_cancelled(struct async_loop *loop, uint64_t sequence)
{
	loop->cancelled[loop->cancellations++ % REMEMBERED] = sequence;
}

void async_handle_cancel(struct async_handle handle)
{
	struct loop_call *call = (struct loop_call *)handle.callback;

	if (call == NULL)
		return;
	if (call->callback.sequence != handle.sequence) {	/* it has run, or never will */
		if (!async_handle_cancelled(handle))
			remember_cancelled(handle.loop, handle.sequence);
	} else if (call->fn != NULL) {
		remember_cancelled(handle.loop, handle.sequence);
		if (call->callback.position != 0) {
			loop_remove(handle.loop, &call->callback);
			put_back(handle.loop, call);
		} else {
			call->fn = NULL;
		}
	}
}

/* ---- From other threads ---- */

struct remote_call {
	struct loop_callback callback;
	void (*fn)(void *arg);
	void *arg;
};

static void run_remote(struct loop_callback *callback)
{
	struct remote_call call = *(struct remote_call *)callback;

	heap_put(callback);
	call.fn(call.arg);
}

int async_loop_call_soon_threadsafe(struct async_loop *loop, void (*fn)(void *arg), void *arg)
{
	struct remote_call *call = heap_get(sizeof *call);

	if (call == NULL)
		return -ENOMEM;
	call->callback.run = run_remote;
	call->callback.drop = loop_drop_from_heap;
	call->fn = fn;
	call->arg = arg;
	if (loop == loop_running())		/* no other thread at all: in turn with the rest */
		loop_soon(loop, &call->callback);
	else
		loop_post(loop, &call->callback);
	return 0;
}

const void *call_function(const struct loop_callback *callback)
{
	if (callback->run == run_call)
		return (const void *)((const struct loop_call *)callback)->fn;
	if (callback->run == run_remote)
		return (const void *)((const struct remote_call *)callback)->fn;
	return NULL;
}

void calls_fini(struct async_loop *loop)
{
	struct call_block *block;

	while ((block = loop->call_blocks) != NULL) {
		loop->call_blocks = block->older;
		heap_put(block);
	}
}
