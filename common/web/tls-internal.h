#ifndef TLS_INTERNAL_H
#define TLS_INTERNAL_H

/* TLS, as its own files and those of HTTP see it. */

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <openssl/ssl.h>

#include "transport-internal.h"
#include "web/tls.h"

struct ssl_context {
	struct async_ssl_context async;		/* first, so that one pointer is both */
	SSL_CTX *openssl;
	enum async_ssl_purpose purpose;
	bool check_hostname;
};

/* ---- One connection ---- */

/* OpenSSL's object for a connection as [context] wants it. A client says the name of its server,
 * which is what is checked; "" is not. A server's is not used. Raises: ValueError if it is NULL
 * where one is to be checked; SSLError for a server with a context for clients; MemoryError; and
 * returns NULL. Owns: the caller. */
SSL *tls_ssl_new(const struct async_ssl_context *context, bool server_side,
		 const char *server_hostname);

/* struct async_ssl_context's wrap: tls-transport.c. */
struct async_transport *tls_wrap(struct async_ssl_context *context, const struct ssl_wrap *how,
				 struct async_protocol **below, struct memory_pool *below_memory);

/* ---- Errors: tls-error.c ---- */

/* What OpenSSL calls [error], as Python puts it: "[SSL: WRONG_VERSION_NUMBER] wrong version
 * number"; of a certificate that is not to be trusted with the reason, which [ssl] knows. [ssl] may
 * be NULL. Never fails. Owns: the caller. */
struct exception *tls_exception(const SSL *ssl, unsigned long error);

/* Raise [error] as an SSLError, with a note as in printf(), and forget what OpenSSL has queued. */
void tls_raise_noted(unsigned long error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Raise what went wrong with [file]: the last that OpenSSL says, as Python does; in the note stands
 * the first, which knows more. Forget what it has queued. */
void tls_raise_about_file(const char *file);

/* ---- The engine: tls-engine.c ---- */

/* TLS without a socket: bytes go in and bytes come out, on its two sides. libevent does it, by a
 * bufferevent with OpenSSL that lies upon another one. That one has no descriptor, so nothing
 * happens by itself, and nothing in libevent's loop: each of the calls below goes as far as it can,
 * and returns. */
struct tls_engine {
	struct bufferevent *plain;		/* the program's side */
	struct bufferevent *sealed;		/* the socket's side */
	short events;				/* BEV_EVENT_..., which libevent has told */
	unsigned long error;			/* OpenSSL's, where libevent was not asked; 0 */
};

enum tls_progress {
	TLS_AGAIN,				/* not before more has come from the other side */
	TLS_DONE,
	TLS_FAILED,				/* see tls_engine_exception() */
};

/* Takes [ssl] over, also where it fails. Returns: false where memory is short. */
bool tls_engine_init(struct tls_engine *engine, struct event_base *base, SSL *ssl,
		     bool server_side);
void tls_engine_fini(struct tls_engine *engine);

SSL *tls_engine_ssl(const struct tls_engine *engine);

/* What went wrong. Owns: the caller. */
struct exception *tls_engine_exception(struct tls_engine *engine);

/* These bytes have come from the other side. Returns: false where memory is short. */
bool tls_engine_feed(struct tls_engine *engine, const void *data, size_t size);
/* How many of them were not looked at yet. */
size_t tls_engine_fed(const struct tls_engine *engine);

/* What is to be sent to the other side; who has sent it drains it. */
struct evbuffer *tls_engine_to_send(const struct tls_engine *engine);

/* Agree with the other side on keys, and check its certificate. */
enum tls_progress tls_engine_handshake(struct tls_engine *engine);
/* Whether they have agreed. */
bool tls_engine_is_open(const struct tls_engine *engine);

/* Open what has come. Returns: what the program may read, and takes out; *[progress] is TLS_DONE if
 * nothing more will come. */
struct evbuffer *tls_engine_read(struct tls_engine *engine, enum tls_progress *progress);

/* Seal these bytes of the program's; before the handshake is done they wait. Returns: TLS_FAILED if
 * that cannot be done. */
enum tls_progress tls_engine_write(struct tls_engine *engine, const void *data, size_t size);
/* How many of them wait. */
size_t tls_engine_unsealed(const struct tls_engine *engine);

/* Say that nothing more will be sent, and hear the same from the other side. */
enum tls_progress tls_engine_shutdown(struct tls_engine *engine);

#endif
