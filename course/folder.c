#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "files.h"

/* ---- What became of a file ---- */

enum folder_state folder_state(const char *folder, const char *path)
{
	char *now, *given;
	size_t now_size, given_size;
	int error = files_read(async_sprintf("%s/%s", folder, path), &now, &now_size);

	if (error < 0)
		return error == -ENOENT ? FOLDER_MISSING : FOLDER_CHANGED;
	if (files_read(async_sprintf("%s/" TREE_GIVEN "/%s", folder, path), &given,
		       &given_size) < 0)
		return FOLDER_CHANGED;
	return now_size == given_size && memcmp(now, given, now_size) == 0 ? FOLDER_UNTOUCHED
									   : FOLDER_CHANGED;
}

bool folder_is_untouched(const struct tree *tree, const struct exercise *exercise)
{
	return tree->learner && folder_state(tree->work, exercise->source) == FOLDER_UNTOUCHED;
}

/* ---- One at a time ---- */

/* The lock is the folder's own: it works where nothing may be written, and leaves nothing behind. A
 * file system that has no locks is taken to be used by one at a time. */
int folder_lock(const char *folder, int *lock)
{
	enum { TRIES = 500 };

	*lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*lock < 0) {
		async_raise(OSError, "cannot open the folder %s: %s", folder, strerror(errno));
		return -1;
	}
	for (int i = 0; flock(*lock, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK; i++) {
		if (i == TRIES) {
			async_raise(OSError, "another course is busy in %s: end that one first",
				    folder);
			return -1;
		}
		AWAIT(async_sleep(0.01));
	}
	return 0;
}

void *folder_unlock(void *lock)
{
	int *fd = lock;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return NULL;
}

/* ---- Changes ---- */

static int make_parent(const char *path)
{
	char *copy = async_strdup(path);

	return copy ? files_make_path(dirname(copy)) : -1;
}

int folder_write(const char *folder, const char *path, const char *bytes, size_t size, mode_t mode)
{
	char *whole = async_sprintf("%s/%s", folder, path);

	if (!whole || make_parent(whole) < 0)
		return -1;
	return files_write(whole, async_sprintf("%s/" TREE_NOTES "/new", folder), bytes, size,
			   mode);
}

/* A second name costs no space, and cannot be had by half. Some file systems have none: there it is
 * a copy. */
static int keep_as(const char *path, const char *kept)
{
	if (link(path, kept) == 0)
		return 0;
	if (errno == EEXIST)
		return -EEXIST;
	return access(kept, F_OK) == 0 ? -EEXIST : files_copy(path, kept, 0666);
}

char *folder_keep(const char *folder, const char *path)
{
	size_t length = strlen(path), stem = length;
	char *from = async_sprintf("%s/%s", folder, path), *kept = NULL;
	int result = -EEXIST;

	if (length > 2 && strcmp(path + length - 2, ".c") == 0)
		stem -= 2;
	for (int i = 1; result == -EEXIST && !async_exception(); i++) {
		kept = async_sprintf(TREE_KEPT "/%.*s-%d%s", (int)stem, path, i, path + stem);
		if (!kept || make_parent(async_sprintf("%s/%s", folder, kept)) < 0)
			break;
		result = keep_as(from, async_sprintf("%s/%s", folder, kept));
	}
	return async_exception() ? NULL : kept;
}

int folder_reset(const struct tree *tree, const struct exercise *exercise, const char **kept)
{
	const char *given = async_sprintf("%s/" TREE_GIVEN "/%s", tree->work, exercise->source);
	enum folder_state state;
	int lock = -1;
	char *bytes;
	size_t size;

	*kept = NULL;
	if (!tree->learner)
		async_raise(Complaint, "Here git keeps the starters: git checkout -- %s brings "
			    "this one back.", exercise->source);
	else if (given && files_read(given, &bytes, &size) < 0)
		async_raise(Complaint, "The starter is not in " TREE_GIVEN ": %s init brings it "
			    "back.", tree_command);
	FINALLY(folder_unlock, &lock);
	AWAIT(folder_lock(tree->work, &lock));
	state = AWAIT(folder_state(tree->work, exercise->source));
	if (state == FOLDER_UNTOUCHED)
		return 0;
	if (state == FOLDER_CHANGED)
		*kept = AWAIT(folder_keep(tree->work, exercise->source));
	if (folder_write(tree->work, exercise->source, bytes, size, 0666) < 0 && *kept)
		unlink(async_sprintf("%s/%s", tree->work, *kept));
	return async_exception() ? -1 : 0;
}
