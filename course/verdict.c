#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "screen.h"
#include "text.h"
#include "tree.h"

static const char *const names[] = { "passed", "wrong", "limit", "unjudged" };

const char *outcome_name(enum outcome outcome)
{
	return names[outcome];
}

struct verdict *verdict_new(const char *exercise, int maximum, enum outcome outcome,
			    const char *feedback, const char *rule)
{
	struct verdict *verdict = async_alloc(sizeof(*verdict));

	if (verdict)
		*verdict = (struct verdict){ .exercise = exercise, .outcome = outcome,
					     .maximum = maximum, .feedback = feedback,
					     .rule = rule };
	return verdict;
}

/* ---- From and to JSON ---- */

static const char *get(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool is_outcome(const char *name, enum outcome *outcome)
{
	for (int i = 0; name && i <= OUTCOME_UNJUDGED; i++)
		if (strcmp(name, names[i]) == 0) {
			*outcome = (enum outcome)i;
			return true;
		}
	return false;
}

struct verdict *verdict_of_judge(const char *exercise, int maximum, const char *text)
{
	struct verdict *verdict =
		verdict_new(exercise, maximum, OUTCOME_UNJUDGED, "judge-failed",
			    "The judge gave no verdict. That says nothing about the submission.");
	json_t *object = json_loads(text, 0, NULL);
	json_int_t points = json_integer_value(json_object_get(object, "points"));
	enum outcome outcome;

	if (!verdict || !is_outcome(get(object, "outcome"), &outcome))
		return verdict;
	/* Points are earned by passing, and not more than there are. */
	points = outcome != OUTCOME_PASSED || points < 0 ? 0 : points > maximum ? maximum : points;
	*verdict = (struct verdict){
		.exercise = exercise, .outcome = outcome, .points = (int)points, .maximum = maximum,
		.assertions = (int)json_integer_value(json_object_get(object, "assertions")),
		.feedback = get(object, "feedback"),
		.misconception = get(object, "misconception"), .rule = get(object, "rule"),
		.expected = get(object, "expected"), .found = get(object, "found"),
		.run = get(object, "run"), .tutorial = get(object, "tutorial"),
		.who_waits = get(object, "who_waits"), .detail = get(object, "detail"),
	};
	if (verdict->run && strncmp(verdict->run, "seed ", 5) == 0)
		verdict->seed = async_sprintf("%lu", strtoul(verdict->run + 5, NULL, 10));
	return verdict;
}

static void set(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key,
			    value ? json_string(text_fit(value, strlen(value), TEXT_BLOCK))
				  : json_null());
}

json_t *verdict_to_json(const struct verdict *verdict)
{
	json_t *object = json_object();

	set(object, "exercise", verdict->exercise);
	set(object, "outcome", names[verdict->outcome]);
	json_object_set_new(object, "points",
			    verdict->outcome == OUTCOME_UNJUDGED ? json_null()
								 : json_integer(verdict->points));
	json_object_set_new(object, "maximum", json_integer(verdict->maximum));
	set(object, "feedback", verdict->feedback);
	set(object, "misconception", verdict->misconception);
	set(object, "rule", verdict->rule);
	set(object, "expected", verdict->expected);
	set(object, "found", verdict->found);
	set(object, "run", verdict->run);
	set(object, "tutorial", verdict->tutorial);
	set(object, "who_waits", verdict->who_waits);
	set(object, "detail", verdict->detail);
	set(object, "compiler", verdict->compiler && *verdict->compiler ? verdict->compiler : NULL);
	json_object_set_new(object, "assertions", json_integer(verdict->assertions));
	return object;
}

/* ---- For people ---- */

