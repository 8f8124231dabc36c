#ifndef CHILD_H
#define CHILD_H

/* Child processes: what one may be told before it begins. For subprocess.h, and for
 * subprocess-transport.h. */

#include <stdbool.h>
#include <stddef.h>

/* What its stdin, stdout and stderr may be: a pipe to us; what its stdout is, for its stderr;
 * /dev/null. Or the number of a descriptor, which stays the program's; or 0, which is our own.
 * asyncio.subprocess.PIPE, STDOUT, DEVNULL */
enum { ASYNC_PIPE = -1, ASYNC_STDOUT = -2, ASYNC_DEVNULL = -3 };

/* To lead a new group of processes, as .process_group. */
enum { ASYNC_NEW_GROUP = -1 };

/* Each may be left out. All other descriptors of ours are closed in the child. SIGPIPE, which the
 * program may ignore, does there what it does in any other. */
struct async_subprocess_options {
	int in, out, err;			/* see above; 0: our own */
	const char *cwd;			/* the folder to run in; NULL: ours */
	const char *const *env;			/* "NAME=value", ..., NULL; NULL: ours */
	bool start_new_session;			/* see setsid(2) */
	int process_group;			/* ASYNC_NEW_GROUP, or the number of one to join:
						 * setpgid(2); 0: ours */
	size_t limit;				/* of subprocess.h's readers, in bytes; 0: 64 KiB */
};

/* The words of a command: ASYNC_ARGV("sort", "--numeric-sort"), a const char *const * with a NULL
 * behind the last. It lives as long as the block it stands in. */
#define ASYNC_ARGV(...) ((const char *const[]){ __VA_ARGS__, NULL })

#endif
