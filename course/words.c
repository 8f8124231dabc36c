#include "words.h"

#include <string.h>

#include "async.h"

static void add(struct words *words, const char *word)
{
	/* Room for 16 more, whenever a row of 16 is full. */
	if (words->count % 16 == 0) {
		const char **list = async_alloc((words->count + 17) * sizeof(*list));

		if (!list)
			return;
		if (words->count > 0)
			memcpy(list, words->list, words->count * sizeof(*list));
		words->list = list;
	}
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

void words_add_list(struct words *words, const char *const list[])
{
	for (size_t i = 0; list[i]; i++)
		add(words, list[i]);
}

void words_add_string(struct words *words, const char *string)
{
	char *copy = async_strdup(string), *rest;

	if (!copy)
		return;
	for (char *word = strtok_r(copy, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
		add(words, word);
}
