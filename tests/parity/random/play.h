#ifndef PLAY_H
#define PLAY_H

/* Performs a random program with common/, as play.py does with asyncio, and prints the same.
 * scenario.py says how such a program is written; README.md, what all this is for.
 *
 * scenario.c reads the program, words.c has a function for each word of its language, groups.c and
 * objects.c for those of groups.py and objects.py, and play.c runs the tasks and their steps.
 */

#include <stdio.h>

#include "async.h"

/* Every number in a program is below NUMBERS: so each can stand for a task, a future or a time. */
enum { NUMBERS = 16, MOST_STEPS = 24, MOST_GUARDS = 4, MOST_ARGUMENTS = 4 };

/* A word of the language. [play] is called in the task whose step it is. */
struct step;
struct word {
	const char *name;
	int (*play)(const struct step *step);
};

/* What a step is inside of. */
enum guard_kind {
	GUARD_TRY, GUARD_LIMIT, GUARD_FINALLY,
	GUARD_GROUP, GUARD_STAR, GUARD_UNTIL, GUARD_MOVED,	/* groups.c */
	GUARD_MANAGER, GUARD_STACK, GUARD_GENERATOR,	/* scopes.c */
};

struct guard {
	const struct step *step;
	enum guard_kind kind;
	int seconds;			/* or another number: groups.py, scopes.py */
};

struct step {
	int task, number;		/* "2.0" in what is printed: task 2, its first step */
	int guard_count;
	struct guard guards[MOST_GUARDS];
	const struct word *word;
	int argument_count, arguments[MOST_ARGUMENTS];
};

/* What one task does. */
struct script {
	int number;
	struct async_task *task;	/* NULL until it is created */
	struct async_task_group *group;	/* the innermost that it is in; or NULL */
	int step_count;
	struct step steps[MOST_STEPS];
};

/* The program. */
struct scenario {
	int script_count, future_count;
	struct script scripts[NUMBERS];
	struct async_future *futures[NUMBERS];
};

extern struct scenario scenario;

/* Read the program up to a blank line or the end of the file. A line that is not of the language
 * ends us, with a message. */
void scenario_read(FILE *file);

/* The word of that name, or NULL. */
const struct word *word_named(const char *name);
extern const struct word group_words[], object_words[];	/* their last has no name */
extern const struct word stream_words[], connection_words[];

/* Create what object_words are about; what stream_words are about, and, if the program has one of
 * them, connection_words. */
void create_objects(void);
void create_readers(void);
ASYNC int create_connection(void);

/* Create the task of [script], in its own group where [group] is not NULL, and tell when it is
 * done. */
void create_task_of(struct script *script, struct async_task_group *group);

/* Play [step] inside of its guards from [depth] on, the outermost first; inside of [guard], of a
 * kind that groups.c, or scopes.c, has, which stands before those. */
ASYNC int play_inside(const struct step *step, int depth);
ASYNC int play_in_groups(const struct step *step, int depth, const struct guard *guard);
ASYNC int play_in_scope(const struct step *step, int depth, const struct guard *guard);

/* What [step] gets, in a line. */
void tell_got(const struct step *step, void *result);

/* Store in [tasks] those that the arguments name, from argument [first] on. Returns: how many
 * there are. */
size_t tasks_of(const struct step *step, int first, struct async_task *tasks[]);

/* Print a line, as printf() would, with the time in front. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A result of a task or a future, which is NULL or a number; and that of a number. */
const char *text_of_result(void *result);
void *result_of(int number);

/* The type of an exception, and its message. Those of RuntimeErrors are worded as Python words
 * them, or as we do, and are left out. */
const char *text_of_exception(const struct async_exception *exception);

#endif
