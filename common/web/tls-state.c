/* What a connection with TLS does next. What is called at once, and what only in the next pass, is
 * as in asyncio's sslproto.py. */

#include <event2/buffer.h>
#include <math.h>
#include <stdio.h>

#include "web/tls-state.h"

enum {
	SHUTDOWN_TIMEOUT = 30,		/* seconds */
	READ_HIGH = 256 * 1024,		/* bytes that have come and are not read */
	READ_LOW = READ_HIGH / 4,
};

void tls_wake_waiter(struct tls *tls, struct exception *e)
{
	struct async_future *waiter = tls->waiter;

	if (waiter == NULL)
		return;
	tls->waiter = NULL;
	if (e != NULL)
		future_set_exception(waiter, exception_keep(e));
	else
		future_set_result(waiter, NULL);
	future_release(waiter);
}

void tls_force_lower(struct tls *tls, struct exception *e)
{
	if (tls->lower != NULL && tls->lower->loop != NULL)
		tls->lower->methods->force_close(tls->lower, e);
	else
		exception_release(e);
}

void tls_fail(struct tls *tls, const char *message, struct exception *e)
{
	tls_force_lower(tls, exception_keep(e));
	if (!async_isinstance(&e->seen, OSError) && !async_isinstance(&e->seen, CancelledError))
		transport_report(&tls->transport, message, e);
	exception_release(e);
}

void tls_fail_for_memory(struct tls *tls)
{
	tls_fail(tls, "Fatal error on SSL protocol",
		 exception_new(NULL, MemoryError, "no memory for a connection with TLS"));
}

void tls_warn(const char *message)
{
	fflush(stdout);
	fprintf(stderr, "%s\n", message);
}

/* ---- Bytes to the other side ---- */

/* What is raised already, where a task closes a connection while it is cancelled, is set aside.
 * Returns: what went wrong, or NULL. Owns: the caller. */
static struct exception *write_lower(struct tls *tls, const void *data, size_t size)
{
	struct exception *former = error_take(), *e;

	async_transport_write(tls->lower, data, size);
	e = error_take();
	if (former != NULL)
		error_put_back(former);
	return e;
}

/* Hand what the engine has made to the lower transport. */
static void send_sealed(struct tls *tls)
{
	struct evbuffer *sealed = tls_engine_to_send(&tls->engine);
	size_t size = evbuffer_get_length(sealed);
	const unsigned char *data;
	struct exception *e;

	if (size == 0 || tls->lower_full || tls->lower == NULL)
		return;
	data = evbuffer_pullup(sealed, -1);
	if (data == NULL) {
		tls_fail_for_memory(tls);
		return;
	}
	e = write_lower(tls, data, size);
	evbuffer_drain(sealed, size);
	if (e != NULL)
		tls_fail(tls, "Fatal error on SSL protocol", e);
}

void tls_process_outgoing(struct tls *tls)
{
	if (tls->ended)
		return;
	send_sealed(tls);
	transport_maybe_pause(&tls->transport);
	if (!tls->ended)
		transport_maybe_resume(&tls->transport);
}

/* ---- Bytes from the other side ---- */

static void call_eof_received(struct tls *tls)
{
	struct exception *e;
	bool keep_open;

	if (tls->ended || tls->app != APP_MADE)
		return;
	tls->app = APP_EOF;
	e = transport_call_eof(&tls->transport, &keep_open);
	if (e != NULL)
		tls_fail(tls, "Error calling eof_received()", e);
	else if (keep_open)
		tls_warn("returning true from eof_received() has no effect when using ssl");
}

/* The program may do what it likes while it is called, so the bytes are taken out first. */
static struct exception *call_data_received(struct tls *tls, struct evbuffer *input)
{
	struct evbuffer *taken = evbuffer_new();
	const unsigned char *data = NULL;
	struct exception *e;

	if (taken != NULL && evbuffer_add_buffer(taken, input) == 0)
		data = evbuffer_pullup(taken, -1);
	e = data != NULL ? transport_call_data(&tls->transport, data, evbuffer_get_length(taken))
			 : exception_new(NULL, MemoryError, "no memory for what was received");
	if (taken != NULL)
		evbuffer_free(taken);
	return e;
}

/* Returns: false if it has failed, or ended. */
static bool read_opened(struct tls *tls)
{
	enum tls_progress progress;
	struct evbuffer *input = tls_engine_read(&tls->engine, &progress);
	struct exception *e = NULL;

	if (progress == TLS_FAILED)
		e = tls_engine_exception(&tls->engine);
	else if (evbuffer_get_length(input) > 0)
		e = call_data_received(tls, input);
	if (e != NULL) {
		tls_fail(tls, "Fatal error on SSL protocol", e);
		return false;
	}
	if (progress == TLS_DONE) {
		call_eof_received(tls);
		tls_start_shutdown(tls);
	}
	return !tls->ended;
}

/* Let no more come than the program takes. */
static void control_lower_reading(struct tls *tls)
{
	size_t size = tls_engine_fed(&tls->engine);

	if (tls->lower == NULL)
		return;
	if (size >= READ_HIGH && !tls->lower_paused) {
		tls->lower_paused = true;
		async_transport_pause_reading(tls->lower);
	} else if (size <= READ_LOW && tls->lower_paused) {
		tls->lower_paused = false;
		async_transport_resume_reading(tls->lower);
	}
}

void tls_do_read(struct tls *tls)
{
	if (tls->ended || (tls->state != TLS_WRAPPED && tls->state != TLS_FLUSHING))
		return;
	if (!tls->transport.paused) {
		if (!read_opened(tls))
			return;
		tls_process_outgoing(tls);
	}
	if (!tls->ended)
		control_lower_reading(tls);
}

