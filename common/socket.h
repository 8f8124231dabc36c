#ifndef SOCKET_H
#define SOCKET_H

/* Descriptors and sockets, awaited.
 *
 * A descriptor is the number by which the kernel knows an open file, socket or pipe. The calls here
 * do what the system call of that name does, but where that would block, only the task waits. Most
 * programs use streams (stream.h); this is for those who have a descriptor of their own.
 *
 *      #include <sys/socket.h>
 *              ...
 *      int sock = AWAIT(async_loop_sock_accept(NULL, listening, NULL, NULL));
 *      char text[64];
 *      ssize_t size = AWAIT(async_loop_sock_recv(NULL, sock, text, sizeof text));
 *
 * Interface, and what holds for all of it:
 * - A descriptor is non-blocking (SOCK_NONBLOCK), belongs to the program, and is closed by it, but
 *   not while a task waits for it.
 * - One task may wait for a descriptor to become readable, and one for it to become writable. One
 *   more raises RuntimeError. Where a reader of async_loop_add_reader() is set, the call takes its
 *   place.
 * - The call is made at once, and suspends only where the kernel says EAGAIN. Where it would, and
 *   an open transport has that socket, it raises RuntimeError.
 * - Each is a cancellation point where it suspends, and one that is cancelled has taken nothing: no
 *   byte that came is lost, nor is a connection. The next of these calls gets it; the bare system
 *   call may not.
 * - A loop argument of NULL is the running loop; another one raises RuntimeError.
 * - OSError stands for what the system calls give; its type follows from errno (error.h).
 */

#include <stdbool.h>
#include <sys/types.h>

#include "error.h"

/* Of <sys/socket.h> and <netdb.h>, which are not included: a program that has no use for them may
 * have a connect() of its own. The length of an address is their socklen_t. */
struct sockaddr;
struct addrinfo;

struct async_loop;

/* ---- Waiting for a descriptor ---- */

/* Wait until [fd] can be read from: there are bytes, a connection, or the end. And until it can be
 * written to. A regular file always can. Suspends: unless it can at once; a cancellation point.
 * Raises: OSError if [fd] cannot be waited for; RuntimeError if another task waits for that.
 * Returns: 0. asyncio has no twin; that of Trio is trio.lowlevel.wait_readable(). */
ASYNC int async_readable(int fd);
ASYNC int async_writable(int fd);

/* ---- Sockets ---- */

/* Receive up to [size] bytes into [buffer]. Suspends: until there are some. Raises: OSError.
 * Returns: how many; 0 if the other side will send no more.
 * asyncio: loop.sock_recv(), loop.sock_recv_into() */
ASYNC ssize_t async_loop_sock_recv(struct async_loop *loop, int fd, void *buffer, size_t size);

/* The same, of a datagram, with whom it is from; as in recvfrom(), [*length] is the room at
 * [address] before, and the size of the address behind; both may be NULL.
 * asyncio: loop.sock_recvfrom(), loop.sock_recvfrom_into() */
ASYNC ssize_t async_loop_sock_recvfrom(struct async_loop *loop, int fd, void *buffer, size_t size,
				       struct sockaddr *address, unsigned *length);

/* Send all [size] bytes of [data]. Suspends: while the kernel takes no more; who is cancelled then
 * cannot know how many it has taken. Raises: OSError. Returns: 0. asyncio: loop.sock_sendall() */
ASYNC int async_loop_sock_sendall(struct async_loop *loop, int fd, const void *data, size_t size);

/* How a file is sent; each may be left out. */
struct async_sendfile_options {
	bool native;				/* by the kernel, or not at all
						 * asyncio: fallback=False */
};

/* async_loop_sock_sendfile(loop, fd, file, offset, count) or, with options by name,
 * async_loop_sock_sendfile(loop, fd, file, offset, count, .native = true): send up to [count] bytes
 * of the file [file], from [offset] on; SIZE_MAX: all up to its end. The kernel copies them, and
 * they need no memory; where it cannot, as from what is no regular file, a thread reads, and they
 * are sent piece by piece. Where the file is read from next is behind what was sent. Suspends: for
 * a pass at least, and while the kernel takes no more; a cancellation point. Raises: OSError;
 * ValueError for a negative offset; with .native, where the kernel cannot,
 * SendfileNotAvailableError. From the first call on SIGPIPE is ignored, unless the program has a
 * handler for it. Returns: how many bytes were sent. asyncio: loop.sock_sendfile() */
