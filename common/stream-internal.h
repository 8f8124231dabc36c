#ifndef STREAM_INTERNAL_H
#define STREAM_INTERNAL_H

/* Streams, as those see them who make one upon a transport: a protocol of theirs owns a reader, a
 * writer and what both stand on, all in one piece, and passes on what it is told. */

#include "buffer.h"
#include "iterator-internal.h"
#include "stream.h"
#include "sync-internal.h"

/* ---- Readers: stream-reader.c ---- */

struct async_stream_reader {
	struct async_iterator iterator;		/* first, so that one pointer is both */
	struct async_loop *loop;
	const struct async_site *site;		/* where it was created */
	size_t limit;
	struct buffer buffer;
	size_t takes;				/* how often something was taken out of it */
	bool eof;
	struct exception *exception;		/* owned; NULL until the connection is lost */
	unsigned depth;				/* of its traceback when it came here */
	struct stream_waiter *waiter;		/* on the stack of the task that waits, or NULL */
	struct async_transport *transport;	/* to be paused while there is too much; or NULL.
						 * Not kept */
	bool paused;
};

/* [limit] as in async_stream_reader(). */
void stream_reader_init(struct async_stream_reader *reader, struct async_loop *loop,
			const struct async_site *site, size_t limit);

/* Free what it holds. Ends the program if a task of the running loop waits for it, which was not
 * cancelled. */
void stream_reader_fini(struct async_stream_reader *reader);

/* What feeds it. asyncio: StreamReader.set_transport() */
void stream_reader_set_transport(struct async_stream_reader *reader,
				 struct async_transport *transport);

/* async_stream_reader_feed_data() for what feeds it: if that raises, what comes later must not be
 * taken for what comes next, so that is the reader's error, too. */
void stream_reader_receive(struct async_stream_reader *reader, const void *data, size_t size);

/* Raise the error of its connection. Returns: whether there is one. */
bool stream_reader_raise_error(struct async_stream_reader *reader);

/* ---- Writers: stream-writer.c ---- */

/* Who waits for room. asyncio: FlowControlMixin */
struct stream_flow {
	bool paused, lost;
	struct waiters drainers;
};

struct async_stream_writer {
	struct async_transport *transport;	/* not kept */
	struct stream_flow *flow;
	struct async_stream_reader *reader;	/* whose error is its own, too; or NULL */
	struct async_future *closed;		/* done when the connection is lost */
	struct stream *stream;			/* whose it is; NULL: a child's */
};

/* [site]: where the stream was created. */
void stream_flow_init(struct stream_flow *flow, const struct async_site *site);

/* Ends the program if a task of the running loop waits for it, which was not cancelled. */
void stream_flow_fini(struct stream_flow *flow);

/* asyncio: pause_writing(), resume_writing(), connection_lost(). [e] may be NULL. */
void stream_flow_pause(struct stream_flow *flow);
void stream_flow_resume(struct stream_flow *flow);
void stream_flow_lost(struct stream_flow *flow, const struct async_exception *e);

/* The future that is done when a connection is lost, as a part of whatever it is about. Ends the
 * program, as above, if a task waits for it. */
void stream_closed_init(struct async_future *closed, struct async_loop *loop,
			const struct async_site *site);
void stream_closed_set(struct async_future *closed, const struct async_exception *e);
void stream_closed_fini(struct async_future *closed);

/* ---- What goes wrong: stream-error.c ---- */

/* An IncompleteReadError with a copy of all that is in [buffer]; [expected] 0: unknown. A
 * LimitOverrunError. Or, where memory is short, a MemoryError. Owns: the caller. */
struct exception *stream_incomplete_read(const struct buffer *buffer, size_t expected);
struct exception *stream_limit_overrun(const char *message, size_t consumed);

/* ---- Upon a transport: stream.c ---- */

/* asyncio: StreamReaderProtocol, and the reader and the writer with it. In the memory of its
 * transport. */
struct stream {
	struct async_protocol protocol;		/* first, so that one pointer is both */
	struct async_stream_reader reader;
	struct async_stream_writer writer;
	struct stream_flow flow;
	struct async_future closed;
	struct async_transport *first;		/* in whose memory it is; writer.transport is
						 * another one after start_tls(), and kept */
	bool over_ssl;
	void (*made)(struct stream *stream);	/* called when the connection is; or NULL */
	const struct stream_server *server;	/* whose connection it is; or NULL */
	struct future_waiter handled;		/* until the server's handler is done */
};

/* One in the memory that is in use: a factory calls this. Raises: MemoryError, and returns NULL. */
struct stream *stream_new(const struct async_site *site, size_t limit);

/* A place in [pool] for a stream: where that memory ends, the connection is closed if it is open.
 * To be filled by stream_own(), or left as it is. NULL where memory is short. */
struct stream **stream_slot(struct memory_pool *pool);
void stream_own(struct stream **slot, struct stream *stream);

/* Close the connection if it is open: nobody is left who would. */
void stream_leave(struct stream *stream);

#endif
