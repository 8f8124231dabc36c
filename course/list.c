/* course list: what there is to do, and what is done. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "command.h"
#include "progress.h"
#include "screen.h"
#include "text.h"

struct list {
	const struct options *options;
	struct exercises exercises;
	struct progress progress;
	size_t shown, passed;
	int points, earned, minutes;	/* of those shown; minutes of those pending */
	const struct exercise *next;	/* the first that is pending */
};

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

/* ---- Which ---- */

/* The fast track has the last exercise of each chapter; but what is made from nothing takes longer
 * than the others, and is taken only where there is no other. */
static bool is_fast(const struct exercises *exercises, size_t index)
{
	const struct exercise *exercise = &exercises->list[index], *best = NULL;

	for (size_t i = 0; i < exercises->count; i++) {
		const struct exercise *other = &exercises->list[i];

		if (same_chapter(exercise, other) && (!best || strcmp(other->kind, "make") != 0))
			best = other;
	}
	return best == exercise;
}

static bool has_word(const struct exercise *exercise, const char *word)
{
	return tree_means(word, exercise->name) || strcasestr(exercise->name, word) ||
	       strcasestr(exercise->title, word) || strcasestr(exercise->tutorial, word) ||
	       strcasecmp(exercise->kind, word) == 0;
}

static bool is_wanted(const struct list *list, size_t index)
{
	const struct exercise *exercise = &list->exercises.list[index];
	const struct options *options = list->options;
	bool passed = progress_of(&list->progress, exercise->name).state == PROGRESS_PASSED;

	for (size_t i = 0; options->arguments[i]; i++)
		if (!has_word(exercise, options->arguments[i]))
			return false;
	if (options->fast && !is_fast(&list->exercises, index))
		return false;
	return passed ? !options->pending || options->done : !options->done || options->pending;
}

/* ---- For programs ---- */

static void print_json(struct list *list)
{
	json_t *all = json_array();

	for (size_t i = 0; i < list->exercises.count; i++) {
		const struct exercise *exercise = &list->exercises.list[i];
		struct progress_entry entry = progress_of(&list->progress, exercise->name);

		if (!is_wanted(list, i))
			continue;
		json_object_update_new(exercise->description, json_pack(
			"{s:s,s:s,s:i,s:i,s:s?,s:b,s:b}", "source", exercise->source, "state",
			progress_state_name(entry.state), "tries", entry.tries, "hints_shown",
			entry.hints, "first_passed", entry.first_passed, "solution_seen",
			entry.solution_seen, "fast", is_fast(&list->exercises, i)));
		json_array_append(all, exercise->description);
		list->shown++;
	}
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
}

/* ---- For people ---- */

static void print_row(struct list *list, const struct exercise *exercise)
{
	struct progress_entry entry = progress_of(&list->progress, exercise->name);
	const char *current = progress_current(&list->progress);
	bool passed = entry.state == PROGRESS_PASSED;

	printf("  %-24s %s%-7s%s %-9s %2d min %3d points  %s", strchr(exercise->name, '/') + 1,
	       passed ? paint(PAINT_GOOD) : "", progress_state_name(entry.state),
	       passed ? paint(PAINT_OFF) : "", exercise->kind, exercise->minutes, exercise->points,
	       exercise->title);
	if (current && strcmp(current, exercise->name) == 0)
		printf(" (at hand)");
	putchar('\n');
	list->points += exercise->points;
	list->earned += passed ? exercise->points : 0;
	list->minutes += passed ? 0 : exercise->minutes;
	list->passed += passed;
	if (!passed && !list->next)
		list->next = exercise;
}

static void print_sum(const struct list *list)
{
	if (list->shown == 0) {
		printf("No exercise is like that: %s list shows all.\n", tree_command);
		return;
	}
	printf("\n%zu of %zu passed, %d of %d points; the rest takes about %d minutes.\n",
	       list->passed, list->shown, list->earned, list->points, list->minutes);
	if (list->next)
		printf("Next: edit %s, then %s check %s\n", tree_path_shown(list->next->source),
		       tree_command, list->next->name);
}

static void print_rows(struct list *list)
{
	const struct exercise *before = NULL;

	for (size_t i = 0; i < list->exercises.count; i++) {
		const struct exercise *exercise = &list->exercises.list[i];

		if (!is_wanted(list, i))
			continue;
		if (!before || !same_chapter(exercise, before))
			printf("%s%s%.*s%s\n", before ? "\n" : "", paint(PAINT_BOLD),
			       chapter_length(exercise), exercise->name, paint(PAINT_OFF));
		print_row(list, exercise);
		before = exercise;
		list->shown++;
	}
	print_sum(list);
}

int command_list(const struct tree *tree, const struct options *options)
{
	struct list list = { .options = options };

	AWAIT(progress_load(&list.progress, tree));
	progress_tell_notice(&list.progress);
	AWAIT(tree_exercises(tree, (const char *const[]){ NULL }, &list.exercises));
	if (options->json)
		print_json(&list);
	else
		print_rows(&list);
	return list.shown > 0 ? 0 : 1;
}