/* ---- The handshake ---- */

/* Seconds as Python prints them. */
static void raise_timeout(struct tls *tls)
{
	const char *format = floor(tls->timeout) == tls->timeout ? "%.1f" : "%.15g";
	char seconds[32], message[128];

	snprintf(seconds, sizeof seconds, format, tls->timeout);
	snprintf(message, sizeof message, "SSL handshake is taking longer than %s seconds: "
					  "aborting the connection", seconds);
	tls_fail(tls, "Fatal error on transport",
		 exception_new(NULL, ConnectionAbortedError, message));
}

void tls_end_handshake(struct tls *tls, struct exception *e)
{
	loop_remove(tls->transport.loop, &tls->timer);
	tls->state = e == NULL ? TLS_WRAPPED : TLS_UNWRAPPED;
	if (e != NULL) {
		tls_fail(tls, "SSL handshake failed", exception_keep(e));
		tls_wake_waiter(tls, e);
		exception_release(e);
		return;
	}
	if (tls->app == APP_NEW) {
		tls->app = APP_MADE;
		e = transport_call_made(&tls->transport);
		if (e != NULL) {
			error_put(e);		/* for the lower transport, whose call this is */
			return;
		}
	}
	tls_wake_waiter(tls, NULL);
	tls_do_read(tls);
}

void tls_do_handshake(struct tls *tls)
{
	switch (tls_engine_handshake(&tls->engine)) {
	case TLS_AGAIN:
		tls_process_outgoing(tls);
		break;
	case TLS_DONE:
		tls_end_handshake(tls, NULL);
		break;
	case TLS_FAILED:
		tls_end_handshake(tls, tls_engine_exception(&tls->engine));
		break;
	}
}

static void run_timer(struct loop_callback *callback)
{
	struct tls *tls = CONTAINER_OF(callback, struct tls, timer);

	transport_keep(&tls->transport);
	if (tls->state == TLS_HANDSHAKE)
		raise_timeout(tls);
	else if (tls->state == TLS_FLUSHING || tls->state == TLS_SHUTDOWN)
		tls_force_lower(tls, exception_new(NULL, TimeoutError, "SSL shutdown timed out"));
	transport_release(&tls->transport);
}

/* Returns: false where there is no room for it. */
static bool start_timer(struct tls *tls, double seconds)
{
	struct async_loop *loop = tls->transport.loop;

	return loop_at(loop, &tls->timer, loop_later(loop, loop_nanoseconds(seconds))) == 0;
}

void tls_start_handshake(struct tls *tls)
{
	tls->state = TLS_HANDSHAKE;
	if (start_timer(tls, tls->timeout))
		tls_do_handshake(tls);
	else
		tls_end_handshake(tls, exception_new(NULL, MemoryError, "no room for a timer"));
}

/* ---- The end ---- */

/* Owns: takes the reference of the caller; [e] may be NULL. */
static void end_shutdown(struct tls *tls, struct exception *e)
{
	loop_remove(tls->transport.loop, &tls->timer);
	if (e != NULL)
		tls_fail(tls, "Fatal error on transport", e);
	else if (!tls->closing.ready)
		loop_soon(tls->transport.loop, &tls->closing);
}

static void run_closing(struct loop_callback *callback)
{
	struct tls *tls = CONTAINER_OF(callback, struct tls, closing);

	if (tls->lower != NULL)
		async_transport_close(tls->lower);
}

void tls_do_shutdown(struct tls *tls)
{
	enum tls_progress progress =
		tls->eof_received ? TLS_DONE : tls_engine_shutdown(&tls->engine);

	if (progress == TLS_FAILED) {
		end_shutdown(tls, tls_engine_exception(&tls->engine));
		return;
	}
	tls_process_outgoing(tls);
	if (progress == TLS_AGAIN)
		return;
	call_eof_received(tls);
	if (!tls->ended)
		end_shutdown(tls, NULL);
}

void tls_do_flush(struct tls *tls)
{
	tls_do_read(tls);
	if (tls->ended || tls->state != TLS_FLUSHING)
		return;				/* the program has aborted it */
	tls->state = TLS_SHUTDOWN;
	tls_do_shutdown(tls);
}

void tls_start_shutdown(struct tls *tls)
{
	if (tls->ended || (tls->state != TLS_HANDSHAKE && tls->state != TLS_WRAPPED))
		return;
	tls->transport.closing = true;
	if (tls->state == TLS_HANDSHAKE) {
		tls->state = TLS_UNWRAPPED;
		tls_force_lower(tls, NULL);
	} else if (start_timer(tls, SHUTDOWN_TIMEOUT)) {
		tls->state = TLS_FLUSHING;
		tls_do_flush(tls);
	} else {
		tls_fail_for_memory(tls);
	}
}

/* ---- Reading again ---- */

static void run_resumed(struct loop_callback *callback)
{
	struct tls *tls = CONTAINER_OF(callback, struct tls, resumed);

	transport_keep(&tls->transport);
	if (tls->state == TLS_WRAPPED)
		tls_do_read(tls);
	else if (tls->state == TLS_FLUSHING)
		tls_do_flush(tls);
	else if (tls->state == TLS_SHUTDOWN)
		tls_do_shutdown(tls);
	transport_release(&tls->transport);
}

void tls_init_callbacks(struct tls *tls)
{
	tls->timer.run = run_timer;
	tls->closing.run = run_closing;
	tls->resumed.run = run_resumed;
}
