/* course init: a learner's folder, new or brought up to date. */

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "files.h"
#include "folder.h"
#include "handout.h"
#include "text.h"

/* ---- Is this a place for it? ---- */

/* [path] without links, also where its last parts do not exist yet. NULL if that cannot be said. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL), *copy, *parent, *last;

	if (real) {
		copy = async_strdup(real);
		free(real);
		return copy;
	}
	copy = async_strdup(path);
	parent = async_strdup(path);
	if (!copy || !parent || errno != ENOENT)
		return NULL;
	last = basename(copy);
	if (strcmp(last, "..") == 0 || strcmp(last, ".") == 0 || strcmp(last, "/") == 0)
		return NULL;
	parent = real_path(dirname(parent));
	return parent ? async_sprintf("%s/%s", strcmp(parent, "/") == 0 ? "" : parent, last) : NULL;
}

static bool is_inside(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

/* Whether [folder] has anything in it but what tools put into an empty one. */
static bool is_empty(const char *folder)
{
	static const char *const passed_over[] = { ".", "..", ".git", "lost+found" };
	DIR *entries = opendir(folder);
	bool empty = entries;

	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		bool known = false;

		for (size_t i = 0; i < sizeof(passed_over) / sizeof(*passed_over); i++)
			known = known || strcmp(entry->d_name, passed_over[i]) == 0;
		empty = empty && known;
	}
	if (entries)
		closedir(entries);
	return empty;
}

/* Raises: Complaint, if [folder] can be no learner's folder. */
static void refuse(const struct tree *tree, const char *folder)
{
	const char *shown = text_line(folder), *outer = tree_folder_above(folder);
	struct stat status;
	bool there = stat(folder, &status) == 0;

	if (is_inside(folder, tree->root))
		async_raise(Complaint, "%s lies in the course itself, %s: choose a folder outside "
			    "of it.", shown, tree->root);
	else if (there && !S_ISDIR(status.st_mode))
		async_raise(Complaint, "%s is a file: choose the name of a folder.", shown);
	else if (outer && strcmp(outer, folder) != 0)
		async_raise(Complaint, "%s lies in another learner's folder, %s: choose a folder "
			    "outside of it.", shown, text_line(outer));
	else if (there && !outer && !is_empty(folder))
		async_raise(Complaint, "%s has files in it and was not made by course init: choose "
			    "a new folder.", shown);
}

/* ---- Filling it ---- */

struct filling {
	const struct tree *tree;
	const char *folder;
	struct handout handout;
	enum handed *handed;		/* of each of its files */
	size_t counts[HANDED_KINDS];
};

ASYNC static int fill(struct filling *filling)
{
	int lock = -1;

	AWAIT(files_make_path(async_sprintf("%s/" TREE_NOTES, filling->folder)));
	FINALLY(folder_unlock, &lock);
	AWAIT(folder_lock(filling->folder, &lock));
	for (size_t i = 0; i < filling->handout.count; i++) {
		filling->handed[i] =
			AWAIT(handout_give(filling->folder, &filling->handout.files[i]));
		filling->counts[filling->handed[i]]++;
	}
	return 0;
}

/* What was cut short is done by the next call, and what is there already stays. */
ASYNC static int fill_or_complain(struct filling *filling)
{
	EXCEPTION(e);
	TRY(fill(filling));
	if (EXCEPT(OSError, e))
		async_raise(Complaint, "%s. See to that, and give the same command again: what is "
			    "there already stays as it is.", text_line(e->message));
	return 0;
}

/* ---- Telling ---- */

static void tell_new(const struct filling *filling)
{
	size_t exercises = 0;

	for (size_t i = 0; i < filling->handout.count; i++)
		exercises += strchr(filling->handout.files[i].path, '/') &&
			     filling->handout.files[i].path[0] != '.';
	printf("%s is your folder now: %zu exercises, and tutorial.md, the text.\n"
	       "To begin:\n\n"
	       "    cd %s\n"
	       "    ./course\n\n"
	       "./course --help lists all else.\n", text_line(filling->folder), exercises,
	       text_line(filling->folder));
}

static void tell_update(const struct filling *filling)
{
	static const char *const words[HANDED_KINDS] = {
		[HANDED_NEW] = "new", [HANDED_AGAIN] = "put back", [HANDED_UPDATED] = "updated",
	};
	const size_t *counts = filling->counts;

	for (size_t i = 0; i < filling->handout.count; i++) {
		const char *path = filling->handout.files[i].path;

		if (words[filling->handed[i]])
			printf("%-9s %s\n", words[filling->handed[i]], path);
		else if (filling->handed[i] == HANDED_BOTH)
			printf("differs   %s: the course has changed it, and so have you: yours "
			       "stays. The new one is " TREE_GIVEN "/%s\n", path, path);
	}
	if (counts[HANDED_HIS] > 0)
		printf("%zu that you have changed stay as they are.\n", counts[HANDED_HIS]);
	if (counts[HANDED_SAME] + counts[HANDED_HIS] == filling->handout.count)
		printf("%s is up to date.\n", text_line(filling->folder));
}

int command_init(const struct tree *tree, const struct options *options)
{
	const char *wanted = options->arguments[0] ?: tree->learner ? tree->work : NULL;
	struct filling filling = { .tree = tree };

	if (!wanted || !*wanted)
		async_raise(Complaint, "Which folder is to be yours? Name a new one, as in %s init "
			    "asyncio", tree_command);
	filling.folder = async_exception() ? NULL : real_path(wanted);
	if (!async_exception() && !filling.folder)
		async_raise(Complaint, "%s can be no folder: %s.", text_line(wanted),
			    strerror(errno));
	if (!async_exception())
		refuse(tree, filling.folder);
	AWAIT(handout_collect(&filling.handout, tree, filling.folder));
	filling.handed = AWAIT(async_alloc(filling.handout.count * sizeof(*filling.handed)));
	AWAIT(fill_or_complain(&filling));
	if (filling.counts[HANDED_NEW] == filling.handout.count)
		tell_new(&filling);
	else
		tell_update(&filling);
	return 0;
}
