#ifndef COMMAND_H
#define COMMAND_H

/* The commands of `course`. Each has a file of its own; main.c knows how they are called. */

#include <stdbool.h>

#include "tree.h"

struct options {
	const char *const *arguments;	/* up to a NULL */
	bool json;
	const char *out;
	const char *seed;
	bool yes;			/* reset: do not ask */
	bool anyway;			/* solution, trace: before it is passed, too */
	bool prepare;			/* debug: only make all ready */
	bool pending, done, fast;	/* list: only these */
	bool text, against_solution;	/* trace: sentences; the difference */
	const char *svg, *chrome;	/* trace: files to write */
};

/* Each suspends, and returns the exit status: 0, or 1 if not everything is as it should be.
 * Raises: Complaint, where it cannot do what it was asked for; OSError. */
ASYNC int command_dashboard(const struct tree *tree, const struct options *options);
ASYNC int command_init(const struct tree *tree, const struct options *options);
ASYNC int command_run(const struct tree *tree, const struct options *options);
ASYNC int command_list(const struct tree *tree, const struct options *options);
ASYNC int command_hint(const struct tree *tree, const struct options *options);
ASYNC int command_reset(const struct tree *tree, const struct options *options);
ASYNC int command_solution(const struct tree *tree, const struct options *options);
ASYNC int command_check(const struct tree *tree, const struct options *options);
ASYNC int command_trace(const struct tree *tree, const struct options *options);
ASYNC int command_debug(const struct tree *tree, const struct options *options);
ASYNC int command_doctor(const struct tree *tree, const struct options *options);
ASYNC int command_grade(const struct tree *tree, const struct options *options);
ASYNC int command_review(const struct tree *tree, const struct options *options);
ASYNC int command_dev(const struct tree *tree, const struct options *options);

#endif