static void print_indented(FILE *file, const char *text)
{
	size_t size = strlen(text);

	while (size > 0 && text[size - 1] == '\n')
		size--;
	text = text_fit(text, size, TEXT_BLOCK);
	while (text && *text) {
		size_t length = strcspn(text, "\n");

		fprintf(file, "    %.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

static size_t longest_line(const char *text)
{
	size_t longest = 0, length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		longest = length > longest ? length : longest;
	}
	return longest;
}

/* Two texts beside each other, the lines in which they differ marked. */
static void print_columns(FILE *file, const char *left, const char *right)
{
	int width = (int)longest_line(left);

	width = width < 8 ? 8 : width;
	fprintf(file, "    %s%-*s   %s%s\n", paint(PAINT_DIM), width, "expected", "found",
		paint(PAINT_OFF));
	while (*left || *right) {
		size_t l = strcspn(left, "\n"), r = strcspn(right, "\n");
		bool same = l == r && memcmp(left, right, l) == 0;

		fprintf(file, "    %-*.*s %c %.*s\n", width, (int)l, left, same ? ' ' : '|', (int)r,
			right);
		left += l + (left[l] == '\n');
		right += r + (right[r] == '\n');
	}
}

static void print_comparison(FILE *file, const struct verdict *verdict)
{
	const char *expected =
		text_fit(verdict->expected ?: "", strlen(verdict->expected ?: ""), TEXT_BLOCK);
	const char *found =
		text_fit(verdict->found ?: "", strlen(verdict->found ?: ""), TEXT_BLOCK);

	if (!expected || !found)
		return;
	if (verdict->expected && verdict->found &&
	    (strchr(expected, '\n') || strchr(found, '\n')) &&
	    strlen("    ") + longest_line(expected) + strlen(" | ") + longest_line(found) <=
		    (size_t)screen_width()) {
		print_columns(file, expected, found);
		return;
	}
	screen_wrapped(file, "  expected: ", expected);
	screen_wrapped(file, "  found:    ", found);
}

static void print_next_steps(FILE *file, const struct verdict *verdict)
{
	if (verdict->tutorial && *verdict->tutorial)
		fprintf(file, "  read:     tutorial.md, \"%s\"\n", text_line(verdict->tutorial));
	if (verdict->seed)
		fprintf(file, "  again:    %s check %s --seed %s\n", tree_command,
			verdict->exercise, verdict->seed);
	if (verdict->outcome != OUTCOME_UNJUDGED)
		fprintf(file, "  hints:    %s hint %s\n", tree_command, verdict->exercise);
	fputc('\n', file);
}

void verdict_print(const struct verdict *verdict, FILE *file)
{
	static const char *const words[] = {
		"passed", "not yet", "over a limit", "could not be judged",
	};
	bool passed = verdict->outcome == OUTCOME_PASSED;

	if (verdict->compiler)
		fputs(text_fit(verdict->compiler, strlen(verdict->compiler), TEXT_BLOCK) ?: "",
		      file);
	fprintf(file, "%s%s%s: %s", paint(passed ? PAINT_GOOD : PAINT_BAD), verdict->exercise,
		paint(PAINT_OFF), words[verdict->outcome]);
	if (passed)
		fprintf(file, ", %d of %d points", verdict->points, verdict->maximum);
	fputc('\n', file);
	if (passed) {
		if (verdict->detail)
			print_indented(file, verdict->detail);
		fprintf(file, "  compare:  %s solution %s\n", tree_command, verdict->exercise);
		return;
	}
	/* Editors look for this line: course/given/.vscode/tasks.json */
	if (verdict->source)
		fprintf(file, "  file:     %s\n", text_line(verdict->source));
	screen_wrapped(file, "  run:      ", text_line(verdict->run));
	print_comparison(file, verdict);
	screen_wrapped(file, "  mistake:  ", text_line(verdict->misconception));
	screen_wrapped(file, "  rule:     ", text_line(verdict->rule));
	if (verdict->who_waits) {
		fprintf(file, "  waiting:\n");
		print_indented(file, verdict->who_waits);
	}
	if (verdict->detail)
		print_indented(file, verdict->detail);
	print_next_steps(file, verdict);
}
