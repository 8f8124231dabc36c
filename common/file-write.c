/* Writing files: the program writes into one block, and a thread writes the other one to the file.
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "file-internal.h"

/* What the thread is to write, or has not been able to, lies before what the program has written
 * since. */
static bool begin_write(struct async_file *file)
{
	struct file_block former = file->mine;
	bool changes = block_size(&file->its) == 0;

	if (changes) {
		file_empty(&file->its);
		file->mine = file->its;
		file->its = former;
	}
	file->offset = file->position - (int64_t)(block_size(&file->mine) + block_size(&file->its));
	if (file_begin(file, FILE_WRITE))
		return true;
	if (changes) {
		file->its = file->mine;
		file->mine = former;
	}
	return false;
}

bool file_write_all(struct async_file *file, struct async_task *task)
{
	while (file->writes) {
		if (!file_settle(file, task))
			return false;
		if (!file->writes)
			break;
		if (block_size(&file->mine) + block_size(&file->its) == 0)
			file->writes = false;
		else if (!begin_write(file))
			return false;
	}
	return true;
}

/* Have what is in the block stand for bytes to be written. */
static bool turn_to_writing(struct async_file *file, struct async_task *task)
{
	if (!file->writable)
		error_raise(UnsupportedOperation, "not writable");
	if (!file->writable || (!file->writes && !file_settle(file, task)))
		return false;
	if (!file->writes)
		file_forget_read(file);
	return file->writes = true;
}

static bool has_room(const struct async_file *file, size_t size)
{
	size_t used = block_size(&file->mine);

	return used == 0 || (used < FILE_BLOCK && size <= FILE_BLOCK - used);
}

/* Have room for [size] bytes more: a block that is full is handed to the thread, when that has
 * written the one before. Suspends: then, once at least. */
static bool prepare(struct async_file *file, struct async_task *task, size_t size)
{
	bool waited = false;

	while (turn_to_writing(file, task)) {
		if (has_room(file, size))
			return file_make_room(&file->mine, size);
		if (!(file->busy || file->failure != NULL ? file_settle(file, task)
		      : waited ? begin_write(file) : file_pause()))
			return false;
		waited = true;
	}
	return false;
}

size_t async_file_write(struct async_file *file, const void *data, size_t size)
{
	struct async_task *task = file_task(file, "async_file_write()");

	if (task == NULL || !prepare(file, task, size))
		return 0;
	memcpy(file->mine.memory + file->mine.end, data, size);
	file->mine.end += size;
	file->position += (int64_t)size;
	return size;
}

size_t async_file_printf(struct async_file *file, const char *format, ...)
{
	struct async_task *task = file_task(file, "async_file_printf()");
	va_list arguments;
	int length;

	if (task == NULL)
		return 0;
	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		error_raise(ValueError, "async_file_printf(): the format cannot be written");
	if (length < 0 || !prepare(file, task, (size_t)length))
		return 0;
	va_start(arguments, format);
	vsnprintf(file->mine.memory + file->mine.end, (size_t)length + 1, format, arguments);
	va_end(arguments);
	file->mine.end += (size_t)length;
	file->position += length;
	return (size_t)length;
}

int async_file_flush(struct async_file *file)
{
	struct async_task *task = file_task(file, "async_file_flush()");

	if (task != NULL && file->writes)
		file_write_all(file, task);
	return 0;
}
