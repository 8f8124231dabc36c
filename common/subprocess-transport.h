#ifndef SUBPROCESS_TRANSPORT_H
#define SUBPROCESS_TRANSPORT_H

/* Other programs, as child processes, and how to be called back by what they say.
 *
 * Most programs use subprocess.h, which has streams for a child's pipes, and awaits its end. This
 * is the layer below it, for those who would rather be called. A transport and a protocol, as in
 * transport.h, but with up to three pipes, which are told apart by what the child calls them: 0, 1
 * and 2.
 *
 * Interface, and what holds for all of it:
 * - The life of a protocol: connection_made() once; pipe_data_received() any number of times;
 *   pipe_connection_lost() once for each pipe, and process_exited() once, in any order: others may
 *   have inherited the pipes. connection_lost() as the last.
 * - The transport belongs to the task that made it, as memory does (memory.h). Where that ends, a
 *   child that still runs is killed, and in debug mode reported; the protocol is called no more.
 *   No child is left as a zombie, be the loop closed.
 * - The protocol's functions may raise: that is reported.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "child.h"
#include "error.h"
#include "transport.h"

struct async_subprocess_transport;
struct async_subprocess_protocol;

/* ---- Protocols ---- */

/* What a protocol does; each may be NULL, and then nothing is done. asyncio: SubprocessProtocol */
struct async_subprocess_protocol_methods {
	void (*connection_made)(struct async_subprocess_protocol *protocol,
				struct async_subprocess_transport *transport);
	/* the child has written [size] bytes to [fd]; [data] is valid until this returns */
	void (*pipe_data_received)(struct async_subprocess_protocol *protocol, int fd,
				   const void *data, size_t size);
	/* a pipe is closed, by either side; [exception] is NULL where that was in peace */
	void (*pipe_connection_lost)(struct async_subprocess_protocol *protocol, int fd,
				     const struct async_exception *exception);
	void (*process_exited)(struct async_subprocess_protocol *protocol);
	/* the child has ended, and all pipes are closed; [exception] is always NULL */
	void (*connection_lost)(struct async_subprocess_protocol *protocol,
				const struct async_exception *exception);
	/* of what waits to be written to the child's stdin, as in transport.h */
	void (*pause_writing)(struct async_subprocess_protocol *protocol);
	void (*resume_writing)(struct async_subprocess_protocol *protocol);
};

struct async_subprocess_protocol {
	const struct async_subprocess_protocol_methods *methods;
};

/* async_loop_subprocess_exec(factory, arg, argv) or, with options by name,
 * async_loop_subprocess_exec(factory, arg, ASYNC_ARGV("sort"), .in = ASYNC_PIPE): start the program
 * argv[0], which is looked for in the child's PATH, and have the protocol that [factory] makes
 * called. Suspends: until its pipes are connected; a cancellation point, and then the child is
 * killed. Raises: OSError of the kind that the system told, with the program's name, or the
 * folder's: FileNotFoundError, PermissionError, ...; ValueError for an option that is none;
 * MemoryError; what [factory] raises. Returns: the transport; NULL where it raises.
 * asyncio: loop.subprocess_exec(), where what is left out is a pipe */
#define async_loop_subprocess_exec(factory, arg, argv, ...)					\
	async_loop_subprocess_exec_(factory, arg, argv,						\
				    &(struct async_subprocess_options){ __VA_ARGS__ })

/* The same with a command for the shell, /bin/sh. asyncio: loop.subprocess_shell() */
#define async_loop_subprocess_shell(factory, arg, command, ...)					\
	async_loop_subprocess_exec_(factory, arg, ASYNC_ARGV("/bin/sh", "-c", command),		\
				    &(struct async_subprocess_options){ __VA_ARGS__ })

/* ---- Transports ---- */

/* The child's number, also when it has ended. asyncio: SubprocessTransport.get_pid() */
pid_t async_subprocess_transport_get_pid(const struct async_subprocess_transport *transport);

/* How it has ended: its exit status, or negative the number of the signal that killed it; NULL
 * while it runs. 255 where somebody else has reaped it.
 * asyncio: SubprocessTransport.get_returncode() */
const int *
async_subprocess_transport_get_returncode(const struct async_subprocess_transport *transport);

/* The transport of a pipe, 0, 1 or 2; NULL where there is none.
 * asyncio: SubprocessTransport.get_pipe_transport() */
struct async_transport *
async_subprocess_transport_get_pipe_transport(const struct async_subprocess_transport *transport,
					      int fd);

/* Send it a signal; SIGTERM; SIGKILL. If it has just ended they do nothing. Raise:
 * ProcessLookupError behind connection_lost(), OSError for a signal that is none.
 * asyncio: SubprocessTransport.send_signal(), terminate(), kill() */
void async_subprocess_transport_send_signal(struct async_subprocess_transport *transport,
					    int signal);
void async_subprocess_transport_terminate(struct async_subprocess_transport *transport);
void async_subprocess_transport_kill(struct async_subprocess_transport *transport);

/* Close the pipes, and kill the child if it runs. asyncio: SubprocessTransport.close() */
void async_subprocess_transport_close(struct async_subprocess_transport *transport);
bool async_subprocess_transport_is_closing(const struct async_subprocess_transport *transport);

/* Have another protocol called from now on.
 * asyncio: BaseTransport.set_protocol(), get_protocol() */
void async_subprocess_transport_set_protocol(struct async_subprocess_transport *transport,
					     struct async_subprocess_protocol *protocol);
struct async_subprocess_protocol *
async_subprocess_transport_get_protocol(const struct async_subprocess_transport *transport);

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC struct async_subprocess_transport *
async_loop_subprocess_exec_(struct async_subprocess_protocol *(*factory)(void *arg), void *arg,
			    const char *const *argv,
			    const struct async_subprocess_options *options);

#endif
