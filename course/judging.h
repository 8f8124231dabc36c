#ifndef JUDGING_H
#define JUDGING_H

/* From a learner's file to a verdict: compile, look into the object, link, and have the
 * judge stage it. */

#include "sandbox.h"
#include "tree.h"
#include "verdict.h"

struct submission {
	const struct tree *tree;
	const struct exercise *exercise;
	const char *seed;		/* for the judge; NULL: its own */
	const char *folder;		/* to build in; with a room, its work */
	const struct room *room;	/* NULL: no sandbox, but the learner's own file
					 * where it lies */
};

/* See whether there is what is needed for it. [sandbox]: where all users find it. Raises: Complaint
 * if not. Does not suspend. */
int judging_prepare(const struct tree *tree, bool sandbox);

/* The verdict on what lies at the exercise's place: chapters/CHAPTER/exercises/N-NAME.c, as seen
 * from the root of the tree, or in the room from its work. Never NULL. Suspends. Raises: OSError,
 * if the compiler or the judge cannot be run; MemoryError. */
ASYNC struct verdict *judge_submission(const struct submission *submission);

/* The first half of that: build, and do not judge. Returns: NULL, and the PROGRAM that was built,
 * with the OBJECT that was looked into; or the verdict that says why there is none. Suspends, and
 * raises, as that does. */
ASYNC struct verdict *judge_build(const struct submission *submission, const char **program,
				  const char **object);

#endif
