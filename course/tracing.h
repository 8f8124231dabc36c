#ifndef TRACING_H
#define TRACING_H

/* What `course trace` is made of: runs, and the ways to show their timelines. */

#include "timeline.h"
#include "tree.h"

/* ---- Runs: trace-play.c ---- */

struct played {
	const char *title;		/* "chapters/03-gather/2-gathered.c" */
	const char *how;		/* what was run, to be typed again; may be NULL */
	const char *ending;		/* how it ended, if not well; else NULL */
	const char *trace;		/* Chrome's, a file that may not be there */
	struct timeline *timeline;
};

/* What is to be played. */
struct play {
	const struct tree *tree;
	const struct exercise *exercise;	/* or else a program */
	const struct chapter_program *program;
	const char *source;		/* of the exercise: the learner's or the solution */
	const char *seed;		/* for its judge; NULL: its own */
	const char *folder;		/* to build in, and for the trace */
};

/* Play it once: an exercise as its judge does at first. Suspends. Returns: 0, or 1 where there is
 * nothing to play, which has been told. Raises: Complaint, OSError, MemoryError. */
ASYNC int trace_play(const struct play *play, struct played *played);

/* ---- Pictures ---- */

struct picture {
	const struct timeline *timeline;
	const struct timeline *beside;	/* one to compare it with; NULL: none */
	const char *title;
	int64_t length;			/* of the axis, nanoseconds */
	int64_t mark;			/* a moment to mark; below 0: none */
	const char *mark_text;		/* what stands there */
	const char *mark_lines[2];	/* and below, where there is room */
};

/* In [width] columns of characters; [ascii]: of ASCII alone. trace-draw.c */
void trace_draw(const struct picture *picture, int width, bool ascii, FILE *file);

/* As SVG, with the sentences for those who do not see it. trace-svg.c */
void trace_write_svg(const struct picture *picture, FILE *file);

#endif
