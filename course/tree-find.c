/* Where everything is: the tree that this program was built in, and the learner's folder. */

#include "tree.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "text.h"

const char *tree_command = "build/course";

/* ---- The folder ---- */

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *tree_folder_above(const char *path)
{
	char *folder = async_strdup(path), *slash;

	while (folder && *folder) {
		if (is_folder(async_sprintf("%s/" TREE_NOTES, folder)))
			return folder;
		slash = strrchr(folder, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
	return NULL;
}

/* [path] as seen from [folder], "" for that itself; NULL if it lies elsewhere. Both absolute. */
static const char *path_from(const char *folder, const char *path)
{
	size_t length = strlen(folder);

	if (strncmp(folder, path, length) != 0 || (path[length] && path[length] != '/'))
		return NULL;
	return path + length + (path[length] == '/');
}

/* The launcher, from [current]: "./course", "../course", and from outside by its whole path. */
static void set_command(const char *work, const char *current)
{
	static char command[PATH_MAX + 16];
	const char *below = path_from(work, current);
	char *end = command;

	if (!below) {
		snprintf(command, sizeof(command), "%s/course", work);
	} else {
		end = stpcpy(end, *below ? "../" : "./");
		for (; (below = strchr(below, '/')); below++)
			end = stpcpy(end, "../");
		stpcpy(end, "course");
	}
	tree_command = command;
}

/* The launcher lies where the paths begin. In the tree itself they are those from its root. */
const char *tree_path_shown(const char *source)
{
	size_t length = strlen(tree_command) - strlen("course");

	if (strncmp(tree_command, "./", 2) == 0 || *tree_command == 'b')
		return source;
	return async_sprintf("%.*s%s", (int)length, tree_command, source);
}

static int find_folder(struct tree *tree)
{
	const char *wanted = getenv("COURSE_FOLDER");
	char *current = realpath(".", NULL), *real;

	tree->work = tree->root;
	if (wanted && *wanted) {
		real = realpath(wanted, NULL);
		tree->work = real ? async_strdup(real) : NULL;
		free(real);
		if (!tree->work || !is_folder(async_sprintf("%s/" TREE_NOTES, tree->work)))
			async_raise(Complaint,
				    "%s, which COURSE_FOLDER names, is no learner's folder: "
				    "make it one with %s init %s", text_line(wanted),
				    tree->self, text_line(wanted));
		tree->learner = true;
	} else if (current && (real = tree_folder_above(current))) {
		tree->work = real;
		tree->learner = true;
	}
	if (tree->learner && !async_exception())
		set_command(tree->work, current ?: "/");
	free(current);
	return async_exception() ? -1 : 0;
}

/* This program is ROOT/build/CONFIG/course/course. */
struct tree *tree_find(void)
{
	struct tree *tree = async_alloc(sizeof(*tree));
	char path[PATH_MAX] = "";

	if (!tree)
		return NULL;
	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		return async_raise(OSError, "cannot read /proc/self/exe: %s", strerror(errno));
	tree->self = async_strdup(path);
	tree->build = async_strdup(dirname(dirname(path)));
	tree->root = async_strdup(dirname(dirname(path)));
	if (!tree->root || !is_folder(async_sprintf("%s/chapters", tree->root)))
		return async_raise(Complaint,
				   "%s has been moved away from its chapters: build it where they "
				   "are, with make, and run build/course there.",
				   tree->self);
	return find_folder(tree) < 0 ? NULL : tree;
}

/* ---- Names ---- */

/* What stands in front of a name in its path, or inside of it, is no part of it:
 * "chapters/03-gather/exercises/7-overlap.c" is 03-gather/7-overlap. */
static char *without_folders(const char *path)
{
	static const char *const in_front[] = { "./", "chapters/" };
	const char *end = path + strlen(path), *middle;

	for (size_t i = 0; i < 2; i++)
		if (strncmp(path, in_front[i], strlen(in_front[i])) == 0)
			path += strlen(in_front[i]);
	if (end - path > 2 && strcmp(end - 2, ".c") == 0)
		end -= 2;
	while (end > path && end[-1] == '/')
		end--;
	middle = strstr(path, "exercises/");
	if (!middle || middle > end)
		return async_sprintf("%.*s", (int)(end - path), path);
	return async_sprintf("%.*s%.*s", (int)(middle - path), path,
			     (int)(end - middle - strlen("exercises/")),
			     middle + strlen("exercises/"));
}

/* Editors give absolute paths, and shells those from the current folder. */
char *tree_name_of(const struct tree *tree, const char *word)
{
	char *real = *word == '/' || *word == '.' ? realpath(word, NULL) : NULL, *name;
	const char *inside = NULL;

	if (real) {
		inside = path_from(tree->work, real);
		if (!inside)
			inside = path_from(tree->root, real);
	}
	name = inside && !*inside ? async_strdup(".") : without_folders(inside ?: word);
	free(real);
	return name;
}
