#ifndef COLUMNS_H
#define COLUMNS_H

/* Text in the columns of a terminal. A letter may take one, two, or none; what switches to a colour
 * (screen.h) takes none. Letters that the terminal cannot show, by the locale, are "?".
 *
 * Text is to be fit for a terminal (text.h). Nothing here suspends. */

#include <stddef.h>
#include <stdio.h>

/* How many columns the [size] bytes at [text] take. */
int columns_of(const char *text, size_t size);

/* Print as much of a line as fits into [columns], and nothing more: with a mark at its end where
 * it was cut, and no colour left switched on. Returns: how many columns it takes. */
int columns_cut(FILE *file, const char *line, size_t size, int columns);

/* Print the lines of [text], each made to fit: between words, with the following lines
 * indented. Those that stand in columns themselves (they have a " | ", as the compiler's do that
 * show the source) are left as they are, to be cut. */
void columns_wrap(FILE *file, const char *text, int columns);

#endif
