/* course: the command line.
 *
 * The program is built on the runtime that the course teaches: each command is a coroutine,
 * what it starts are processes that are awaited, and Ctrl-C is a cancellation, so that every
 * cleanup runs. */

#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "object.h"
#include "screen.h"
#include "text.h"
#include "words.h"

enum { OPTION_JSON = 'j', OPTION_OUT = 'o', OPTION_SEED = 's', OPTION_PLAIN = 'p',
       OPTION_TEXT = 't', OPTION_YES = 'y', OPTION_ANYWAY = 'a', OPTION_PENDING = 'P',
       OPTION_DONE = 'd', OPTION_FAST = 'f', OPTION_PREPARE = 'r', OPTION_SVG = 0x100,
       OPTION_CHROME, OPTION_AGAINST };

#define JSON { "json", OPTION_JSON, NULL, 0, "Print JSON, for programs", 0 }
#define SEED { "seed", OPTION_SEED, "N", 0,							\
	       "Have the judge choose its inputs by N, as a verdict says", 0 }
#define PLAIN { "plain", OPTION_PLAIN, NULL, 0,							\
		"No colours (as with NO_COLOR in the environment)", 0 }

static const struct command {
	const char *name;
	const char *usage;
	const char *help;
	const struct argp_option *options;
	int (*run)(const struct tree *tree, const struct options *options);
	int least, most;		/* arguments */
} commands[] = {
	{
		.name = "init", .usage = "[FOLDER]", .run = command_init,
		.least = 0, .most = 1,
		.help = "Make a folder to work in: the exercises, the text, and a launcher, "
			"./course.\v"
			"Given again, also without a name in that folder, it adds what is new in "
			"the course, and replaces what you never changed. What you have changed "
			"stays as it is, and you are told what differs.\n"
			"Example: build/course init ~/asyncio",
		.options = (const struct argp_option[]){ PLAIN, { 0 } },
	},
	{
		.name = "run", .usage = "[CHAPTER|PROGRAM]", .run = command_run,
		.least = 0, .most = 1,
		.help = "Play the programs of all chapters, or of one, or one program, one after "
			"the other.\v"
			"They run on the virtual clock, which does not wait. To feel the time: "
			"ASYNC_CLOCK=real build/course run, or CLOCK=real make run.\n"
			"Exit status: 0, also where a program ends with an error, as some are "
			"there to show; 1 if one was killed by a signal.",
		.options = (const struct argp_option[]){ PLAIN, { 0 } },
	},
	{
		.name = "list", .usage = "[WORD...]", .run = command_list,
		.least = 0, .most = 100,
		.help = "List the exercises, and what you have done: all, or those that have all "
			"of the words.\v"
			"A word may be a chapter (gather, 3), a kind (fix, predict), or stand in a "
			"name, a title or a heading of tutorial.md. The fast track is for who has "
			"little time: one exercise a chapter, the last one but for \"make\".\n"
			"Exit status: 0; 1 if no exercise is listed.",
		.options = (const struct argp_option[]){
			{ "pending", OPTION_PENDING, NULL, 0, "Only those not passed yet", 0 },
			{ "done", OPTION_DONE, NULL, 0, "Only those you have passed", 0 },
			{ "fast", OPTION_FAST, NULL, 0, "Only the fast track", 0 },
			JSON, PLAIN, { 0 },
		},
	},
	{
		.name = "check", .usage = "[EXERCISE...]", .run = command_check,
		.least = 0, .most = 1000,
		.help = "Have your solutions compiled and judged: all of them, those of a "
			"chapter, or some.\v"
			"Examples: course check 3, course check overlap, course check "
			"7-overlap\n"
			"Exit status: 0 if all of them pass; 1 if not; 2 if it could not be "
			"found out.",
		.options = (const struct argp_option[]){ JSON, SEED, PLAIN, { 0 } },
	},
	{
		.name = "hint", .usage = "[EXERCISE [1|2|3]]", .run = command_hint,
		.least = 0, .most = 2,
		.help = "Show a hint: where to look, which rule, almost the code.\v"
			"Without a number it is the next one that you have not seen. Without an "
			"exercise it is for the one you checked last.",
		.options = (const struct argp_option[]){ PLAIN, { 0 } },
	},
	{
		.name = "reset", .usage = "EXERCISE", .run = command_reset,
		.least = 1, .most = 1,
		.help = "Begin an exercise again, with its starter.\v"
			"It asks first. Your file is kept, and you are told where.\n"
			"Exit status: 0; 1 if you say no; 2 if it cannot be done.",
		.options = (const struct argp_option[]){
			{ "yes", OPTION_YES, NULL, 0, "Do not ask", 0 }, PLAIN, { 0 },
		},
	},
	{
		.name = "solution", .usage = "[EXERCISE]", .run = command_solution,
		.least = 0, .most = 1,
		.help = "Show how the course solves an exercise that you have passed.\v"
			"Without an exercise it is the one you checked last.",
		.options = (const struct argp_option[]){
			{ "anyway", OPTION_ANYWAY, NULL, 0,
			  "Also one that you have not passed: that is noted", 0 },
			PLAIN, { 0 },
		},
	},
	{
		.name = "trace", .usage = "[EXERCISE|PROGRAM]", .run = command_trace,
		.least = 0, .most = 1,
		.help = "Show a run as a timeline: a row a task, when it ran, when it waited, for "
			"what, and who woke it.\v"
			"Examples: course trace 03-gather/2-gathered, course trace overlap\n"
			"Without a name it is the exercise you checked last. An exercise is "
			"played as its judge does first. It runs on the virtual clock, on which a "
			"step takes no time; a program takes another with ASYNC_CLOCK=real.\n"
			"Exit status: 0, also where the program fails; 1 if there is nothing to "
			"show, because it does not compile; 2 if it could not be done.",
		.options = (const struct argp_option[]){
			{ "text", OPTION_TEXT, NULL, 0, "The same in sentences", 0 },
			{ "svg", OPTION_SVG, "FILE", 0, "Write it as a picture, with the sentences "
			  "for those who do not see it", 0 },
			{ "chrome", OPTION_CHROME, "FILE", 0, "Write it as ASYNC_TRACE does, for "
			  "https://ui.perfetto.dev", 0 },
			{ "against-solution", OPTION_AGAINST, NULL, 0, "Show the first difference "
			  "from the solution's run, of an exercise that has passed", 0 },
			{ "anyway", OPTION_ANYWAY, NULL, 0, "Even if it has not passed", 0 },
			SEED, PLAIN, { 0 },
		},
	},
	{
		.name = "debug", .usage = "EXERCISE", .run = command_debug,
		.least = 1, .most = 1,
		.help = "Look at an exercise at work, in gdb: started as its judge starts it "
			"first, with a stop where your code begins.\v"
			"gdb gets the commands async-tasks and async-bt, for tasks that wait.",
		.options = (const struct argp_option[]){
			{ "prepare", OPTION_PREPARE, NULL, 0,
			  "Only make all ready for a debugger: .course/debug/program, start.gdb",
			  0 },
			SEED, PLAIN, { 0 },
		},
	},
	{
		.name = "doctor", .usage = "", .run = command_doctor,
		.least = 0, .most = 0,
		.help = "Look whether this machine has all that the course needs, and say what to "
			"install.\v"
			"Exit status: 0; 1 if something is missing.",
		.options = (const struct argp_option[]){ JSON, PLAIN, { 0 } },
	},
	{
		.name = "grade", .usage = "FOLDER", .run = command_grade,
		.least = 1, .most = 1,
		.help = "Grade a class: FOLDER has a folder for each student, with what was "
			"handed in.\v"
			"A solution of 03-gather/7-overlap may be "
			"chapters/03-gather/exercises/7-overlap.c, 03-gather/7-overlap.c or "
			"7-overlap.c. Each is compiled and run in a sandbox.\n"
			"Writes gradebook.csv (student, a column an exercise, total) and "
			"verdicts.json. An empty cell could not be judged: it is not scored, and "
			"the total stays open.\n"
			"Exit status: 0 if every submission got a verdict; 1 if some could not be "
			"judged; 2 if none was graded.",
		.options = (const struct argp_option[]){
			{ "out", OPTION_OUT, "DIR", 0, "Where to write them (grades)", 0 },
			{ "seed", OPTION_SEED, "N", 0,
			  "The inputs of an earlier run: see verdicts.json", 0 },
			JSON, PLAIN, { 0 },
		},
	},
	{
		.name = "review", .usage = "[EXERCISE]", .run = command_review,
		.least = 0, .most = 1,
		.help = "Ask one thing again that you have passed some time ago: what does this "
			"program print, and when?\v"
			"It comes back after 1 day, and while you know it after 3, 7, 16 and 35 "
			"more; when you do not, on the next day. --json says what is due when, and "
			"asks nothing. COURSE_TODAY=2026-11-24 in the environment says what day it "
			"is.\n"
			"Exit status: 0 if the answer is right, or nothing is due; 1 if it is "
			"wrong; 2 if there was none.",
		.options = (const struct argp_option[]){ JSON, PLAIN, { 0 } },
	},
	{
		.name = "dev", .usage = "check [EXERCISE...]", .run = command_dev,
		.least = 1, .most = 1001,
		.help = "For authors: look whether all exercises are as they should be, those of a "
			"chapter, or some.\v"
			"Starter, solution and mistakes are judged; hints, sizes and files are "
			"looked at; and nothing may be used that tutorial.md had not taught yet. "
			"CONTRIBUTING.md says what an exercise consists of.\n"
			"Exit status: 0 if all is as it should be; 1 if not; 2 if it could not be "
			"found out.",
		.options = (const struct argp_option[]){ JSON, PLAIN, { 0 } },
	},
};

