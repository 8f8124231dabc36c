#include "keys.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "async.h"

/* How long a sequence may take, in seconds: then it was the Escape key, and what follows is not
 * part of it. On a slow line the bytes of a sequence may come one by one. */
#define PATIENCE 0.05

enum { LONGEST = 32 };

/* ---- Bytes ---- */

/* ESC [ or ESC O, parameters, and a letter or ~. */
static size_t decode_sequence(const unsigned char *bytes, size_t size, int *key)
{
	static const char letters[] = "ABHF";
	static const int of_letters[] = { KEY_UP, KEY_DOWN, KEY_HOME, KEY_END };
	static const int of_numbers[] = { KEY_NONE, KEY_HOME, KEY_NONE, KEY_NONE, KEY_END,
					  KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_HOME, KEY_END };
	size_t end = 2;
	const char *letter;

	while (end < size && bytes[end] >= 0x20 && bytes[end] < 0x40)
		end++;
	if (end == size)
		return size >= LONGEST ? size : 0;
	letter = strchr(letters, bytes[end]);
	if (letter && *letter)
		*key = of_letters[letter - letters];
	else if (bytes[end] == '~' && end == 3 && bytes[2] >= '0' && bytes[2] <= '8')
		*key = of_numbers[bytes[2] - '0'];
	return end + 1;
}

static size_t decode_letter(const unsigned char *bytes, size_t size, int *key)
{
	size_t length = bytes[0] < 0x80 ? 1 : bytes[0] >> 5 == 6 ? 2 : bytes[0] >> 4 == 14 ? 3 :
			bytes[0] >> 3 == 30 ? 4 : 0;
	uint32_t code = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);

	if (length == 0)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if (i == size)
			return 0;
		if (bytes[i] >> 6 != 2)
			return i;
		code = code << 6 | (bytes[i] & 0x3f);
	}
	*key = code < 0x110000 ? (int)code : KEY_NONE;
	return length;
}

size_t keys_decode(const unsigned char *bytes, size_t size, bool all, int *key)
{
	size_t used = 0;

	*key = KEY_NONE;
	if (size > 1 && bytes[0] == KEY_ESCAPE && (bytes[1] == '[' || bytes[1] == 'O')) {
		used = decode_sequence(bytes, size, key);
	} else if (bytes[0] == KEY_ESCAPE) {
		/* Escape twice is Escape; before a letter it is Alt, which means nothing here. */
		if (size > 1 || all)
			*key = KEY_ESCAPE;
		used = size > 1 && bytes[1] != KEY_ESCAPE ? 2 : *key ? 1 : 0;
		if (used == 2)
			*key = KEY_NONE;
	} else {
		used = decode_letter(bytes, size, key);
	}
	if (*key == '\r')
		*key = KEY_ENTER;
	if (*key == '\b')
		*key = KEY_BACKSPACE;
	return used == 0 && all ? size : used;
}

/* ---- Reading ---- */

struct typed {
	unsigned char bytes[LONGEST];
	size_t size;
};

static void take_keys(struct typed *typed, bool all, void (*pressed)(void *arg, int key), void *arg)
{
	size_t used = 1;

	while (typed->size > 0 && used > 0) {
		int key;

		used = keys_decode(typed->bytes, typed->size, all, &key);
		typed->size -= used;
		memmove(typed->bytes, typed->bytes + used, typed->size);
		if (key != KEY_NONE)
			pressed(arg, key);
	}
}

static ssize_t read_input(void *bytes, size_t size)
{
	ssize_t got = read(STDIN_FILENO, bytes, size);

	if (got < 0 && errno != EINTR && errno != EAGAIN && errno != EIO)
		async_raise(OSError, "cannot read stdin: %s", strerror(errno));
	/* EIO: the terminal was hung up. */
	return got < 0 && errno == EIO ? 0 : got;
}

int keys_read(void (*pressed)(void *arg, int key), void *arg)
{
	struct typed typed = { .size = 0 };

	for (;;) {
		EXCEPTION(e);
		{
			TIMEOUT(patience, typed.size > 0 ? PATIENCE : INFINITY);
			TRY(async_readable(STDIN_FILENO));
		}
		if (EXCEPT(TimeoutError, e)) {
			take_keys(&typed, true, pressed, arg);
			continue;
		}
		ssize_t got = AWAIT(read_input(typed.bytes + typed.size,
					       sizeof(typed.bytes) - typed.size));
		if (got == 0)
			return 0;
		typed.size += got > 0 ? (size_t)got : 0;
		take_keys(&typed, false, pressed, arg);
	}
}

bool keys_read_line(char *line, size_t size)
{
	size_t length = 0;
	char byte;

	for (;;) {
		AWAIT(async_readable(STDIN_FILENO));
		ssize_t got = AWAIT(read_input(&byte, 1));

		if (got < 0)
			continue;
		if (got == 0 && length == 0)
			return false;
		if (got == 0 || byte == '\n')
			break;
		if (length < size - 1)
			line[length++] = byte;
	}
	line[length] = '\0';
	return true;
}
