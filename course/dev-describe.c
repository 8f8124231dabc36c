/* course dev check: what a judge says of its exercise, which is what learners and the list see. */

#include <ctype.h>
#include <string.h>

#include "async.h"
#include "dev.h"

/* Beside it the list has 40 columns for the rest. */
enum { LONGEST_TITLE = 40, MOST_MINUTES = 15, NEW_WORDS = 4 };

static void check_title(struct dev *dev, const struct exercise *exercise)
{
	size_t length = strlen(exercise->title);

	if (length == 0)
		dev_tell(dev, exercise->name, "has no title: say in .title what is done in it");
	if (length > LONGEST_TITLE)
		dev_tell(dev, exercise->name, "has a title of %zu letters: %d are the most that "
			 "the list has room for", length, LONGEST_TITLE);
	for (size_t i = 0; i < dev->all.count; i++) {
		const struct exercise *other = &dev->all.list[i];

		if (strcmp(other->name, exercise->name) != 0 &&
		    strcasecmp(other->title, exercise->title) == 0)
			dev_tell(dev, exercise->name, "has the title of %s, \"%s\": give it "
				 "another", other->name, other->title);
	}
}

static void check_size(struct dev *dev, const struct exercise *exercise)
{
	if (exercise->minutes < 1 || exercise->minutes > MOST_MINUTES)
		dev_tell(dev, exercise->name, "takes %d minutes: give .minutes from 1 to %d, and "
			 "make two of an exercise that takes more", exercise->minutes,
			 MOST_MINUTES);
	if (exercise->points < 1)
		dev_tell(dev, exercise->name, "has no points: give .points");
}

/* ---- Hints ---- */

/* The next word at or behind [at], and its length; NULL at the end. */
static const char *next_word(const char *at, size_t *length)
{
	while (*at && !isalnum((unsigned char)*at))
		at++;
	*length = 0;
	while (isalnum((unsigned char)at[*length]) || at[*length] == '_')
		++*length;
	return *at ? at : NULL;
}

static bool has_word(const char *text, const char *word, size_t size)
{
	size_t length = 0;

	for (const char *at = text; (at = next_word(at, &length)) != NULL; at += length)
		if (length == size && strncasecmp(at, word, size) == 0)
			return true;
	return false;
}

/* How many words hint [number] has that no earlier one has, the same one counted each time. */
static int new_words(const struct exercise *exercise, int number)
{
	size_t length = 0;
	int count = 0;

	for (const char *at = exercise->hints[number]; (at = next_word(at, &length)) != NULL;
	     at += length) {
		bool known = false;

		for (int i = 0; i < number; i++)
			known = known || has_word(exercise->hints[i], at, length);
		count += !known;
	}
	return count;
}

static void check_hints(struct dev *dev, const struct exercise *exercise)
{
	static const char *const about[] = {
		"where to look", "which rule", "almost the code",
	};

	for (int i = 0; i < 3; i++)
		if (new_words(exercise, i) < NEW_WORDS)
			dev_tell(dev, exercise->name, "has a hint %d that says nothing %s: say "
				 "%s", i + 1, i > 0 ? "that the earlier ones do not" : "at all",
				 about[i]);
}

/* ---- Feedbacks ---- */

/* A mistake that names the feedback [id], or NULL. */
static const char *mistake_with(const struct dev *dev, const struct words *mistakes, const char *id)
{
	for (size_t i = 0; i < mistakes->count; i++) {
		const char *feedback = dev_feedback_of(dev, mistakes->list[i]);

		if (feedback && strcmp(feedback, id) == 0)
			return mistakes->list[i];
	}
	return NULL;
}

static void check_feedbacks(struct dev *dev, const struct exercise *exercise)
{
	const struct words mistakes = dev_mistakes(dev, exercise);
	const char *starter =
		json_string_value(json_object_get(exercise->description, "starter")) ?: "";
	json_t *feedback;
	size_t i;

	json_array_foreach(json_object_get(exercise->description, "feedbacks"), i, feedback) {
		const char *id = json_string_value(json_object_get(feedback, "id")) ?: "";
		const char *why = json_string_value(json_object_get(feedback, "untried"));
		const char *mistake = mistake_with(dev, &mistakes, id);

		if (!why && !mistake && strcmp(starter, id) != 0)
			dev_tell(dev, exercise->name, "has the feedback \"%s\", and no mistake "
				 "that gets it: write one, or say in its .untried why there is "
				 "none", id);
		if (why && mistake)
			dev_tell(dev, exercise->name, "says why no mistake gets the feedback "
				 "\"%s\", and %s does: take .untried out", id, mistake);
	}
}

void dev_check_description(struct dev *dev, const struct exercise *exercise)
{
	check_title(dev, exercise);
	check_size(dev, exercise);
	check_hints(dev, exercise);
	check_feedbacks(dev, exercise);
}
