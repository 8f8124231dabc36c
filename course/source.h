#ifndef SOURCE_H
#define SOURCE_H

/* C as text: what is code in it, and what is comment. Nothing here compiles. All of it is memory of
 * the current task; none of these suspends. Raise: MemoryError, and return NULL. */

#include <stdbool.h>
#include <stddef.h>

/* A copy of [text] in which a blank stands for each character of a comment, newlines excepted, and
 * with [strings] false also for those of strings. So each line keeps its place and its length. */
char *source_code(const char *text, bool strings);

/* The same the other way round: the comments of [text], and blanks for the code. */
char *source_comments(const char *text);

/* The code of [text] without any white space: what two texts have in common that differ in form. */
char *source_squeezed(const char *text);

/* The next identifier at or behind [at], and its length; NULL if there is none. */
const char *source_next_name(const char *at, size_t *length);

#endif
