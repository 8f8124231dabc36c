#ifndef FILE_INTERNAL_H
#define FILE_INTERNAL_H

/* Files: what a thread does for one (file-thread.c), and what the loop does (file.c, and
 * file-read.c, file-write.c). */

#include "executor-internal.h"
#include "file.h"
#include "heap.h"

/* A block begins with room for what is left of the one before it: the rest of a line. A longer rest
 * is copied, and the block grows. */
enum {
	FILE_HEAD = ASYNC_HARD ? 1 : 16 * 1024,
	FILE_BLOCK = ASYNC_HARD ? 64 : 256 * 1024,
};

struct file_block {
	char *memory;				/* NULL until it is needed; */
	size_t room;				/* it has so many bytes, and one for a NUL */
	size_t begin, end;			/* these are in use */
};

static inline size_t block_size(const struct file_block *block)
{
	return block->end - block->begin;
}

/* What a thread does for a file. */
enum file_work { FILE_OPEN, FILE_READ, FILE_WRITE, FILE_TRUNCATE, FILE_MEASURE, FILE_CLOSE };

struct async_file {
	struct async_iterator lines;		/* first, so that one pointer is both */
	struct async_context_manager manager;
	struct async_loop *loop;
	struct async_file *next, **link;	/* of those of the loop that are not closed */
	unsigned references;			/* of the memory it lies in, and of its work */
	bool readable, writable, appends;
	bool closed;				/* or being closed: it takes no more calls */

	/* what the program has, and reads, or, if [writes], has written */
	struct file_block mine;
	int64_t position;			/* of the next byte to be read or written */
	bool writes;
	size_t scanned;				/* of what is unread: so much has no newline */
	char *mark, under_mark;			/* where a NUL lies, and on which byte */
	bool goes_on;				/* one block after the other was read */

	/* its work; one at a time */
	bool busy;
	enum file_work work;			/* which is done, or was done last */
	struct exception *failure;		/* of it; nobody has been told */
	bool at_end;				/* it read, and nothing came: nobody was told */
	struct file_wait *waiting, **last;

	/* the thread's, while busy */
	struct file_block its;			/* to be filled, or to be written */
	int64_t offset;				/* where */
	int flags, fd;				/* fd: -1 if it is not open */
	bool regular, seekable;
	int64_t at, size;			/* where the descriptor stands; a length */
	char path[];
};

/* ---- For the runtime itself: file.c ---- */

/* A file of the current task's, to be read from [offset] on, of a descriptor that stays whose it
 * is: the two share where it stands. Does not suspend. Raises: OSError, MemoryError, and returns
 * NULL. */
struct async_file *file_of_descriptor(struct async_loop *loop, int fd, int64_t offset);

/* Close it, without waiting for that. */
void file_close_soon(struct async_file *file);

/* ---- Working: file-thread.c ---- */

/* Have a thread do [work]. Raises: RuntimeError, MemoryError, and returns false. */
bool file_begin(struct async_file *file, enum file_work work);

/* Have the file, which is not busy, closed by a thread, or, if none can be had, at once. */
void file_begin_close(struct async_file *file);

/* Wait until it is not busy. Suspends: while it is. Raises: CancelledError; what the work has
 * raised; ValueError if it has been closed; and returns false. */
bool file_settle(struct async_file *file, struct async_task *task);

/* Wait for the end of what is in flight, once. Raises: CancelledError, and returns false. */
bool file_wait(struct async_file *file, struct async_task *task);

/* It is closed, and nobody was told that it could not be written: tell the exception handler. */
void file_report_loss(struct async_file *file);

/* Give up a reference. */
void file_release(struct async_file *file);

/* Let others have a turn. Raises: CancelledError, and returns false. */
static inline bool file_pause(void)
{
	return async_sleep(0) == 0 && async_exception() == NULL;
}

/* ---- Reading and writing ---- */

/* The current task, if it may call [function] for [file] now; NULL, and raises, if not. */
struct async_task *file_task(struct async_file *file, const char *function);

/* Take the NUL that the last reading call has put there away again. */
static inline void file_unmark(struct async_file *file)
{
	if (file->mark != NULL)
		*file->mark = file->under_mark;
	file->mark = NULL;
}

/* Forget that, and what was read and not asked for. The file is not busy. */
void file_forget_read(struct async_file *file);

/* Forget what is in [block]; one that has grown gives its memory back. */
void file_empty(struct file_block *block);

/* Have room for [more] bytes behind what is in [block]. Raises: MemoryError, and returns false. */
bool file_make_room(struct file_block *block, size_t more);

/* Have all written that was written here, and be ready to read. Raises: as file_settle(). */
bool file_write_all(struct async_file *file, struct async_task *task);

/* The next line, as ASYNC_FOR asks for it. */
void *file_next_line(struct async_iterator *lines);

/* [loop] closes: close its files. */
void file_close_loop(struct async_loop *loop);

#endif
