#ifndef TREE_H
#define TREE_H

/* What there is: the programs and exercises of the tree that this program was built in. No list
 * names them; they are found where they lie, whatever folder `course` is run from. All of it is
 * memory of the current task.
 *
 * A learner has a folder apart from the tree, made by `course init`: there lie the files to edit,
 * and what is remembered of them. It is the one that COURSE_FOLDER in the environment names, as its
 * launcher sets it, or else the first that has a folder .course, from the current one upwards.
 * Without any, who works is taken to work in the tree itself. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/* What a user has to be told, in one sentence that says what to do next. `course` prints it and
 * ends with exit status 2. */
extern const struct async_exception_type Complaint[1];

/* What the object file of an exercise may leave undefined: see there. As seen from the root. */
#define TREE_ALLOWED "tests/exercises/allowed-symbols"

/* What is in a learner's folder, as seen from there. */
#define TREE_NOTES ".course"			/* of ours; it marks the folder as one */
#define TREE_GIVEN TREE_NOTES "/given"		/* every file as it was handed out */
#define TREE_KEPT TREE_NOTES "/kept"		/* the learner's, that had to give way */

struct tree {
	const char *root;		/* absolute, as are the next three */
	const char *build;		/* build/release */
	const char *self;		/* this program */
	const char *work;		/* where the learner's files lie: the folder, or the root */
	bool learner;			/* it is a folder apart */
};

/* What to type for this program: "build/course", or in a learner's folder "./course", with the way
 * there from the current one. Set by tree_find(). */
extern const char *tree_command;

struct chapter_program {
	const char *name;		/* "03-gather/2-gathered" */
	const char *source;		/* as seen from the root */
	const char *binary;
};

struct exercise {
	const char *name;		/* "03-gather/7-overlap" */
	const char *source;		/* what the learner edits, as seen from where he works */
	const char *starter;		/* what it began as, as seen from the root */
	const char *folder;		/* where stage.o, names and judge are */
	const char *title, *kind, *tutorial;
	const char *hints[3];
	int minutes, points;
	bool network;			/* its program talks to itself through sockets */
	json_t *description;		/* all that the judge says of it */
};

struct chapter_programs {
	struct chapter_program *list;
	size_t count;
};

struct exercises {
	struct exercise *list;
	size_t count;
};

/* Have all JSON be memory of the current task, too. To be called once, before there is any. */
void tree_keep_json(void);

/* Find the tree, and where the learner works. Raises: Complaint where this program does not lie in
 * one, or where COURSE_FOLDER names what is no learner's folder. Does not suspend. */
struct tree *tree_find(void);

/* The nearest learner's folder: [path], absolute and without links, or one it is in; NULL if there
 * is none. Does not suspend. */
char *tree_folder_above(const char *path);

/* What a user means by [word], which may be the path of a file or of a folder:
 * "03-gather/7-overlap", "03-gather", "overlap", "3"; "." for all. Does not suspend. */
char *tree_name_of(const struct tree *tree, const char *word);

/* The programs that [word] means, or all of them for NULL, in order: a chapter ("03-gather", "3",
 * "gather") or a program ("03-gather/2-gathered", "2-gathered", "gathered", or the path of its
 * file). Does not suspend. Raises: Complaint if there is none; it names the nearest. */
int tree_programs(const struct tree *tree, const char *word, struct chapter_programs *programs);

/* The exercises that any of [words] means, the same way; all of them where words[0] is NULL. Each
 * judge is asked about its exercise. Suspends. Raises: Complaint, OSError. */
ASYNC int tree_exercises(const struct tree *tree, const char *const words[],
			 struct exercises *exercises);

/* The one exercise that [word] means. Suspends. Raises: Complaint, also where it means several;
 * OSError. */
ASYNC int tree_exercise(const struct tree *tree, const char *word, struct exercise *exercise);

/* Whether [word], which is no path, means the exercise or program [name], as above. */
bool tree_means(const char *word, const char *name);

/* An exercise's source, as seen from the current folder. Does not suspend. */
const char *tree_path_shown(const char *source);

/* The lines of the file at [path] in one string. Raises: OSError, and returns NULL. Does
 * not suspend. */
char *tree_read_file(const char *path);

#endif
