#ifndef TIMELINE_H
#define TIMELINE_H

/* A run as a timeline: a row a task, and in it when the task ran, when it waited, for what, and who
 * woke it.
 *
 * It is made of the record that the runtime has written (record.h), and made richer by the trace of
 * the same run (trace.h), if there is one: that knows the lines of the source, the names of tasks,
 * and who wakes whom by hand. How it is shown is not decided here. All of it is memory of the
 * current task, and so is what the functions below return; on MemoryError that is NULL. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "record.h"

enum span_kind {
	SPAN_RUN,			/* the task ran; most often that takes no time */
	SPAN_WAIT,
	SPAN_READY,			/* it might go on, and waits for its turn */
	SPAN_MARK, SPAN_CREATE, SPAN_CANCEL,	/* moments: see what, other */
};

enum waker {
	WAKER_UNKNOWN,
	WAKER_TIMER,			/* its own */
	WAKER_TASK,			/* a task did something for it: see waker_task */
	WAKER_END,			/* a task has ended */
	WAKER_CANCEL,			/* a task cancelled it; 0: what is no task did */
	WAKER_TIMEOUT,			/* a timer cancelled it */
	WAKER_THREAD,
	WAKER_LOOP,			/* a callback of the loop, or a descriptor */
	WAKER_NOBODY,			/* it waited for ever */
};

struct span {
	enum span_kind kind;
	int64_t begin, end;		/* nanoseconds, since the first loop began */
	uint32_t first, last;		/* the same as places in the order of all events */
	const char *what;		/* it waited for, or that happened */
	const char *place;		/* "2-gathered.c:31", where it waited; may be NULL */
	int64_t value;			/* of a sleep: nanoseconds */
	uint32_t other;			/* the task that it waited for, or created; 0: none */
	enum waker waker;
	uint32_t waker_task;
};

enum row_end { ROW_OPEN, ROW_RESULT, ROW_EXCEPTION, ROW_CANCELLED, ROW_STUCK, ROW_CUT };

struct row {
	uint32_t task;			/* 0: what the loop itself does */
	const char *name, *function;	/* "Task-2", "fetch_data" */
	uint32_t creator;
	int64_t begin, end;
	uint32_t first, last;
	enum row_end how;
	const char *exception;		/* "ValueError: why", or "" */
	struct span *spans;
	size_t count;
};

struct timeline {
	struct row *rows;		/* in the order in which they were created */
	size_t count;
	int64_t end;
	int64_t shown;			/* the same, or behind it: some wait on for ever */
	uint32_t events;
	bool virtual_clock;
	bool full;			/* there was more than the record could hold */
	bool returned;			/* the program came to its end */
	const char *notes[16];		/* what the runtime had to say, up to a NULL */

	struct row **by_task;		/* by the number of the task */
	uint32_t largest;
};

/* The timeline of what [record] holds. NULL and no exception: no loop ran. */
struct timeline *timeline_new(const struct record *record);

/* Add what the trace knows. It need not be complete, nor of the form that it should have. */
void timeline_add_trace(struct timeline *timeline, const json_t *trace);

/* The row of a task; NULL if there is none. */
const struct row *timeline_row(const struct timeline *timeline, uint32_t task);

/* ---- Many tasks: timeline-fold.c ---- */

struct fold {
	const struct row *row;		/* one of its tasks, as all the others; NULL: they differ */
	const char *function;
	size_t count;			/* of tasks */
	int64_t begin, end;		/* of the first, and of the last */
	size_t at_once;			/* of them were there at the same time, at most */
};

struct folds {
	struct fold *list;
	size_t count;
};

enum { MOST_FOLDS = 40 };

/* What to show of a run: each row; where there are more than MOST_FOLDS, those that look the same
 * as one; and where these are too many, too, the first of them, and the rest as one a function. */
struct folds timeline_fold(const struct timeline *timeline);

/* "Task-2 fetch_data", "1000 x fetch_data" */
const char *words_of_fold(const struct fold *fold);

/* "at most 10 at once" */
const char *words_of_crowd(const struct fold *fold);

/* ---- Words: timeline-words.c ---- */

/* "3 s", "0.25 s"; for the axis without the unit. */
const char *words_of_time(int64_t nanoseconds);

/* "Task-2 fetch_data", or what is known of it. */
const char *words_of_task(const struct timeline *timeline, uint32_t task);

/* "sleep 3 s"; "woken by Task-4", or "" where that is not known; "done", "failed: ValueError: why".
 * They are short, and stand in a picture. */
const char *words_of_wait(const struct span *wait);
const char *words_of_waker(const struct span *wait);
const char *words_of_end(const struct row *row);

/* A sentence; NULL if it is not worth one. */
const char *words_of_span(const struct timeline *timeline, const struct row *row,
			  const struct span *span);
const char *words_of_row_end(const struct timeline *timeline, const struct row *row);

/* Tell all of it in sentences, a line each. */
void timeline_tell(const struct timeline *timeline, FILE *file);

/* ---- Differences: timeline-compare.c ---- */

struct difference {
	bool any;
	int64_t here, there;		/* when */
	const char *words_here, *words_there;
};

/* The first thing that the one does and the other does not: what happens, in order, by its time,
 * the function of the task, and what that waits for, is the same up to there. Tasks may have other
 * numbers. */
struct difference timeline_compare(const struct timeline *here, const struct timeline *there);

#endif
