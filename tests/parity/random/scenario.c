#include "play.h"

#include <stdlib.h>
#include <string.h>

struct scenario scenario;

static const struct guard_name {
	const char *name;
	enum guard_kind kind;
	bool has_number;
} guard_names[] = {
	{ "try", GUARD_TRY, false },
	{ "limit", GUARD_LIMIT, true },
	{ "finally", GUARD_FINALLY, true },
	{ "group", GUARD_GROUP, true },
	{ "star", GUARD_STAR, true },
	{ "until", GUARD_UNTIL, true },
	{ "moved", GUARD_MOVED, true },
	{ "manager", GUARD_MANAGER, true },
	{ "stack", GUARD_STACK, true },
	{ "generator", GUARD_GENERATOR, true },
};

/* [word] is NULL at the end of a line. */
static void refuse(const char *word, const char *why)
{
	fprintf(stderr, "play: \"%s\": %s: scenario.py has the language\n",
		word != NULL ? word : "end of the line", why);
	exit(2);
}

/* The next word of the line that strtok() is at. */
static const char *next_word(void)
{
	return strtok(NULL, " \n");
}

/* [word] as a number from 0 on, below [end]. */
static int number_of(const char *word, int end)
{
	char *rest;
	long number = word != NULL ? strtol(word, &rest, 10) : -1;

	if (number < 0 || number >= end || *rest != '\0')
		refuse(word, "not a number that can stand here");
	return (int)number;
}

static const struct guard_name *guard_named(const char *word)
{
	for (size_t i = 0; i < sizeof guard_names / sizeof *guard_names; i++)
		if (strcmp(guard_names[i].name, word) == 0)
			return &guard_names[i];
	return NULL;
}

/* Read the guards that [word] and its followers are. Returns: the word behind them. */
static const char *read_guards(struct step *step, const char *word)
{
	const struct guard_name *guard;

	while (word != NULL && (guard = guard_named(word)) != NULL) {
		int seconds = guard->has_number ? number_of(next_word(), NUMBERS) : 0;

		if (step->guard_count == MOST_GUARDS)
			refuse(word, "one guard too many");
		step->guards[step->guard_count++] = (struct guard){ step, guard->kind, seconds };
		word = next_word();
	}
	return word;
}

static void read_step(char *line)
{
	int task = number_of(strtok(line, " \n"), scenario.script_count);
	struct script *script = &scenario.scripts[task];

	if (script->step_count == MOST_STEPS)
		refuse(line, "one step too many for this task");
	struct step *step = &script->steps[script->step_count];
	step->task = task;
	step->number = script->step_count++;
	const char *word = read_guards(step, next_word());
	step->word = word != NULL ? word_named(word) : NULL;
	if (step->word == NULL)
		refuse(word, "not a word");
	while ((word = next_word()) != NULL) {
		if (step->argument_count == MOST_ARGUMENTS)
			refuse(word, "one argument too many");
		step->arguments[step->argument_count++] = number_of(word, NUMBERS);
	}
}

void scenario_read(FILE *file)
{
	char line[256] = "";

	if (fgets(line, sizeof line, file) == NULL ||
	    sscanf(line, "%d tasks, %d futures", &scenario.script_count,
		   &scenario.future_count) != 2 ||
	    scenario.script_count < 1 || scenario.script_count > NUMBERS ||
	    scenario.future_count < 0 || scenario.future_count > NUMBERS)
		refuse(strtok(line, "\n"), "not the first line of a program");
	for (int i = 0; i < scenario.script_count; i++)
		scenario.scripts[i].number = i;
	while (fgets(line, sizeof line, file) != NULL && line[0] != '\n')
		read_step(line);
}
