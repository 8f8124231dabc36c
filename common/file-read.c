/* Reading files.
 *
 * The program reads in one block; a thread fills the other. When the first is used up, they change
 * places. What is left of it, the beginning of a line, is copied before the other one's first byte:
 * each block has room for that there. So a line is almost never copied, and never looked at twice.
 */

#include <string.h>

#include "file-internal.h"
#include "heap.h"

/* ---- Blocks ---- */

bool file_make_room(struct file_block *block, size_t more)
{
	size_t size = block_size(block), room = FILE_HEAD + FILE_BLOCK;
	char *memory;

	if (block->memory != NULL && more <= block->room - block->end)
		return true;
	if (block->memory != NULL && more <= block->room - size) {
		memmove(block->memory, block->memory + block->begin, size);
	} else {
		while (room < size + more && room <= SIZE_MAX / 2)
			room *= 2;
		memory = size + more >= size && room >= size + more ? heap_get(room + 1) : NULL;
		if (memory == NULL) {
			error_raise(MemoryError, "%zu bytes for a file", size + more);
			return false;
		}
		if (size > 0)
			memcpy(memory, block->memory + block->begin, size);
		heap_put(block->memory);
		block->memory = memory;
		block->room = room;
	}
	block->begin = 0;
	block->end = size;
	return true;
}

void file_empty(struct file_block *block)
{
	if (block->room > FILE_HEAD + FILE_BLOCK) {
		heap_put(block->memory);
		*block = (struct file_block){ 0 };
	}
	block->begin = block->end = 0;
}

void file_forget_read(struct async_file *file)
{
	file_unmark(file);
	if (file->writes)
		return;
	file_empty(&file->mine);
	file_empty(&file->its);
	file->scanned = 0;
	file->at_end = false;
}

/* Have a thread read what follows on all that has been read. */
static bool begin_read(struct async_file *file)
{
	file_empty(&file->its);
	if (!file_make_room(&file->its, FILE_HEAD + FILE_BLOCK))
		return false;
	file->offset = file->position + (int64_t)block_size(&file->mine);
	return file_begin(file, FILE_READ);
}

/* Only a file whose blocks come full, one behind the other, is read ahead: who reads a pipe might
 * wait for ever. Without memory it is not. */
static void read_ahead(struct async_file *file, bool was_full)
{
	if (file->goes_on && was_full && file->regular && !begin_read(file))
		exception_release(error_take());
	file->goes_on = true;
}

/* Put what came behind what is unread. */
static bool join(struct async_file *file)
{
	struct file_block *mine = &file->mine, *its = &file->its;
	size_t left = block_size(mine);
	bool was_full = block_size(its) == FILE_BLOCK;

	file_unmark(file);
	if (left <= its->begin) {
		struct file_block former = *mine;

		if (left > 0)
			memcpy(its->memory + its->begin - left, mine->memory + mine->begin, left);
		its->begin -= left;
		*mine = *its;
		*its = former;
	} else {
		if (!file_make_room(mine, block_size(its)))
			return false;
		memcpy(mine->memory + mine->end, its->memory + its->begin, block_size(its));
		mine->end += block_size(its);
	}
	file_empty(its);
	read_ahead(file, was_full);
	return true;
}

/* Have more that is unread. Suspends: once at least. Raises: as async_file_read(), and returns
 * false, as also at the end of the file. */
static bool read_more(struct async_file *file, struct async_task *task)
{
	bool waited = file->busy, at_end;

	if (file->writes && !file_write_all(file, task))
		return false;
	if (!file_settle(file, task))
		return false;
	if (!waited && block_size(&file->its) == 0 && !file->at_end) {
		if (!begin_read(file) || !file_settle(file, task))
			return false;
	} else if (!waited) {
		if (!file_pause() || !file_settle(file, task))
			return false;
	}
	if (file->writes)
		return true;			/* another task writes: look again */
	if (block_size(&file->its) > 0)
		return join(file);
	at_end = file->at_end;
	file->at_end = false;
	return !at_end;
}

/* ---- What programs call ---- */

/* The next [n] bytes, which are there. */
static const char *take(struct async_file *file, size_t n, size_t *size)
{
	char *text;

	if (size != NULL)
		*size = n;
	if (n == 0)
		return "";
	text = file->mine.memory + file->mine.begin;
	file->mine.begin += n;
	file->position += (int64_t)n;
	file->scanned = 0;
	file->mark = text + n;
	file->under_mark = *file->mark;
	*file->mark = '\0';
	return text;
}

static size_t unread(const struct async_file *file)
{
	return file->writes ? 0 : block_size(&file->mine);
}

/* How long the line is that is there; 0: its end is not. */
static size_t find_line(struct async_file *file)
{
	const char *text, *newline;
	size_t size = unread(file);

	if (size == file->scanned)
		return 0;
	text = file->mine.memory + file->mine.begin;
	newline = memchr(text + file->scanned, '\n', size - file->scanned);
	file->scanned = size;
	return newline != NULL ? (size_t)(newline - text) + 1 : 0;
}

/* The short way to most lines: those that lie behind one that was given, and are there. The byte
 * that is put back is looked at by itself: to load it together with those behind it the processor
 * would have to wait until it is stored, 3 ns of 28 a line. */
static inline char *line_that_is_there(struct async_file *file)
{
	char *line = file->mark, *newline = line, *end;

	if (line == NULL || file->scanned > 0 || file->writes)
		return NULL;
	end = file->mine.memory + file->mine.end;
	if (line == end)
		return NULL;
	*line = file->under_mark;
	if (*line != '\n' && (newline = memchr(line + 1, '\n', (size_t)(end - line - 1))) == NULL)
		return NULL;
	file->mark = ++newline;
	file->under_mark = *newline;
	*newline = '\0';
	file->position += newline - line;
	file->mine.begin += (size_t)(newline - line);
	return line;
}

static bool may_read(const struct async_file *file)
{
	if (!file->readable)
		error_raise(UnsupportedOperation, "not readable");
	return file->readable;
}

static const char *read_line(struct async_file *file, struct async_task *task, size_t *size)
{
	size_t length;

	if (size != NULL)
		*size = 0;
	if (task == NULL || !may_read(file))
		return NULL;
	do {
		file_unmark(file);
		length = find_line(file);
	} while (length == 0 && read_more(file, task));
	if (async_exception() != NULL)
		return NULL;
	return take(file, length > 0 ? length : unread(file), size);
}

const char *async_file_readline(struct async_file *file, size_t *size)
{
	return read_line(file, file_task(file, "async_file_readline()"), size);
}

static __attribute__((noinline)) void *wait_for_line(struct async_file *file)
{
	size_t size = 0;
	const char *line = read_line(file, file_task(file, "async_anext()"), &size);

	if (size == 0 && async_exception() == NULL)
		error_put(exception_new(NULL, StopAsyncIteration, NULL));
	return size > 0 ? (void *)line : NULL;
}

void *file_next_line(struct async_iterator *lines)
{
	struct async_file *file = (struct async_file *)lines;
	char *line = !ASYNC_HARD && !file->closed ? line_that_is_there(file) : NULL;

	return line != NULL ? line : wait_for_line(file);
}

const char *async_file_read(struct async_file *file, size_t n, size_t *size)
{
	struct async_task *task = file_task(file, "async_file_read()");

	if (size != NULL)
		*size = 0;
	if (task == NULL || !may_read(file))
		return NULL;
	while (unread(file) < n && read_more(file, task))
		;
	if (async_exception() != NULL)
		return NULL;
	file_unmark(file);
	return take(file, unread(file) < n ? unread(file) : n, size);
}
