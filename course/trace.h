#ifndef TRACE_OF_COURSE_H
#define TRACE_OF_COURSE_H

/* The ways to show a timeline. */

#include "timeline.h"

struct picture {
	const struct timeline *timeline;
	const char *title;
	int64_t length;			/* of the axis, nanoseconds */
	int64_t mark;			/* a moment to mark; below 0: none */
	const char *mark_text;		/* what stands there */
};

/* In [width] columns of characters; [ascii]: of ASCII alone, and without colours. */
void trace_draw(const struct picture *picture, int width, bool ascii, FILE *file);

#endif
