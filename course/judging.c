#include "judging.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "building.h"
#include "files.h"
#include "process.h"
#include "words.h"

int judging_prepare(const struct tree *tree, bool sandbox)
{
	const char *path = sandbox ? strchr(room_environment[0], '=') + 1 : getenv("PATH");
	struct commands commands;

	if (building_commands(tree->build, &commands) < 0)
		return -1;
	if (!sandbox && access(async_sprintf("%s/seat/flags", tree->build), R_OK) < 0) {
		async_raise(Complaint, "What programs of learners are made of is not built: type "
			    "make in %s.", tree->root);
		return -1;
	}
	const char *const tools[] = {
		commands.compiler.list[0], commands.linker.list[0], sandbox ? "objcopy" : "ld",
	};
	for (size_t i = 0; i < 3; i++)
		if (!files_find_program(tools[i], path))
			async_raise(Complaint, "%s, which is needed to compile, is not "
				    "installed%s: %s doctor says how to get it.", tools[i],
				    sandbox ? " for all users" : "", tree_command);
	return async_exception() ? -1 : 0;
}

ASYNC static int build(struct building *building, const struct submission *submission)
{
	*building = (struct building){ .submission = submission };
	return submission->room ? build_in_room(building) : build_for_learner(building);
}

/* Where more is judged at the same time, the processors have enough to do. */
static void add_judge(struct words *command, const struct building *building)
{
	const struct submission *submission = building->submission;
	const struct exercise *exercise = submission->exercise;

	if (submission->room)
		words_add_list(command, room_judge_command(submission->room, exercise));
	else
		words_add(command, async_sprintf("%s/judge", exercise->folder), "--at-once", "2");
	if (building->sanitized)
		words_add(command, "--sanitized");
	words_add(command, "--source", exercise->source, "--object", building->plain);
	if (submission->seed)
		words_add(command, "--seed", submission->seed);
	words_add(command, "--");
	if (submission->room)
		words_add_list(command, room_stage_command(submission->room));
	else
		words_add(command, building->program);
}

ASYNC static int judge(struct building *building)
{
	const struct submission *submission = building->submission;
	const struct room *room = submission->room;
	struct words command = { 0 };

	add_judge(&command, building);
	struct process process = {
		.argv = command.list, .environment = room ? room_environment : NULL,
		.directory = room ? room->work : submission->tree->work,
		.limits = { .seconds = 300, .output_bytes = 1 << 20 },
	};
	AWAIT(process_run(&process));
	struct verdict *verdict =
		verdict_of_judge(submission->exercise->name, submission->exercise->points,
				 process_succeeded(&process) ? process.out.text : "");
	if (verdict && verdict->outcome == OUTCOME_UNJUDGED && !verdict->detail)
		verdict->detail = process.err.text;
	building->verdict = verdict;
	return 0;
}

struct verdict *judge_build(const struct submission *submission, const char **program,
			    const char **object)
{
	struct building building;

	AWAIT(build(&building, submission));
	*program = building.program;
	*object = building.plain;
	if (building.verdict)
		building.verdict->compiler = building.said;
	return building.verdict;
}

struct verdict *judge_submission(const struct submission *submission)
{
	struct building building;

	AWAIT(build(&building, submission));
	if (!building.verdict)
		AWAIT(judge(&building));
	if (building.verdict)
		building.verdict->compiler = building.said;
	return building.verdict;
}
