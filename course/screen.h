#ifndef SCREEN_H
#define SCREEN_H

/* Colours, where they are wanted: not with --plain, not with NO_COLOR in the environment, not in a
 * file or a pipe. */

#include <stdbool.h>
#include <stdio.h>

enum paint { PAINT_OFF, PAINT_BOLD, PAINT_DIM, PAINT_GOOD, PAINT_BAD, PAINT_REVERSED };

/* To be called once, with the option's value. From then on letters are those of the locale. */
void screen_init(bool plain);

/* Whether lines are to be printed and nothing else: with --plain, or where the terminal can do no
 * more, or there is none. */
bool screen_is_plain(void);

/* How wide a line of text is at most: 78, or narrower where a terminal is. */
void screen_set_width(int columns);
int screen_width(void);

/* Whether stderr is a terminal on which lines may be written over. */
bool screen_is_live(void);

/* What switches to a colour on stdout; "" where none is wanted. */
const char *paint(enum paint paint);

/* Print [text] in lines that fit a terminal: LABEL in front of the first, as many blanks in front
 * of the others; nothing where [text] is NULL or empty. */
void screen_wrapped(FILE *file, const char *label, const char *text);

#endif
