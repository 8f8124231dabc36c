/* What a submission can do in the sandbox, tried by a program that tries it: built in a room, and
 * run as a judge would. */

#include "suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "process.h"
#include "sandbox.h"
#include "words.h"

static const char no_sockets[] =
	"socket: ENOSYS\n"
	"socket to the host: ENOSYS\n"
	"socket to the kernel: ENOSYS\n"
	"elsewhere: ENOSYS\n";

static const char sockets[] =
	"socket: yes\n"
	"socket to the host: ENOSYS\n"
	"socket to the kernel: ENOSYS\n"
	"elsewhere: ENETUNREACH\n";

static const char answers[] =
	"fork: ENOSYS\n"
	"vfork: ENOSYS\n"
	"ptrace: ENOSYS\n"
	"namespace: ENOSYS\n"
	"kill: ENOSYS\n"
	"memory file: ENOSYS\n"
	"%s"
	"passwords: ENOENT\n"
	"home: ENOENT\n"
	"path 1: ENOENT\n"
	"path 2: ENOENT\n"
	"writing to /usr: EROFS\n"
	"writing to /: EROFS\n"
	"writing to /dev: ENOENT\n"
	"descriptors: 0\n"
	"disk: 16 MiB, ENOSPC\n"
	"arguments of the first process: without paths\n"
	"root: no\n"
	"threads: less than 64\n";

static struct process compiled, played;

struct visit { const char *folder; bool network; };

/* Have a sandbox made for one exercise; be in a room of it; compile the probe there; run it. */
static void *visit(void *arg)
{
	const struct visit *self = arg;
	const char *build = getenv("CONFIG_DIR") ?: "build/release", *cc = getenv("CC") ?: "gcc";
	const char *here = AWAIT(async_strdup(realpath(".", (char[4096]){ 0 })));
	const struct tree tree = {
		.root = here, .build = build, .self = async_sprintf("%s/course/course", build),
	};
	struct words command = { 0 };
	struct exercises exercises;
	struct sandbox sandbox;
	struct room room = { 0 };

	AWAIT(tree_exercises(&tree, (const char *const[]){ "03-gather/7-overlap", NULL },
			     &exercises));
	AWAIT(sandbox_open(&sandbox, &tree, &exercises, self->folder));
	exercises.list[0].network = self->network;
	FINALLY(room_close, &room);
	AWAIT(room_open(&room, &sandbox, &exercises.list[0], sandbox_user(0)));
	AWAIT(files_copy("tests/course/probe/sandbox.c", async_sprintf("%s/probe.c", room.work),
			 0644));
	compiled.argv = room_build_command(&room, (const char *const[]){
		cc, "-std=gnu11", "-D_GNU_SOURCE", "-o", "program", "probe.c", "-lpthread", NULL });
	AWAIT(process_run(&compiled));

	/* As the judge would, and as the user that the judge is: so all of its command
	 * but the judge. */
	words_add_list(&command, room_judge_command(&room, &exercises.list[0]));
	command.count--;
	words_add_list(&command, room_stage_command(&room));
	words_add(&command, here, self->folder);
	played.argv = command.list;
	AWAIT(process_run(&played));
	return NULL;
}

static void visit_sandbox(bool network)
{
	char *folder = files_make_folder(), expected[2048];

	snprintf(expected, sizeof(expected), answers, network ? sockets : no_sockets);
	compiled = played = (struct process){ .environment = room_environment,
					      .limits = { .output_bytes = 1 << 16 } };
	tree_keep_json();
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(visit, folder, network);
	ASSERT(process_succeeded(&compiled));
	ASSERT_STRING(compiled.err.text, "");
	ASSERT(process_succeeded(&played));
	ASSERT_STRING(played.out.text, expected);
	ASSERT_STRING(played.err.text, "");
	files_remove_folder(folder);
	ASSERT_INT(access(folder, F_OK), -1);
}

static void test_sandbox__keeps_to_itself_what_runs_in_it(void)
{
	visit_sandbox(false);
}

static void test_sandbox__has_a_network_of_its_own(void)
{
	visit_sandbox(true);
}

static const struct test tests[] = {
	TEST(test_sandbox__keeps_to_itself_what_runs_in_it),
	TEST(test_sandbox__has_a_network_of_its_own),
};

SUITE(tests, NO_PROGRAMS)
