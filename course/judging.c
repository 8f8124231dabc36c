#include "judging.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "async.h"
#include "files.h"
#include "object.h"
#include "process.h"
#include "text.h"
#include "words.h"

/* One submission on its way. Files are named as the commands see them: in a room all of them are in
 * the current folder. */
struct work {
	const struct submission *submission;
	const struct exercise *exercise;
	struct words compiler, linker;	/* the first words of their command lines */
	struct words libraries;		/* and the last of the linker's */
	const char *stage, *names, *allowed, *self;
	const char *plain, *object, *learner, *program;
	const char *said;		/* by the compiler */
	struct verdict *verdict;	/* once there is one, nothing more is to be done */
};

static const char *in_folder(const struct submission *submission, const char *name)
{
	return submission->room ? name : async_sprintf("%s/%s", submission->folder, name);
}

/* The Makefile keeps its commands there: "COMPILE : COMPILE FOR LEARNERS : LINK : LIBRARIES". Those
 * that a program has no use for are not linked. */
static int read_commands(const struct tree *tree, struct words *compiler, struct words *linker,
			 struct words *libraries)
{
	struct words *const parts[] = { NULL, compiler, linker, libraries };
	const char *path = async_sprintf("%s/flags", tree->build);
	char *rest = tree_read_file(path);

	if (!rest)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		char *part = rest, *end = part ? strstr(part, " : ") : NULL;

		if (!part) {
			async_raise(Complaint, "%s does not say how to compile: type make.", path);
			return -1;
		}
		rest = end ? end + 3 : NULL;
		if (end)
			*end = '\0';
		if (parts[i])
			words_add_string(parts[i], part);
	}
	return 0;
}

int judging_prepare(const struct tree *tree, bool sandbox)
{
	const char *path = sandbox ? strchr(room_environment[0], '=') + 1 : getenv("PATH");
	struct words compiler = { 0 }, linker = { 0 }, libraries = { 0 };

	if (read_commands(tree, &compiler, &linker, &libraries) < 0)
		return -1;
	const char *const tools[] = { compiler.list[0], linker.list[0], "objcopy" };
	for (size_t i = 0; i < 3; i++)
		if (!files_find_program(tools[i], path))
			async_raise(Complaint, "%s, which is needed to compile, is not "
				    "installed%s: type make packages.", tools[i],
				    sandbox ? " for all users" : "");
	return async_exception() ? -1 : 0;
}

/* A learner's folder is not where the Makefile runs its commands. */
static void make_absolute(struct words *command, const char *root)
{
	for (size_t i = 0; i < command->count; i++)
		if (strncmp(command->list[i], "-I", 2) == 0 && command->list[i][2] != '/')
			command->list[i] = async_sprintf("-I%s/%s", root, command->list[i] + 2);
}

static bool is_sanitizer(const char *word)
{
	return strncmp(word, "-fsanitize", 10) == 0 || strncmp(word, "-fno-sanitize", 13) == 0;
}

static int work_open(struct work *work, const struct submission *submission)
{
	const struct exercise *exercise = submission->exercise;
	const struct tree *tree = submission->tree;
	const bool room = submission->room != NULL;

	*work = (struct work){
		.submission = submission, .exercise = exercise,
		.stage = room ? ROOM_STAGE : async_sprintf("%s/stage.o", exercise->folder),
		.names = room ? ROOM_NAMES : async_sprintf("%s/names", exercise->folder),
		.allowed = room ? ROOM_ALLOWED : async_sprintf("%s/" TREE_ALLOWED, tree->root),
		.self = room ? ROOM_SELF : tree->self,
		.plain = in_folder(submission, "plain.o"),
		.learner = in_folder(submission, "learner.o"),
		.program = in_folder(submission, "program"),
	};
	AWAIT(read_commands(tree, &work->compiler, &work->linker, &work->libraries));
	if (!room && tree->learner)
		make_absolute(&work->compiler, tree->root);
	work->object = work->plain;
	for (size_t i = 0; i < work->compiler.count; i++)
		if (is_sanitizer(work->compiler.list[i]))
			work->object = in_folder(submission, "object.o");
	return 0;
}

static struct verdict *verdict_of(struct work *work, enum outcome outcome, const char *feedback,
				  const char *rule)
{
	work->verdict = verdict_new(work->exercise->name, work->exercise->points, outcome,
				    feedback, rule);
	return work->verdict;
}

/* ---- Commands ---- */

/* Run ARGV where the submission is built. */
ASYNC static int run_tool(struct work *work, const char *const argv[], struct process *process)
{
	const struct submission *submission = work->submission;

	*process = (struct process){
		.argv = submission->room ? room_build_command(submission->room, argv) : argv,
		.environment = submission->room ? room_environment : NULL,
		.directory = submission->room ? submission->room->folder : submission->tree->work,
		.limits = {
			.seconds = 60, .cpu_seconds = 30,
			.file_bytes = 64 << 20, .output_bytes = 256 << 10,
		},
	};
	AWAIT(process_run(process));
	if (submission->room && process->end == PROCESS_ENDED)
		AWAIT(room_check_build(submission->room));
	return 0;
}

/* What a tool has said: its beginning, since some say more than anybody will read. */
static const char *words_of(const struct process *process)
{
	enum { MOST = 16 << 10 };

	if (process->err.size <= MOST)
		return process->err.text;
	return async_sprintf("%.*s\n[What followed is left out.]\n", MOST, process->err.text);
}