#define async_loop_sock_sendfile(loop, fd, file, offset, count, ...)				\
	async_loop_sock_sendfile_(loop, fd, file, offset, count,				\
				  &(struct async_sendfile_options){ __VA_ARGS__ })
extern const struct async_exception_type SendfileNotAvailableError[1];	/* RuntimeError */

/* Send a datagram to [address]. Suspends: until the kernel takes it. Raises: OSError. Returns: how
 * many bytes were sent. asyncio: loop.sock_sendto() */
ASYNC ssize_t async_loop_sock_sendto(struct async_loop *loop, int fd, const void *data, size_t size,
				     const struct sockaddr *address, unsigned length);

/* Connect to [address], which is none to be looked up: for that there is async_loop_getaddrinfo().
 * Suspends: until the connection stands; one that is cancelled goes on in the kernel, so close [fd]
 * then. Raises: OSError, of which "[Errno 111] Connect call failed ('127.0.0.1', 1)" is the one of
 * a connection that was refused. Returns: 0. asyncio: loop.sock_connect() */
ASYNC int async_loop_sock_connect(struct async_loop *loop, int fd, const struct sockaddr *address,
				  unsigned length);

/* Accept a connection at [fd], which listens. [address] and [length] are as in recvfrom(), and may
 * be NULL. Suspends: until there is one. Raises: OSError. Returns: its descriptor, non-blocking,
 * which the caller closes; 0 where it raises. asyncio: loop.sock_accept() */
ASYNC int async_loop_sock_accept(struct async_loop *loop, int fd, struct sockaddr *address,
				 unsigned *length);

/* ---- Names ---- */

/* What a look-up of a name gives that fails: its message is "[Errno -2] Name or service not known",
 * and its error_number one of EAI_NONAME, ... Python: socket.gaierror */
extern const struct async_exception_type gaierror[1];		/* OSError */

/* What a look-up may be told; each may be left out. */
struct async_getaddrinfo_options {
	int family;				/* AF_INET, AF_INET6, ... */
	int type;				/* SOCK_STREAM, SOCK_DGRAM, ... */
	int proto;				/* IPPROTO_TCP, ... */
	int flags;				/* AI_PASSIVE, AI_NUMERICHOST, ... */
};

/* async_loop_getaddrinfo(loop, host, port, .family = ..., .type = ...): the addresses of [host] and
 * [port], each a string, "example.org" and "80" or "http", or NULL, as getaddrinfo() gives them: a
 * list linked by ai_next. It is asked in a thread, since it may ask the network.
 * Suspends: until there is an answer; a cancellation point. Owns: memory of the current task
 * (memory.h); no freeaddrinfo(). Raises: gaierror; OSError; RuntimeError if no thread can be had;
 * MemoryError; and returns NULL. asyncio: loop.getaddrinfo() */
#define async_loop_getaddrinfo(loop, host, port, ...)						\
	async_loop_getaddrinfo_(loop, host, port,						\
				&(struct async_getaddrinfo_options){ __VA_ARGS__ })

/* What [address] is called: the name of its host into [*host], of its port into [*port]; either may
 * be NULL. [flags] are those of getnameinfo(): NI_NUMERICHOST, ... It is asked in a thread.
 * Suspends, Owns, Raises: as async_loop_getaddrinfo(). Returns: 0. asyncio: loop.getnameinfo() */
ASYNC int async_loop_getnameinfo(struct async_loop *loop, const struct sockaddr *address,
				 unsigned length, int flags, const char **host, const char **port);

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC ssize_t async_loop_sock_sendfile_(struct async_loop *loop, int fd, int file, off_t offset,
					size_t count,
					const struct async_sendfile_options *options);

ASYNC struct addrinfo *async_loop_getaddrinfo_(struct async_loop *loop, const char *host,
					       const char *port,
					       const struct async_getaddrinfo_options *options);

#endif
