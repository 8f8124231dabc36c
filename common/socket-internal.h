#ifndef SOCKET_INTERNAL_H
#define SOCKET_INTERNAL_H

/* Sending a file where the kernel cannot: what async_loop_sendfile() shares with
 * async_loop_sock_sendfile(). */

#include "file-internal.h"
#include "socket.h"

/* Of each read: as much as a thread reads at once. */
enum { SENDFILE_PIECE = FILE_BLOCK };

/* Whether SendfileNotAvailableError is raised. Then it is so no more. */
bool sendfile_is_unavailable(void);

/* [sent] bytes of [file], from [offset] on: what it is read from next is behind them. */
void sendfile_moved(int file, off_t offset, size_t sent);

/* async_loop_sock_sendfile() by a thread that reads, and async_loop_sock_sendall().
 * asyncio: _sock_sendfile_fallback() */
ssize_t socket_copy_file(struct async_loop *loop, int fd, int file, off_t offset, size_t count);

#endif