/* Without a command's name. */
static const struct command dashboard = {
	.name = "", .usage = "", .run = command_dashboard, .least = 0, .most = 0,
	.help = "Watch the exercise at hand: it is checked whenever it is saved, and ? lists the "
		"keys.",
	.options = (const struct argp_option[]){ PLAIN, { 0 } },
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

const char *argp_program_version = "course 1";

/* ---- Parsing ---- */

struct request {
	const struct command *command;
	struct options options;
	struct words arguments;
	bool plain;
};

/* Where an option that has no value is noted; NULL for others. */
static bool *flag_of(struct request *request, int key)
{
	struct options *options = &request->options;

	switch (key) {
	case OPTION_JSON: return &options->json;
	case OPTION_PLAIN: return &request->plain;
	case OPTION_YES: return &options->yes;
	case OPTION_ANYWAY: return &options->anyway;
	case OPTION_PREPARE: return &options->prepare;
	case OPTION_PENDING: return &options->pending;
	case OPTION_DONE: return &options->done;
	case OPTION_FAST: return &options->fast;
	case OPTION_TEXT: return &options->text;
	case OPTION_AGAINST: return &options->against_solution;
	}
	return NULL;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct request *request = state->input;
	const struct command *command = request->command;
	char *end;

	if (flag_of(request, key)) {
		*flag_of(request, key) = true;
		return 0;
	}
	switch (key) {
	case OPTION_SVG:
		request->options.svg = value;
		return 0;
	case OPTION_CHROME:
		request->options.chrome = value;
		return 0;
	case OPTION_OUT:
		request->options.out = value;
		return 0;
	case OPTION_SEED:
		if (*value < '0' || *value > '9' || strtoul(value, &end, 10) > 1000000000 || *end)
			argp_error(state, "a seed is a number from 0 to 1000000000, not \"%s\"",
				   text_line(value));
		request->options.seed = value;
		return 0;
	case ARGP_KEY_ARG:
		if ((int)state->arg_num >= command->most)
			argp_error(state, "\"%s\" is one argument too many", text_line(value));
		words_add(&request->arguments, value);
		return 0;
	case ARGP_KEY_END:
		if ((int)state->arg_num < command->least)
			argp_error(state, "%s needs %s", command->name, command->usage);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void print_usage(FILE *file)
{
	fputs("Usage: course                       the dashboard: exercises, checked when saved\n"
	      "       course COMMAND [ARGUMENT...]\n\n", file);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(file, "  %-8s %-18s %.*s\n", commands[i].name, commands[i].usage,
			(int)strcspn(commands[i].help, "\v"), commands[i].help);
	fputs("\nMore about a command: course COMMAND --help\n", file);
}

static const struct command *find_command(const char *name)
{
	size_t least = strlen(name) / 2 + 1, distance;
	const struct command *near = NULL;

	for (int i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
		distance = text_distance(name, commands[i].name);
		if (distance < least) {
			least = distance;
			near = &commands[i];
		}
	}
	fprintf(stderr, "course: there is no command \"%s\"", text_line(name));
	if (near)
		fprintf(stderr, "; did you mean %s?\n", near->name);
	else
		fputs(": course --help lists them\n", stderr);
	return NULL;
}

/* Ends the program on --help and on what is wrong with options. */
static void parse(int argc, char **argv, struct request *request)
{
	static const char *const none[] = { NULL };
	const struct command *command = request->command;
	const struct argp argp = {
		.options = command->options, .parser = parse_option, .args_doc = command->usage,
		.doc = command->help,
	};
	char name[32];

	/* argp takes the name of the program from here, and from nowhere else in its --help. */
	snprintf(name, sizeof(name), "course%s%s", *command->name ? " " : "", command->name);
	argv[0] = name;
	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, request);
	request->options.arguments = request->arguments.list ?: none;
}

/* ---- Running ---- */

static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
enum { ENDINGS = sizeof(endings) / sizeof(*endings) };

static void on_signal(void *task)
{
	async_task_cancel(task, "interrupted");
}

/* The task is gone soon. */
static void *forget_signals(void *unused)
{
	for (size_t i = 0; i < ENDINGS; i++)
		async_loop_remove_signal_handler(NULL, endings[i]);
	return unused;
}

struct main_task { const struct request *request; int *status; };

static void *main_task(void *arg)
{
	const struct main_task *self = arg;

	FINALLY(forget_signals, NULL);
	for (size_t i = 0; i < ENDINGS; i++)
		async_loop_add_signal_handler(NULL, endings[i], on_signal, async_current_task());
	const struct tree *tree = AWAIT(tree_find());
	*self->status = AWAIT(self->request->command->run(tree, &self->request->options));
	return NULL;
}

static int run(const struct request *request)
{
	int status = 2;

	/* What we wait for is real, whatever clock the programs have that we play. */
	async_use_clock(ASYNC_CLOCK_REAL);
	async_use_schedule(NULL);
	async_use_trace(NULL);
	async_run(main_task, request, &status);

	EXCEPTION(e);
	if (EXCEPT(CancelledError, e)) {
		fputs("course: interrupted\n", stderr);
		return 130;
	}
	if (EXCEPT(Exception, e)) {
		fprintf(stderr, "course: %s\n", e->message);
		return 2;
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("course: its output cannot be written\n", stderr);
		return 2;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct request request = { 0 };

	signal(SIGPIPE, SIG_IGN);
	tree_keep_json();
	if (argc > 1 && strcmp(argv[1], "inspect") == 0)
		return object_main(argc - 1, argv + 1);
	if (argc < 2 || strcmp(argv[1], "--plain") == 0) {
		request.command = &dashboard;
		parse(argc, argv, &request);
		screen_init(request.plain);
		return run(&request);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts(argp_program_version);
		return 0;
	}
	request.command = find_command(argv[1]);
	if (!request.command)
		return 2;
	parse(argc - 1, argv + 1, &request);
	screen_init(request.plain);
	return run(&request);
}
