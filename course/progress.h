#ifndef PROGRESS_H
#define PROGRESS_H

/* What the learner has done so far: progress.json in his folder, or build/progress.json for who
 * works in the tree itself.
 *
 *	{ "version": 1, "current": "03-gather/7-overlap",
 *	  "exercises": { "03-gather/7-overlap": {
 *		"state": "passed", "tries": 3, "hints": 2, "first_passed": "2026-11-21T14:03:12Z",
 *		"solution_seen": true } },
 *	  "review": { "01-event-loop/2-who-runs-first": {
 *		"due": "2026-11-24", "interval_days": 3 } } }
 *
 * Nothing of it gets lost. Each change is made to what the file says at that moment, under a lock,
 * and the new file takes the place of the old one as a whole: so several programs may change it at
 * once, and be killed at any time. What it holds beside the above stays as it is. A file that is
 * broken is kept under another name, and a new one begun. A change that cannot be written, as on a
 * full disk, is remembered and written with the next one.
 *
 * All strings and JSON are memory of the current task. A struct progress is for one task.
 */

#include <jansson.h>
#include <stdbool.h>

#include "tree.h"
#include "verdict.h"

enum progress_state {
	PROGRESS_NEW,			/* never checked, or only as it was handed out */
	PROGRESS_TRIED,
	PROGRESS_PASSED,
};

/* One exercise. */
struct progress_entry {
	enum progress_state state;
	int tries;			/* verdicts there were */
	int hints;			/* the highest that was shown, from 1 to 3; 0: none */
	const char *first_passed;	/* "2026-11-21T14:03:12Z"; NULL: never. Stays after a
					 * reset */
	bool solution_seen;
};

struct progress {
	const char *path;		/* of the file */
	const char *notice;		/* a sentence for the user, or NULL: the file was broken,
					 * and where it is kept. Whoever shows it sets it to
					 * NULL. */
	json_t *root;			/* all of the file; to be read only */
	json_t *unsaved;		/* changes that are not written yet: private, but
					 * for their number */
	const struct tree *tree;
};

/* Read it. Where there is none yet, or a broken one, it is empty. Suspends, where another program
 * is writing it. Raises: OSError, where reading fails for a reason that has nothing to do with
 * the file; MemoryError. */
ASYNC int progress_load(struct progress *progress, const struct tree *tree);

/* What is known of the exercise of that name. Whatever the file says, the numbers are in range.
 * Does not suspend. */
struct progress_entry progress_of(const struct progress *progress, const char *exercise);

/* The name of the exercise at hand, or NULL. It need not exist any more. Does not suspend. */
const char *progress_current(const struct progress *progress);

/* The one exercise that [word] means, or, where that is NULL, the one at hand. Suspends. Raises:
 * Complaint, for [command] to say, if there is none; OSError. */
ASYNC int progress_find(const struct progress *progress, const char *word, const char *command,
			struct exercise *exercise);

/* "new", "tried", "passed" */
const char *progress_state_name(enum progress_state state);

/* Say on stderr what progress->notice says, if anything; and that the progress is not kept, for
 * that reason. For commands that print lines. */
void progress_tell_notice(struct progress *progress);
void progress_tell_unkept(const struct async_exception *e);

/* ---- Changes: each reads the file anew, so that [progress] has what others wrote, too ---- */

/* Each suspends, where another program is writing the file. Raises: OSError, if it cannot be
 * written: then [progress] has the change, and the file gets it with the next one; MemoryError. */

/* Note a verdict. One that says nothing about the learner's work is not a try: could not be judged,
 * no file, the starter as it was handed out. What was passed once stays passed. */
ASYNC int progress_note_verdict(struct progress *progress, const struct exercise *exercise,
				const struct verdict *verdict);

/* Note that hint [level], 1 to 3, was shown. */
ASYNC int progress_note_hint(struct progress *progress, const char *exercise, int level);

ASYNC int progress_note_solution(struct progress *progress, const char *exercise);

/* Note that the exercise begins anew: not passed, no hint shown. */
ASYNC int progress_note_reset(struct progress *progress, const char *exercise);

/* Note which exercise is at hand. */
ASYNC int progress_note_current(struct progress *progress, const char *exercise);

/* Set what is in the object [values] for [name] in [section]: progress_set(progress, "review",
 * "03-gather/7-overlap", values). The section and the entry are made where they are missing. */
ASYNC int progress_set(struct progress *progress, const char *section, const char *name,
		       json_t *values);

#endif
