#ifndef TRANSPORT_INTERNAL_H
#define TRANSPORT_INTERNAL_H

/* Transports, as those see them who make one, or stand upon one. What all kinds share is here and
 * in transport.c: the calls to the protocol and their order, the water marks, who holds it, how it
 * ends. A kind is a table of methods, and a struct that begins with struct async_transport. */

#include <sys/socket.h>

#include "future-internal.h"
#include "heap.h"
#include "memory-internal.h"
#include "transport.h"

/* How a kind sends files. asyncio: _SendfileMode */
enum transport_sendfile { SENDFILE_UNSUPPORTED, SENDFILE_TRY_NATIVE, SENDFILE_FALLBACK };

/* In what a kind is not as others. Each may be NULL, where it has nothing to do. */
struct transport_methods {
	enum transport_sendfile sendfile;
	/* watch for what can be read, or no more: reading was resumed, or paused */
	void (*resume_reading)(struct async_transport *transport);
	void (*pause_reading)(struct async_transport *transport);
	/* as the public calls; writelines: all lines in one, NULL: as write; write_eof NULL: it
	 * cannot */
	void (*write)(struct async_transport *transport, const void *data, size_t size);
	void (*writelines)(struct async_transport *transport, const void *data, size_t size);
	void (*write_eof)(struct async_transport *transport);
	size_t (*get_write_buffer_size)(const struct async_transport *transport);
	void (*close)(struct async_transport *transport);
	/* end at once, and call connection_lost() with [e], which may be NULL, in the next pass.
	 * Owns: takes the reference of the caller. asyncio: _force_close() */
	void (*force_close)(struct async_transport *transport, struct exception *e);
	const void *(*get_extra_info)(const struct async_transport *transport, const char *name);
	void (*set_protocol)(struct async_transport *transport);	/* another one is called */
	/* release what it holds: it has ended. Called once; nothing else is called any more */
	void (*end)(struct async_transport *transport);
};

struct async_transport {
	const struct transport_methods *methods;
	struct async_loop *loop;		/* NULL: it has ended */
	struct async_protocol *protocol;	/* NULL then, too */
	unsigned references;			/* its own, until it has ended; its handle's; of
						 * everyone else who holds it */
	struct memory_pool memory;		/* what its protocol allocates */
	const struct async_site *site;		/* the await that made it; or NULL */

	/* how it stands */
	bool closing;				/* close() was called, or it is lost */
	bool paused;				/* pause_reading() was called */
	bool eof;				/* write_eof() was called */
	bool protocol_paused;			/* pause_writing() was called */
	bool lent;				/* TLS stands upon it, and ends it */
	unsigned lost;				/* connection_lost() is scheduled, or was
						 * called; and how many writes were since */
	size_t high, low;			/* the water marks */

	/* what the loop is to call */
	struct loop_callback made;		/* connection_made() */
	struct loop_callback begun;		/* methods->resume_reading(), behind that */
	struct loop_callback woken;		/* makes the waiter done, behind both */
	struct loop_callback losing;		/* connection_lost() */
	struct async_future *waiter;		/* who waits until it is made; kept; or NULL */
	struct exception *exception;		/* what connection_lost() is told; owned */

	/* who counts it: called when it has ended; NULL: nobody. server.c */
	void (*detach)(struct async_transport *transport);
	struct async_server *server;
	struct async_transport *next_client, **client_link;

	struct async_transport *next, **link;	/* of all of its loop that have not ended */
};

/* ---- Life ---- */

/* A new one of [size] bytes, open; the reference is its own, and goes when it has ended. What its
 * protocol was allocated in passes to it from [memory], unless that is NULL. Raises: MemoryError,
 * and returns NULL. */
struct async_transport *transport_new(size_t size, const struct transport_methods *methods,
				      struct async_loop *loop, struct async_protocol *protocol,
				      struct memory_pool *memory);

/* Owned references. */
struct async_transport *transport_keep(struct async_transport *transport);
void transport_release(struct async_transport *transport);

