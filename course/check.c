/* course check: the learner's own files, judged where they lie. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "crew.h"
#include "files.h"
#include "judging.h"
#include "progress.h"
#include "screen.h"

enum { AT_ONCE = 2 };

struct check {
	const struct tree *tree;
	const struct options *options;
	struct exercises exercises;
	struct progress progress;
	bool unkept;	/* the progress cannot be written, and that was said */
	const char *folder;
	struct verdict **verdicts;
	size_t told;	/* how many verdicts have been printed: in order, as they come */
};

static void tell(struct check *check)
{
	for (; check->told < check->exercises.count && check->verdicts[check->told];
	     check->told++) {
		if (!check->options->json)
			verdict_print(check->verdicts[check->told], stdout);
		fflush(stdout);
	}
}

/* What is found out is told first: it does not depend on whether it can be remembered. */
ASYNC static int remember(struct check *check, size_t index)
{
	EXCEPTION(e);
	TRY(progress_note_verdict(&check->progress, &check->exercises.list[index],
				  check->verdicts[index]));
	if (EXCEPT(OSError, e) && !check->unkept) {
		check->unkept = true;
		progress_tell_unkept(e);
	}
	return 0;
}

/* For who checks one exercise, that is the one at hand. */
ASYNC static int begin_progress(struct check *check)
{
	EXCEPTION(e);
	AWAIT(progress_load(&check->progress, check->tree));
	progress_tell_notice(&check->progress);
	if (check->exercises.count == 1)
		TRY(progress_note_current(&check->progress, check->exercises.list[0].name));
	EXCEPT(OSError, e);
	return 0;
}

ASYNC static int check_one(void *arg, size_t index, int place)
{
	struct check *check = arg;
	const struct exercise *exercise = &check->exercises.list[index];
	struct submission submission = {
		.tree = check->tree, .exercise = exercise, .seed = check->options->seed,
		.folder = async_sprintf("%s/%zu", check->folder, index),
	};

	(void)place;
	if (access(async_sprintf("%s/%s", check->tree->work, exercise->source), F_OK) != 0)
		check->verdicts[index] = verdict_new(
			exercise->name, exercise->points, OUTCOME_WRONG, "not-there",
			async_sprintf("There is no file %s: get it back with %s %s.",
				      exercise->source,
				      check->tree->learner
					      ? async_sprintf("%s reset", tree_command)
					      : "git checkout --",
				      check->tree->learner ? exercise->name
							   : exercise->source));
	AWAIT(files_make_path(submission.folder));
	if (!check->verdicts[index])
		check->verdicts[index] = AWAIT(judge_submission(&submission));
	check->verdicts[index]->source = tree_path_shown(exercise->source);
	tell(check);
	AWAIT(remember(check, index));
	return 0;
}

static int summarize(const struct check *check)
{
	size_t passed = 0;
	int points = 0, maximum = 0;

	for (size_t i = 0; i < check->exercises.count; i++) {
		passed += check->verdicts[i]->outcome == OUTCOME_PASSED;
		points += check->verdicts[i]->points;
		maximum += check->verdicts[i]->maximum;
	}
	if (check->options->json) {
		json_t *all = json_array();

		for (size_t i = 0; i < check->exercises.count; i++)
			json_array_append_new(all, verdict_to_json(check->verdicts[i]));
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		printf("%s%zu of %zu passed, %d of %d points%s\n", paint(PAINT_BOLD), passed,
		       check->exercises.count, points, maximum, paint(PAINT_OFF));
	}
	return passed == check->exercises.count ? 0 : 1;
}

int command_check(const struct tree *tree, const struct options *options)
{
	struct check check = { .tree = tree, .options = options };

	AWAIT(tree_exercises(tree, options->arguments, &check.exercises));
	AWAIT(judging_prepare(tree, false));
	AWAIT(begin_progress(&check));
	check.verdicts = AWAIT(async_alloc(check.exercises.count * sizeof(*check.verdicts)));
	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);
	check.folder = folder;
	AWAIT(crew_work(check.exercises.count, AT_ONCE, check_one, &check));
	return summarize(&check);
}
