#include "building.h"

#include <string.h>
#include <sys/wait.h>

#include "async.h"
#include "object.h"
#include "sandbox.h"

/* Programs do not load those of the libraries that they have no use for. */
int building_commands(const char *build, struct commands *commands)
{
	struct words *const parts[] = {
		NULL, &commands->compiler, &commands->linker, &commands->libraries,
	};
	const char *path = async_sprintf("%s/flags", build);
	char *rest = tree_read_file(path);

	*commands = (struct commands){ 0 };
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

bool building_is_sanitizer(const char *word)
{
	return strncmp(word, "-fsanitize", 10) == 0 || strncmp(word, "-fno-sanitize", 13) == 0;
}

struct verdict *building_verdict(struct building *building, enum outcome outcome,
				 const char *feedback, const char *rule)
{
	const struct exercise *exercise = building->submission->exercise;

	building->verdict = verdict_new(exercise->name, exercise->points, outcome, feedback, rule);
	return building->verdict;
}

/* ---- Tools ---- */

int building_run(const struct building *building, const char *const argv[], struct process *process)
{
	const struct submission *submission = building->submission;

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

/* Whether the first error is that of the runtime's macros, which look at a type. */
static bool is_about_types(const char *errors)
{
	const char *first = strstr(errors, "error: ");
	size_t length = first ? strcspn(first, "\n") : 0;

	return length > 0 && (memmem(first, length, "_Generic", strlen("_Generic")) ||
			      memmem(first, length, "generic assoc", strlen("generic assoc")));
}

void building_did_not_compile(struct building *building, const struct process *process)
{
	building->said = words_of(process);
	if (hit_limit(process))
		building_verdict(building, OUTCOME_LIMIT, "compiler-limit",
				 "The compiler needed too much time, memory or space for this "
				 "file. Look for a table of enormous size, or a file that includes "
				 "itself.");
	else if (is_about_types(process->err.text))
		building_verdict(building, OUTCOME_WRONG, "did-not-compile",
				 "The file does not compile. By _Generic C looks at a type, and "
				 "here stands one that cannot be awaited, or be made a task of. A "
				 "task wants the function, a comma, and the arguments; for an "
				 "array of tasks there is async_gather_array().");
	else
		building_verdict(building, OUTCOME_WRONG, "did-not-compile",
				 "The file does not compile. Begin with the first error above: "
				 "those behind it often follow from it.");
}

void building_did_not_link(struct building *building, const struct process *process)
{
	building->said = words_of(process);
	building_verdict(building, hit_limit(process) ? OUTCOME_LIMIT : OUTCOME_WRONG,
			 "did-not-link",
			 "The parts of the program do not fit together: the linker says which "
			 "name it misses, or has twice.");
}

int building_compile(struct building *building, const struct words *compiler, const char *object)
{
	struct words command = { 0 };
	struct process process;

	words_add_list(&command, compiler->list);
	words_add(&command, "-c", "-o", object, building->submission->exercise->source);
	AWAIT(building_run(building, command.list, &process));
	building->said = words_of(&process);
	if (!process_succeeded(&process))
		building_did_not_compile(building, &process);
	return 0;
}

void building_take_finding(struct building *building, const json_t *finding, const char *problem)
{
	const char *feedback = json_string_value(json_object_get(finding, "feedback"));
	const char *rule = json_string_value(json_object_get(finding, "rule"));

	if (!finding) {
		if (building_verdict(building, OUTCOME_UNJUDGED, "inspection-failed",
				     "The object file could not be looked into."))
			building->verdict->detail = problem;
	} else if (feedback && strcmp(feedback, FINDING_SYSCALL) != 0) {
		building_verdict(building, OUTCOME_WRONG, feedback, rule);
	} else if (feedback && building->submission->room) {
		/* Who grades should look at it. Learners can only deceive themselves: they
		 * hear the judge. */
		building_verdict(building, OUTCOME_UNJUDGED, feedback, rule);
	}
}
