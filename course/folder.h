#ifndef FOLDER_H
#define FOLDER_H

/* The files of a learner's folder, and what became of them since they were handed out.
 *
 * Beside each file of ours lies a copy of it as it was handed out, in TREE_GIVEN under the same
 * path. A file that is still the same was never changed by the learner, and may be replaced. Any
 * other is his.
 *
 * Paths are as seen from the folder. Strings are memory of the current task. Only
 * folder_lock() suspends.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tree.h"

enum folder_state {
	FOLDER_MISSING,		/* there is no such file */
	FOLDER_UNTOUCHED,	/* as it was handed out */
	FOLDER_CHANGED,		/* by the learner, or it never was ours */
};

/* What became of the file [path] of [folder]. */
enum folder_state folder_state(const char *folder, const char *path);

/* Whether the learner has not begun with [exercise] yet: his file is as it was handed out. False in
 * the tree itself, where nobody knows. */
bool folder_is_untouched(const struct tree *tree, const struct exercise *exercise);

/* Have the folder to oneself, for changes: no other `course` makes any until folder_unlock(), in
 * FINALLY(), of the same [lock]. The folder need not be a learner's. Suspends: while another has
 * it. Raises: OSError, if it is had for too long. */
ASYNC int folder_lock(const char *folder, int *lock);
void *folder_unlock(void *lock);

/* Give [exercise] its starter back. [kept] becomes the path where the learner's file lies now; NULL
 * where he had none, or only the starter. Suspends, as folder_lock() does. Raises: Complaint where
 * there is no starter; OSError; then nothing has changed. */
ASYNC int folder_reset(const struct tree *tree, const struct exercise *exercise, const char **kept);

/* For who has locked it. */

/* Write the [size] bytes to the file [path], which is new or takes the place of another as a whole;
 * folders on the way are made. Raises: OSError; then nothing has changed. */
int folder_write(const char *folder, const char *path, const char *bytes, size_t size, mode_t mode);

/* Give what is now [path] a second name in TREE_KEPT, one that is free. Returns: that path. Raises:
 * OSError, and returns NULL. */
char *folder_keep(const char *folder, const char *path);

#endif
