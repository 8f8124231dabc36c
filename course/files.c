#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"

static int fail(const char *what, const char *path)
{
	async_raise(OSError, "cannot %s %s: %s", what, path, strerror(errno));
	return -1;
}

char *files_make_folder(void)
{
	const char *parent = getenv("TMPDIR");
	char *folder = async_sprintf("%s/course-XXXXXX", parent && *parent ? parent : "/tmp");

	if (folder && (!mkdtemp(folder) || chmod(folder, 0711) < 0)) {
		fail("make a folder", folder);
		return NULL;
	}
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	remove(path);
	return 0;
}

void *files_remove_folder(void *folder)
{
	if (folder)
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	return NULL;
}

int files_make_path(const char *path)
{
	struct stat status = { 0 };

	for (size_t i = 1; i <= strlen(path); i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		if (mkdir(async_sprintf("%.*s", (int)i, path), 0777) < 0 && errno != EEXIST)
			return fail("make the folder", path);
	}
	if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
		errno = ENOTDIR;
	return S_ISDIR(status.st_mode) ? 0 : fail("write into", path);
}

char *files_find_program(const char *program, const char *path)
{
	char *copy = async_strdup(path ? path : ""), *rest, *found;

	if (strchr(program, '/'))
		return access(program, X_OK) == 0 ? async_strdup(program) : NULL;
	if (!copy)
		return NULL;
	for (char *folder = strtok_r(copy, ":", &rest); folder; folder = strtok_r(NULL, ":", &rest))
		if ((found = async_sprintf("%s/%s", folder, program)) && access(found, X_OK) == 0)
			return found;
	return NULL;
}

int files_copy(const char *from, const char *to, mode_t mode)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	ssize_t copied = 1;

	if (in < 0)
		return fail("read", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	while (out >= 0 && copied > 0)
		copied = sendfile(out, in, NULL, 1 << 30);
	if (out < 0 || copied < 0 || fchmod(out, mode) < 0)
		fail("write", to);
	if (out >= 0)
		close(out);
	close(in);
	return async_exception() ? -1 : 0;
}

static char *temporary_name(const char *path)
{
	return async_sprintf("%s.%d.new", path, (int)getpid());
}

FILE *files_begin(const char *path)
{
	FILE *file = fopen(temporary_name(path), "we");

	if (!file)
		fail("write", path);
	return file;
}

int files_finish(FILE *file, const char *path)
{
	char *temporary = temporary_name(path);
	bool written = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;

	if (fclose(file) != 0 || !written || rename(temporary, path) < 0) {
		fail("write", path);
		unlink(temporary);
		return -1;
	}
	return 0;
}
