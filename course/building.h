#ifndef BUILDING_H
#define BUILDING_H

/* From a learner's file to a program. For judging.c alone.
 *
 * There are two ways. What is graded is compiled, looked into and linked in a room, one after the
 * other, and becomes one file, in which of the learner's object only the names that the exercise
 * gives are to be seen (building-room.c).
 *
 * A learner who waits for a verdict has the same object looked into, but runs another, which has
 * sanitizers; both are compiled at once. All else of the program was linked beforehand, by `make`,
 * and the object comes in as a small library (building-learner.c). */

#include "judging.h"
#include "process.h"
#include "words.h"

struct building {
	const struct submission *submission;
	const char *plain;		/* the object that is looked into */
	const char *program;
	bool sanitized;			/* the program has sanitizers */
	const char *said;		/* by the compiler */
	struct verdict *verdict;	/* once there is one, nothing more is to be done */
};

/* How to compile a learner's file, to link programs, and with which libraries: the Makefile wrote
 * it into the folder [build]. */
struct commands {
	struct words compiler, linker;	/* the first words of their command lines */
	struct words libraries;		/* and the last of the linker's */
};

/* Raises: Complaint if the Makefile has not; OSError. Does not suspend. */
int building_commands(const char *build, struct commands *commands);

/* Build: sets all of [building] but its submission. Suspends. Raises: OSError; MemoryError. */
ASYNC int build_in_room(struct building *building);
ASYNC int build_for_learner(struct building *building);

/* ---- What both do ---- */

bool building_is_sanitizer(const char *word);

/* The verdict, which comes from here and not from the judge. */
struct verdict *building_verdict(struct building *building, enum outcome outcome,
				 const char *feedback, const char *rule);

/* Run a tool under limits, where it is built. Suspends. Raises: OSError; MemoryError. */
ASYNC int building_run(const struct building *building, const char *const argv[],
		       struct process *process);

/* What a tool that failed means: sets .said and .verdict. */
void building_did_not_compile(struct building *building, const struct process *process);
void building_did_not_link(struct building *building, const struct process *process);

/* Compile by COMPILER... MORE... -c -o OBJECT SOURCE. Sets .said; if it failed, .verdict. As
 * building_run(). */
ASYNC int building_compile(struct building *building, const struct words *compiler,
			   const char *object);

/* What the look into the object has found: may set .verdict. NULL is that nobody could look. */
void building_take_finding(struct building *building, const json_t *finding, const char *problem);

#endif
