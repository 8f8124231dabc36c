/* call_soon(), call_later(), call_at(): callbacks of programs. Each is a struct loop_call, taken
 * from the loop's own list and put back there when it has run. A handle names it together with
 * the sequence number it was scheduled under, so one that was kept too long fits nothing any
 * more, and can do no harm. */

#include <errno.h>

#include "heap.h"
#include "loop-internal.h"
#include "record.h"

struct loop_call {
	struct loop_callback callback;		/* first, so that one pointer is both */
	void (*fn)(void *arg);
	void *arg;
	struct async_loop *loop;
	bool is_timer, cancelled;
	struct loop_call *next_free, *next;	/* of the loop's: those not in use, and all */
};

static void put_back(struct loop_call *call)
{
	call->callback.sequence = 0;
	call->next_free = call->loop->free_calls;
	call->loop->free_calls = call;
}

static void run_call(struct loop_callback *callback)
{
	struct loop_call *call = (struct loop_call *)callback;
	void (*fn)(void *arg) = call->fn;
	void *arg = call->arg;
	bool cancelled = call->cancelled;

	if (!cancelled && call->is_timer && record_on)
		record_event(RECORD_TIMER, callback->when, NULL);
	put_back(call);
	if (!cancelled)
		fn(arg);
}

static struct loop_call *new_call(struct async_loop *loop, void (*fn)(void *arg), void *arg,
				  bool is_timer)
{
	struct loop_call *call = loop->free_calls;

	if (call != NULL) {
		loop->free_calls = call->next_free;
	} else if ((call = heap_get(sizeof *call)) != NULL) {
		call->next = loop->all_calls;
		loop->all_calls = call;
	} else {
		return error_raise(MemoryError, "%zu bytes for a callback", sizeof *call);
	}
	call->callback.run = run_call;
	call->loop = loop;
	call->fn = fn;
	call->arg = arg;
	call->is_timer = is_timer;
	call->cancelled = false;
	return call;
}

static struct async_handle handle_of(struct loop_call *call, int64_t when)
{
	return (struct async_handle){ &call->callback, call->callback.sequence,
				      (double)when / 1e9 };
}

struct async_handle async_loop_call_soon(struct async_loop *loop, void (*fn)(void *arg), void *arg)
{
	struct loop_call *call;

	loop = loop_of_this_thread(loop);
	if (loop == NULL || (call = new_call(loop, fn, arg, false)) == NULL)
		return (struct async_handle){ 0 };
	loop_soon(loop, &call->callback);
	return handle_of(call, 0);
}

static struct async_handle call_at(struct async_loop *loop, int64_t when, void (*fn)(void *arg),
				   void *arg)
{
	struct loop_call *call = new_call(loop, fn, arg, true);

	if (call == NULL)
		return (struct async_handle){ 0 };
	if (loop_at(loop, &call->callback, when) != 0) {
		put_back(call);
		error_raise(MemoryError, "no room for a timer");
		return (struct async_handle){ 0 };
	}
	return handle_of(call, when);
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
	const struct loop_call *call = (struct loop_call *)handle.callback;

	if (call == NULL)
		return false;
	for (size_t i = 0; i < REMEMBERED && i < call->loop->cancellations; i++)
		if (call->loop->cancelled[i] == handle.sequence)
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
			remember_cancelled(call->loop, handle.sequence);
	} else if (!call->cancelled) {
		remember_cancelled(call->loop, handle.sequence);
		if (call->callback.position != 0) {
			loop_remove(call->loop, &call->callback);
			put_back(call);
		} else {
			call->cancelled = true;
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
	struct loop_call *call;

	while ((call = loop->all_calls) != NULL) {
		loop->all_calls = call->next;
		heap_put(call);
	}
}
