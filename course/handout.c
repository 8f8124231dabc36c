#include "handout.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#include "async.h"
#include "building.h"
#include "files.h"
#include "folder.h"

/* ---- Texts ---- */

/* [text] with every [from] replaced by [to]. */
static char *replaced(const char *text, const char *from, const char *to)
{
	char *result = NULL, *end;
	size_t size = strlen(text) + 1, count = 0;

	for (const char *at = text; (at = strstr(at, from)); at += strlen(from))
		count++;
	result = end = async_alloc(size + count * strlen(to));
	for (const char *at; result && (at = strstr(text, from)); text = at + strlen(from)) {
		end = mempcpy(end, text, (size_t)(at - text));
		end = stpcpy(end, to);
	}
	if (result)
		strcpy(end, text);
	return result;
}

/* chapters/CHAPTER/exercises/NAME is CHAPTER/NAME, wherever it stands. */
static char *with_paths_of_folder(const char *text)
{
	static const char chapters[] = "chapters/", exercises[] = "/exercises/";
	char *result = async_alloc(strlen(text) + 1), *end = result;

	while (result && *text) {
		const char *chapter = text + strlen(chapters);
		size_t length = 0;

		if (strncmp(text, chapters, strlen(chapters)) == 0)
			length = strcspn(chapter, "/ \n");
		if (length > 0 &&
		    strncmp(chapter + length, exercises, strlen(exercises)) == 0) {
			end = mempcpy(end, chapter, length);
			*end++ = '/';
			text = chapter + length + strlen(exercises);
		} else {
			*end++ = *text++;
		}
	}
	return result;
}

/* What the text says to who has no folder yet stands between two comments. */
static char *without_parts_of_tree(const char *text)
{
	static const char begin[] = "<!-- only in the tree -->\n", end[] = "<!-- end -->\n\n";
	const char *from = strstr(text, begin), *to = from ? strstr(from, end) : NULL;

	if (!to)
		return async_strdup(text);
	return async_sprintf("%.*s%s", (int)(from - text), text, to + strlen(end));
}

static const char *for_folder(const char *text)
{
	const char *parts = without_parts_of_tree(text);
	const char *paths = parts ? with_paths_of_folder(parts) : NULL;

	return paths ? replaced(paths, "build/course", "./course") : NULL;
}

/* build/course, where it is this program: it will be, too, when it is built anew. */
static const char *program_of(const struct tree *tree)
{
	const char *usual = async_sprintf("%s/build/course", tree->root);
	char *real = usual ? realpath(usual, NULL) : NULL;
	bool same = real && strcmp(real, tree->self) == 0;

	free(real);
	return same ? usual : tree->self;
}

/* What lies in course/given says @ROOT@, and in the shell's quotes @COURSE@. */
static const char *for_this_tree(const char *text, const struct tree *tree)
{
	const char *program = program_of(tree), *quoted;

	quoted = program ? replaced(program, "'", "'\\''") : NULL;
	text = quoted ? replaced(text, "@COURSE@", quoted) : NULL;
	return text ? replaced(text, "@ROOT@", tree->root) : NULL;
}

/* ---- Collecting ---- */

static void add(struct handout *handout, const char *path, const char *text, mode_t mode)
{
	if (path && text)
		handout->files[handout->count++] = (struct handout_file){
			.path = path, .bytes = text, .size = strlen(text), .mode = mode,
		};
}

static void free_glob(glob_t *found)
{
	globfree(found);
}

static bool is_starter(const char *path)
{
	return strncmp(path, "chapters/", strlen("chapters/")) == 0;
}

static void add_file(struct handout *handout, const struct tree *tree, const char *path)
{
	static const char given[] = "course/given/";
	const char *text = tree_read_file(async_sprintf("%s/%s", tree->root, path));
	mode_t mode = strcmp(path, "course/given/course") == 0 ? 0777 : 0666;

	if (!text)
		return;
	if (strncmp(path, given, strlen(given)) == 0)
		add(handout, async_strdup(path + strlen(given)), for_this_tree(text, tree), mode);
	else
		add(handout, for_folder(path), for_folder(text), mode);
}

/* How clangd is to compile the starters. Of the options it needs those that say what the code
 * means; others are gcc's own. */
