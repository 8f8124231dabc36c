#ifndef CHANGES_H
#define CHANGES_H

/* Noticing that a file was saved.
 *
 * Editors save in two ways: they write into the file, or they write another and give it the name.
 * So it is the folder that is watched (inotify), for a file of that name that was closed after
 * writing or came there under that name. Whether it is another file than before, its times, size
 * and number tell.
 *
 * inotify knows what this machine does. Of what another does in a folder of the network it hears
 * nothing; in some containers and on some systems it does not work at all. There the file is looked
 * at twice a second. COURSE_WATCH=poll in the environment has that done anywhere. (What inotify
 * watches is looked at, too, every other second: the folder it is in may have been moved away with
 * all that is around it.)
 */

#include "error.h"

struct changes;

/* Nothing is watched yet. Belongs to the task that calls it. Raises: MemoryError, and returns NULL.
 * changes_close() is for FINALLY(). */
struct changes *changes_open(void);
void *changes_close(void *changes);

/* Watch the file at [path], absolute, in place of the one before. It need not be there. What it is
 * now is what changes count from. */
void changes_follow(struct changes *changes, const char *path);

/* Wait until the file is another than when this was called last, or was followed: it was saved, or
 * is gone, or is there again. Suspends: until then; a cancellation point. Returns: 0. */
ASYNC int changes_wait(struct changes *changes);

/* How it is watched: "inotify", or "polling". */
const char *changes_means(const struct changes *changes);

#endif
