#ifndef CHILD_INTERNAL_H
#define CHILD_INTERNAL_H

/* Child processes: how one begins (spawn.c), and how the loop hears of its end (child.c).
 *
 * A child that has ended is a zombie until its parent asks for its status: then it is reaped, and
 * its number may be given to another process. Here that is done in the loop's thread and nowhere
 * else, so that no signal ever goes to a stranger. A pidfd tells of the end; where the kernel has
 * none, a thread that waits for it and reaps nothing. SIGCHLD is left to the program.
 */

#include <pthread.h>
#include <sys/types.h>

#include "child.h"
#include "loop-internal.h"

struct child {
	struct async_loop *loop;		/* NULL: there is none, or it has been reaped */
	pid_t pid;

	/* how its end is heard of */
	int pidfd;				/* -1: by a thread */
	pthread_t thread;
	bool is_gone;				/* the thread was told that there is none */
	struct loop_callback ended;		/* which posts this */

	/* Called by the loop when it has been reaped. [status]: its exit status, or negative, the
	 * signal that ended it. */
	void (*exited)(struct child *child, int status);

	struct child *next, **link;		/* of all of the loop */
	bool killed;				/* as that closes */
};

/* The program's ends of a child's pipes, -1 where there is none: [0] to write, [1] and [2] to
 * read. */
struct child_pipes { int ends[3]; };

/* Begin a child that runs [argv], as [options] say. Returns: its number; or -1, and then nothing is
 * left behind. Raises: OSError of the kind that the system told, naming the program or the folder;
 * ValueError, MemoryError. Owns: the caller: it is to be watched, and the pipes to be closed. */
pid_t child_spawn(const char *const *argv, const struct async_subprocess_options *options,
		  struct child_pipes *pipes);

/* Have [child]->exited called when the process [pid], a child that nobody else waits for, has
 * ended. All of [child] but exited is set here. Raises: OSError, MemoryError,
 * RuntimeError, and returns false: then the process was killed and reaped. */
bool child_watch(struct child *child, struct async_loop *loop, pid_t pid);

/* Send a signal. Does nothing if it has ended. Raises: OSError. */
void child_signal(struct child *child, int signal);

/* The same with SIGKILL; does nothing where it may not. */
void child_kill(struct child *child);

/* [loop] closes: kill and reap its children; exited() is not called any more. */
void child_close_loop(struct async_loop *loop);

#endif
