#ifndef TLS_STATE_H
#define TLS_STATE_H

/* A connection with TLS: between a transport, the lower one, and a program's protocol.
 *
 * To the transport of the socket it is a protocol: what that receives it opens, by the engine. To
 * the program's protocol it is a transport: what that writes it seals, and the lower one sends it.
 *
 * Who holds what: the protocol lies in the memory of the lower transport, and holds the upper one.
 * So however the lower one ends, it lets the upper one go; where the upper one ends first, it ends
 * the lower one.
 */

#include "web/tls-internal.h"

struct tls {
	struct async_transport transport;	/* the program's; first, so that one pointer is
						 * both */
	struct async_transport *lower;		/* NULL: not there yet, or gone */
	const struct async_ssl_context *context;
	struct tls_engine engine;
	enum {
		TLS_UNWRAPPED,			/* nothing yet, or nothing any more */
		TLS_HANDSHAKE,			/* until both sides have agreed */
		TLS_WRAPPED,			/* the program reads and writes */
		TLS_FLUSHING,			/* it was closed, or the other side has ended: what
						 * has come is still read */
		TLS_SHUTDOWN,			/* each side says that it ends; then the lower one
						 * is closed */
	} state;
	enum { APP_NEW, APP_MADE, APP_EOF, APP_LOST } app;	/* what the program was told */
	struct async_future *waiter;		/* until the handshake is done; kept; or NULL */
	double timeout;				/* of the handshake, in seconds */
	struct loop_callback timer;		/* of the handshake, and then of the shutdown */
	struct loop_callback resumed;		/* goes on reading */
	struct loop_callback closing;		/* closes the lower one */
	bool ended;				/* nothing of it may be touched but its memory */
	bool eof_received;			/* by the lower one */
	bool lower_full;			/* it has called pause_writing() */
	bool lower_paused;			/* we do not read from it */
};

/* Make its callbacks ready to be scheduled. */
void tls_init_callbacks(struct tls *tls);

/* The lower transport is there: begin. */
void tls_start_handshake(struct tls *tls);
void tls_do_handshake(struct tls *tls);

/* The handshake is done; with [e], it has failed. Owns: takes the reference of the caller. */
void tls_end_handshake(struct tls *tls, struct exception *e);

/* Tell who waits for the handshake. Owns: nothing; [e] may be NULL. */
void tls_wake_waiter(struct tls *tls, struct exception *e);

/* Read what has come, unless the program has paused that. */
void tls_do_read(struct tls *tls);

/* Send what is sealed, and tell the program where that is too much, or no more. */
void tls_process_outgoing(struct tls *tls);

/* End in peace. */
void tls_start_shutdown(struct tls *tls);
void tls_do_flush(struct tls *tls);
void tls_do_shutdown(struct tls *tls);

/* End the lower transport at once. Owns: takes the reference of the caller; [e] may be NULL. */
void tls_force_lower(struct tls *tls, struct exception *e);

/* It cannot go on: say so, unless [e] is an OSError, and end at once. Owns: the same. The other:
 * for want of memory. asyncio: _fatal_error() */
void tls_fail(struct tls *tls, const char *message, struct exception *e);
void tls_fail_for_memory(struct tls *tls);

/* Say [message] on stderr: the program does what has no effect. */
void tls_warn(const char *message);

#endif
