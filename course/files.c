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

static bool write_all(int fd, const char *bytes, size_t size)
{
	for (ssize_t done; size > 0; bytes += done, size -= (size_t)done) {
		done = write(fd, bytes, size);
		if (done < 0)
			return false;
	}
	return fsync(fd) == 0;
}

int files_write(const char *path, const char *temporary, const char *bytes, size_t size,
		mode_t mode)
{
	bool written;
	int fd, error;

	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return fail("write", path);
	written = write_all(fd, bytes, size);
	error = errno;
	if (close(fd) == 0 && written && rename(temporary, path) == 0)
		return 0;
	errno = written ? errno : error;
	fail("write", path);
	unlink(temporary);
	return -1;
}

static int read_all(int fd, char **bytes, size_t *size)
{
	enum { LARGEST = 16 << 20 };
	struct stat status;
	ssize_t got = 1;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? -EISDIR : -ENOTSUP;
	if (status.st_size > LARGEST)
		return -EFBIG;
	*size = 0;
	*bytes = async_alloc((size_t)status.st_size + 1);
	while (*bytes && got > 0 && *size < (size_t)status.st_size) {
		got = read(fd, *bytes + *size, (size_t)status.st_size - *size);
		*size += got > 0 ? (size_t)got : 0;
	}
	return got < 0 ? -errno : *bytes ? 0 : -ENOMEM;
}

int files_read(const char *path, char **bytes, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), result;

	if (fd < 0)
		return -errno;
	result = read_all(fd, bytes, size);
	close(fd);
	return result;
}
