/* What takes time is done beforehand, or at once.
 *
 * Beforehand, by `make`: async.h is read, into plain.h.gch and seat.h.gch, and all of the program
 * but the learner's part is linked, into `stage`. At once: the object that is looked into is
 * compiled, and the one that runs, with sanitizers.
 *
 * That one becomes learner.so, which `stage` loads from the folder it lies in itself. A list beside
 * it, names.map, says what can be seen of it from outside: a strcmp() of the learner's own remains
 * his own. The library is linked with no other, as the linker would take twice as long to read
 * them; it finds all in the program and its libraries. */

#include <string.h>
#include <unistd.h>

#include "async.h"
#include "building.h"
#include "crew.h"
#include "files.h"
#include "object.h"

struct learner {
	struct building *building;	/* of the whole */
	struct building run;		/* of what runs: what it says counts less */
	struct commands commands, seat;	/* of the one that is looked into, of the one that runs */
	const char *parts;		/* the folder of what is ready at the seat */
	bool ready;			/* async.h may be taken as it was read */
};

static const char *in_folder(const struct building *building, const char *name)
{
	return async_sprintf("%s/%s", building->submission->folder, name);
}

/* Whether nothing stands before async.h but comments and headers of the system: so that it does not
 * matter whether it comes first. */
static bool begins_with_runtime(const char *text)
{
	static const char runtime[] = "#include \"async.h\"", system[] = "#include <";

	while (text) {
		text += strspn(text, " \t\n");
		if (strncmp(text, "/*", 2) == 0) {
			text = strstr(text + 2, "*/");
			text = text ? text + 2 : NULL;
		} else if (strncmp(text, "//", 2) == 0 ||
			   strncmp(text, system, strlen(system)) == 0) {
			text += strcspn(text, "\n");
		} else {
			return strncmp(text, runtime, strlen(runtime)) == 0;
		}
	}
	return false;
}

/* What the compiler is called with, before it is told what to compile. The folder that the Makefile
 * runs in is not the learner's. */
static void add_compiler(struct words *words, const struct learner *learner, bool runs)
{
	const struct tree *tree = learner->building->submission->tree;
	const struct words *given = runs ? &learner->seat.compiler : &learner->commands.compiler;
	const char *header = async_sprintf(runs ? "%s/seat/common/seat.h" : "%s/common/plain.h",
					   tree->build);

	for (size_t i = 0; i < given->count; i++) {
		const char *word = given->list[i];

		if (strncmp(word, "-I", 2) == 0 && word[2] != '/')
			words_add(words, async_sprintf("-I%s/%s", tree->root, word + 2));
		else if (runs || !building_is_sanitizer(word))
			words_add(words, word);
	}
	words_add(words, "-pipe");
	if (runs)
		words_add(words, "-fPIC", "-w");
	if (learner->ready && access(async_sprintf("%s.gch", header), F_OK) == 0)
		words_add(words, "-include", header);
}

/* ---- What is looked into ---- */

static int inspect(struct learner *learner)
{
	struct building *building = learner->building;
	const struct exercise *exercise = building->submission->exercise;
	const char *problem = NULL;
	json_t *finding = object_inspect(
		building->plain, async_sprintf("%s/names", exercise->folder),
		async_sprintf("%s/stage.o", exercise->folder),
		async_sprintf("%s/" TREE_ALLOWED, building->submission->tree->root), &problem);

	building_take_finding(building, finding, problem);
	return async_exception() ? -1 : 0;
}

ASYNC static int make_plain(struct learner *learner)
{
	struct words compiler = { 0 };

	add_compiler(&compiler, learner, false);
	AWAIT(building_compile(learner->building, &compiler, learner->building->plain));
	return learner->building->verdict ? 0 : inspect(learner);
}

/* ---- What runs ---- */

/* The program looks for the library where it lies itself, so it gets a name there. */
static int place_stage(const struct learner *learner)
{
	const char *stage = async_sprintf("%s/stage", learner->parts);

	/* One of before may be the stage itself, which is not to be written to. */
	unlink(learner->run.program);
	if (link(stage, learner->run.program) == 0)
		return 0;
	return files_copy(stage, learner->run.program, 0755);
}

ASYNC static int link_library(struct learner *learner, const char *object)
{
	const char *map = async_sprintf("%s/names.map", learner->parts);
	const char *names = tree_read_file(map);
	struct words command = { 0 };
	struct process process;

	words_add(&command, "ld", "-shared", "-soname", "learner.so", "--version-script", map,
		  "-o", in_folder(learner->building, "learner.so"), object);
	if (names && strstr(names, "exercise_main"))
		words_add(&command, "--defsym=exercise_main=main");
	AWAIT(building_run(&learner->run, command.list, &process));
	if (!process_succeeded(&process))
		building_did_not_link(&learner->run, &process);
	return 0;
}

ASYNC static int make_program(struct learner *learner)
{
	const char *object = in_folder(learner->building, "learner.o");
	struct words compiler = { 0 };

	AWAIT(place_stage(learner));
	add_compiler(&compiler, learner, true);
	AWAIT(building_compile(&learner->run, &compiler, object));
	if (!learner->run.verdict)
		AWAIT(link_library(learner, object));
	return 0;
}

/* ---- Both ---- */

ASYNC static int make_one(void *arg, size_t index, int place)
{
	(void)place;
	return index == 0 ? make_plain(arg) : make_program(arg);
}

int build_for_learner(struct building *building)
{
	const struct submission *submission = building->submission;
	const struct tree *tree = submission->tree;
	const char *seat = async_sprintf("%s/seat", tree->build);
	struct learner learner = {
		.building = building,
		.parts = async_sprintf("%s/exercises/%s", seat, submission->exercise->name),
	};

	building->plain = in_folder(building, "plain.o");
	building->program = in_folder(building, "program");
	learner.run = *building;
	AWAIT(building_commands(tree->build, &learner.commands));
	AWAIT(building_commands(seat, &learner.seat));
	for (size_t i = 0; i < learner.seat.compiler.count; i++)
		if (building_is_sanitizer(learner.seat.compiler.list[i]))
			building->sanitized = true;
	const char *source = AWAIT(tree_read_file(async_sprintf("%s/%s", tree->work,
							       submission->exercise->source)));
	learner.ready = begins_with_runtime(source);

	AWAIT(crew_work(2, 2, make_one, &learner));
	if (!building->verdict && learner.run.verdict) {
		building->verdict = learner.run.verdict;
		building->said = learner.run.said;
	}
	return 0;
}
