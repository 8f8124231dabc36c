#ifndef WORDS_H
#define WORDS_H

/* Lists of words, such as command lines: an array that ends with NULL and grows. Memory of the
 * current task. */

#include <stddef.h>

struct words {
	const char **list;		/* never NULL once something was added */
	size_t count;
};

/* Add words, up to a NULL; or those of a list; or those of a string, between spaces. Raise:
 * MemoryError. */
#define words_add(words, ...) words_add_list(words, (const char *const[]){ __VA_ARGS__, NULL })
void words_add_list(struct words *words, const char *const list[]);
void words_add_string(struct words *words, const char *string);

#endif
