/* Files are named as the commands see them: in a room all of them are in the current folder. */

#include "async.h"
#include "building.h"
#include "sandbox.h"

static const char plain[] = "plain.o", learner[] = "learner.o", program[] = "program";

/* Make a verdict of what `course inspect` found. */
ASYNC static int inspect(struct building *building)
{
	const char *const argv[] = {
		ROOM_SELF, "inspect", plain, ROOM_NAMES, ROOM_STAGE, ROOM_ALLOWED, NULL,
	};
	struct process process;

	AWAIT(building_run(building, argv, &process));
	bool looked = process_succeeded(&process);
	json_t *finding = looked ? json_loads(process.out.text, JSON_DECODE_ANY, NULL) : NULL;

	building_take_finding(building, finding, process.err.text);
	return 0;
}

ASYNC static int link_program(struct building *building, const struct commands *commands,
			      const char *object)
{
	const char *const localize[] = {
		"objcopy", "--redefine-sym", "main=exercise_main",
		"--keep-global-symbol=exercise_main", "--keep-global-symbols=" ROOM_NAMES,
		object, learner, NULL,
	};
	struct words link = { 0 };
	struct process process;

	AWAIT(building_run(building, localize, &process));
	if (process_succeeded(&process)) {
		words_add_list(&link, commands->linker.list);
		words_add(&link, "-o", program, ROOM_STAGE, learner);
		words_add_list(&link, commands->libraries.list);
		AWAIT(building_run(building, link.list, &process));
	}
	if (!process_succeeded(&process))
		building_did_not_link(building, &process);
	return 0;
}

int build_in_room(struct building *building)
{
	struct commands commands;
	struct words compiler = { 0 };

	building->plain = plain;
	building->program = program;
	AWAIT(building_commands(building->submission->tree->build, &commands));
	for (size_t i = 0; i < commands.compiler.count; i++)
		if (building_is_sanitizer(commands.compiler.list[i]))
			building->sanitized = true;
		else
			words_add(&compiler, commands.compiler.list[i]);

	AWAIT(building_compile(building, &compiler, plain));
	if (!building->verdict)
		AWAIT(inspect(building));
	if (!building->verdict && building->sanitized)
		AWAIT(building_compile(building, &commands.compiler, "object.o"));
	if (!building->verdict)
		AWAIT(link_program(building, &commands, building->sanitized ? "object.o" : plain));
	return 0;
}
