#ifndef FILES_H
#define FILES_H

/* Files and folders of our own: temporary ones that go away, and finished ones that come whole
 * or not at all.
 *
 * None of these suspends. All but files_read() raise OSError, and return -1 or NULL. Paths and
 * bytes they give are memory of the current task. */

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

/* The same in one call, for [size] bytes, by way of [temporary]: a name on the same disk that is
 * always the same, so that it does not matter how often a program is killed here. What is there is
 * replaced. To be called by one program at a time. */
int files_write(const char *path, const char *temporary, const char *bytes, size_t size,
		mode_t mode);

/* Read the file at [path]: all of it, with a NUL behind it, into [bytes]. Returns: 0, or a negative
 * errno value, also where it is no file (EISDIR, ENOTSUP) or a very large one (EFBIG); raises
 * nothing but MemoryError. */
int files_read(const char *path, char **bytes, size_t *size);

#endif
