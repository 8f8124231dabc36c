/* A connection with TLS as its two neighbours see it: the program's protocol a transport, and the
 * transport of the socket a protocol. */

#include <event2/buffer.h>
#include <string.h>

#include "web/tls-state.h"

enum {
	HANDSHAKE_TIMEOUT = 60,		/* seconds */
	WRITE_HIGH = 512 * 1024,	/* bytes that the program has written and that wait */
	QUIET_WRITES = 5,		/* to a connection that is closed */
};

struct below {				/* what the lower transport calls */
	struct async_protocol protocol;		/* first, so that one pointer is both */
	struct tls *tls;			/* a reference */
	bool lost;				/* connection_lost() was called */
};

/* ---- To the program, a transport ---- */

static void tls_write(struct async_transport *transport, const void *data, size_t size)
{
	struct tls *tls = (struct tls *)transport;

	if (tls->state != TLS_HANDSHAKE && tls->state != TLS_WRAPPED) {
		if (transport->lost++ >= QUIET_WRITES)
			tls_warn("SSL connection is closed");
		return;
	}
	if (tls_engine_write(&tls->engine, data, size) == TLS_FAILED)
		tls_fail(tls, "Fatal error on SSL protocol", tls_engine_exception(&tls->engine));
	else
		tls_process_outgoing(tls);
}

static size_t tls_get_write_buffer_size(const struct async_transport *transport)
{
	const struct tls_engine *engine = &((const struct tls *)transport)->engine;

	return evbuffer_get_length(tls_engine_to_send(engine)) + tls_engine_unsealed(engine);
}

static void tls_close(struct async_transport *transport)
{
	transport_keep(transport);
	transport->closing = true;
	tls_start_shutdown((struct tls *)transport);
	transport_release(transport);
}

static void tls_force_close(struct async_transport *transport, struct exception *e)
{
	struct tls *tls = (struct tls *)transport;

	transport->closing = true;
	tls->state = TLS_UNWRAPPED;
	tls_force_lower(tls, e);
}

static void tls_end(struct async_transport *transport)
{
	struct tls *tls = (struct tls *)transport;
	struct async_transport *lower = tls->lower;

	tls->ended = true;
	tls->state = TLS_UNWRAPPED;
	tls->lower = NULL;
	loop_remove(transport->loop, &tls->timer);
	loop_remove(transport->loop, &tls->resumed);
	loop_remove(transport->loop, &tls->closing);
	if (tls->waiter != NULL)
		future_release(tls->waiter);
	tls->waiter = NULL;
	if (lower != NULL)
		transport_drop(lower);
	tls_engine_fini(&tls->engine);
}

static void tls_resume_reading(struct async_transport *transport)
{
	struct tls *tls = (struct tls *)transport;

	if (!tls->resumed.ready)
		loop_soon(transport->loop, &tls->resumed);
}

/* What is known when both sides have agreed. */
static const void *get_ssl_info(const SSL *ssl, const char *name)
{
	if (strcmp(name, "ssl_object") == 0)
		return ssl;
	if (strcmp(name, "cipher") == 0)
		return SSL_get_cipher_name(ssl);
	return strcmp(name, "peercert") == 0 ? SSL_get0_peer_certificate(ssl) : NULL;
}

static const void *tls_get_extra_info(const struct async_transport *transport, const char *name)
{
	const struct tls *tls = (const struct tls *)transport;
	const void *info = NULL;

	if (tls->ended)
		return NULL;
	if (strcmp(name, "sslcontext") == 0)
		return tls->context;
	if (tls_engine_is_open(&tls->engine))
		info = get_ssl_info(tls_engine_ssl(&tls->engine), name);
	if (info == NULL && tls->lower != NULL)
		info = async_transport_get_extra_info(tls->lower, name);
	return info;
}

static const struct transport_methods tls_methods = {
	.sendfile = SENDFILE_FALLBACK,
	.resume_reading = tls_resume_reading,
	.write = tls_write,
	.get_write_buffer_size = tls_get_write_buffer_size,
	.close = tls_close,
	.force_close = tls_force_close,
	.get_extra_info = tls_get_extra_info,
	.end = tls_end,
};

/* ---- To the lower transport, a protocol ---- */

static void below_connection_made(struct async_protocol *protocol, struct async_transport *lower)
{
	struct tls *tls = ((struct below *)protocol)->tls;

	if (tls->ended) {
		lower->methods->force_close(lower, NULL);
		return;
	}
	tls->lower = lower;
	lower->lent = true;
	if (tls->transport.closing)
		tls_force_lower(tls, NULL);
	else
		tls_start_handshake(tls);
}

static void below_data_received(struct async_protocol *protocol, const void *data, size_t size)
{
	struct tls *tls = ((struct below *)protocol)->tls;

	if (tls->ended || tls->state == TLS_UNWRAPPED)
		return;
	if (!tls_engine_feed(&tls->engine, data, size))
		tls_fail_for_memory(tls);
	else if (tls->state == TLS_HANDSHAKE)
		tls_do_handshake(tls);
	else if (tls->state == TLS_WRAPPED)
		tls_do_read(tls);
	else if (tls->state == TLS_FLUSHING)
		tls_do_flush(tls);
	else
		tls_do_shutdown(tls);
}

