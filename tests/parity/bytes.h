#ifndef BYTES_H
#define BYTES_H

/* Bytes as Python prints them, for programs that are compared with Python's. */

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

/* b'...', in the memory of the current task; None for NULL. Python: repr(data) */
static inline const char *repr(const char *data, size_t size)
{
	if (data == NULL)
		return "None";

	char quote = memchr(data, '\'', size) && !memchr(data, '"', size) ? '"' : '\'';
	char *text = async_alloc(4 * size + 4), *end = text;

	end += sprintf(end, "b%c", quote);
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = data[i];

		if (byte == '\n' || byte == '\t' || byte == '\r')
			end += sprintf(end, "\\%c", byte == '\n' ? 'n' : byte == '\t' ? 't' : 'r');
		else if (byte == '\\' || byte == quote)
			end += sprintf(end, "\\%c", byte);
		else if (isprint(byte))
			*end++ = byte;
		else
			end += sprintf(end, "\\x%02x", byte);
	}
	*end = quote;
	return text;
}

/* The same of what a call of a stream gives: REPR(async_stream_reader_readline(reader, &size)),
 * with a size_t called size. */
#define REPR(call)										\
	__extension__ ({									\
		size_t size;									\
		const char *data = AWAIT(call);							\
		repr(data, size);								\
	})

/* Python: bool */
static inline const char *py(bool b)
{
	return b ? "True" : "False";
}

#endif
