/* course solution: how the course solves an exercise, for who has done it. */

#include <stdio.h>

#include "async.h"
#include "command.h"
#include "progress.h"
#include "text.h"

int command_solution(const struct tree *tree, const struct options *options)
{
	struct progress progress;
	struct exercise exercise;
	struct progress_entry entry;
	char *text;

	AWAIT(progress_load(&progress, tree));
	progress_tell_notice(&progress);
	AWAIT(progress_find(&progress, options->arguments[0], "solution", &exercise));
	entry = progress_of(&progress, exercise.name);
	if (!entry.first_passed && !options->anyway)
		async_raise(Complaint, "You have not passed %s yet. A hint may do: %s hint %s. To "
			    "see the solution all the same, say --anyway; that is noted.",
			    exercise.name, tree_command, exercise.name);
	text = AWAIT(tree_read_file(
		async_sprintf("%s/solutions/%s.c", tree->root, exercise.name)));
	fputs(text, stdout);
	fflush(stdout);
	/* What is on stdout may be compiled, or compared. */
	fprintf(stderr, "\nTo compare: %s solution %s | diff %s -\n"
		"To read on: tutorial.md, behind \"%s\"\n", tree_command, exercise.name,
		tree_path_shown(exercise.source), text_line(exercise.tutorial));

	EXCEPTION(e);
	TRY(progress_note_solution(&progress, exercise.name));
	if (EXCEPT(OSError, e))
		progress_tell_unkept(e);
	return 0;
}
