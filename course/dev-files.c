/* course dev check: the files of an exercise. They lie in four folders, under one name. */

#include <errno.h>
#include <fts.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "dev.h"

enum { LEAST_MISTAKES = 3 };

char *dev_solution(const struct exercise *exercise)
{
	return async_sprintf("solutions/%s.c", exercise->name);
}

char *dev_judge(const struct exercise *exercise)
{
	return async_sprintf("tests/exercises/%s.c", exercise->name);
}

static void free_glob(glob_t *found)
{
	globfree(found);
}

struct words dev_mistakes(const struct dev *dev, const struct exercise *exercise)
{
	glob_t found __attribute__((cleanup(free_glob))) = { 0 };
	struct words mistakes = { 0 };

	glob(async_sprintf("%s/tests/mistakes/%s/*.c", dev->tree->root, exercise->name), 0, NULL,
	     &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		words_add(&mistakes,
			  async_strdup(found.gl_pathv[i] + strlen(dev->tree->root) + 1));
	return mistakes;
}

char *dev_read(const struct dev *dev, const char *path)
{
	EXCEPTION(e);
	char *text = TRY(tree_read_file(async_sprintf("%s/%s", dev->tree->root, path)));

	return EXCEPT(OSError, e) ? NULL : text;
}

const char *dev_feedback_of(const struct dev *dev, const char *path)
{
	static const char before[] = "/* feedback: ";
	const char *text = dev_read(dev, path);

	if (!text || strncmp(text, before, strlen(before)) != 0)
		return NULL;
	text += strlen(before);
	return async_sprintf("%.*s", (int)strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-"),
			     text);
}

/* ---- None is too many ---- */

/* Whether [path], as seen from the root, may be there: as a file of the exercise [name]. */
static bool is_of(const char *path, const struct exercise *exercise)
{
	const char *mistakes = async_sprintf("tests/mistakes/%s/", exercise->name);
	const char *slug = path + strlen(mistakes), *end = path + strlen(path) - 2;

	if (strcmp(path, exercise->starter) == 0 || strcmp(path, dev_solution(exercise)) == 0 ||
	    strcmp(path, dev_judge(exercise)) == 0 ||
	    strcmp(path, async_sprintf("tests/exercises/%s.scene.c", exercise->name)) == 0)
		return true;
	return strncmp(path, mistakes, strlen(mistakes)) == 0 && end > slug && *slug != '.' &&
	       !strchr(slug, '/') && strcmp(end, ".c") == 0;
}

/* Whether files of exercises lie where [path] does. The chapters' programs lie beside theirs, the
 * judges' library beside the folders of the judges. */
static bool is_place_of_exercises(const char *path)
{
	static const char library[] = "tests/exercises/";

	if (strncmp(path, "chapters/", 9) == 0)
		return strstr(path, "/exercises/");
	return strncmp(path, library, strlen(library)) != 0 ||
	       strchr(path + strlen(library), '/');
}

/* Whether [path] lies in the chapter of one that was chosen. */
static bool is_wanted(const struct dev *dev, const char *path)
{
	for (size_t i = 0; i < dev->chosen.count; i++) {
		const char *name = dev->chosen.list[i].name;
		char *chapter = async_sprintf("/%.*s/", (int)strcspn(name, "/"), name);

		if (chapter && strstr(path, chapter))
			return true;
	}
	return dev->everything;
}

static void check_file(struct dev *dev, const char *path)
{
	if (!is_place_of_exercises(path) || !is_wanted(dev, path))
		return;
	for (size_t i = 0; i < dev->all.count; i++)
		if (is_of(path, &dev->all.list[i]))
			return;
	dev_tell(dev, async_strdup(path), "belongs to no exercise that is built: type make if it "
		 "is new, give it the name of its exercise, or remove it");
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void walk(struct dev *dev, const char *folder)
{
	char *const start[] = { async_sprintf("%s/%s", dev->tree->root, folder), NULL };
	FTS *tree = start[0] ? fts_open(start, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name)
			     : NULL;

	if (!tree)
		return;
	for (const FTSENT *entry; (entry = fts_read(tree)) != NULL && !async_exception();)
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
			check_file(dev, entry->fts_path + strlen(dev->tree->root) + 1);
	fts_close(tree);
}

/* ---- None is missing ---- */

static void demand(struct dev *dev, const struct exercise *exercise, const char *what,
		   const char *path)
{
	if (path && access(async_sprintf("%s/%s", dev->tree->root, path), R_OK) != 0)
		dev_tell(dev, exercise->name, "has no %s: write %s", what, path);
}

void dev_check_files(struct dev *dev)
{
	static const char *const folders[] = {
		"chapters", "solutions", "tests/exercises", "tests/mistakes",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		walk(dev, folders[i]);
	for (size_t i = 0; i < dev->chosen.count; i++) {
		const struct exercise *exercise = &dev->chosen.list[i];
		size_t mistakes = dev_mistakes(dev, exercise).count;

		demand(dev, exercise, "starter", exercise->starter);
		demand(dev, exercise, "solution", dev_solution(exercise));
		if (access(async_sprintf("%s/%s", dev->tree->root, dev_judge(exercise)), R_OK) != 0)
			dev_tell(dev, exercise->name, "is built, and has no judge any more: write "
				 "%s, or remove %s", dev_judge(exercise), exercise->folder);
		if (mistakes < LEAST_MISTAKES)
			dev_tell(dev, exercise->name, "has %zu of at least %d mistakes: write the "
				 "wrong answers that people really give into tests/mistakes/%s/",
				 mistakes, LEAST_MISTAKES, exercise->name);
		dev->mistakes += mistakes;
	}
}
