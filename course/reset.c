/* course reset: the starter of an exercise again. What was there is kept. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "folder.h"
#include "progress.h"

/* Raises: Complaint, where nobody can be asked. */
static bool confirm(const struct exercise *exercise)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO)) {
		async_raise(Complaint, "Nobody can be asked here whether %s is to be reset: say so "
			    "with --yes.", exercise->source);
		return false;
	}
	printf("Replace %s by its starter? Yours is kept in " TREE_KEPT ". [y/N] ",
	       tree_path_shown(exercise->source));
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

int command_reset(const struct tree *tree, const struct options *options)
{
	struct progress progress;
	struct exercise exercise;
	const char *kept = NULL, *shown;

	AWAIT(progress_load(&progress, tree));
	progress_tell_notice(&progress);
	AWAIT(tree_exercise(tree, options->arguments[0], &exercise));
	shown = tree_path_shown(exercise.source);
	if (tree->learner && folder_is_untouched(tree, &exercise)) {
		printf("%s is as it was handed out.\n", shown);
		return 0;
	}
	bool wanted = !tree->learner || options->yes || AWAIT(confirm(&exercise));
	if (!wanted) {
		printf("%s stays as it is.\n", shown);
		return 1;
	}
	AWAIT(folder_reset(tree, &exercise, &kept));
	if (kept)
		printf("%s is the starter again. Yours is kept as %s\n", shown,
		       tree_path_shown(kept));
	else
		printf("%s is the starter again.\n", shown);
	fflush(stdout);

	EXCEPTION(e);
	TRY(progress_note_reset(&progress, exercise.name));
	if (EXCEPT(OSError, e))
		progress_tell_unkept(e);
	return 0;
}
