/* course debug: an exercise in gdb, as its judge starts it.
 *
 * What was built, and the commands that prepare gdb for it, lie in a folder that stays the same:
 * editors have it in their settings (course/given/.vscode/launch.json). */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "files.h"
#include "judging.h"
#include "process.h"
#include "source.h"

struct debugging {
	const struct tree *tree;
	struct exercise exercise;
	const char *folder, *program, *object;
	const char *script;		/* for gdb */
};

/* As a word for gdb and for the shell that it starts programs by. */
static const char *quoted(const char *word)
{
	char *result = async_alloc(4 * strlen(word) + 3), *end = result;

	if (!result)
		return NULL;
	*end++ = '\'';
	for (; *word; word++)
		end = *word == '\'' ? stpcpy(end, "'\\''") : mempcpy(end, word, 1);
	strcpy(end, "'");
	return result;
}

/* Where the learner's code begins: at each function that the judge may call. Names of arrays, which
 * answers are, have nothing to stop at. */
static void write_breakpoints(const struct debugging *debugging, FILE *file)
{
	const char *path = async_sprintf("%s/names", debugging->exercise.folder);
	const char *source = async_sprintf("%s/%s", debugging->tree->work,
					   debugging->exercise.source);
	char *names = tree_read_file(path), *text = names ? tree_read_file(source) : NULL, *rest;
	const char *code = text ? source_code(text, false) : NULL;
	bool any = false;

	if (!code)
		return;
	for (char *name = strtok_r(names, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
		bool is_main = strcmp(name, "exercise_main") == 0;

		if (!is_main && !strstr(code, async_sprintf("%s(", name)))
			continue;
		fprintf(file, "break %s\n", name);
		any = true;
	}
	if (!any)
		fprintf(file, "break main\n");
}

/* What the judge says of its first staging, in gdb's words. */
static int write_script(const struct debugging *debugging, const json_t *staged)
{
	FILE *file = files_begin(debugging->script);
	const char *input = json_string_value(json_object_get(staged, "input"));
	json_t *argument;
	size_t i;

	if (!file)
		return -1;
	fprintf(file, "# Written by course debug for %s: %s\n"
		"source %s/common/gdb/async.py\n"
		"set environment ASYNC_CLOCK %s\n"
		"set environment ASAN_OPTIONS detect_leaks=0\n"
		"set args", debugging->exercise.name,
		json_string_value(json_object_get(staged, "run")), debugging->tree->root,
		json_string_value(json_object_get(staged, "clock")));
	json_array_foreach(json_object_get(staged, "arguments"), i, argument)
		fprintf(file, " %s", quoted(json_string_value(argument)));
	if (input)
		fprintf(file, " <%s", quoted(async_sprintf("%s/input", debugging->folder)));
	/* A step goes into the learner's functions, and over those of the runtime. */
	fprintf(file, "\nskip -gfi common/*\nset breakpoint pending on\n");
	write_breakpoints(debugging, file);
	files_finish(file, debugging->script);
	if (input)
		files_write(async_sprintf("%s/input", debugging->folder),
			    async_sprintf("%s/new", debugging->folder), input, strlen(input),
			    0600);
	return async_exception() ? -1 : 0;
}

/* Have the judge stage it once, to see how. */
ASYNC static int write_start(const struct debugging *debugging, const char *seed)
{
	struct process process = {
		.argv = (const char *const[]){
			async_sprintf("%s/judge", debugging->exercise.folder), "--source",
			debugging->exercise.source, "--object", debugging->object, "--seed",
			seed ?: "1", "--trace", async_sprintf("%s/frames", debugging->folder),
			"--", debugging->program, NULL,
		},
		.directory = debugging->tree->work,
		.limits = { .seconds = 60, .output_bytes = 1 << 20 },
	};

	AWAIT(process_run(&process));
	json_t *staged = process_succeeded(&process) ? json_loads(process.out.text, 0, NULL) : NULL;
	if (!staged)
		async_raise(Complaint, "The judge of %s has not staged it: %s",
			    debugging->exercise.name, process.err.text);
	AWAIT(write_script(debugging, staged));
	return 0;
}

/* Become gdb. Returns only if that fails. */
static int start_gdb(const struct debugging *debugging)
{
	sigset_t none;

	printf("%s in gdb. Type run: it stops where your code begins. Then next, step, bt;\n"
	       "async-tasks lists the tasks, and async-bt TASK shows where one waits.\n",
	       debugging->exercise.name);
	fflush(stdout);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execlp("gdb", "gdb", "-q", "-x", debugging->script, debugging->program, (char *)NULL);
	async_raise(Complaint, "gdb, which shows programs at work, is not installed: sudo apt-get "
		    "install gdb");
	return -1;
}

int command_debug(const struct tree *tree, const struct options *options)
{
	struct debugging debugging = {
		.tree = tree,
		.folder = tree->learner ? async_sprintf("%s/" TREE_NOTES "/debug", tree->work)
					: async_sprintf("%s/build/debug", tree->root),
	};
	struct submission submission = {
		.tree = tree, .exercise = &debugging.exercise, .folder = debugging.folder,
	};

	AWAIT(tree_exercise(tree, options->arguments[0], &debugging.exercise));
	AWAIT(judging_prepare(tree, false));
	files_remove_folder((void *)debugging.folder);
	AWAIT(files_make_path(debugging.folder));
	struct verdict *verdict =
		AWAIT(judge_build(&submission, &debugging.program, &debugging.object));
	if (verdict) {
		verdict->source = tree_path_shown(debugging.exercise.source);
		verdict_print(verdict, stdout);
		return 1;
	}
	debugging.script = AWAIT(async_sprintf("%s/start.gdb", debugging.folder));
	AWAIT(write_start(&debugging, options->seed));
	if (options->prepare)
		return 0;
	return AWAIT(start_gdb(&debugging));
}
