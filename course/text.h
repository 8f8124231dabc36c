#ifndef TEXT_H
#define TEXT_H

/* Text that others have written, made fit to be shown; and names that somebody has mistyped.
 *
 * All strings these calls give are memory of the current task. */

#include <stdbool.h>
#include <stddef.h>

enum text_use {
	TEXT_LINE,	/* one line of UTF-8; what a terminal or its order of letters
			 * obeys is \xNN */
	TEXT_BLOCK,	/* the same with its newlines and tabs */
	TEXT_DATA,	/* as TEXT_LINE, with each backslash doubled: no two texts become one */
};

/* A copy of the [size] bytes at [bytes], fit for [use]. Never NULL but for want of memory. Raises:
 * MemoryError. */
char *text_fit(const char *bytes, size_t size, enum text_use use);

/* The same for a string. NULL stays NULL. */
char *text_line(const char *string);
char *text_data(const char *string);

/* How many letters must be changed, added, dropped, or swapped with their neighbour, to
 * make [a] of [b]. */
size_t text_distance(const char *a, const char *b);

#endif
