#ifndef SANDBOX_H
#define SANDBOX_H

/* Where submissions are built and run, so that none can see or hurt anything: bubblewrap, and what
 * goes with it.
 *
 * Which layer stops what:
 *
 *   bubblewrap's namespaces   files: of the machine only /usr, to be read, and of ours what is
 *                             handed in; no home, no judge, no other submission. Processes: none
 *                             but its own, and all of them die with the first. Network: one with
 *                             nobody else in it, not even this machine.
 *   tmpfs with a size         filling the disk: what it writes is in memory, up to 16 MiB, and
 *                             then gone
 *   seccomp (filter.c)        system calls: no second process, no sockets but in exercises on
 *                             them, nothing exotic of the kernel
 *   rlimits                   processor time, memory, files, threads: the judge's, and those in
 *                             sandbox.c
 *   a user of its own         where root grades: what gets out of all that is still nobody, and
 *                             another nobody than those beside it
 *   the judge, outside        time by the wall clock, output; it believes nothing but the record,
 *                             and it, too, is that user
 *
 * Compilers run in it too, since a file can make them read others (#include, .incbin) or run for
 * ever. For them there is no filter, and one folder that they may write to.
 *
 * bubblewrap reads its arguments and the filter from descriptors, so that no path of ours can be
 * seen from inside (/proc/1/cmdline). A judge stages a program several times, and a descriptor can
 * be read once: so a shell opens both anew for each, and the whole is a command line that can be
 * tried by hand.
 */

#include <sys/types.h>

#include "tree.h"

struct sandbox {
	const struct tree *tree;
	const char *folder;	/* of the whole run; goes away with it */
	const char *bwrap;	/* where it is installed */
	bool sanitized;		/* programs have sanitizers, which want other limits of memory */
};

struct room {			/* for one submission to one exercise */
	const struct sandbox *sandbox;
	const char *folder;	/* seen by nobody inside */
	const char *work;	/* in it: the one folder that can be written to while building */
	uid_t user;		/* who acts in it; 0: who runs this */
	bool network;		/* the program may make sockets */
};

/* What is seen from inside while building, all in the current folder. */
#define ROOM_STAGE "given/stage.o"
#define ROOM_NAMES "given/names"
#define ROOM_SELF "tools/course"
#define ROOM_ALLOWED "tools/allowed-symbols"

/* Prepare sandboxes for [exercises] in [folder], and try one. Suspends. Raises: Complaint, with the
 * reason and what to do, where no sandbox can be had here; OSError. */
ASYNC int sandbox_open(struct sandbox *sandbox, const struct tree *tree,
		       const struct exercises *exercises, const char *folder);

/* A user that nothing else is done by, for everything in the place number [place] of those that
 * work at once. 0 unless root runs this. Does not suspend. Raises: Complaint if there is none. */
uid_t sandbox_user(int place);

/* An empty room; to be left by room_close(), in FINALLY(). Does not suspend. Raises: OSError. */
int room_open(struct room *room, const struct sandbox *sandbox, const struct exercise *exercise,
	      uid_t user);
void *room_close(void *room);

/* The command lines that run ARGV for building in [room], and that a judge puts its arguments
 * behind to run work/program; and the one to start the judge of [exercise] itself by. Memory of the
 * current task. */
const char *const *room_build_command(const struct room *room, const char *const argv[]);
const char *const *room_stage_command(const struct room *room);
const char *const *room_judge_command(const struct room *room, const struct exercise *exercise);

/* Whether what was run by room_build_command() last has run at all, whatever became of it.
 * Nobody is to be blamed for what the sandbox says on stderr. Raises: OSError if it has not.
 * Does not suspend. */
int room_check_build(const struct room *room);

/* The environment for all of them. */
extern const char *const room_environment[];

#endif
