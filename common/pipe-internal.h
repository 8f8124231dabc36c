#ifndef PIPE_INTERNAL_H
#define PIPE_INTERNAL_H

/* Transports on pipes, as those see them who have an end of one. */

#include "executor-internal.h"
#include "pipe.h"
#include "transport-internal.h"

/* What becomes of the descriptor when the transport ends. */
enum {
	PIPE_CLOSE = 1,				/* close it; else it stays open */
	PIPE_RESTORE = 2,			/* it is shared: make it block again, if it did */
};

/* Beside these, for pipe_of_writer(): a file will do. */
enum { PIPE_OR_FILE = 4 };

/* A transport that reads from, or writes to, [fd], and ends it as [at_end] says; transport_begin()
 * is still to be called. [memory]: as transport_new(). Returns: a transport whose reference is its
 * own. Raises: as pipe.h says, and returns NULL; then nothing has changed.
 * asyncio: _UnixReadPipeTransport, _UnixWritePipeTransport */
struct async_transport *pipe_of_reader(struct async_loop *loop, int fd, int at_end,
				       struct async_protocol *protocol, struct memory_pool *memory);
struct async_transport *pipe_of_writer(struct async_loop *loop, int fd, int at_end,
				       struct async_protocol *protocol, struct memory_pool *memory);

/* The same for what cannot be watched, a file or /dev/null: threads read it. */
struct async_transport *pipe_of_file(struct async_loop *loop, int fd, int at_end,
				     struct async_protocol *protocol, struct memory_pool *memory);

/* ---- What they are made of: pipe.c ---- */

struct pipe_transport {
	struct async_transport transport;	/* first, so that one pointer is both */
	int fd;
	int at_end;				/* PIPE_CLOSE, PIPE_RESTORE */
	mode_t mode;				/* what it is, see stat(2) */
	struct transport_buffer buffer;		/* a writer: what waits to be written */
	struct loop_callback eof;		/* a reader: eof_received() */
	struct executor_job *job;		/* of a file: what reads it now, or has, with a
						 * reference; or NULL */
	struct future_waiter done;		/* when that has */
};

/* [refusal] is what is said of a file; NULL: a file will do. */
struct async_transport *pipe_new(const struct transport_methods *methods, struct async_loop *loop,
				 int fd, int at_end, struct async_protocol *protocol,
				 struct memory_pool *memory, const char *refusal);

/* As methods of a transport. */
void pipe_force_close(struct async_transport *transport, struct exception *e);
const void *pipe_get_extra_info(const struct async_transport *transport, const char *name);
void pipe_end(struct async_transport *transport);

/* A reader has come to its end; or cannot be read: then it takes the caller's reference of [e]. */
void pipe_read_end(struct pipe_transport *pipe);
void pipe_read_failed(struct pipe_transport *pipe, struct exception *e);

/* Whether connection_lost() was called, or will be in the next pass. */
bool pipe_is_lost(const struct async_transport *transport);

#endif
