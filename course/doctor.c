/* course doctor: is here all that the course needs? Each thing is tried, not looked up. */

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "async.h"
#include "building.h"
#include "changes.h"
#include "command.h"
#include "files.h"
#include "process.h"
#include "progress.h"
#include "sandbox.h"
#include "screen.h"
#include "text.h"

enum grade { FINE, NOTE, MISSING };

struct doctor {
	const struct tree *tree;
	const struct options *options;
	const char *folder;		/* for what is tried; goes away */
	struct commands commands;
	json_t *findings;
	int missing;
};

static const char *const grades[] = { "ok", "note", "missing" };

/* [found] is what there is, [advice] what to do about it, or NULL. */
static void tell(struct doctor *doctor, enum grade grade, const char *what, const char *found,
		 const char *advice)
{
	doctor->missing += grade == MISSING;
	found = text_line(found);
	json_array_append_new(doctor->findings, json_pack(
		"{s:s,s:s,s:s,s:s?}", "what", what, "grade", grades[grade], "found", found,
		"advice", advice));
	if (doctor->options->json)
		return;
	fputs(grade == MISSING ? paint(PAINT_BAD) : "", stdout);
	screen_wrapped(stdout, async_sprintf("%-8s %-11s", grades[grade], what), found);
	screen_wrapped(stdout, async_sprintf("%20s", ""), text_line(advice));
	fputs(grade == MISSING ? paint(PAINT_OFF) : "", stdout);
	fflush(stdout);
}

static const char *first_line(const char *text)
{
	return async_sprintf("%.*s", (int)strcspn(text, "\n"), text);
}

/* Run a command. Returns: whether it did what it should; [said] is the first line of what it
 * said. */
ASYNC static bool try(const struct doctor *doctor, const char *const argv[], const char **said)
{
	struct process process = {
		.argv = argv, .directory = doctor->tree->root, .merge = true,
		.limits = { .seconds = 60, .output_bytes = 1 << 20 },
	};

	AWAIT(process_run(&process));
	*said = AWAIT(first_line(process.out.text));
	return process_succeeded(&process);
}

static const char *install(const char *package)
{
	return async_sprintf("To get it: sudo apt-get install %s", package);
}

/* ---- What compiles, and what with ---- */

ASYNC static int check_tools(struct doctor *doctor)
{
	const char *const tools[][3] = {
		{ "compiler", doctor->commands.compiler.list[0],
		  strstr(doctor->commands.compiler.list[0], "clang") ? "clang" : "gcc" },
		{ "linker", "ld", "binutils" }, { "objcopy", "objcopy", "binutils" },
		{ "make", "make", "make" },
	};

	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		const char *tool = tools[i][1], *said = NULL;
		bool works = files_find_program(tool, getenv("PATH")) != NULL;

		if (works)
			works = AWAIT(try(doctor, (const char *const[]){ tool, "--version", NULL },
					  &said));
		tell(doctor, works ? FINE : MISSING, tools[i][0],
		     works ? said : async_sprintf("%s is not installed", tool),
		     works ? NULL : install(tools[i][2]));
	}
	return 0;
}

/* A program that has the headers of all libraries, is linked with them, and says which they are. */
static const char libraries[] =
	"#include <event2/event.h>\n"
	"#include <jansson.h>\n"
	"#include <openssl/crypto.h>\n"
	"#include <stdio.h>\n"
	"#include \"async.h\"\n"
	"int main(void)\n"
	"{\n"
	"	return printf(\"libevent %s, jansson %s, %s\\n\", event_get_version(),\n"
	"		      JANSSON_VERSION, OpenSSL_version(OPENSSL_VERSION)) < 0;\n"
	"}\n";

/* Build that program by [commands], and run it. */
ASYNC static bool try_program(const struct doctor *doctor, const struct commands *commands,
			      const char **said)
{
	const char *source = async_sprintf("%s/libraries.c", doctor->folder);
	const char *object = async_sprintf("%s/libraries.o", doctor->folder);
	const char *program = async_sprintf("%s/libraries", doctor->folder);
	struct words compile = { 0 }, link = { 0 };

	AWAIT(files_write(source, object, libraries, strlen(libraries), 0600));
	words_add_list(&compile, commands->compiler.list);
	words_add(&compile, "-c", "-o", object, source);
	words_add_list(&link, commands->linker.list);
	words_add(&link, "-o", program, object);
	words_add_list(&link, commands->libraries.list);
	bool compiled = AWAIT(try(doctor, compile.list, said));
	bool linked = compiled && AWAIT(try(doctor, link.list, said));
	return linked && AWAIT(try(doctor, (const char *const[]){ program, NULL }, said));
}

ASYNC static int check_libraries(struct doctor *doctor)
{
	struct commands seat;
	const char *said = "";

	if (!files_find_program(doctor->commands.compiler.list[0], getenv("PATH")))
		return 0;
	bool works = AWAIT(try_program(doctor, &doctor->commands, &said));
	tell(doctor, works ? FINE : MISSING, "libraries", said,
	     works ? NULL : install("libevent-dev libjansson-dev libssl-dev"));
	if (!works)
		return 0;
	AWAIT(building_commands(async_sprintf("%s/seat", doctor->tree->build), &seat));
	works = AWAIT(try_program(doctor, &seat, &said));
	tell(doctor, works ? FINE : MISSING, "sanitizers",
	     works ? "a mistake in memory is seen when it is made" : said,
	     works ? NULL : install(strstr(seat.compiler.list[0], "clang") ? "libclang-rt-dev"
									   : "gcc"));
	return 0;
}

/* ---- What runs ---- */

