#ifndef SCALE_H
#define SCALE_H

/* What the charts share beside the page: the marks, and a scale. */

#include <stdbool.h>
#include <stdio.h>

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
const char *chart_class(const char *impl);

/* What the marks look like. */
extern const char chart_style[];

#endif
