/* course list, course hint: what the judges say of their exercises. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "command.h"
#include "screen.h"
#include "text.h"

/* The place between the chapter and the exercise. */
static int chapter_length(const struct exercise *exercise)
{
	return (int)strcspn(exercise->name, "/");
}

static bool same_chapter(const struct exercise *a, const struct exercise *b)
{
	return chapter_length(a) == chapter_length(b) &&
	       strncmp(a->name, b->name, (size_t)chapter_length(a)) == 0;
}

static void print_json(const struct exercises *exercises)
{
	json_t *all = json_array();

	for (size_t i = 0; i < exercises->count; i++)
		json_array_append(all, exercises->list[i].description);
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
}

int command_list(const struct tree *tree, const struct options *options)
{
	struct exercises exercises;
	int points = 0;

	AWAIT(tree_exercises(tree, (const char *const[]){ NULL }, &exercises));
	if (options->json) {
		print_json(&exercises);
		return 0;
	}
	for (size_t i = 0; i < exercises.count; i++) {
		const struct exercise *exercise = &exercises.list[i];

		if (i == 0 || !same_chapter(exercise, exercise - 1))
			printf("%s%s%.*s%s\n", i > 0 ? "\n" : "", paint(PAINT_BOLD),
			       chapter_length(exercise), exercise->name, paint(PAINT_OFF));
		printf("  %-24s %-9s %2d min %3d points  %s\n",
		       exercise->name + chapter_length(exercise) + 1, exercise->kind,
		       exercise->minutes, exercise->points, exercise->title);
		points += exercise->points;
	}
	printf("\n%zu exercises, %d points. "
	       "To begin: edit chapters/CHAPTER/exercises/NAME.c, then build/course check NAME\n",
	       exercises.count, points);
	return 0;
}

int command_hint(const struct tree *tree, const struct options *options)
{
	const char *number = options->arguments[1] ?: "1";
	struct exercises exercises;

	if (strlen(number) != 1 || *number < '1' || *number > '3')
		async_raise(Complaint, "An exercise has hints 1, 2 and 3, not \"%s\".",
			    text_line(number));
	AWAIT(tree_exercises(tree, (const char *const[]){ options->arguments[0], NULL },
			     &exercises));
	if (exercises.count > 1)
		async_raise(Complaint, "\"%s\" is %zu exercises, among them %s: name one.",
			    text_line(options->arguments[0]), exercises.count,
			    exercises.list[0].name);
	if (async_exception())
		return 2;
	printf("%s, hint %s of 3:\n", exercises.list[0].name, number);
	screen_wrapped(stdout, "  ", exercises.list[0].hints[*number - '1']);
	if (*number < '3')
		printf("%sA stronger one: build/course hint %s %c%s\n", paint(PAINT_DIM),
		       exercises.list[0].name, *number + 1, paint(PAINT_OFF));
	return 0;
}
