#include "transport-internal.h"

#include <stdio.h>
#include <string.h>

/* ---- Life ---- */

static void run_made(struct loop_callback *callback);
static void run_begun(struct loop_callback *callback);
static void run_woken(struct loop_callback *callback);
static void run_losing(struct loop_callback *callback);

struct async_transport *transport_new(size_t size, const struct transport_methods *methods,
				      struct async_loop *loop, struct async_protocol *protocol,
				      struct memory_pool *memory)
{
	struct async_transport *t = heap_get(size);

	if (t == NULL)
		return error_raise(MemoryError, "%zu bytes for a transport", size);
	t->methods = methods;
	t->loop = loop;
	t->protocol = protocol;
	t->references = 1;
	t->site = error_state()->here;
	if (memory != NULL)
		memory_pool_move(memory, &t->memory);
	t->high = 64 * 1024;
	t->low = t->high / 4;
	t->made.run = run_made;
	t->begun.run = run_begun;
	t->woken.run = run_woken;
	t->losing.run = run_losing;
	t->next = loop->transports;
	t->link = &loop->transports;
	if (t->next != NULL)
		t->next->link = &t->next;
	return loop->transports = t;
}

struct async_transport *transport_keep(struct async_transport *t)
{
	t->references++;
	return t;
}

void transport_release(struct async_transport *t)
{
	if (--t->references > 0)
		return;
	exception_release(t->exception);
	memory_pool_free(&t->memory);
	heap_put(t);
}

static void unlink_from_loop(struct async_transport *t)
{
	*t->link = t->next;
	if (t->next != NULL)
		t->next->link = t->link;
}

/* It has ended: its own reference goes. */
static void end(struct async_transport *t)
{
	struct async_future *waiter = t->waiter;

	t->closing = true;
	if (t->lost == 0)
		t->lost = 1;
	loop_remove(t->loop, &t->made);
	loop_remove(t->loop, &t->begun);
	loop_remove(t->loop, &t->woken);
	loop_remove(t->loop, &t->losing);
	if (t->methods->end != NULL)
		t->methods->end(t);
	t->waiter = NULL;
	t->protocol = NULL;
	if (t->detach != NULL)
		t->detach(t);
	unlink_from_loop(t);
	t->loop = NULL;
	if (waiter != NULL)
		future_release(waiter);
	transport_release(t);
}

void transport_drop(struct async_transport *t)
{
	if (t->loop == NULL)
		return;
	if (!t->closing && t->loop->debug && transport_unclosed_hook != NULL)
		transport_unclosed_hook(t);
	end(t);
}

void transport_close_loop(struct async_loop *loop)
{
	while (loop->transports != NULL)
		transport_drop(loop->transports);
	heap_put(loop->read_buffer);
	loop->read_buffer = NULL;
}

static void end_hold(void *memory)
{
	struct async_transport *t = *(struct async_transport **)memory;

	if (t != NULL)
		transport_release(t);
}

/* The protocol may go with the memory of the task: it is not called any more. What waits to be
 * written is sent all the same, if the transport was closed. */
static void end_use(struct async_transport *t)
{
	static const struct async_protocol_methods none;
	static struct async_protocol silent = { &none };

	if (!t->closing)
		transport_drop(t);
	else if (t->loop != NULL)
		t->protocol = &silent;
}

static void end_handle(void *memory)
{
	struct async_transport *t = *(struct async_transport **)memory;

	if (t != NULL && !t->lent)
		end_use(t);
	end_hold(memory);
}

bool transport_give_handle(struct async_transport *t, bool ends)
{
	struct async_transport **handle = memory_pool_get(memory_current(), sizeof(*handle),
							  ends ? end_handle : end_hold);

	if (handle == NULL) {
		error_raise(MemoryError, "%zu bytes for a transport", sizeof(*handle));
		return false;
	}
	*handle = transport_keep(t);
	return true;
}

char *transport_read_buffer(struct async_loop *loop)
{
	if (loop->read_buffer == NULL)
		loop->read_buffer = heap_get(TRANSPORT_BUFFER);
	return loop->read_buffer;
}

/* ---- Waiting for it ---- */

static void free_waiter(struct async_future *waiter)
{
	future_fini(waiter);
	heap_put(waiter);
}

/* The stack that has the reference of whoever made it is dropped: two go, with that of the wait. */
static void abandon_waiter(struct async_future *waiter)
{
	future_release(waiter);
	future_release(waiter);
}

struct async_future *transport_waiter(struct async_loop *loop)
{
	static const struct future_methods methods = { .free = free_waiter,
						       .abandon = abandon_waiter };
	struct async_future *waiter = heap_get(sizeof *waiter);

	if (waiter == NULL)
		return error_raise(MemoryError, "%zu bytes for a future", sizeof *waiter);
	future_init(waiter, loop, NULL, &methods);
	return waiter;
}