static json_t *arguments_of(const struct tree *tree, const struct words *command, const char *path)
{
	static const char *const wanted[] = { "-std=", "-D", "-W", "-I" };
	json_t *arguments = json_pack("[s]", command->list[0]);

	for (size_t i = 1; i < command->count; i++) {
		const char *word = command->list[i];

		for (size_t k = 0; k < sizeof(wanted) / sizeof(*wanted); k++)
			if (strncmp(word, wanted[k], strlen(wanted[k])) == 0)
				json_array_append_new(arguments, json_string(
					strncmp(word, "-I", 2) == 0 && word[2] != '/'
						? async_sprintf("-I%s/%s", tree->root, word + 2)
						: word));
	}
	json_array_append_new(arguments, json_string("-c"));
	json_array_append_new(arguments, json_string(path));
	return arguments;
}

static void add_compile_commands(struct handout *handout, const struct tree *tree,
				 const char *folder)
{
	struct commands commands;
	json_t *all = json_array();

	if (building_commands(tree->build, &commands) < 0)
		return;
	for (size_t i = 0; i < handout->count; i++) {
		const char *path = handout->files[i].path;
		size_t length = strlen(path);

		if (length > 2 && strcmp(path + length - 2, ".c") == 0)
			json_array_append_new(all, json_pack(
				"{s:s,s:s,s:o}", "directory", folder, "file", path, "arguments",
				arguments_of(tree, &commands.compiler, path)));
	}
	const char *text = json_dumps(all, JSON_INDENT(2));
	add(handout, "compile_commands.json", text ? async_sprintf("%s\n", text) : NULL, 0666);
}

int handout_collect(struct handout *handout, const struct tree *tree, const char *folder)
{
	static const char *const patterns[] = {
		"chapters/*/exercises/*.c", "course/given/*", "course/given/.vscode/*",
		"tutorial.md",
	};
	glob_t found __attribute__((cleanup(free_glob))) = { 0 };

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		glob(async_sprintf("%s/%s", tree->root, patterns[i]), i > 0 ? GLOB_APPEND : 0, NULL,
		     &found);
	handout->count = 0;
	handout->files = async_alloc((found.gl_pathc + 1) * sizeof(*handout->files));
	if (found.gl_pathc > 0 && handout->files && !is_starter(found.gl_pathv[0] +
								strlen(tree->root) + 1))
		async_raise(Complaint, "There are no exercises in %s/chapters.", tree->root);
	for (size_t i = 0; i < found.gl_pathc && !async_exception(); i++)
		add_file(handout, tree, found.gl_pathv[i] + strlen(tree->root) + 1);
	if (!async_exception())
		add_compile_commands(handout, tree, folder);
	return async_exception() ? -1 : 0;
}

/* ---- Giving ---- */

struct blob {
	char *bytes;
	size_t size;
	bool there, readable;
};

static struct blob read_blob(const char *folder, const char *in, const char *path)
{
	struct blob blob = { 0 };
	int error = files_read(async_sprintf("%s/%s%s", folder, in, path), &blob.bytes, &blob.size);

	blob.readable = error == 0;
	blob.there = error != -ENOENT;
	return blob;
}

static bool is_same(const struct blob *blob, const char *bytes, size_t size)
{
	return blob->readable && blob->size == size && memcmp(blob->bytes, bytes, size) == 0;
}

/* The file first, and then the copy of it: if nothing comes of the second, it is seen next time
 * that the file is as it should be. */
static enum handed write_both(const char *folder, const struct handout_file *file,
			      enum handed handed)
{
	if (folder_write(folder, file->path, file->bytes, file->size, file->mode) == 0)
		folder_write(folder, async_sprintf(TREE_GIVEN "/%s", file->path), file->bytes,
			     file->size, file->mode);
	return handed;
}

enum handed handout_give(const char *folder, const struct handout_file *file)
{
	struct blob now = read_blob(folder, "", file->path);
	struct blob given = read_blob(folder, TREE_GIVEN "/", file->path);
	bool course_changed = !is_same(&given, file->bytes, file->size);
	enum handed handed = HANDED_HIS;

	if (async_exception())
		return HANDED_HIS;
	if (!now.there)
		return write_both(folder, file, given.there ? HANDED_AGAIN : HANDED_NEW);
	if (is_same(&now, file->bytes, file->size))
		handed = HANDED_SAME;
	else if (given.readable && is_same(&now, given.bytes, given.size))
		return write_both(folder, file, HANDED_UPDATED);
	else if (course_changed)
		handed = HANDED_BOTH;
	if (course_changed)
		folder_write(folder, async_sprintf(TREE_GIVEN "/%s", file->path), file->bytes,
			     file->size, file->mode);
	return handed;
}
