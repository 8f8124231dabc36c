/* course hint: where to look, which rule, almost the code: one more each time. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "command.h"
#include "progress.h"
#include "screen.h"
#include "text.h"

enum { HINTS = 3 };

/* The hint that is wanted: the next one, unless [number] says which. */
static int level_of(const char *number, int shown)
{
	if (!number)
		return shown < HINTS ? shown + 1 : HINTS;
	if (strlen(number) != 1 || *number < '1' || *number > '0' + HINTS)
		async_raise(Complaint, "An exercise has hints 1, 2 and 3, not \"%s\".",
			    text_line(number));
	return *number - '0';
}

int command_hint(const struct tree *tree, const struct options *options)
{
	const char *word = options->arguments[0], *number = word ? options->arguments[1] : NULL;
	struct progress progress;
	struct exercise exercise;

	AWAIT(progress_load(&progress, tree));
	progress_tell_notice(&progress);
	AWAIT(progress_find(&progress, word, "hint", &exercise));
	int shown = progress_of(&progress, exercise.name).hints;
	int level = AWAIT(level_of(number, shown));

	printf("%s, hint %d of %d:\n", exercise.name, level, HINTS);
	screen_wrapped(stdout, "  ", exercise.hints[level - 1]);
	if (level < HINTS)
		printf("%sThe next one: %s hint %s%s\n", paint(PAINT_DIM), tree_command,
		       exercise.name, paint(PAINT_OFF));
	else
		printf("%sThat is all there is. The rule is taught in tutorial.md, \"%s\".%s\n",
		       paint(PAINT_DIM), text_line(exercise.tutorial), paint(PAINT_OFF));
	fflush(stdout);

	EXCEPTION(e);
	TRY(progress_note_hint(&progress, exercise.name, level));
	if (EXCEPT(OSError, e))
		progress_tell_unkept(e);
	return 0;
}