/* ---- Beginning and ending ---- */

static void put_raised(struct exception *e)
{
	if (e != NULL)
		error_put(e);			/* for the loop, which reports it */
}

static void run_made(struct loop_callback *callback)
{
	put_raised(transport_call_made(CONTAINER_OF(callback, struct async_transport, made)));
}

static void run_begun(struct loop_callback *callback)
{
	struct async_transport *t = CONTAINER_OF(callback, struct async_transport, begun);

	if (async_transport_is_reading(t) && t->methods->resume_reading != NULL)
		t->methods->resume_reading(t);
}

static void run_woken(struct loop_callback *callback)
{
	struct async_transport *t = CONTAINER_OF(callback, struct async_transport, woken);
	struct async_future *waiter = t->waiter;

	t->waiter = NULL;
	future_set_result(waiter, NULL);
	future_release(waiter);
}

void transport_begin(struct async_transport *t, struct async_future *waiter)
{
	loop_soon(t->loop, &t->made);
	loop_soon(t->loop, &t->begun);
	if (waiter == NULL)
		return;
	t->waiter = future_keep(waiter);
	loop_soon(t->loop, &t->woken);
}

void transport_lose(struct async_transport *t, struct exception *e)
{
	struct exception *raised;

	if (t->lost == 0)
		t->lost = 1;
	t->exception = e;
	raised = transport_call_lost(t);
	end(t);
	put_raised(raised);
}

static void run_losing(struct loop_callback *callback)
{
	struct async_transport *t = CONTAINER_OF(callback, struct async_transport, losing);

	transport_lose(t, t->exception);
}

void transport_lose_soon(struct async_transport *t, struct exception *e)
{
	t->lost++;
	t->exception = e;
	loop_soon(t->loop, &t->losing);
}

/* ---- What goes wrong ---- */

void transport_fatal(struct async_transport *t, const char *message, struct exception *e)
{
	transport_keep(t);
	if (!async_isinstance(&e->seen, OSError))
		transport_report(t, message, e);
	t->methods->force_close(t, e);
	transport_release(t);
}

enum { QUIET_WRITES = 5 };

void transport_count_lost_write(struct async_transport *t, const char *call)
{
	if (t->lost >= QUIET_WRITES) {
		fflush(stdout);
		fprintf(stderr, "%s raised exception.\n", call);
	}
	t->lost++;
}

/* ---- The public calls ---- */

void async_transport_pause_reading(struct async_transport *t)
{
	if (!async_transport_is_reading(t))
		return;
	t->paused = true;
	if (t->methods->pause_reading != NULL)
		t->methods->pause_reading(t);
}

void async_transport_resume_reading(struct async_transport *t)
{
	if (t->closing || !t->paused)
		return;
	t->paused = false;
	if (t->methods->resume_reading != NULL)
		t->methods->resume_reading(t);
}

bool async_transport_is_reading(const struct async_transport *t)
{
	return !t->closing && !t->paused;
}

void async_transport_write(struct async_transport *t, const void *data, size_t size)
{
	t->methods->write(t, data, size);
}

void async_transport_writelines(struct async_transport *t, const char *const *lines, size_t count)
{
	size_t size = 0;
	char *text, *end;

	for (size_t i = 0; i < count; i++)
		size += strlen(lines[i]);
	text = end = heap_get(size + 1);
	if (text == NULL) {
		error_raise(MemoryError, "%zu bytes to be written", size);
		return;
	}
	for (size_t i = 0; i < count; i++)
		end = stpcpy(end, lines[i]);
	if (t->methods->writelines != NULL)
		t->methods->writelines(t, text, size);
	else
		t->methods->write(t, text, size);
	heap_put(text);
}

void async_transport_write_eof(struct async_transport *t)
{
	if (t->methods->write_eof == NULL)
		error_raise(NotImplementedError, "this transport cannot write an end");
	else
		t->methods->write_eof(t);
}

bool async_transport_can_write_eof(const struct async_transport *t)
{
	return t->methods->write_eof != NULL;
}

void async_transport_close(struct async_transport *t)
{
	if (!t->closing)
		t->methods->close(t);
}

void async_transport_abort(struct async_transport *t)
{
	if (t->loop != NULL)
		t->methods->force_close(t, NULL);
}

bool async_transport_is_closing(const struct async_transport *t)
{
	return t->closing;
}

const void *async_transport_get_extra_info(const struct async_transport *t, const char *name)
{
	return t->methods->get_extra_info != NULL ? t->methods->get_extra_info(t, name) : NULL;
}

void async_transport_set_protocol(struct async_transport *t, struct async_protocol *protocol)
{
	t->protocol = protocol;
	if (t->methods->set_protocol != NULL)
		t->methods->set_protocol(t);
}

struct async_protocol *async_transport_get_protocol(const struct async_transport *t)
{
	return t->protocol;
}
