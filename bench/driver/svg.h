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

enum { SVG_WIDTH = 860, SVG_MARGIN = 24 };

/* How numbers become places. */
struct scale {
	double low, high;		/* these numbers */
	double left, right;		/* have these places */
	bool logarithmic;
};

/* Have room for all from [least] to [most]: logarithmic where [most] is more than 50 times as
 * much. */
void scale_fit(struct scale *scale, double least, double most);

/* The place of a number; one that has none gets that at the end. */
double scale_place(const struct scale *scale, double value);

/* Lines from [top] to [bottom] at round numbers, and these below. */
void scale_write(const struct scale *scale, FILE *file, double top, double bottom);

/* Which class of mark an implementation has: "ours", "floor" or "peer". */
const char *svg_class(const char *impl);

#endif
