#ifndef KEYS_H
#define KEYS_H

/* Keys, of the bytes that a terminal sends for them. */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/* A letter is its number in Unicode; what is none has a number beyond. */
enum key {
	KEY_NONE = 0,			/* bytes that are no key that we know */
	KEY_ENTER = '\n',
	KEY_ESCAPE = 27,
	KEY_BACKSPACE = 127,
	KEY_UP = 0x110000, KEY_DOWN, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_HOME, KEY_END,
	KEY_OTHER,			/* the first that is free for others */
};

/* The key that the [size] bytes at [bytes] begin with. Escape is the beginning of many sequences,
 * too: [all] says that nothing more comes behind them. Returns: how many of the bytes it is; 0 if
 * more of them must come. */
size_t keys_decode(const unsigned char *bytes, size_t size, bool all, int *key);

/* Call [pressed]([arg], key) for each key that is typed on stdin, a terminal that has been opened
 * (terminal.h). Suspends: until the terminal is gone; a cancellation point. Raises: OSError. */
ASYNC int keys_read(void (*pressed)(void *arg, int key), void *arg);

/* The next line of stdin, up to [size] - 1 bytes of it, without its end. A line that is longer is
 * cut. Suspends: until it is there; a cancellation point. Raises: OSError. Returns: whether there
 * was one; false at the end of the input. */
ASYNC bool keys_read_line(char *line, size_t size);

#endif
