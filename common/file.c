/* Files: opening, closing, and where they stand. */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-internal.h"
#include "heap.h"

const struct async_exception_type UnsupportedOperation[1] = {{ "UnsupportedOperation", OSError,
									   ValueError }};

/* ---- Modes ---- */

static size_t count(const char *mode, const char *letters)
{
	size_t found = 0;

	for (; *mode != '\0'; mode++)
		found += strchr(letters, *mode) != NULL;
	return found;
}

static bool is_mode(const char *mode)
{
	for (const char *letter = mode; *letter != '\0'; letter++)
		if (strchr("rwaxbt+", *letter) == NULL || strchr(letter + 1, *letter) != NULL)
			return false;
	return true;
}

/* Raises: ValueError, in CPython's words. */
static void read_mode(struct async_file *file, const char *mode)
{
	size_t kinds = count(mode, "rwax");
	bool both = count(mode, "+") > 0, reads = count(mode, "r") > 0;

	if (!is_mode(mode))
		error_raise(ValueError, "invalid mode: '%s'", mode);
	else if (count(mode, "bt") > 1)
		error_raise(ValueError, "can't have text and binary mode at once");
	else if (kinds > 1)
		error_raise(ValueError,
			    "must have exactly one of create/read/write/append mode");
	else if (kinds == 0)
		error_raise(ValueError, "Must have exactly one of create/read/write/append mode "
					"and at most one plus");
	file->readable = reads || both;
	file->writable = !reads || both;
	file->appends = count(mode, "a") > 0;
	file->flags = both ? O_RDWR : reads ? O_RDONLY : O_WRONLY;
	file->flags |= count(mode, "w") > 0 ? O_CREAT | O_TRUNC : 0;
	file->flags |= count(mode, "x") > 0 ? O_CREAT | O_EXCL : 0;
	file->flags |= file->appends ? O_CREAT | O_APPEND : 0;
}

/* ---- Closing ---- */

void file_close_soon(struct async_file *file)
{
	file->closed = true;
	if (!file->busy && file->fd >= 0)
		file_begin_close(file);
}

int async_file_close(struct async_file *file)
{
	struct async_task *task;

	if (file == NULL && async_exception() != NULL)
		return 0;			/* what should have made it failed */
	task = task_may_suspend("async_file_close()");
	if (task == NULL || file->closed)
		return 0;
	file_close_soon(file);
	while (file->busy)
		if (!file_wait(file, task))
			return 0;
	if (file->failure != NULL)
		error_put(file->failure);
	file->failure = NULL;
	return 0;
}

bool async_file_closed(const struct async_file *file)
{
	return file->closed;
}

static void report_unclosed(struct async_file *file)
{
	struct async_loop *loop = loop_is_open(file->loop) ? file->loop : NULL;
	struct async_exception_context context = { 0 };
	char message[256];

	if (loop == NULL || !loop->debug)
		return;
	snprintf(message, sizeof message, "unclosed file '%s'", file->path);
	context.message = message;
	async_loop_call_exception_handler(loop, &context);
}

/* The memory in which its handle lies goes. */
static void drop(void *held)
{
	struct async_file *file = *(struct async_file **)held;

	if (file == NULL)
		return;
	if (!file->closed) {
		report_unclosed(file);
		file_close_soon(file);
	}
	file_release(file);
}

void file_close_loop(struct async_loop *loop)
{
	while (loop->files != NULL) {
		struct async_file *file = loop->files;

		if (!file->closed)
			report_unclosed(file);
		file_close_soon(file);
		file_report_loss(file);
	}
}

/* ---- Opening ---- */

static void *enter(struct async_context_manager *manager)
{
	struct async_file *file = CONTAINER_OF(manager, struct async_file, manager);

	if (file->closed)
		return error_raise(ValueError, "I/O operation on closed file.");
	return file;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	return async_file_close(CONTAINER_OF(manager, struct async_file, manager)) != 0;
}

struct async_context_manager *async_file_manager_(void *file)
{
	return file != NULL ? &((struct async_file *)file)->manager : NULL;
}

/* In the memory of the current task. */
static struct async_file *new_file(struct async_loop *loop, const char *path)
{
	struct async_file **held = memory_pool_get(memory_current(), sizeof *held, drop);
	struct async_file *file = held != NULL ? heap_get(sizeof *file + strlen(path) + 1) : NULL;

	if (file == NULL)
		return error_raise(MemoryError, "no memory for the file '%s'", path);
	file->lines.anext = file_next_line;
	file->manager.aenter = enter;
	file->manager.aexit = leave;
	file->loop = loop;
	file->references = 1;
	file->fd = -1;
	file->last = &file->waiting;
	strcpy(file->path, path);
	return *held = file;
}

