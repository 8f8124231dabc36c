#ifndef STREAM_INTERNAL_H
#define STREAM_INTERNAL_H

/* Streams, as what feeds a reader sees them. */

#include "buffer.h"
#include "iterator-internal.h"
#include "stream.h"

struct async_stream_reader {
	struct async_iterator iterator;		/* first, so that one pointer is both */
	struct async_loop *loop;
	const struct async_site *site;		/* where it was created */
	size_t limit;
	struct buffer buffer;
	bool eof;
	struct exception *exception;		/* owned; NULL until the connection is lost */
	unsigned depth;				/* of its traceback when it came here */
	struct stream_waiter *waiter;		/* on the stack of the task that waits, or NULL */
};

/* [limit] as in async_stream_reader(). */
void stream_reader_init(struct async_stream_reader *reader, struct async_loop *loop,
			const struct async_site *site, size_t limit);

/* Free what it holds. Ends the program if a task of the running loop waits for it, which was not
 * cancelled. */
void stream_reader_fini(struct async_stream_reader *reader);

/* ---- What goes wrong: stream-error.c ---- */

/* An IncompleteReadError with a copy of all that is in [buffer]; [expected] 0: unknown. A
 * LimitOverrunError. Or, where memory is short, a MemoryError. Owns: the caller. */
struct exception *stream_incomplete_read(const struct buffer *buffer, size_t expected);
struct exception *stream_limit_overrun(const char *message, size_t consumed);

#endif
