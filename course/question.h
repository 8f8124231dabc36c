#ifndef QUESTION_H
#define QUESTION_H

/* What an exercise asks, taken out of its starter so that it can be answered without an editor.
 *
 * Three forms of exercises can: those that ask for the order of given answers, an array in the
 * starter; those that ask for the order of given lines, between two marks; and those that ask for
 * values, an array too. What is answered becomes a file as the learner might have written it, and
 * the judge of the exercise judges that: nothing here knows what is right.
 *
 * All of it is memory of the current task; none of these suspends. */

#include <stdbool.h>

#include "words.h"

enum question_form { QUESTION_ORDER, QUESTION_LINES, QUESTION_VALUES };

struct question {
	enum question_form form;
	const char *told;		/* the opening comment as lines, without what is in front
					 * of them, its first line, and how to check */
	struct words items;		/* what is to be put in order, sorted; or the name of each
					 * value that is asked for */
	size_t width;			/* of a value that is text, its NUL included; 0: a number */
	const char *before, *after;	/* private: of the file */
	struct words pieces;		/* private: the items as they stand in the file */
};

/* Read the [text] of a starter, whose exercise is of [kind], "order". Returns: whether it asks what
 * can be asked here. */
bool question_read(struct question *question, const char *kind, const char *text);

/* Take what was typed as the next answer into [answers]: all letters of an order, "b a c", or one
 * value. Returns: NULL; or what is wrong with it, in a sentence, and then nothing has changed. */
const char *question_take(const struct question *question, const char *typed,
			  struct words *answers);

/* The file that [answers] make. */
char *question_file(const struct question *question, const struct words *answers);

#endif
