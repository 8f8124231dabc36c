#include "tree.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "process.h"
#include "text.h"

const struct async_exception_type Complaint[1] = {{ "Complaint", Exception }};

static void keep(void *memory)
{
	(void)memory;
}

void tree_keep_json(void)
{
	json_set_alloc_funcs(async_alloc, keep);
}

char *tree_read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL, *copy;
	size_t size = 0;

	if (!file || getdelim(&text, &size, '\0', file) < 0) {
		if (!file || ferror(file))
			async_raise(OSError, "cannot read %s: %s", path, strerror(errno));
		copy = NULL;
	} else {
		copy = async_strdup(text);
	}
	free(text);
	if (file)
		fclose(file);
	return copy || async_exception() ? copy : async_strdup("");
}

/* ---- Names ---- */

static const char *without_number(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	return name[digits] == '-' ? name + digits + 1 : name;
}

/* Whether [word] means [part], "03-gather": by all of it, its word, or its number. */
static bool means_part(const char *word, const char *part)
{
	size_t digits = strspn(word, "0123456789");

	if (strcmp(word, part) == 0 || strcmp(word, without_number(part)) == 0)
		return true;
	return digits > 0 && word[digits] == '\0' && part != without_number(part) &&
	       atoi(word) == atoi(part);
}

bool tree_means(const char *word, const char *name)
{
	const char *last = strchr(name, '/') + 1;
	char *chapter = async_sprintf("%.*s", (int)(last - name - 1), name);

	if (strcmp(word, name) == 0 || strcmp(word, last) == 0 ||
	    strcmp(word, without_number(last)) == 0)
		return true;
	return chapter && means_part(word, chapter);
}

/* The one name that has [word] in it, at least three letters; NULL if there is none, or more. */
static const char *only_one_with(const char *word, const char *const *names, size_t count)
{
	const char *found = NULL;

	for (size_t i = 0; strlen(word) >= 3 && i < count; i++) {
		if (!strstr(names[i], word))
			continue;
		if (found)
			return NULL;
		found = names[i];
	}
	return found;
}

/* The name, or part of a name, that is nearest to [word]; NULL if none is near. */
static const char *nearest(const char *word, const char *const *names, size_t count)
{
	size_t least = strlen(word) / 3 + 2;
	const char *best = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *last = strchr(names[i], '/') + 1;
		char *chapter = async_sprintf("%.*s", (int)(last - names[i] - 1), names[i]);
		const char *forms[] = { names[i], last, without_number(last), chapter,
					without_number(chapter) };

		for (size_t k = 0; k < 5; k++) {
			size_t distance = text_distance(word, forms[k]);

			if (distance < least) {
				least = distance;
				best = k < 3 ? names[i] : chapter;
			}
		}
	}
	return best;
}

/* Set chosen[i] for all of [names] that [word] means. */
static int choose(const struct tree *tree, const char *word, const char *what,
		  const char *const *names, size_t count, bool *chosen)
{
	char *name = tree_name_of(tree, word);
	bool any = false;

	if (!name)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(name, ".") == 0 || tree_means(name, names[i]))
			chosen[i] = any = true;
	}
	if (any)
		return 0;
	const char *near = only_one_with(name, names, count);
	near = near ? near : nearest(name, names, count);
	if (near)
		async_raise(Complaint, "There is no %s \"%s\"; did you mean %s?", what,
			    text_line(word), near);
	else if (strcmp(what, "exercise") == 0)
		async_raise(Complaint, "There is no exercise \"%s\": %s list names them.",
			    text_line(word), tree_command);
	else
		async_raise(Complaint, "There is no %s \"%s\".", what, text_line(word));
	return -1;
}

/* ---- Programs ---- */

static char *last_parts(const char *path, int parts)
{
	const char *start = path + strlen(path);

	while (start > path && (start[-1] != '/' || --parts > 0))
		start--;
	return async_strdup(start);
}

static void free_glob(glob_t *found)
{
	globfree(found);
}

int tree_programs(const struct tree *tree, const char *word, struct chapter_programs *programs)
{
	glob_t found __attribute__((cleanup(free_glob))) = { 0 };

	glob(async_sprintf("%s/chapters/*/*.c", tree->root), 0, NULL, &found);
	const char **names = async_alloc((found.gl_pathc + 1) * sizeof(*names));
	bool *chosen = async_alloc(found.gl_pathc + 1);
	programs->list = async_alloc((found.gl_pathc + 1) * sizeof(*programs->list));
	programs->count = 0;
	if (async_exception())
		return -1;

	for (size_t i = 0; i < found.gl_pathc; i++) {
		names[i] = tree_name_of(tree, last_parts(found.gl_pathv[i], 2));
		chosen[i] = !word;
	}
	if (found.gl_pathc == 0)
		async_raise(Complaint, "There are no programs in %s/chapters.", tree->root);
	else if (word)
		choose(tree, word, "chapter or program", names, found.gl_pathc, chosen);
	for (size_t i = 0; !async_exception() && i < found.gl_pathc; i++)
		if (chosen[i])
			programs->list[programs->count++] = (struct chapter_program){
				.name = names[i],
				.source = async_sprintf("chapters/%s.c", names[i]),
				.binary = async_sprintf("%s/chapters/%s", tree->build, names[i]),
			};
	return async_exception() ? -1 : 0;
}

