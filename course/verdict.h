#ifndef VERDICT_H
#define VERDICT_H

/* What became of one submission to one exercise, and how it is told.
 *
 * Three outcomes stay apart: that it is wrong, that it went over a limit, and that it could not be
 * judged. The last says nothing about the learner, and is never counted as no points. */

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

enum outcome { OUTCOME_PASSED, OUTCOME_WRONG, OUTCOME_LIMIT, OUTCOME_UNJUDGED };

struct verdict {
	const char *exercise;
	enum outcome outcome;
	int points, maximum;
	int assertions;			/* that the judge made */
	const char *feedback;		/* its id; from here on NULL is allowed everywhere */
	const char *source;		/* the path of the learner's file, for people */
	const char *misconception;	/* what the mistake is, in a few words */
	const char *rule;
	const char *expected, *found;
	const char *run;		/* what was run, and the seed */
	const char *tutorial;		/* the heading where it is taught */
	const char *who_waits;		/* for whom: a line for each task */
	const char *detail;		/* more lines: what happened, what it printed */
	const char *compiler;		/* what the compiler said, to be shown as it is */
	const char *seed;		/* to give to --seed, for the same run again */
};

/* A verdict that the judge has no part in. Memory of the current task. Raises: MemoryError, and
 * returns NULL. */
struct verdict *verdict_new(const char *exercise, int maximum, enum outcome outcome,
			    const char *feedback, const char *rule);

/* The verdict that a judge of an exercise with [maximum] points printed as [text]. Whatever is
 * wrong with it, the result is a verdict: that it could not be judged. */
struct verdict *verdict_of_judge(const char *exercise, int maximum, const char *text);

/* The same as JSON, with text made fit for it. */
json_t *verdict_to_json(const struct verdict *verdict);

/* Tell it to a learner, with what to do next. */
void verdict_print(const struct verdict *verdict, FILE *file);

const char *outcome_name(enum outcome outcome);		/* "passed", "wrong", "limit", "unjudged" */

#endif
