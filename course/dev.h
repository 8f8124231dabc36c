#ifndef DEV_H
#define DEV_H

/* What `course dev check` demands of an exercise, in parts. Each part looks at one side of it, and
 * tells what it finds; none stops at the first. None of them changes a file of the tree. */

#include "tree.h"
#include "verdict.h"
#include "words.h"

struct finding {
	const char *where;		/* an exercise, or a file as seen from the root */
	const char *what;		/* what is wrong, and what to do about it */
};

struct dev {
	const struct tree *tree;
	struct exercises all;		/* that there are */
	struct exercises chosen;	/* that are to be looked at */
	bool everything;		/* nothing was chosen: all are */
	struct finding *findings;
	size_t count;
	size_t mistakes;		/* of those chosen */
	struct words names;		/* macros and exceptions of common/ */
};

/* Note that something is wrong at [where]. The text is "what is wrong: what to do". */
void dev_tell(struct dev *dev, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Where the files of [exercise] lie, as seen from the root. */
char *dev_solution(const struct exercise *exercise);
char *dev_judge(const struct exercise *exercise);

/* The wrong answers to it. */
struct words dev_mistakes(const struct dev *dev, const struct exercise *exercise);

/* The text of a file; NULL, without an exception, where it cannot be read. */
char *dev_read(const struct dev *dev, const char *path);

/* The feedback that the first line of the mistake at [path] names; NULL if it names none. */
const char *dev_feedback_of(const struct dev *dev, const char *path);

/* Files: each belongs to an exercise, and none is missing. */
void dev_check_files(struct dev *dev);

/* What the judge of [exercise] says of it: title, minutes, hints, feedbacks. */
void dev_check_description(struct dev *dev, const struct exercise *exercise);

/* How its solution is written, and that no two of its files are the same code. */
void dev_check_form(struct dev *dev, const struct exercise *exercise);

/* That it stands in tutorial.md, and uses nothing that was not told there before. */
void dev_check_taught(struct dev *dev, const struct exercise *exercise);

/* That what is judged gets the verdict that it should. Suspends. Raises: OSError, if something
 * cannot be judged; Complaint. */
ASYNC int dev_check_verdicts(struct dev *dev);

#endif
