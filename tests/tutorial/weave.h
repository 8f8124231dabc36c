#ifndef WEAVE_H
#define WEAVE_H

/* What the parts of weave share: the text that is woven, how it is read, and how errors are
 * told. */

#include <stdbool.h>
#include <stdio.h>

struct document {
	const char *path;
	char *rest;			/* what is not read yet */
	int line;			/* number of the line read last */
};

/* How many blocks and names were right, and how many were complained about. */
extern int weave_passed, weave_failed;

/* ---- weave.c ---- */

/* Tell what is wrong in line [line] of [document]. */
void complain(const struct document *document, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* End the program, since [what] failed for the reason that errno has. */
_Noreturn void die(const char *what);

/* All that [file] has, or NULL if it cannot be read. Owns: the caller, by free(). */
char *read_all(FILE *file);

/* The next line of [document], without its end; NULL if there is none. */
char *read_line(struct document *document);

/* Whether [line] opens or closes a block. */
bool is_fence(const char *line);

/* ---- definitions.c ---- */

/* Behind the line that [p] points into. */
const char *line_end(const char *p);

bool is_word(char c);

/* The first place in [text], before [end] unless that is NULL, where [name] stands as a word; NULL
 * if there is none. */
const char *find_word(const char *text, const char *end, const char *name);

/* Write all that defines [name] in [code], a C file, to [out]: functions, structs, variables,
 * macros, each with the comment above it and, if it is not the [first], behind an empty line.
 * Returns: whether there is anything. */
bool cut(const char *code, const char *name, bool first, FILE *out);

/* The same with [code], a Python file: functions, classes, variables. A comment above one is not
 * written. */
bool cut_python(const char *code, const char *name, bool first, FILE *out);

/* ---- names.c ---- */

/* Check that each name in `backticks()` in [document] is known to a header or to [shown], the
 * programs in the text. */
void check_names(struct document *document, const char *shown);

#endif