/* A compiler that is killed, or that the kernel stops at a limit, reports that as an
 * error of its own. */
static bool hit_limit(const struct process *process)
{
	static const char *const signs[] = {
		"CPU time limit exceeded", "File size limit exceeded", "No space left on device",
		"Killed (program", "out of memory", "virtual memory exhausted",
		"Cannot allocate memory",
	};
	int status = process->status;

	if (process->end != PROCESS_ENDED || WIFSIGNALED(status) || WEXITSTATUS(status) > 128)
		return true;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strstr(process->err.text, signs[i]))
			return true;
	return false;
}

ASYNC static int compile(struct work *work, bool sanitized, const char *object)
{
	struct words command = { 0 };
	struct process process;

	for (size_t i = 0; i < work->compiler.count; i++)
		if (sanitized || !is_sanitizer(work->compiler.list[i]))
			words_add(&command, work->compiler.list[i]);
	words_add(&command, "-c", "-o", object, work->exercise->source);
	AWAIT(run_tool(work, command.list, &process));
	work->said = words_of(&process);
	if (process_succeeded(&process))
		return 0;
	if (hit_limit(&process))
		verdict_of(work, OUTCOME_LIMIT, "compiler-limit",
			   "The compiler needed too much time, memory or space for this file. Look "
			   "for a table of enormous size, or a file that includes itself.");
	else
		verdict_of(work, OUTCOME_WRONG, "did-not-compile",
			   "The file does not compile. Begin with the first error above: those "
			   "behind it often follow from it.");
	return 0;
}

/* Make a verdict of what `course inspect` found. */
ASYNC static int inspect(struct work *work)
{
	const char *const argv[] = {
		work->self, "inspect", work->plain, work->names, work->stage, work->allowed, NULL,
	};
	struct process process;

	AWAIT(run_tool(work, argv, &process));
	json_t *finding = json_loads(process.out.text, JSON_DECODE_ANY, NULL);
	const char *feedback = json_string_value(json_object_get(finding, "feedback"));
	const char *rule = json_string_value(json_object_get(finding, "rule"));

	if (!process_succeeded(&process) || !finding) {
		if (verdict_of(work, OUTCOME_UNJUDGED, "inspection-failed",
			       "The object file could not be looked into."))
			work->verdict->detail = process.err.text;
	} else if (feedback && strcmp(feedback, FINDING_SYSCALL) != 0) {
		verdict_of(work, OUTCOME_WRONG, feedback, rule);
	} else if (feedback && work->submission->room) {
		/* Who grades should look at it. Learners can only deceive themselves: they
		 * hear the judge. */
		verdict_of(work, OUTCOME_UNJUDGED, feedback, rule);
	}
	return 0;
}

ASYNC static int link_program(struct work *work)
{
	const char *const localize[] = {
		"objcopy", "--redefine-sym", "main=exercise_main",
		"--keep-global-symbol=exercise_main",
		async_sprintf("--keep-global-symbols=%s", work->names),
		work->object, work->learner, NULL,
	};
	struct words link = { 0 };
	struct process process;

	AWAIT(run_tool(work, localize, &process));
	if (process_succeeded(&process)) {
		words_add_list(&link, work->linker.list);
		words_add(&link, "-o", work->program, work->stage, work->learner);
		words_add_list(&link, work->libraries.list);
		AWAIT(run_tool(work, link.list, &process));
	}
	if (process_succeeded(&process))
		return 0;
	verdict_of(work, hit_limit(&process) ? OUTCOME_LIMIT : OUTCOME_WRONG, "did-not-link",
		   "The parts of the program do not fit together: the linker says which name it "
		   "misses, or has twice.");
	work->said = words_of(&process);
	return 0;
}

/* ---- The judge ---- */

ASYNC static int judge(struct work *work)
{
	const struct submission *submission = work->submission;
	const struct room *room = submission->room;
	struct words command = { 0 };

	if (room)
		words_add_list(&command, room_judge_command(room, work->exercise));
	else
		words_add(&command, async_sprintf("%s/judge", work->exercise->folder));
	words_add(&command, "--source", work->exercise->source, "--object", work->plain);
	if (submission->seed)
		words_add(&command, "--seed", submission->seed);
	words_add(&command, "--");
	if (room)
		words_add_list(&command, room_stage_command(room));
	else
		words_add(&command, work->program);

	struct process process = {
		.argv = command.list, .environment = room ? room_environment : NULL,
		.directory = room ? room->work : submission->tree->work,
		.limits = { .seconds = 300, .output_bytes = 1 << 20 },
	};
	AWAIT(process_run(&process));
	work->verdict = verdict_of_judge(work->exercise->name, work->exercise->points,
					 process_succeeded(&process) ? process.out.text : "");
	if (work->verdict && work->verdict->outcome == OUTCOME_UNJUDGED && !work->verdict->detail)
		work->verdict->detail = process.err.text;
	return 0;
}

struct verdict *judge_submission(const struct submission *submission)
{
	struct work work;

	AWAIT(work_open(&work, submission));
	AWAIT(compile(&work, false, work.plain));
	if (!work.verdict)
		AWAIT(inspect(&work));
	if (!work.verdict && work.object != work.plain)
		AWAIT(compile(&work, true, work.object));
	if (!work.verdict)
		AWAIT(link_program(&work));
	if (!work.verdict)
		AWAIT(judge(&work));
	if (work.verdict)
		work.verdict->compiler = work.said;
	return work.verdict;
}
