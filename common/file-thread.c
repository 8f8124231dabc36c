/* What a thread does for a file, and how the loop has it done.
 *
 * A file has one piece of work at a time. It is begun in the loop's thread, by whoever needs it,
 * and nobody owns it: if the task that waits for it is cancelled, the work goes on, and what it
 * leaves, a block or an exception, is found by the next call. That the work has ended is heard of
 * when the future of the executor's job goes, which nobody else holds: so also where it never
 * began.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-internal.h"
#include "heap.h"

/* ---- In the thread ---- */

static bool has_failed(const char *call, const struct async_file *file)
{
	error_raise_errno(errno, "%s '%s'", call, file->path);
	return true;
}

static void open_file(struct async_file *file)
{
	struct stat status;

	do
		file->fd = open(file->path, file->flags | O_CLOEXEC, 0666);
	while (file->fd < 0 && errno == EINTR);
	if (file->fd < 0 || fstat(file->fd, &status) != 0)
		error_raise_errno_name(errno, file->path);
	else if (S_ISDIR(status.st_mode))
		error_raise_errno_name(EISDIR, file->path);
	if (async_exception() != NULL) {
		if (file->fd >= 0)
			close(file->fd);
		file->fd = -1;
		return;
	}
	file->regular = S_ISREG(status.st_mode);
	file->at = lseek(file->fd, 0, file->appends ? SEEK_END : SEEK_CUR);
	file->seekable = file->at >= 0;
}

/* Have the descriptor stand at file->offset. */
static bool go_there(struct async_file *file)
{
	if (!file->seekable || file->at == file->offset)
		return true;
	file->at = lseek(file->fd, file->offset, SEEK_SET);
	return file->at >= 0 || !has_failed("lseek", file);
}

static void read_block(struct async_file *file)
{
	struct file_block *block = &file->its;
	ssize_t count;

	if (!go_there(file))
		return;
	do
		count = read(file->fd, block->memory + FILE_HEAD, FILE_BLOCK);
	while (count < 0 && errno == EINTR);
	if (count < 0 && has_failed("read", file))
		return;
	block->begin = FILE_HEAD;
	block->end = FILE_HEAD + (size_t)count;
	file->at += count;
}

/* What cannot be written stays, to be tried again. */
static void write_block(struct async_file *file, struct file_block *block)
{
	if (block_size(block) == 0 || (!file->appends && !go_there(file)))
		return;
	while (block_size(block) > 0) {
		ssize_t count = write(file->fd, block->memory + block->begin, block_size(block));

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && has_failed("write", file))
			return;
		block->begin += (size_t)count;
		file->at += count;
		file->offset += count;
	}
	if (file->appends && file->seekable)
		file->at = lseek(file->fd, 0, SEEK_CUR);
}

/* Whatever close() says, the descriptor is gone: it is called once. */
static void close_file(struct async_file *file)
{
	if (file->writes) {
		write_block(file, &file->its);
		if (async_exception() == NULL)
			write_block(file, &file->mine);
	}
	if (close(file->fd) != 0 && errno != EINTR)
		has_failed("close", file);
	file->fd = -1;
}

static void do_work(struct async_file *file)
{
	switch (file->work) {
	case FILE_OPEN:
		open_file(file);
		break;
	case FILE_READ:
		read_block(file);
		break;
	case FILE_WRITE:
		write_block(file, &file->its);
		break;
	case FILE_TRUNCATE:
		if (ftruncate(file->fd, file->size) != 0)
			has_failed("ftruncate", file);
		break;
	case FILE_MEASURE:
		file->at = file->size = lseek(file->fd, 0, SEEK_END);
		if (file->at < 0)
			has_failed("lseek", file);
		break;
	case FILE_CLOSE:
		close_file(file);
		break;
	}
}

struct file_job { struct async_file *file; };

static void *run(void *arg)
{
	do_work(((struct file_job *)arg)->file);
	return NULL;
}

/* ---- In the loop's thread ---- */

struct file_wait {				/* lies on the stack of who waits */
	struct async_future over;
	struct file_wait *next, **link;		/* link: NULL, if it is not in line any more */
	struct async_file *file;
};

static void leave_line(struct file_wait *wait)
{
	if (wait->link == NULL)
		return;
	*wait->link = wait->next;
	if (wait->next != NULL)
		wait->next->link = wait->link;
	else
		wait->file->last = wait->link;
	wait->link = NULL;
}

static void abandon(struct async_future *future)
{
	leave_line(CONTAINER_OF(future, struct file_wait, over));
	future_fini(future);
}

