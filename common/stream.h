#ifndef STREAM_H
#define STREAM_H

/* Streams: a connection as two ends, one to read from and one to write to.
 *
 *      struct async_stream_reader *reader;
 *      struct async_stream_writer *writer;
 *
 *      AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", 8888));
 *      async_stream_writer_printf(writer, "weather in %s\n", city);
 *      AWAIT(async_stream_writer_drain(writer));
 *      const char *line = AWAIT(async_stream_reader_readline(reader, NULL));
 *
 * Bytes that arrive are kept by the reader, up to twice its limit; beyond that its connection is
 * not read, and so the other side finds that it cannot send: that is back-pressure. Bytes that are
 * written are sent at once, or kept until they can be; async_stream_writer_drain() waits while too
 * many are kept.
 *
 * Interface, and what holds for all of it:
 * - Reader and writer belong to the task that opened the connection, or that handles it for a
 *   server, as memory does (memory.h). Where they end, a connection that is still open is closed;
 *   in debug mode that is reported.
 * - What a reading call returns is the reader's: valid until the next call that reads from it.
 *   async_strdup() keeps a line for longer. Behind its bytes there is a NUL, which does not count,
 *   so that a line is a string. *[size] is how many bytes; [size] may be NULL.
 * - A call that is cancelled, or times out, has taken nothing from the reader: no byte is lost.
 * - One task at a time waits for a reader. Raises: RuntimeError in the second.
 * - After an error of the connection (ConnectionResetError, ...) each reading call, and
 *   async_stream_writer_drain(), raises it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "iterator.h"
#include "server.h"
#include "transport.h"

struct async_stream_reader;
struct async_stream_writer;

/* The end came before the bytes that were asked for: async_incomplete_read_partial() has those that
 * were there. asyncio.IncompleteReadError */
extern const struct async_exception_type IncompleteReadError[1];	/* EOFError */

/* The separator did not come within the limit. The bytes stay in the reader.
 * asyncio.LimitOverrunError */
extern const struct async_exception_type LimitOverrunError[1];		/* Exception */

/* ---- Connections ---- */

/* async_open_connection(reader, writer, host, port) or, with options by name as in server.h,
 * async_open_connection(reader, writer, host, port, .limit = 1024): connect to [host], a name or an
 * address, and set *[reader] and *[writer]. If the name has several addresses they are tried in
 * turn. Suspends: until it is connected; a cancellation point, and then the attempt is given up.
 * Owns: the current task owns both. Raises: as async_loop_create_connection(): OSError of the kind
 * that the system told (ConnectionRefusedError, ...), gaierror for an unknown name, ValueError,
 * MemoryError. Returns: 0. asyncio.open_connection() */
#define async_open_connection(reader, writer, host, port, ...)					\
	async_open_connection_(ASYNC_SITE_HERE_(), reader, writer, host, port,			\
			       &(struct async_connection_options){ __VA_ARGS__ })

/* The same through a Unix socket at [path]. asyncio.open_unix_connection() */
#define async_open_unix_connection(reader, writer, path, ...)					\
	async_open_unix_connection_(ASYNC_SITE_HERE_(), reader, writer, path,			\
				    &(struct async_connection_options){ __VA_ARGS__ })

/* ---- Servers ---- */

/* async_start_server(handle, arg, host, port) or, with options by name as in server.h: listen at
 * [host], NULL for every address, and [port], 0 for one that is free: async_server_port() tells it.
 * For each connection [handle](reader, writer, [arg]) runs, in a task of its own. It closes the
 * writer before it returns, and what it returns is lost; an exception that it raises is told to the
 * loop's exception handler, and the connection is closed.
 * Suspends: while the name is looked up, and for one pass; a cancellation point. Owns: the current
 * task owns the server, see server.h; [arg] must live until it is closed. Raises: as
 * async_loop_create_server(), and returns NULL. asyncio.start_server() */
#define async_start_server(handle, arg, host, port, ...)					\
	async_start_server_(ASYNC_STREAM_HANDLER_(handle, arg), host, port,			\
			    &(struct async_server_options){ __VA_ARGS__ })

/* The same at a Unix socket, made at [path]; one that lies there already is replaced.
 * asyncio.start_unix_server() */
#define async_start_unix_server(handle, arg, path, ...)						\
	async_start_unix_server_(ASYNC_STREAM_HANDLER_(handle, arg), path,			\
				 &(struct async_server_options){ __VA_ARGS__ })

/* ---- stdin and stdout ---- */

/* async_open_read_pipe(fd): a reader of [fd], STDIN_FILENO, say: a pipe, a socket, a terminal, or,
 * as from `< cities.txt`, a file, which threads read. [fd] stays the program's; it is non-blocking
 * while the stream is open, and is put back then, since others may share it.
 * Suspends: for some passes; a cancellation point. Owns: the current task owns the reader; where
 * that ends the stream does, and what was read and not taken is lost. Raises: OSError for what is
 * no descriptor, MemoryError, and returns NULL.
 * asyncio: loop.connect_read_pipe() with a StreamReaderProtocol, which knows no files */
#define async_open_read_pipe(fd) async_open_read_pipe_(ASYNC_SITE_HERE_(), fd)