/* ---- Exercises ---- */

static const char *get_string(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

/* A judge that cannot say what its exercise is mostly has [said] why: its author has forgotten
 * something. */
static int complain_of_judge(const struct exercise *exercise, const char *said)
{
	size_t size = said ? strcspn(said, "\n") : 0;

	if (size)
		async_raise(Complaint, "%s", text_fit(said, size, TEXT_LINE));
	else
		async_raise(Complaint,
			    "The judge of %s does not say what it judges: build it again, "
			    "with make.", exercise->name);
	return -1;
}

/* Have the judge say what its exercise is. */
ASYNC static int describe(struct exercise *exercise)
{
	const char *judge = async_sprintf("%s/judge", exercise->folder);
	struct process process = {
		.argv = (const char *const[]){ judge, "--describe", NULL },
		.limits = { .seconds = 60, .output_bytes = 1 << 20 },
	};

	AWAIT(process_run(&process));
	exercise->description =
		process_succeeded(&process) ? json_loads(process.out.text, 0, NULL) : NULL;
	if (!json_is_object(exercise->description))
		return complain_of_judge(exercise, process.err.text);
	exercise->title = get_string(exercise->description, "title");
	exercise->kind = get_string(exercise->description, "kind");
	exercise->tutorial = get_string(exercise->description, "tutorial");
	exercise->minutes = json_integer_value(json_object_get(exercise->description, "minutes"));
	exercise->points = json_integer_value(json_object_get(exercise->description, "points"));
	exercise->network = json_is_true(json_object_get(exercise->description, "network"));
	for (int i = 0; i < 3; i++) {
		json_t *hint = json_array_get(json_object_get(exercise->description, "hints"), i);

		exercise->hints[i] = json_string_value(hint) ? json_string_value(hint) : "";
	}
	return 0;
}

static int find_exercises(const struct tree *tree, const char *const words[],
			  struct exercises *exercises)
{
	glob_t found __attribute__((cleanup(free_glob))) = { 0 };

	glob(async_sprintf("%s/exercises/*/*/judge", tree->build), 0, NULL, &found);
	const char **names = async_alloc((found.gl_pathc + 1) * sizeof(*names));
	bool *chosen = async_alloc(found.gl_pathc + 1);
	exercises->list = async_alloc((found.gl_pathc + 1) * sizeof(*exercises->list));
	exercises->count = 0;
	if (async_exception())
		return -1;

	for (size_t i = 0; i < found.gl_pathc; i++) {
		found.gl_pathv[i][strlen(found.gl_pathv[i]) - strlen("/judge")] = '\0';
		names[i] = last_parts(found.gl_pathv[i], 2);
		chosen[i] = !words[0];
	}
	if (found.gl_pathc == 0)
		async_raise(Complaint, "No exercise is built yet: type make in %s.", tree->root);
	for (size_t i = 0; !async_exception() && words[i]; i++)
		choose(tree, words[i], "exercise", names, found.gl_pathc, chosen);
	for (size_t i = 0; !async_exception() && i < found.gl_pathc; i++) {
		const char *last = strchr(names[i], '/');
		char *starter = async_sprintf("chapters/%.*s/exercises%s.c",
					      (int)(last - names[i]), names[i], last);

		if (chosen[i])
			exercises->list[exercises->count++] = (struct exercise){
				.name = names[i], .starter = starter,
				.source = tree->learner ? async_sprintf("%s.c", names[i]) : starter,
				.folder = async_strdup(found.gl_pathv[i]),
			};
	}
	return async_exception() ? -1 : 0;
}

int tree_exercises(const struct tree *tree, const char *const words[], struct exercises *exercises)
{
	AWAIT(find_exercises(tree, words, exercises));
	for (size_t i = 0; i < exercises->count; i++)
		AWAIT(describe(&exercises->list[i]));
	return 0;
}

int tree_exercise(const struct tree *tree, const char *word, struct exercise *exercise)
{
	struct exercises exercises;

	AWAIT(find_exercises(tree, (const char *const[]){ word, NULL }, &exercises));
	if (exercises.count > 1) {
		async_raise(Complaint, "\"%s\" is %zu exercises, among them %s: name one.",
			    text_line(word), exercises.count, exercises.list[0].name);
		return -1;
	}
	AWAIT(describe(&exercises.list[0]));
	*exercise = exercises.list[0];
	return 0;
}