/* Have the memory of the current task keep it; and, if it [ends] there, drop it where that ends, as
 * a handle that was given to the program. Raises: MemoryError, and returns false. */
bool transport_give_handle(struct async_transport *transport, bool ends);

/* Have the loop call connection_made(), then begin to read, then wake [waiter], which may be NULL
 * and is kept until then: three callbacks, in this order. asyncio: how _SelectorSocketTransport
 * begins */
void transport_begin(struct async_transport *transport, struct async_future *waiter);

/* A future to be waited for until a transport is made. On the heap: future_release() it. Raises:
 * MemoryError, and returns NULL. */
struct async_future *transport_waiter(struct async_loop *loop);

/* Have connection_lost() called with [e], in the next pass; or at once, and then the transport has
 * ended, and may be gone. Owns: take the reference of the caller; [e] may be NULL. */
void transport_lose_soon(struct async_transport *transport, struct exception *e);
void transport_lose(struct async_transport *transport, struct exception *e);

/* It ends without a word to the protocol: its loop closes, or the memory of its task ends. */
void transport_drop(struct async_transport *transport);

/* [loop] closes: all of its transports end so. In debug mode each is reported. */
void transport_close_loop(struct async_loop *loop);

/* Called in debug mode for one that is dropped while it is open: report.c. */
extern void (*transport_unclosed_hook)(const struct async_transport *transport);

/* Have [fn]([transport]) called when [fd] is ready: [add] is loop_add_reader() or
 * loop_add_writer(). Returns: what that raised, or NULL. Owns: the caller. */
struct exception *transport_watch(struct async_transport *transport, int fd,
				  void (*add)(struct async_loop *loop, int fd,
					      void (*fn)(void *arg), void *arg),
				  void (*fn)(void *arg));

/* ---- Calls to the protocol ---- */

/* Each calls what its name says, if the protocol has it. Returns: what that raised, or NULL. A
 * SystemExit or KeyboardInterrupt is not returned, but raised again. Owns: the caller. */
struct exception *transport_call_made(struct async_transport *transport);
struct exception *transport_call_data(struct async_transport *transport, const void *data,
				      size_t size);
struct exception *transport_call_eof(struct async_transport *transport, bool *keep_open);
struct exception *transport_call_lost(struct async_transport *transport);
struct exception *transport_call_get_buffer(struct async_transport *transport, void **buffer,
					    size_t *size);
struct exception *transport_call_updated(struct async_transport *transport, size_t size);
struct exception *transport_call_datagram(struct async_transport *transport, const void *data,
					  size_t size, const struct sockaddr *from);
struct exception *transport_call_error(struct async_transport *transport,
				       const struct exception *error);

/* More, or less, waits to be written: call pause_writing(), or resume_writing(), if that passes a
 * water mark. What they raise is reported. asyncio: _FlowControlMixin */
void transport_maybe_pause(struct async_transport *transport);
void transport_maybe_resume(struct async_transport *transport);

/* Hand [e] to the loop's exception handler, with [message]. Owns: nothing. */
void transport_report(struct async_transport *transport, const char *message,
		      const struct exception *e);

/* Something went wrong for good: report [e], unless it is an OSError, which only tells of the other
 * side; then end at once. Owns: takes the reference of the caller. asyncio: _fatal_error() */
void transport_fatal(struct async_transport *transport, const char *message, struct exception *e);

/* A write to a transport that is lost: the fifth, and those behind it, are warned of. */
void transport_count_lost_write(struct async_transport *transport, const char *call);

/* ---- Bytes that wait to be written ---- */

struct transport_buffer {
	char *data;				/* heap; NULL while there is none */
	size_t begin, end, room;		/* what waits is [begin, end) */
};

static inline size_t transport_buffer_size(const struct transport_buffer *buffer)
{
	return buffer->end - buffer->begin;
}

/* Put [size] bytes behind the others. Returns: false where memory is short, and then nothing has
 * changed. */