bool file_wait(struct async_file *file, struct async_task *task)
{
	static const struct future_methods methods = { .abandon = abandon };
	struct file_wait wait = { .file = file, .link = file->last };

	future_init(&wait.over, file->loop, NULL, &methods);
	*file->last = &wait;
	file->last = &wait.next;
	task_wait(task, &wait.over, "file", 0);
	leave_line(&wait);
	future_fini(&wait.over);
	return async_exception() == NULL;
}

bool file_settle(struct async_file *file, struct async_task *task)
{
	while (file->busy)
		if (!file_wait(file, task))
			return false;
	if (file->closed) {
		error_raise(ValueError, "I/O operation on closed file.");
		return false;
	}
	if (file->failure != NULL) {
		error_put(file->failure);
		file->failure = NULL;
		return false;
	}
	return true;
}

static void wake_all(struct async_file *file)
{
	while (file->waiting != NULL) {
		struct file_wait *wait = file->waiting;

		leave_line(wait);
		future_set_result(&wait->over, NULL);
	}
}

static void join_loop(struct async_file *file)
{
	file->link = &file->loop->files;
	file->next = file->loop->files;
	if (file->next != NULL)
		file->next->link = &file->next;
	file->loop->files = file;
}

static void leave_loop(struct async_file *file)
{
	if (file->link == NULL)
		return;
	*file->link = file->next;
	if (file->next != NULL)
		file->next->link = file->link;
	file->link = NULL;
}

/* What [work] has done is the loop's again. [e]: what it raised, or NULL; takes the reference. */
static void take_over(struct async_file *file, enum file_work work, struct exception *e)
{
	file->busy = false;
	if (e != NULL) {
		exception_release(file->failure);
		file->failure = e;
	}
	if (work == FILE_OPEN && file->fd >= 0) {
		join_loop(file);
		file->position = file->seekable ? file->at : 0;
	}
	if (work == FILE_WRITE && file->appends && file->seekable && block_size(&file->its) == 0)
		file->position = file->at + (int64_t)block_size(&file->mine);
	file->at_end = work == FILE_READ && e == NULL && block_size(&file->its) == 0;
	if (file->fd < 0) {
		leave_loop(file);
		file_unmark(file);
		heap_put(file->mine.memory);
		heap_put(file->its.memory);
		file->mine = file->its = (struct file_block){ 0 };
	}
	wake_all(file);
}

/* For the job's future: nobody refers to it, so the work has ended, or never will begin. */
static void end_job(struct async_future *future)
{
	struct executor_job *job = CONTAINER_OF(future, struct executor_job, future);
	struct async_file *file = ((struct file_job *)job->arguments)->file;
	struct exception *e = NULL;
	bool is_awaited = file->waiting != NULL;

	if (future->state == FUTURE_EXCEPTION)
		e = future_take_exception(future);
	executor_free_job(future);
	take_over(file, file->work, e);
	if (file->closed && file->fd >= 0)
		file_begin_close(file);
	if (file->closed && !file->busy && !is_awaited)
		file_report_loss(file);
	file_release(file);
}

bool file_begin(struct async_file *file, enum file_work work)
{
	static const struct future_methods methods = { .free = end_job };
	struct file_job arguments = { file };
	struct executor_job *job;

	file->busy = true;
	file->work = work;
	file->references++;
	job = executor_submit(file->loop, NULL,
			      (struct async_call){ .fn = run,
						   .name = "file",
						   .arguments = &arguments,
						   .size = sizeof arguments },
			      &methods);
	if (job == NULL) {
		file->busy = false;
		file->references--;
		return false;
	}
	future_release(&job->future);
	return true;
}

/* Where there is no thread for it, the loop has to wait: a file must not stay open for that. What
 * could not be written is tried again. */
void file_begin_close(struct async_file *file)
{
	struct error_state own = { 0 }, *former = error_use(&own);
	bool was_tried = file->work == FILE_CLOSE;

	exception_release(file->failure);
	file->failure = NULL;
	file->offset = file->position - (int64_t)(block_size(&file->mine) + block_size(&file->its));
	if (was_tried || !file_begin(file, FILE_CLOSE)) {
		error_fini(&own);
		own = (struct error_state){ 0 };
		close_file(file);
		take_over(file, FILE_CLOSE, error_take());
	}
	error_use(former);
	error_fini(&own);
}

/* ---- The end of it ---- */

void file_report_loss(struct async_file *file)
{
	struct async_exception_context context = { "What was written to a file is lost" };

	if (file->failure == NULL || !file->writes || file->fd >= 0)
		return;
	context.exception = &file->failure->seen;
	async_loop_call_exception_handler(loop_is_open(file->loop) ? file->loop : NULL, &context);
	exception_release(file->failure);
	file->failure = NULL;
}

void file_release(struct async_file *file)
{
	if (--file->references > 0)
		return;
	file_report_loss(file);
	exception_release(file->failure);
	heap_put(file);
}
