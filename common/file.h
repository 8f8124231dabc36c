#ifndef FILE_H
#define FILE_H

/* Files that do not block the loop.
 *
 * A disk answers in microseconds, or, when it is busy, far away or asleep, in seconds; and no
 * descriptor tells when a file can be read: it always can. So all that may touch the disk is done
 * in a thread, while the task waits and others run. A file has two blocks of 256 KiB: the program
 * has the one, while a thread fills, or empties, the other.
 *
 *      struct async_file *file = AWAIT(async_open("cities.txt", "r"));
 *      ASYNC_WITH(file);                                       // async with file:
 *      ASYNC_FOR(line, file)                                   //     async for line in file:
 *              printf("%s", (const char *)line);
 *
 * Interface, and what holds for all of it:
 * - A file is to be closed, best by ASYNC_WITH. One that is not is closed where the memory that it
 *   lies in ends (memory.h), at the latest when the loop closes; in debug mode that is reported.
 * - Text is bytes: UTF-8 passes through, and nothing is decoded, nor are line ends translated.
 *   "b" in a mode changes nothing.
 * - What a reading call returns is the file's: valid until the next call for that file.
 *   async_strdup() keeps a line for longer. Behind its bytes there is a NUL, which does not count,
 *   so that a line is a string. *[size] is how many bytes; [size] may be NULL.
 * - Most calls find what they need in a block, and do not suspend. Who goes through a file
 *   suspends for every block, though: other tasks have their turns.
 * - A call that is cancelled, or raises, has read nothing and written nothing of its own: the next
 *   one finds all that was there. Closing goes on.
 * - Several tasks may write to one file: each call is written whole, in the order of the calls.
 * - On a closed file all raise ValueError, but for closing it again, which does nothing.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"
#include "error.h"
#include "iterator.h"

struct async_file;

/* What this file, or its mode, does not offer. io.UnsupportedOperation */
extern const struct async_exception_type UnsupportedOperation[1];	/* OSError, ValueError */

/* Open [path], which is copied, as [mode] says: one of "r" (reading), "w" (writing, and what was in
 * it goes), "a" (writing at its end), "x" (writing, and there must be no such file); with "+" for
 * both reading and writing; "b" and "t" are taken.
 * Suspends: until it is open; a cancellation point: what is opened then is closed again. Owns: it
 * lies in the memory of the current task. Raises: FileNotFoundError, IsADirectoryError,
 * PermissionError, FileExistsError, or another OSError; ValueError for another mode; RuntimeError,
 * where no thread can be had; MemoryError; and returns NULL. aiofiles.open() */
ASYNC struct async_file *async_open(const char *path, const char *mode);

/* Write what is still to be written, and close the file; done also if that raises. What is in
 * flight ends first.
 * Suspends: until then; a cancellation point: it is closed all the same. Raises: OSError (of
 * ENOSPC, ...), where something could not be written. Returns: 0. aiofiles: close() */
ASYNC int async_file_close(struct async_file *file);

/* Whether it is closed, or being closed. aiofiles: closed */
bool async_file_closed(const struct async_file *file);

/* Its descriptor. Raises: ValueError, and returns -1. aiofiles: fileno() */
int async_file_fileno(const struct async_file *file);

/* ---- Reading ---- */

/* Up to [n] bytes, fewer only at the end of the file; SIZE_MAX: all that is left. Suspends: unless
 * they are there; a cancellation point. Raises: OSError; UnsupportedOperation if the file was not
 * opened for reading; MemoryError; and returns NULL. aiofiles: read(n) */
ASYNC const char *async_file_read(struct async_file *file, size_t n, size_t *size);

/* A line, of any length, with its newline; of the last one what there is; at the end of the file
 * nothing, which is "". Suspends, Raises: as async_file_read(). aiofiles: readline() */
ASYNC const char *async_file_readline(struct async_file *file, size_t *size);

/* The lines of [file] are what ASYNC_FOR gives, each a const char *: ASYNC_FOR(line, file).
 * aiofiles: async for line in file */

/* ---- Writing ---- */

/* Write [size] bytes, which are copied: they are handed to the disk when a block is full, or when
 * the file is flushed or closed. So an error of the disk may be raised by a later call.
 * Suspends: where the block is full; a cancellation point. Raises: OSError (of ENOSPC, ...);
 * UnsupportedOperation if the file was not opened for writing; MemoryError; and has written
 * nothing then. Returns: [size]. aiofiles: write() */
ASYNC size_t async_file_write(struct async_file *file, const void *data, size_t size);

/* The same with text, as printf() would write it. aiofiles: write(f"...") */
ASYNC size_t async_file_printf(struct async_file *file, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Hand all that was written to the system. (That does not mean that it is on the disk.) Suspends:
 * unless nothing is to be written; a cancellation point. Raises: OSError. Returns: 0.
 * aiofiles: flush() */
ASYNC int async_file_flush(struct async_file *file);

/* Make the file [size] bytes long; -1: end it where it stands. The position stays. Suspends: until
 * that is done; a cancellation point. Raises: OSError; UnsupportedOperation if it was not opened
 * for writing. Returns: how long it is. aiofiles: truncate() */
ASYNC int64_t async_file_truncate(struct async_file *file, int64_t size);

/* ---- Where it stands ---- */

/* Go to [offset], counted from the beginning, from here, or from the end: SEEK_SET, SEEK_CUR,
 * SEEK_END. Suspends: where something is to be written or read ahead, and for SEEK_END; a
 * cancellation point. Raises: ValueError for a place before the beginning, or another [whence];
 * UnsupportedOperation for what has no places, a pipe say; OSError. Returns: the position.
 * aiofiles: seek() */
ASYNC int64_t async_file_seek(struct async_file *file, int64_t offset, int whence);

/* Where the next byte is read or written. Does not suspend. Raises: UnsupportedOperation, as above,
 * and returns -1. aiofiles: tell() */
int64_t async_file_tell(const struct async_file *file);

#endif
