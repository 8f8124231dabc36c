#include "handin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "async.h"
#include "text.h"

enum { LARGEST = 256 << 10 };		/* bytes: no exercise needs a hundredth of it */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct student *)a)->folder, ((const struct student *)b)->folder);
}

static bool is_student(int folder, const struct dirent *entry)
{
	struct stat status;

	return entry->d_name[0] != '.' &&
	       fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (S_ISDIR(status.st_mode) || S_ISLNK(status.st_mode));
}

static int read_students(struct class *class, DIR *folder)
{
	struct dirent *entry;
	size_t room = 0;

	while ((entry = readdir(folder))) {
		if (!is_student(class->fd, entry))
			continue;
		if (class->count == room) {
			struct student *more = async_alloc((room = 2 * room + 16) * sizeof(*more));

			if (!more)
				return -1;
			if (class->count > 0)
				memcpy(more, class->students, class->count * sizeof(*more));
			class->students = more;
		}
		class->students[class->count++] =
			(struct student){ async_strdup(entry->d_name), text_data(entry->d_name) };
	}
	if (class->count > 0)
		qsort(class->students, class->count, sizeof(*class->students), by_name);
	return 0;
}

int handin_open(struct class *class, const char *path)
{
	DIR *folder = opendir(path);

	*class = (struct class){ .fd = -1 };
	if (!folder) {
		async_raise(Complaint, "The folder of submissions, \"%s\", cannot be read: %s.",
			    text_line(path), strerror(errno));
		return -1;
	}
	class->fd = fcntl(dirfd(folder), F_DUPFD_CLOEXEC, 3);
	read_students(class, folder);
	closedir(folder);
	if (!async_exception() && class->count == 0)
		async_raise(Complaint,
			    "There is no submission in \"%s\": it should have a folder "
			    "for each student.", text_line(path));
	return async_exception() ? -1 : 0;
}

void *handin_close(void *arg)
{
	struct class *class = arg;

	if (class->fd >= 0)
		close(class->fd);
	return NULL;
}

/* ---- One file ---- */

/* Open without reading, so that no device or pipe notices, and without ever leaving [folder] or
 * following a link. */
static int look(int folder, const char *path, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(O_PATH | O_NOFOLLOW | O_CLOEXEC | flags),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

/* The first of the places where [exercise] may lie. Returns: a descriptor, or -1 with errno. */
static int look_for(int folder, const struct exercise *exercise)
{
	const char *const places[] = {
		exercise->starter, async_sprintf("%s.c", exercise->name),
		async_sprintf("%s.c", strchr(exercise->name, '/') + 1),
	};
	int fd = -1;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		fd = look(folder, places[i], 0);
		if (fd >= 0 || (errno != ENOENT && errno != ENOTDIR))
			break;
	}
	return fd;
}

static struct verdict *refuse(const struct exercise *exercise, const char *feedback,
			      const char *rule)
{
	return verdict_new(exercise->name, exercise->points, OUTCOME_WRONG, feedback, rule);
}

static struct verdict *refuse_kind(const struct exercise *exercise)
{
	return refuse(exercise, "not-a-file",
		      "What was handed in is a link, a device or something else, and not a file. "
		      "It was not followed or read.");
}

static struct verdict *why_not(const struct exercise *exercise, int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return refuse(exercise, "not-handed-in",
			      "Nothing was handed in for this exercise.");
	case ELOOP:
	case EXDEV:
		return refuse_kind(exercise);
	}
	return verdict_new(exercise->name, exercise->points, OUTCOME_UNJUDGED, "unreadable",
			   async_sprintf("The file that was handed in cannot be opened: %s.",
					 strerror(error)));
}

static void write_copy(int from, const char *to)
{
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	char bytes[16384];
	ssize_t size = 0;

	while (out >= 0 && (size = read(from, bytes, sizeof(bytes))) > 0)
		if (write(out, bytes, (size_t)size) != size)
			break;
	if (out < 0 || size != 0)
		async_raise(OSError, "cannot copy a submission to %s: %s", to, strerror(errno));
	if (out >= 0)
		close(out);
}

static struct verdict *copy_file(int fd, const struct exercise *exercise, const char *to)
{
	struct stat status;
	int file;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return refuse_kind(exercise);
	if (status.st_size > LARGEST)
		return refuse(exercise, "too-large",
			      "The file is larger than 256 KiB, and was not read.");
	file = open(async_sprintf("/proc/self/fd/%d", fd), O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return why_not(exercise, errno);
	write_copy(file, to);
	close(file);
	return NULL;
}

struct verdict *handin_copy(const struct class *class, const struct student *student,
			    const struct exercise *exercise, const char *to)
{
	struct verdict *verdict;
	int folder = look(class->fd, student->folder, O_DIRECTORY), fd;

	if (folder < 0)
		return errno == ENOTDIR ? refuse_kind(exercise) : why_not(exercise, errno);
	fd = look_for(folder, exercise);
	verdict = fd < 0 ? why_not(exercise, errno) : copy_file(fd, exercise, to);
	if (fd >= 0)
		close(fd);
	close(folder);
	return verdict;
}