static bool below_eof_received(struct async_protocol *protocol)
{
	struct tls *tls = ((struct below *)protocol)->tls;

	if (tls->ended)
		return false;
	tls->eof_received = true;
	if (tls->state == TLS_HANDSHAKE) {
		tls_end_handshake(tls, exception_new(NULL, ConnectionResetError, NULL));
	} else if (tls->state == TLS_WRAPPED) {
		tls->state = TLS_FLUSHING;
		if (tls->transport.paused)
			return true;
		tls_do_flush(tls);
	} else if (tls->state == TLS_FLUSHING) {
		tls_process_outgoing(tls);
		tls->state = TLS_SHUTDOWN;
		tls_do_shutdown(tls);
	} else if (tls->state == TLS_SHUTDOWN) {
		tls_do_shutdown(tls);
	}
	return false;
}

static void below_connection_lost(struct async_protocol *protocol,
				  const struct async_exception *exception)
{
	struct below *below = (struct below *)protocol;
	struct tls *tls = below->tls;
	struct exception *e = (struct exception *)exception;
	const bool was_made = tls->state != TLS_HANDSHAKE &&
			      (tls->app == APP_MADE || tls->app == APP_EOF);

	below->lost = true;
	tls->lower = NULL;
	if (tls->ended)
		return;
	tls->transport.closing = true;
	tls->state = TLS_UNWRAPPED;
	if (was_made) {
		tls->app = APP_LOST;
		transport_lose_soon(&tls->transport, e != NULL ? exception_keep(e) : NULL);
	}
	tls_wake_waiter(tls, e);
	loop_remove(tls->transport.loop, &tls->timer);
	if (!was_made)
		transport_drop(&tls->transport);	/* nobody has heard of it */
}

static void below_pause_writing(struct async_protocol *protocol)
{
	((struct below *)protocol)->tls->lower_full = true;
}

static void below_resume_writing(struct async_protocol *protocol)
{
	struct tls *tls = ((struct below *)protocol)->tls;

	tls->lower_full = false;
	tls_process_outgoing(tls);
}

/* The lower transport is gone, perhaps without a word. */
static void end_below(void *memory)
{
	struct below *below = memory;

	if (!below->lost && !below->tls->ended) {
		below->tls->lower = NULL;
		transport_drop(&below->tls->transport);
	}
	transport_release(&below->tls->transport);
}

static const struct async_protocol_methods below_methods = {
	.connection_made = below_connection_made,
	.data_received = below_data_received,
	.eof_received = below_eof_received,
	.connection_lost = below_connection_lost,
	.pause_writing = below_pause_writing,
	.resume_writing = below_resume_writing,
};

/* ---- Life ---- */

static struct tls *new_tls(SSL *ssl, const struct ssl_wrap *how)
{
	struct tls *tls = (struct tls *)transport_new(sizeof *tls, &tls_methods, how->loop,
						      how->protocol, how->memory);

	if (tls == NULL) {
		SSL_free(ssl);
		return NULL;
	}
	if (!tls_engine_init(&tls->engine, how->loop->base, ssl, how->server_side)) {
		tls->transport.closing = true;
		transport_drop(&tls->transport);
		return error_raise(MemoryError, "no memory for a connection with TLS");
	}
	tls->transport.high = WRITE_HIGH;
	tls->transport.low = WRITE_HIGH / 4;
	tls->timeout = how->handshake_timeout != 0 ? how->handshake_timeout : HANDSHAKE_TIMEOUT;
	tls->app = how->made ? APP_MADE : APP_NEW;
	if (how->waiter != NULL)
		tls->waiter = future_keep(how->waiter);
	tls_init_callbacks(tls);
	return tls;
}

struct async_transport *tls_wrap(struct async_ssl_context *context, const struct ssl_wrap *how,
				 struct async_protocol **below_protocol,
				 struct memory_pool *below_memory)
{
	struct below *below;
	struct tls *tls;
	SSL *ssl;

	if (how->handshake_timeout < 0)
		return error_raise(ValueError, "ssl_handshake_timeout should be a positive "
					       "number, got %g", how->handshake_timeout);
	ssl = tls_ssl_new(context, how->server_side, how->server_hostname);
	tls = ssl != NULL ? new_tls(ssl, how) : NULL;
	if (tls == NULL)
		return NULL;
	below = memory_pool_get(below_memory, sizeof *below, end_below);
	if (below == NULL) {
		tls->transport.closing = true;	/* it was never open: nothing to be reported */
		transport_drop(&tls->transport);
		return error_raise(MemoryError, "no memory for a connection with TLS");
	}
	tls->context = context;
	below->protocol.methods = &below_methods;
	below->tls = (struct tls *)transport_keep(&tls->transport);
	*below_protocol = &below->protocol;
	return transport_keep(&tls->transport);
}