bool transport_buffer_add(struct transport_buffer *buffer, const void *data, size_t size);
/* Forget the first [size]; all of them. */
void transport_buffer_take(struct transport_buffer *buffer, size_t size);
void transport_buffer_clear(struct transport_buffer *buffer);

/* ---- Sockets: transport-socket.c ---- */

/* What transports on sockets begin with. */
struct transport_socket {
	struct async_transport transport;	/* first, so that one pointer is both */
	int fd;					/* -1: it has ended */
	struct sockaddr_storage sockname, peername;	/* family 0: unknown */
};

/* [fd] is the socket of [s] from now on, and its names are noted. [peername] NULL: to be asked.
 * Where that fails, [s] ends: the socket is closed, unless it is another transport's. Raises:
 * RuntimeError in that case, MemoryError, and returns false. */
bool transport_socket_begin(struct transport_socket *s, int fd,
			    const struct sockaddr_storage *peername);

/* It is closing: its descriptor may be watched by others, as in asyncio. */
void transport_socket_close(struct transport_socket *s);

/* Methods. The last closes the socket, when nothing else has to be ended. */
const void *transport_socket_get_extra_info(const struct async_transport *transport,
					    const char *name);
void transport_socket_end(struct async_transport *transport);

/* What [call], "recv() from", gave, with whom that was about: the other side, or, where that has no
 * name, as of a Unix socket, this one. Owns: the caller. */
struct exception *transport_socket_failure(const struct transport_socket *s, int error,
					   const char *call);

/* A transport on [fd], a stream socket that is connected and does not block; transport_begin() is
 * still to be called. [peername] NULL: to be asked. Owns: takes [fd] over, also where it fails.
 * Raises: MemoryError, and returns NULL. asyncio: _SelectorSocketTransport */
struct async_transport *transport_of_socket(struct async_loop *loop, int fd,
					    const struct sockaddr_storage *peername,
					    struct async_protocol *protocol,
					    struct memory_pool *memory);

/* Lend the socket to one who asks: nobody else may write. Returns: a future, kept for the caller,
 * which is done when what waits has been sent, or when the connection is lost: then it has an
 * exception. Raises: MemoryError, RuntimeError if it is lent, and returns NULL. */
struct async_future *transport_lend_socket(struct async_transport *transport);
void transport_return_socket(struct async_transport *transport);

/* Where a loop reads into: TRANSPORT_BUFFER bytes, made when it is needed; NULL where memory is
 * short. And how much of a stream is read into it at once. */
enum { TRANSPORT_BUFFER = 256 * 1024, TRANSPORT_READ_MAX = ASYNC_HARD ? 1 : TRANSPORT_BUFFER };
char *transport_read_buffer(struct async_loop *loop);

/* ---- TLS: web/tls.c ---- */

/* What there is to make. asyncio: the arguments of SSLProtocol() */
struct ssl_wrap {
	struct async_loop *loop;
	struct async_protocol *protocol;	/* the program's */
	struct memory_pool *memory;		/* as transport_new() */
	struct async_future *waiter;		/* to be done when the handshake is, with its
						 * exception if it failed; or NULL. To be kept until
						 * then */
	const char *server_hostname;		/* to be copied; NULL on the server's side */
	double handshake_timeout;		/* seconds; 0: 60 */
	bool server_side;
	bool made;				/* connection_made() is not called: start_tls() */
};

/* What an async_ssl_context begins with, so that who makes connections need not know of TLS. */
struct async_ssl_context {
	/* Make a transport for the program, with TLS, and in *[below], which is allocated in
	 * [memory], the protocol to be given to the transport of the socket, whose
	 * connection_made() begins the handshake. Where that memory ends, TLS does. Returns: the
	 * transport, with a reference for the caller. Raises: ValueError, MemoryError, SSLError,
	 * and returns NULL. */
	struct async_transport *(*wrap)(struct async_ssl_context *context,
					const struct ssl_wrap *how,
					struct async_protocol **below,
					struct memory_pool *memory);
};

#endif
