#ifndef PIPE_H
#define PIPE_H

/* Transports on the ends of pipes, and on what is read and written like them: sockets, and
 * character devices, as terminals are. They go one way: what reads has no async_transport_write(),
 * and what writes is never told of data. For streams on stdin and stdout see stream.h.
 *
 * Interface, and what holds for both calls:
 * - They have the protocol that [factory] makes called, as async_loop_create_connection() in
 *   server.h.
 * - The transport takes [fd] over, closes it when it ends, and makes it non-blocking until then. So
 *   do all who share it, as programs share a terminal: therefore it is put back as it was.
 * - A file cannot be waited for: a thread reads it (file.h).
 *
 * Suspends: until connection_made() has been called; a cancellation point, and then the transport
 * is closed. Owns: take [fd] over, unless they raise anything but CancelledError. Raises:
 * ValueError for a file or a folder; OSError for what is no descriptor; MemoryError; what [factory]
 * raises. Returns: the transport, which is valid as transport.h says; NULL where they raise.
 */

#include "transport.h"

/* Read from [fd]. Where the other side closes, eof_received() is called, and the transport closes
 * itself, whatever that returns. asyncio: loop.connect_read_pipe() */
ASYNC struct async_transport *
async_loop_connect_read_pipe(struct async_protocol *(*factory)(void *arg), void *arg, int fd);

/* Write to [fd]. Where the other side closes, the transport does: connection_lost() is told a
 * BrokenPipeError if something waited to be written. From the first time on SIGPIPE is ignored in
 * the program, unless it does something else with it. asyncio: loop.connect_write_pipe() */
ASYNC struct async_transport *
async_loop_connect_write_pipe(struct async_protocol *(*factory)(void *arg), void *arg, int fd);

#endif
