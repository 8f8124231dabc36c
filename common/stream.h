#ifndef STREAM_H
#define STREAM_H

/* Streams: bytes that arrive, to be awaited in the pieces that a program wants.
 *
 *      const char *line = AWAIT(async_stream_reader_readline(reader, NULL));
 *
 *      ASYNC_FOR(line, reader)
 *              printf("%s", (char *)line);
 *
 * Bytes that arrive are kept by the reader, up to twice its limit; beyond that its connection is
 * not read, and so the other side finds that it cannot send: that is back-pressure.
 *
 * Interface, and what holds for all of it:
 * - What a reading call returns is the reader's: valid until the next call that reads from it.
 *   async_strdup() keeps a line for longer. Behind its bytes there is a NUL, which does not count,
 *   so that a line is a string. *[size] is how many bytes; [size] may be NULL.
 * - A call that is cancelled, or times out, has taken nothing from the reader: no byte is lost.
 * - One task at a time waits for a reader. Raises: RuntimeError in the second.
 * - After an error of the connection (ConnectionResetError, ...) each reading call raises it.
 * - A reader belongs to the task that made it, as memory does (memory.h).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "iterator.h"

struct async_stream_reader;

/* The end came before the bytes that were asked for: async_incomplete_read_partial() has those that
 * were there. asyncio.IncompleteReadError */
extern const struct async_exception_type IncompleteReadError[1];	/* EOFError */

/* The separator did not come within the limit. The bytes stay in the reader.
 * asyncio.LimitOverrunError */
extern const struct async_exception_type LimitOverrunError[1];		/* Exception */

/* ---- Reading ---- */

/* Up to [n] bytes, as soon as there are any; SIZE_MAX: all, until the end. Of no bytes at all it is
 * the end. Suspends: unless some are there; a cancellation point. Raises: the connection's error;
 * MemoryError. asyncio: StreamReader.read(n) */
ASYNC const char *async_stream_reader_read(struct async_stream_reader *reader, size_t n,
					   size_t *size);

/* A line, with its newline; at the end what is left of one, which may be nothing. Suspends: unless
 * it is there; a cancellation point. Raises: ValueError if the line is longer than the limit: it is
 * taken out then, or, where its end has not come yet, all that has come. The connection's error.
 * asyncio: StreamReader.readline() */
ASYNC const char *async_stream_reader_readline(struct async_stream_reader *reader, size_t *size);

/* Exactly [n] bytes, be it more than the limit. Suspends: unless they are there; a cancellation
 * point. Raises: IncompleteReadError, which takes out what is there; the connection's error;
 * MemoryError. asyncio: StreamReader.readexactly() */
ASYNC const char *async_stream_reader_readexactly(struct async_stream_reader *reader, size_t n,
						  size_t *size);

/* All up to [separator], and with it: a string, or [length] bytes. Suspends: unless it is there; a
 * cancellation point. Raises: IncompleteReadError, which takes out what is there;
 * LimitOverrunError; ValueError for an empty separator; the connection's error; MemoryError.
 * asyncio: StreamReader.readuntil() with one separator */
ASYNC const char *async_stream_reader_readuntil(struct async_stream_reader *reader,
						const char *separator, size_t *size);
ASYNC const char *async_stream_reader_readuntil_bytes(struct async_stream_reader *reader,
						      const void *separator, size_t length,
						      size_t *size);

/* Whether the end has come and all has been read. asyncio: StreamReader.at_eof() */
bool async_stream_reader_at_eof(const struct async_stream_reader *reader);

/* What had been read when [e], an IncompleteReadError, was raised, and how many bytes were expected
 * (0: unknown); and how many a LimitOverrunError had looked at. Valid as long as [e]; NULL, or 0,
 * for other exceptions. asyncio: IncompleteReadError.partial, IncompleteReadError.expected,
 * LimitOverrunError.consumed */
const char *async_incomplete_read_partial(const struct async_exception *e, size_t *size);
size_t async_incomplete_read_expected(const struct async_exception *e);
size_t async_limit_overrun_consumed(const struct async_exception *e);

/* ---- Readers that the program feeds ---- */

/* async_stream_reader(limit): a reader that is fed by the program, not by a connection. [limit] is
 * in bytes; 0: 64 KiB. Does not suspend. Owns: the current task owns it. Raises: RuntimeError where
 * no loop runs, MemoryError, and returns NULL. asyncio.StreamReader(limit) */
#define async_stream_reader(limit) async_stream_reader_(ASYNC_SITE_HERE_(), limit)

/* Give it [size] bytes, which are copied. Does not suspend, and takes more than the limit: that is
 * the feeder's affair. Raises: AssertionError behind the end; MemoryError, and then takes none.
 * asyncio: StreamReader.feed_data() */
void async_stream_reader_feed_data(struct async_stream_reader *reader, const void *data,
				   size_t size);

/* Say that nothing more comes. asyncio: StreamReader.feed_eof() */
void async_stream_reader_feed_eof(struct async_stream_reader *reader);

/* Have all reading calls raise [e] from now on; the error that they raise, NULL if there is none.
 * Owns: nothing; [e] stays the caller's. asyncio: StreamReader.set_exception(), exception() */
void async_stream_reader_set_exception(struct async_stream_reader *reader,
				       struct async_exception *e);
const struct async_exception *
async_stream_reader_exception(const struct async_stream_reader *reader);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_stream_reader *async_stream_reader_(const struct async_site *site, size_t limit);

#endif
