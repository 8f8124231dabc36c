#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "async.h"
#include "files.h"
#include "folder.h"
#include "text.h"

enum { VERSION = 1, HINTS = 3 };

static const char *const state_names[] = { "new", "tried", "passed" };

const char *progress_state_name(enum progress_state state)
{
	return state_names[state];
}

/* ---- Reading ---- */

static bool is_table(const json_t *section)
{
	const char *name;
	json_t *entry;

	if (!section)
		return true;
	if (!json_is_object(section))
		return false;
	json_object_foreach((json_t *)section, name, entry)
		if (!json_is_object(entry))
			return false;
	return true;
}

/* What is wrong with [root], or NULL. Anything that is not looked at here is kept as it is. */
static const char *fault_of(const json_t *root)
{
	if (!json_is_object(root))
		return "it is no JSON object";
	if (json_integer_value(json_object_get(root, "version")) > VERSION)
		return "a later version of the course wrote it";
	if (json_integer_value(json_object_get(root, "version")) != VERSION)
		return "it has no version";
	if (!is_table(json_object_get(root, "exercises")) ||
	    !is_table(json_object_get(root, "review")))
		return "it is not made as it should be";
	return NULL;
}

static json_t *empty(void)
{
	return json_pack("{s:i,s:{}}", "version", VERSION, "exercises");
}

/* Set the root to what the file says. Returns: what is wrong with it, and then the root is as
 * before; or NULL. */
static const char *read_file(struct progress *progress)
{
	json_error_t where;
	char *bytes;
	size_t size;
	int error = files_read(progress->path, &bytes, &size);
	const char *fault;

	if (error == -ENOENT)
		progress->root = empty();
	if (error == -ENOENT || async_exception())
		return NULL;
	if (error == -EMFILE || error == -ENFILE || error == -ENOMEM || error == -EIO) {
		async_raise(OSError, "cannot read %s: %s", progress->path, strerror(-error));
		return NULL;
	}
	if (error < 0)
		return strerror(-error);
	json_t *root = json_loadb(bytes, size, 0, &where);
	if (!root)
		return async_sprintf("line %d: %s", where.line, text_line(where.text));
	fault = fault_of(root);
	if (!fault)
		progress->root = root;
	return fault;
}

/* Have the broken file out of the way, under a name that is free. */
static int set_aside(struct progress *progress, const char *fault)
{
	const char *aside = NULL;
	int result = -1;

	for (int i = 1; result < 0 && i < 1000 && (i == 1 || errno == EEXIST); i++) {
		aside = async_sprintf("%s.broken-%d", progress->path, i);
		result = renameat2(AT_FDCWD, progress->path, AT_FDCWD, aside, RENAME_NOREPLACE);
	}
	/* Some file systems know no flags of rename(). */
	if (result < 0 && errno == EINVAL && access(aside, F_OK) < 0)
		result = rename(progress->path, aside);
	if (result < 0)
		return -errno;
	progress->notice = async_sprintf("%s cannot be used (%s): it is kept as %s, and a new one "
					 "is begun.", progress->path, fault, aside);
	return 0;
}

/* Read the file under its lock. */
ASYNC static int read_locked(struct progress *progress)
{
	const char *fault = AWAIT(read_file(progress));
	int error = fault ? set_aside(progress, fault) : 0;

	if (fault && error == 0)
		progress->root = empty();
	if (error < 0)
		async_raise(OSError, "%s cannot be used (%s), nor kept under another name: %s",
			    progress->path, fault, strerror(-error));
	return error;
}

ASYNC static int lock(struct progress *progress, int *fd)
{
	char *path = AWAIT(async_strdup(progress->path));

	AWAIT(folder_lock(dirname(path), fd));
	return 0;
}

/* Who only looks cannot help it that the folder may not be written to. */
ASYNC static int mend(struct progress *progress)
{
	int fd = -1;

	FINALLY(folder_unlock, &fd);
	AWAIT(lock(progress, &fd));
	EXCEPTION(e);
	TRY(read_locked(progress));
	if (EXCEPT(OSError, e))
		progress->notice = async_sprintf("%s.", e->message);
	return 0;
}

int progress_load(struct progress *progress, const struct tree *tree)
{
	*progress = (struct progress){ .tree = tree, .root = empty(), .unsaved = json_array() };
	progress->path = tree->learner ? async_sprintf("%s/progress.json", tree->work)
				       : async_sprintf("%s/build/progress.json", tree->root);
	const char *fault = AWAIT(read_file(progress));
	if (fault)
		AWAIT(mend(progress));
	return 0;
}

struct progress_entry progress_of(const struct progress *progress, const char *exercise)
{
	json_t *exercises = json_object_get(progress->root, "exercises");
	json_t *entry = json_object_get(exercises, exercise);
	const char *state = json_string_value(json_object_get(entry, "state"));
	json_int_t tries = json_integer_value(json_object_get(entry, "tries"));
	json_int_t hints = json_integer_value(json_object_get(entry, "hints"));
	struct progress_entry result = {
		.tries = tries < 0 ? 0 : tries > 1000000 ? 1000000 : (int)tries,
		.hints = hints < 0 ? 0 : hints > HINTS ? HINTS : (int)hints,
		.first_passed = json_string_value(json_object_get(entry, "first_passed")),
		.solution_seen = json_is_true(json_object_get(entry, "solution_seen")),
	};

