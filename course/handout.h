#ifndef HANDOUT_H
#define HANDOUT_H

/* What a learner's folder is filled with: the starters, tutorial.md, what lies in course/given, and
 * compile_commands.json, by which editors know how a file is compiled. No solution, and nothing of
 * a judge.
 *
 * In the folder an exercise has another path than in the tree, and the program another name; so the
 * texts are handed out with those: "build/course" is "./course" there, and
 * "chapters/03-gather/exercises/7-overlap.c" is "03-gather/7-overlap.c". What the text says of how
 * to get a folder is left out.
 *
 * All of it is memory of the current task. None of these suspends. */

#include <stddef.h>
#include <sys/types.h>

#include "tree.h"

struct handout_file {
	const char *path;		/* as seen from the folder */
	const char *bytes;
	size_t size;
	mode_t mode;
};

struct handout {
	struct handout_file *files;
	size_t count;
};

/* Collect all that is to be handed out to [folder]. Raises: OSError; Complaint, if the tree is not
 * built. */
int handout_collect(struct handout *handout, const struct tree *tree, const char *folder);

/* What became of a file that was handed out, perhaps not for the first time. */
enum handed {
	HANDED_SAME,		/* it is there as it should be */
	HANDED_NEW,
	HANDED_AGAIN,		/* it was missing */
	HANDED_UPDATED,		/* the learner had not changed it, and the course has */
	HANDED_HIS,		/* he has changed it, and the course has not: left as it is */
	HANDED_BOTH,		/* both have: left as it is; the new one is in TREE_GIVEN */
	HANDED_KINDS,
};

/* Hand out [file] to [folder], which is locked. Raises: OSError. Whenever this is cut short, the
 * next call does the rest. */
enum handed handout_give(const char *folder, const struct handout_file *file);

#endif