/* async_open_write_pipe(fd): a writer to [fd], STDOUT_FILENO, say. What is written goes past the
 * buffer of printf(): use one or the other, or fflush() between them. What waits to be written when
 * the program ends is lost: close it, and await async_stream_writer_wait_closed(). Suspends, Owns,
 * Raises: as async_open_read_pipe(). asyncio: loop.connect_write_pipe() with a FlowControlMixin */
#define async_open_write_pipe(fd) async_open_write_pipe_(ASYNC_SITE_HERE_(), fd)

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

/* ---- Writing ---- */

/* Send [size] bytes, which are copied where they cannot be sent at once. Does not suspend: follow
 * it by async_stream_writer_drain(). Raises: as async_transport_write(). On a connection that is
 * lost it does nothing: async_stream_writer_drain() tells. asyncio: StreamWriter.write() */
void async_stream_writer_write(struct async_stream_writer *writer, const void *data, size_t size);

/* The same with text, as printf() would write it. asyncio: writer.write(f"...".encode()) */
void async_stream_writer_printf(struct async_stream_writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same with [count] strings, one behind the other. asyncio: StreamWriter.writelines() */
void async_stream_writer_writelines(struct async_stream_writer *writer, const char *const *lines,
				    size_t count);

/* Wait until it makes sense to write more: while more than the high-water mark waits, until no more
 * than the low one does. Suspends: if so, and for one pass if the connection is closing; a
 * cancellation point. Raises: the connection's error; ConnectionResetError if it is lost. Returns:
 * 0. asyncio: StreamWriter.drain() */
ASYNC int async_stream_writer_drain(struct async_stream_writer *writer);

/* Say that nothing more will be written; whether that can be said (with TLS it cannot). Raises: as
 * async_transport_write_eof(). asyncio: StreamWriter.write_eof(), can_write_eof() */
void async_stream_writer_write_eof(struct async_stream_writer *writer);
bool async_stream_writer_can_write_eof(const struct async_stream_writer *writer);

/* Close the connection, once what waits is sent. Does not suspend; whether that was called.
 * asyncio: StreamWriter.close(), is_closing() */
void async_stream_writer_close(struct async_stream_writer *writer);
bool async_stream_writer_is_closing(const struct async_stream_writer *writer);

/* Wait until it is closed. Suspends: until then; a cancellation point, and who waits for it after
 * one that was cancelled is cancelled, too. Raises: the error with which the connection was lost.
 * Returns: 0. asyncio: StreamWriter.wait_closed() */
ASYNC int async_stream_writer_wait_closed(struct async_stream_writer *writer);

/* As async_transport_get_extra_info(). asyncio: StreamWriter.get_extra_info() */
const void *async_stream_writer_get_extra_info(const struct async_stream_writer *writer,
					       const char *name);

/* The transport below; valid as long as the writer. asyncio: StreamWriter.transport */
struct async_transport *async_stream_writer_transport(const struct async_stream_writer *writer);

/* async_stream_writer_start_tls(writer, context) or, with options by name as in server.h,
 * async_stream_writer_start_tls(writer, context, .server_hostname = "weather.example"): TLS from
 * here on, once both sides have agreed; the side is that of the connection. What waits to be
 * written goes first. Suspends: until then; a cancellation point. Raises: as a connection with TLS,
 * and then it is closed; the connection's error. Returns: 0. asyncio: StreamWriter.start_tls() */
#define async_stream_writer_start_tls(writer, context, ...)					\
	async_stream_writer_start_tls_(writer, context,						\
				       &(struct async_start_tls_options){ __VA_ARGS__ })

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

struct async_stream_handler_ {		/* whom a server calls */
	void *(*handle)(struct async_stream_reader *reader, struct async_stream_writer *writer,
			void *arg);
	void *arg;
	const char *name;
	const struct async_site *site;
};
#define ASYNC_STREAM_HANDLER_(handle_, arg_)							\
	((struct async_stream_handler_){ handle_, arg_, #handle_, ASYNC_SITE_HERE_() })

struct async_stream_reader *async_stream_reader_(const struct async_site *site, size_t limit);
ASYNC int async_open_connection_(const struct async_site *site,
				 struct async_stream_reader **reader,
				 struct async_stream_writer **writer, const char *host, int port,
				 const struct async_connection_options *options);
ASYNC int async_open_unix_connection_(const struct async_site *site,
				      struct async_stream_reader **reader,
				      struct async_stream_writer **writer, const char *path,
				      const struct async_connection_options *options);
ASYNC int async_stream_writer_start_tls_(struct async_stream_writer *writer,
					 struct async_ssl_context *context,
					 const struct async_start_tls_options *options);
ASYNC struct async_server *async_start_server_(struct async_stream_handler_ handler,
					       const char *host, int port,
					       const struct async_server_options *options);
ASYNC struct async_server *async_start_unix_server_(struct async_stream_handler_ handler,
						    const char *path,
						    const struct async_server_options *options);

ASYNC struct async_stream_reader *async_open_read_pipe_(const struct async_site *site, int fd);
ASYNC struct async_stream_writer *async_open_write_pipe_(const struct async_site *site, int fd);

#endif
