#ifndef FILES_H
#define FILES_H

/* Files and folders of our own: temporary ones that go away, and finished ones that come whole
 * or not at all.
 *
 * None of these suspends. All raise OSError, and return -1 or NULL. Paths they give are memory of
 * the current task. */

#include <stdio.h>
#include <sys/types.h>

/* A new folder under TMPDIR or /tmp, that others may enter but not list. */
char *files_make_folder(void);

/* Remove [folder] with all that is in it. Does not raise. To be used with FINALLY(). */
void *files_remove_folder(void *folder);

/* Make [path] and the folders it is in, where they are missing. */
int files_make_path(const char *path);

/* Where [program] is: a path, or a name to be looked for in the folders of [path]; NULL if
 * nowhere. */
char *files_find_program(const char *program, const char *path);

/* Copy the file [from] to [to], with these permissions. */
int files_copy(const char *from, const char *to, mode_t mode);

/* Write a file: with files_begin() under a temporary name beside [path], and then by files_finish()
 * under its own. Whoever reads [path] sees all of the old file or all of the new one.
 * files_finish() closes [file], also on error. */
FILE *files_begin(const char *path);
int files_finish(FILE *file, const char *path);

#endif
