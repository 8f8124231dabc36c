#ifndef PROCESS_H
#define PROCESS_H

/* Another program, run as a child and awaited like anything else.
 *
 * The child has a session of its own, so that all it starts can be killed with it; no descriptor
 * of ours but the one it is given; and nothing to read. It is killed when its time is up, when
 * it writes too much, and when the task that waits for it is cancelled. It dies with this
 * program, too. */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct process_limits {			/* 0: none */
	double seconds;			/* on the clock on the wall */
	unsigned cpu_seconds;
	size_t file_bytes;		/* how large a file it may write */
	size_t output_bytes;		/* how much it may write to stdout and stderr */
};

enum process_end {
	PROCESS_ENDED,			/* by itself, or by a signal: see status */
	PROCESS_TIMED_OUT,
	PROCESS_FLOODED,		/* wrote more than output_bytes */
};

struct process_output {
	char *text;			/* with a NUL behind it */
	size_t size;
};

struct process {
	/* what to run: to be set before process_run() */
	const char *const *argv;	/* argv[0] is looked for in PATH; ends with NULL */
	const char *const *environment;	/* NULL: this program's own */
	const char *directory;		/* to run in; NULL: the current one */
	int keep;			/* a descriptor that the child has, too, under its number;
					 * 0: none */
	bool merge;			/* stderr goes where stdout goes */
	bool terminal;			/* it writes to a terminal, and so holds no lines
					 * back; merges */
	struct process_limits limits;
	/* gets the output as it comes; else it is kept */
	void (*show)(const char *text, size_t size);

	/* what became of it: set by process_run() */
	enum process_end end;
	int status;			/* as of wait(2) */
	struct process_output out, err;	/* memory of the current task */
};

/* Run [process], and wait until it has ended. Nothing of its session is left then, except what made
 * itself a session of its own. Suspends: until it has ended; a cancellation point, which kills it.
 * Raises: OSError if it cannot be run; MemoryError. Returns: 0, however the program ended. */
ASYNC int process_run(struct process *process);

/* Whether it ended by itself with exit status 0. */
bool process_succeeded(const struct process *process);

#endif
