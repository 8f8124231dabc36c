#ifndef SVG_H
#define SVG_H

/* What the charts share: a page that can be read in the light and in the dark, and a scale.
 *
 * No colour says what no word says: a name stands by every mark. */

#include <stdbool.h>
#include <stdio.h>

/* The page and its title; [text] says for those who do not see it what is to be seen. */
void svg_begin(FILE *file, double height, const char *title, const char *text);
void svg_end(FILE *file);

/* A text that begins, has its middle, or ends at [x]. [class] is one of those in svg.c. */
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
void svg_text(FILE *file, double x, double y, enum anchor anchor, const char *class,
	      const char *text);

/* How numbers become places between SCALE_LEFT and SCALE_RIGHT. */
enum { SVG_WIDTH = 860, SVG_MARGIN = 24, SCALE_LEFT = 190, SCALE_RIGHT = 720 };

struct scale {
	double low, high;
	bool logarithmic;
};

/* One that has room for all from [least] to [most]: logarithmic where [most] is more than 50
 * times as much. */
struct scale scale_for(double least, double most);

/* The place of a number; one that has none gets that at the end. */
double scale_place(const struct scale *scale, double value);

/* Lines from [top] to [bottom] at round numbers, and these below. */
void scale_write(const struct scale *scale, FILE *file, double top, double bottom);

/* Which class of mark an implementation has: "ours", "floor" or "peer". */
const char *svg_class(const char *impl);

#endif