struct async_file *async_open(const char *path, const char *mode)
{
	struct async_task *task = task_may_suspend("async_open()");
	struct async_file wanted = { 0 }, *file;

	if (task == NULL)
		return NULL;
	read_mode(&wanted, mode);
	file = async_exception() == NULL ? new_file(task->future.loop, path) : NULL;
	if (file == NULL)
		return NULL;
	file->readable = wanted.readable;
	file->writable = wanted.writable;
	file->appends = wanted.appends;
	file->flags = wanted.flags;
	if (file_begin(file, FILE_OPEN) && file_settle(file, task))
		return file;
	file->closed = true;			/* what is opened still is closed then */
	return NULL;
}

struct async_file *file_of_descriptor(struct async_loop *loop, int fd, int64_t offset)
{
	struct async_file *file;
	struct stat status;
	char name[32];

	snprintf(name, sizeof name, "descriptor %d", fd);
	file = new_file(loop, name);
	if (file == NULL)
		return NULL;
	file->readable = true;
	file->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (file->fd < 0 || fstat(file->fd, &status) != 0)
		error_raise_errno(errno, "fcntl() of descriptor %d", fd);
	else if ((file->at = lseek(file->fd, offset, SEEK_SET)) < 0)
		error_raise_errno(errno, "lseek() of descriptor %d", fd);
	if (async_exception() != NULL) {
		file_close_soon(file);
		return NULL;
	}
	file->regular = S_ISREG(status.st_mode);
	file->seekable = true;
	file->position = offset;
	return file;
}

int async_file_fileno(const struct async_file *file)
{
	if (!file->closed)
		return file->fd;
	error_raise(ValueError, "I/O operation on closed file.");
	return -1;
}

/* ---- Where it stands ---- */

struct async_task *file_task(struct async_file *file, const char *function)
{
	struct async_task *task;

	if (file == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_suspend(function);
	if (task != NULL && file == NULL)
		error_misuse("%s was given NULL in place of a file", function);
	if (task == NULL || !file->closed)
		return task;
	return error_raise(ValueError, "I/O operation on closed file.");
}

/* The position [offset] bytes from where [whence] says; -1, and raises, if there is none. */
static int64_t find(struct async_file *file, struct async_task *task, int64_t offset, int whence)
{
	int64_t base = whence == SEEK_CUR ? file->position : 0, position;

	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END) {
		error_raise(ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
		return -1;
	}
	if (whence == SEEK_END) {
		if (!file_settle(file, task) || !file_begin(file, FILE_MEASURE) ||
		    !file_settle(file, task))
			return -1;
		base = file->size;
	}
	if (__builtin_add_overflow(base, offset, &position) || position < 0) {
		error_raise(ValueError, "negative seek position %jd",
			    (intmax_t)((uint64_t)base + (uint64_t)offset));
		return -1;
	}
	return position;
}

int64_t async_file_seek(struct async_file *file, int64_t offset, int whence)
{
	struct async_task *task = file_task(file, "async_file_seek()");
	int64_t position;

	if (task == NULL)
		return -1;
	if (!file->seekable) {
		error_raise(UnsupportedOperation, "underlying stream is not seekable");
		return -1;
	}
	if (file->writes && !file_write_all(file, task))
		return -1;
	position = find(file, task, offset, whence);
	if (position < 0 || position == file->position)
		return position;
	if (!file_settle(file, task))
		return -1;
	file_forget_read(file);
	file->position = position;
	file->goes_on = false;
	return position;
}

int64_t async_file_tell(const struct async_file *file)
{
	if (!file->closed && file->seekable)
		return file->position;
	if (file->closed)
		error_raise(ValueError, "I/O operation on closed file.");
	else
		error_raise(UnsupportedOperation, "underlying stream is not seekable");
	return -1;
}

int64_t async_file_truncate(struct async_file *file, int64_t size)
{
	struct async_task *task = file_task(file, "async_file_truncate()");

	if (task == NULL)
		return -1;
	if (!file->writable) {
		error_raise(UnsupportedOperation, "truncate");
		return -1;
	}
	if (file->writes && !file_write_all(file, task))
		return -1;
	if (!file_settle(file, task))
		return -1;
	file_forget_read(file);
	file->size = size >= 0 ? size : file->position;
	if (!file_begin(file, FILE_TRUNCATE) || !file_settle(file, task))
		return -1;
	return file->size;
}