ASYNC static int check_clock(struct doctor *doctor)
{
	struct timespec step = { 0 };
	time_t now = time(NULL);
	char day[32];

	clock_getres(CLOCK_MONOTONIC, &step);
	strftime(day, sizeof(day), "%Y-%m-%d", localtime(&now));
	bool coarse = step.tv_sec > 0 || step.tv_nsec > 1000000;
	tell(doctor, coarse ? NOTE : FINE, "clock",
	     async_sprintf("steps of %ld ns; it is %s", step.tv_nsec + step.tv_sec * 1000000000,
			   day),
	     coarse ? "Programs on the real clock will be late. Exercises run on the virtual one."
		    : NULL);
	return 0;
}

struct save_file { const char *path; };

static void *save_file(void *arg)
{
	const struct save_file *self = arg;
	FILE *file = fopen(self->path, "we");

	if (file)
		fclose(file);
	return NULL;
}

struct wait_for_change { struct changes *changes; };

static void *wait_for_change(void *arg)
{
	const struct wait_for_change *self = arg;

	AWAIT(changes_wait(self->changes));
	return NULL;
}

/* In the folder where it matters: others may be of this machine, and that one of the network. */
ASYNC static int check_watching(struct doctor *doctor)
{
	const char *path = doctor->tree->learner
		? async_sprintf("%s/" TREE_NOTES "/doctor", doctor->tree->work)
		: async_sprintf("%s/build/doctor", doctor->tree->root);
	struct changes *changes = AWAIT(changes_open());
	bool seen;

	FINALLY(changes_close, changes);
	unlink(path);
	changes_follow(changes, path);
	struct async_task *save = async_create_task(save_file, path);
	{
		EXCEPTION(e);
		TRY(async_wait_for(async_coroutine(wait_for_change, changes), 2));
		seen = !EXCEPT(TimeoutError, e);
	}
	AWAIT(async_await(save));
	unlink(path);
	if (!seen)
		tell(doctor, NOTE, "watching", "a file that is saved here is not noticed",
		     async_sprintf("Check by hand: %s check EXERCISE", tree_command));
	else
		tell(doctor, strcmp(changes_means(changes), "inotify") == 0 ? FINE : NOTE,
		     "watching", async_sprintf("by %s: a file that is saved is noticed",
					       changes_means(changes)), NULL);
	return 0;
}

ASYNC static int check_exercises(struct doctor *doctor)
{
	struct exercises exercises;

	EXCEPTION(e);
	TRY(tree_exercises(doctor->tree, (const char *const[]){ NULL }, &exercises));
	if (EXCEPT(Exception, e))
		tell(doctor, MISSING, "exercises", e->message,
		     async_sprintf("Type make in %s", doctor->tree->root));
	else
		tell(doctor, FINE, "exercises", async_sprintf("%zu are built", exercises.count),
		     NULL);
	return 0;
}

/* For the grading of a class alone. */
ASYNC static int check_sandbox(struct doctor *doctor)
{
	struct exercises none = { 0 };
	struct sandbox sandbox;

	EXCEPTION(e);
	TRY(sandbox_open(&sandbox, doctor->tree, &none, doctor->folder));
	if (EXCEPT(Exception, e))
		tell(doctor, NOTE, "sandbox", e->message,
		     "Only course grade needs it, for the work of others.");
	else
		tell(doctor, FINE, "sandbox", "bubblewrap can make one, for course grade", NULL);
	return 0;
}

/* ---- The folder, and what is nice to have ---- */

ASYNC static int check_folder(struct doctor *doctor)
{
	const char *work = doctor->tree->work;
	struct statvfs disk = { 0 };
	struct progress progress;

	AWAIT(progress_load(&progress, doctor->tree));
	progress_tell_notice(&progress);
	statvfs(work, &disk);
	unsigned long free_mib = disk.f_bavail * (disk.f_frsize / 512) / 2048;
	bool writable = access(work, W_OK) == 0;
	bool full = free_mib < 20;
	tell(doctor, !writable || full ? MISSING : doctor->tree->learner ? FINE : NOTE, "folder",
	     async_sprintf("%s: %s%lu MiB free", work, writable ? "" : "cannot be written to, ",
			   free_mib),
	     !writable ? "Nothing can be saved there: see to its permissions, or its disk."
	     : full    ? "A check needs a few MiB: remove what is not needed."
	     : doctor->tree->learner
		     ? NULL
		     : "That is the course itself. course init DIR makes a folder of your own.");
	return 0;
}

ASYNC static int check_editor(struct doctor *doctor)
{
	static const char *const tools[][2] = {
		{ "gdb", "steps through a program, into its tasks" },
		{ "clangd", "has an editor show mistakes while you type" },
	};

	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		bool there = files_find_program(tools[i][0], getenv("PATH")) != NULL;

		tell(doctor, there ? FINE : NOTE, tools[i][0],
		     async_sprintf("%s%s", there ? "" : "is not installed: it ", tools[i][1]),
		     there ? NULL : install(tools[i][0]));
	}
	return 0;
}

int command_doctor(const struct tree *tree, const struct options *options)
{
	static int (*const checks[])(struct doctor *) = {
		check_tools, check_libraries, check_exercises, check_folder, check_clock,
		check_watching, check_editor, check_sandbox,
	};
	struct doctor doctor = { .tree = tree, .options = options, .findings = json_array() };

	AWAIT(building_commands(tree->build, &doctor.commands));
	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);
	doctor.folder = folder;
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		AWAIT(checks[i](&doctor));
	if (options->json) {
		json_dumpf(doctor.findings, stdout, JSON_INDENT(2));
		putchar('\n');
	} else if (doctor.missing > 0) {
		printf("\n%d things are missing.\n", doctor.missing);
	} else {
		puts("\nAll that is needed is here.");
	}
	return doctor.missing > 0 ? 1 : 0;
}
