#ifndef SVG_H
#define SVG_H

/* What pictures in files share: a page that can be read in the light and in the dark, by those who
 * see it and those who do not.
 *
 * No colour says what no word says: a name stands by every mark. */

#include <stdio.h>

/* The page and its title; [text] says for those who do not see it what is to be seen. [more]: what
 * is to be added to the style sheet. */
void svg_begin(FILE *file, double height, const char *title, const char *text, const char *more);
void svg_end(FILE *file);

/* A text that begins, has its middle, or ends at [x]. [class] is one of those in svg.c. */
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
void svg_text(FILE *file, double x, double y, enum anchor anchor, const char *class,
	      const char *text);

/* [text] between tags. It is to be UTF-8. */
void svg_escape(FILE *file, const char *text);

enum { SVG_WIDTH = 860, SVG_MARGIN = 24 };

#endif
