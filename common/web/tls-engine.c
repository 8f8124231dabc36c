/* TLS without a socket, by libevent's bufferevent with OpenSSL. */

#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/err.h>

#include "web/tls-internal.h"

/* libevent tells how it went. This is called by the functions below, never by its loop. */
static void note_event(struct bufferevent *plain, short what, void *arg)
{
	struct tls_engine *engine = arg;

	(void)plain;
	engine->events |= what;
}

/* The lower one is a pair of buffers: what a bufferevent without a descriptor freezes is let loose,
 * since here we are who reads from its socket and writes to it. */
static struct bufferevent *new_buffers(struct event_base *base)
{
	struct bufferevent *sealed = bufferevent_socket_new(base, -1, 0);

	if (sealed != NULL) {
		evbuffer_unfreeze(bufferevent_get_input(sealed), 0);
		evbuffer_unfreeze(bufferevent_get_output(sealed), 1);
	}
	return sealed;
}

bool tls_engine_init(struct tls_engine *engine, struct event_base *base, SSL *ssl, bool server_side)
{
	*engine = (struct tls_engine){ .sealed = new_buffers(base) };
	if (engine->sealed == NULL) {
		SSL_free(ssl);
		return false;
	}
	engine->plain = bufferevent_openssl_filter_new(
		base, engine->sealed, ssl,
		server_side ? BUFFEREVENT_SSL_ACCEPTING : BUFFEREVENT_SSL_CONNECTING,
		BEV_OPT_CLOSE_ON_FREE);
	if (engine->plain == NULL) {
		bufferevent_free(engine->sealed);
		return false;
	}
	bufferevent_disable(engine->sealed, EV_READ | EV_WRITE);
	bufferevent_setcb(engine->plain, NULL, NULL, note_event, engine);
	return true;
}

void tls_engine_fini(struct tls_engine *engine)
{
	if (engine->plain != NULL)
		bufferevent_free(engine->plain);	/* and what is below it, and OpenSSL's */
}

SSL *tls_engine_ssl(const struct tls_engine *engine)
{
	return bufferevent_openssl_get_ssl(engine->plain);
}

/* libevent has collected OpenSSL's errors, and gives the last first. The first is no error, but
 * what kind of errors they are, and has no library. */
struct exception *tls_engine_exception(struct tls_engine *engine)
{
	unsigned long error = engine->error;

	if (error == 0)
		error = bufferevent_get_openssl_error(engine->plain);
	return tls_exception(tls_engine_ssl(engine), ERR_GET_LIB(error) != 0 ? error : 0);
}

/* ---- The socket's side ---- */

bool tls_engine_feed(struct tls_engine *engine, const void *data, size_t size)
{
	return evbuffer_add(bufferevent_get_input(engine->sealed), data, size) == 0;
}

size_t tls_engine_fed(const struct tls_engine *engine)
{
	return evbuffer_get_length(bufferevent_get_input(engine->sealed));
}

struct evbuffer *tls_engine_to_send(const struct tls_engine *engine)
{
	return bufferevent_get_output(engine->sealed);
}

/* ---- The program's side ---- */

enum tls_progress tls_engine_handshake(struct tls_engine *engine)
{
	bufferevent_trigger(engine->sealed, EV_READ, BEV_TRIG_IGNORE_WATERMARKS);
	if (tls_engine_is_open(engine))
		return TLS_DONE;
	return engine->events & BEV_EVENT_ERROR ? TLS_FAILED : TLS_AGAIN;
}

bool tls_engine_is_open(const struct tls_engine *engine)
{
	return engine->events & BEV_EVENT_CONNECTED;
}

struct evbuffer *tls_engine_read(struct tls_engine *engine, enum tls_progress *progress)
{
	bufferevent_enable(engine->plain, EV_READ);	/* it reads what there is */
	bufferevent_disable(engine->plain, EV_READ);
	*progress = engine->events & BEV_EVENT_ERROR ? TLS_FAILED
		    : engine->events & BEV_EVENT_EOF ? TLS_DONE
						     : TLS_AGAIN;
	return bufferevent_get_input(engine->plain);
}

enum tls_progress tls_engine_write(struct tls_engine *engine, const void *data, size_t size)
{
	if (bufferevent_write(engine->plain, data, size) != 0)
		return TLS_FAILED;
	return engine->events & BEV_EVENT_ERROR ? TLS_FAILED : TLS_DONE;
}

size_t tls_engine_unsealed(const struct tls_engine *engine)
{
	return evbuffer_get_length(bufferevent_get_output(engine->plain));
}

/* libevent has no call for this; its book says to ask OpenSSL. The first call sends, the second
 * hears. */
enum tls_progress tls_engine_shutdown(struct tls_engine *engine)
{
	SSL *ssl = tls_engine_ssl(engine);
	int done;

	ERR_clear_error();
	done = SSL_shutdown(ssl);
	if (done == 0)
		done = SSL_shutdown(ssl);
	if (done >= 0)
		return TLS_DONE;
	if (SSL_get_error(ssl, done) == SSL_ERROR_WANT_READ)
		return TLS_AGAIN;
	engine->error = ERR_peek_last_error();
	ERR_clear_error();
	return TLS_FAILED;
}
