#ifndef SUBPROCESS_TRANSPORT_INTERNAL_H
#define SUBPROCESS_TRANSPORT_INTERNAL_H

/* Transports of child processes, as subprocess.c sees them. */

#include "child-internal.h"
#include "pipe-internal.h"
#include "subprocess-transport.h"
#include "task-internal.h"

/* A pipe to the child, and the protocol of its transport. */
struct subprocess_pipe {
	struct async_protocol protocol;		/* first, so that one pointer is both */
	struct async_subprocess_transport *process;
	int fd;					/* what the child calls it */
	int end;				/* ours, until a transport has it; then -1 */
	struct async_transport *transport;	/* kept; NULL where there is none, or not yet */
	bool disconnected;			/* it was closed, or there is none */
	struct loop_callback lost;		/* pipe_connection_lost() */
	struct exception *exception;		/* what that is told; owned */
};

struct async_subprocess_transport {
	struct async_loop *loop;		/* NULL: it has ended */
	struct async_subprocess_protocol *protocol;
	unsigned references;			/* its own, until it has ended; its handle's; of
						 * everyone else who holds it */
	struct memory_pool memory;		/* what the protocol lies in, and allocates */
	struct subprocess_pipe pipes[3];

	/* the child */
	struct child child;
	pid_t pid;
	bool has_exited;
	int returncode;

	/* how it stands */
	bool closed;				/* close() was called */
	bool connected;				/* the pipes are: before, calls are pending */
	bool finished;				/* connection_lost() is scheduled, or was called */

	/* what the loop is to call */
	struct loop_queue pending;
	struct loop_callback made, exited, lost;
	struct subprocess_waiter *waiters, **last_waiter;

	struct async_subprocess_transport *next, **link;	/* of all of the loop */
};

/* Start a child, whose protocol lies in [memory], and was made there. The memory of [task], the
 * current one, has a handle of it. Suspends, Raises, Returns: as async_loop_subprocess_exec(). */
struct async_subprocess_transport *
subprocess_start(struct async_task *task, struct async_subprocess_protocol *protocol,
		 struct memory_pool *memory, const char *const *argv,
		 const struct async_subprocess_options *options);

/* Wait until it has ended and connection_lost() was called; not at all if it has ended. Suspends:
 * until then; a cancellation point. Returns: as async_subprocess_transport_get_returncode().
 * asyncio: BaseSubprocessTransport._wait() */
int subprocess_wait(struct async_task *task, struct async_subprocess_transport *transport);

/* [loop] closes, and its children and transports have ended. */
void subprocess_close_loop(struct async_loop *loop);

/* Called in debug mode for one whose handle ends while it is open: report.c. */
extern void (*subprocess_unclosed_hook)(const struct async_subprocess_transport *transport);

/* ---- subprocess-transport.c, for subprocess-start.c ---- */

/* A new one, whose reference is its own, for a child that does not run yet. Owns: takes [memory]
 * over. Raises: MemoryError, and returns NULL. */
struct async_subprocess_transport *subprocess_new(struct async_loop *loop,
						  struct async_subprocess_protocol *protocol,
						  struct memory_pool *memory);

/* Owned references. */
struct async_subprocess_transport *
subprocess_keep(struct async_subprocess_transport *transport);
void subprocess_release(struct async_subprocess_transport *transport);

/* It ends without a word to anyone. */
void subprocess_end(struct async_subprocess_transport *transport);

/* The protocol is called no more. */
void subprocess_silence(struct async_subprocess_transport *transport);

/* All pipes are connected, or will never be: make the calls that are pending, the first before
 * them. */
void subprocess_connected(struct async_subprocess_transport *transport);

/* [pipe] will never be connected. */
void subprocess_forget_pipe(struct subprocess_pipe *pipe);

/* Its protocol. */
extern const struct async_protocol_methods subprocess_pipe_methods;

#endif
