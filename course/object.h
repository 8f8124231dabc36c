#ifndef OBJECT_H
#define OBJECT_H

/* A learner's object file, looked into before it is linked.
 *
 * What a program does before main(), by what name it reaches into libc, and which instructions it
 * has: all that is written in the object file. So most of what could deceive a judge is seen here
 * without running anything. It is looked into by a process of its own, since the file was made by
 * somebody else and libelf has to take it as it comes. (A learner's own is not.)
 *
 *      course inspect OBJECT NAMES STAGE ALLOWED
 *
 * OBJECT is compiled without sanitizers, which add a lot themselves. NAMES lists what it must
 * define, one a line; STAGE is stage.o, whose global symbols it may use, and ALLOWED
 * (tests/exercises/allowed-symbols) lists the rest that it may use.
 */

#include <jansson.h>

/* The findings of object_inspect(): ids of feedback. */
#define FINDING_MISSING "missing-function"	/* does not define what it should */
#define FINDING_FORBIDDEN "forbidden-function"	/* uses what it may not */
#define FINDING_EARLY "runs-before-main"	/* a constructor, destructor or ifunc */
#define FINDING_UNUSUAL "unusual-object"	/* has sections or symbols that C does not need */
#define FINDING_DATA "too-much-data"		/* its variables are larger than programs may be */
#define FINDING_SYSCALL "system-call"		/* has such an instruction: somebody should look */

/* Look into the files named above. Returns: an object {"feedback", "rule"}; null if all is well;
 * NULL if it cannot be told, with the reason in [problem]. Both are memory of the current
 * task, if tree_keep_json() was called. */
json_t *object_inspect(const char *object, const char *names, const char *stage,
		       const char *allowed, const char **problem);

/* The command `course inspect`: prints what object_inspect() gives. Returns: the exit status. */
int object_main(int argc, char **argv);

#endif