	for (int i = PROGRESS_TRIED; state && i <= PROGRESS_PASSED; i++)
		if (strcmp(state, state_names[i]) == 0)
			result.state = (enum progress_state)i;
	return result;
}

const char *progress_current(const struct progress *progress)
{
	return json_string_value(json_object_get(progress->root, "current"));
}

void progress_tell_notice(struct progress *progress)
{
	if (progress->notice)
		fprintf(stderr, "course: %s\n", text_line(progress->notice));
	progress->notice = NULL;
}

void progress_tell_unkept(const struct async_exception *e)
{
	fprintf(stderr, "course: your progress is not kept: %s\n", text_line(e->message));
}

int progress_find(const struct progress *progress, const char *word, const char *command,
		  struct exercise *exercise)
{
	word = word ?: progress_current(progress);
	if (!word) {
		async_raise(Complaint, "%s needs EXERCISE, since you have not checked any yet: "
			    "%s list names them.", command, tree_command);
		return -1;
	}
	AWAIT(tree_exercise(progress->tree, word, exercise));
	return 0;
}

/* ---- Changes ---- */

/* The object [key] of [object]; made, where it is missing. */
static json_t *member(json_t *object, const char *key)
{
	if (!json_object_get(object, key))
		json_object_set_new(object, key, json_object());
	return json_object_get(object, key);
}

static void add_try(json_t *entry)
{
	json_int_t tries = json_integer_value(json_object_get(entry, "tries"));

	json_object_set_new(entry, "tries", json_integer(tries < 0 ? 1 : tries + 1));
}

/* A change is an object: values to "set", and those to set where there are none ("begin"), in the
 * root or for a "name" in a "section"; and whether it is a "try". */
static void apply(json_t *root, json_t *change)
{
	const char *section = json_string_value(json_object_get(change, "section"));
	const char *name = json_string_value(json_object_get(change, "name"));
	json_t *entry = section && name ? member(member(root, section), name) : root;

	json_object_update(entry, json_object_get(change, "set"));
	json_object_update_missing(entry, json_object_get(change, "begin"));
	if (json_is_true(json_object_get(change, "try")))
		add_try(entry);
}

static int write_file(struct progress *progress)
{
	char *text = json_dumps(progress->root, JSON_INDENT(2));
	const char *temporary =
		progress->tree->learner
			? async_sprintf("%s/" TREE_NOTES "/progress.new", progress->tree->work)
			: async_sprintf("%s.new", progress->path);
	char *line = text ? async_sprintf("%s\n", text) : NULL;

	if (!line)
		return -1;
	return files_write(progress->path, temporary, line, strlen(line), 0666);
}

ASYNC static int change(struct progress *progress, json_t *change)
{
	int fd = -1;
	json_t *one;
	size_t i;

	if (json_array_append_new(progress->unsaved, change) < 0) {
		async_raise(MemoryError, "no memory for the progress");
		return -1;
	}
	/* As long as the file is not read, the change is made to what is known. */
	apply(progress->root, change);
	FINALLY(folder_unlock, &fd);
	AWAIT(lock(progress, &fd));
	AWAIT(read_locked(progress));
	json_array_foreach(progress->unsaved, i, one)
		apply(progress->root, one);
	AWAIT(write_file(progress));
	json_array_clear(progress->unsaved);
	return 0;
}

int progress_note_verdict(struct progress *progress, const struct exercise *exercise,
			  const struct verdict *verdict)
{
	bool passed = verdict->outcome == OUTCOME_PASSED;
	time_t now = time(NULL);
	char day[32];

	if (verdict->outcome == OUTCOME_UNJUDGED ||
	    (verdict->feedback && strcmp(verdict->feedback, "not-there") == 0) ||
	    (!passed && folder_is_untouched(progress->tree, exercise)))
		return 0;
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	json_t *set = passed ? json_pack("{s:s}", "state", "passed") : json_object();
	json_t *begin = passed ? json_pack("{s:s}", "first_passed", day)
			       : json_pack("{s:s}", "state", "tried");
	AWAIT(change(progress, json_pack("{s:s,s:s,s:o,s:o,s:b}", "section", "exercises", "name",
					 exercise->name, "set", set, "begin", begin, "try", true)));
	return 0;
}

int progress_set(struct progress *progress, const char *section, const char *name, json_t *values)
{
	AWAIT(change(progress, json_pack("{s:s,s:s,s:o}", "section", section, "name", name, "set",
					 values)));
	return 0;
}

int progress_note_hint(struct progress *progress, const char *exercise, int level)
{
	if (progress_of(progress, exercise).hints < level)
		AWAIT(progress_set(progress, "exercises", exercise,
				   json_pack("{s:i}", "hints", level)));
	return 0;
}

int progress_note_solution(struct progress *progress, const char *exercise)
{
	AWAIT(progress_set(progress, "exercises", exercise,
			   json_pack("{s:b}", "solution_seen", true)));
	return 0;
}

int progress_note_reset(struct progress *progress, const char *exercise)
{
	AWAIT(progress_set(progress, "exercises", exercise,
			   json_pack("{s:s,s:i}", "state", "tried", "hints", 0)));
	return 0;
}

int progress_note_current(struct progress *progress, const char *exercise)
{
	const char *current = progress_current(progress);

	if (!current || strcmp(current, exercise) != 0)
		AWAIT(change(progress, json_pack("{s:{s:s}}", "set", "current", exercise)));
	return 0;
}
