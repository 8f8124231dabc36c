/* How a trace ends: with the program, well or not, or for want of room. */

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "file.h"
#include "trace-internal.h"

/* ---- Tasks ---- */

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "the card is \"torn\"");
}

static void *browse_thrice(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(1));
	return NULL;
}

static void *browse(void *arg)
{
	return arg;
}

/* ---- Programs that end otherwise ---- */

static void *call_bare(void *arg)
{
	(void)arg;
	async_raise(ValueError, "nobody looks");
	return async_await(async_loop_create_future(NULL));
}

static void program_misuse(void)
{
	async_run(call_bare);
}

static void program_raises(void)
{
	async_run(fail);
}

static void *wait_for_ever(void *arg)
{
	(void)arg;
	AWAIT(async_await(async_loop_create_future(NULL)));
	return NULL;
}

static void program_deadlock(void)
{
	async_run(wait_for_ever);
}

static void test_trace__is_written_when_the_program_is_ended(void)
{
	json_t *trace;

	ASSERT_INT(run_program("program_misuse", trace_to_file()).status, -SIGABRT);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "X"), "X step 2 0+0\n");
	ASSERT_CONTAINS(digest(trace, "X"), "X run 1 0+0\n");
	json_decref(trace);

	ASSERT_INT(run_program("program_raises", trace_to_file()).status, 1);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "i"), "i done 2 0 outcome=exception "
			"exception=ValueError: the card is \"torn\"\n");
	json_decref(trace);

	ASSERT_INT(run_program("program_deadlock", trace_to_file()).status, 1);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "e"), "e await future 2 0 #0x1\n");
	json_decref(trace);
}

static void program_forks(void)
{
	const char *name = strchr(getenv("ASYNC_TRACE"), '/');
	pid_t child;

	async_run(browse_thrice);
	child = fork();
	if (child == 0) {
		async_run(fail);
		exit(0);
	}
	waitpid(child, NULL, 0);
	puts(access(name, F_OK) == 0 ? "there" : "not yet");
	async_run(browse);
}

static void test_trace__a_forked_child_writes_none(void)
{
	struct ending ending = run_program("program_forks", trace_to_file());
	json_t *trace;

	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.out, "not yet\n");
	trace = load_whole();
	ASSERT(strstr(digest(trace, "M"), "fail") == NULL);
	ASSERT_CONTAINS(digest(trace, "M"), "browse");
	json_decref(trace);
}

/* ---- What cannot be written ---- */

static void program_says_three(void)
{
	async_run(browse_thrice);
	puts("three nights");
	exit(3);
}

static void test_trace__a_bad_path_is_told_and_changes_nothing_else(void)
{
	struct ending ending =
		run_program("program_says_three", "ASYNC_TRACE=/nowhere/at/all.json");

	ASSERT_INT(ending.status, 3);
	ASSERT_STRING(ending.out, "three nights\n");
	ASSERT_STRING(ending.err, "ASYNC_TRACE=/nowhere/at/all.json: the trace could not be "
				  "written: No such file or directory\n");
}

static void program_full(void)
{
	const struct rlimit limit = { 1000, 1000 };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	async_run(browse_thrice);
}

static void test_trace__a_full_disk_is_told_and_leaves_nothing(void)
{
	char message[192];
	struct ending ending = run_program("program_full", trace_to_file());

	snprintf(message, sizeof message, "%s: the trace could not be written: File too large\n",
		 setting);
	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, message);
	ASSERT(access(file, F_OK) != 0);
	strcat(file, ".new");
	ASSERT(access(file, F_OK) != 0);
}

static void *take_turns(void *arg)
{
	(void)arg;
	for (int i = 0; i < 10000; i++)
		AWAIT(async_sleep(0));
	return NULL;
}

static void program_long(void)
{
	trace_room = 1 << 20;
	async_run(take_turns);
}

static void test_trace__what_does_not_fit_is_dropped_and_told(void)
{
	struct ending ending = run_program("program_long", trace_to_file());
	json_t *trace = load_whole();
	char message[192];
	int dropped = number_of(json_object_get(trace, "otherData"), "dropped");

	snprintf(message, sizeof message, "%s: the trace holds the beginning of the run; the last "
		 "%d events did not fit into 1 MiB\n", setting, dropped);
	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, message);
	ASSERT(dropped > 10000 && dropped < 30000);
	json_decref(trace);
}

static const struct test tests[] = {
	TEST(test_trace__is_written_when_the_program_is_ended),
	TEST(test_trace__a_forked_child_writes_none),
	TEST(test_trace__a_bad_path_is_told_and_changes_nothing_else),
	TEST(test_trace__a_full_disk_is_told_and_leaves_nothing),
	TEST(test_trace__what_does_not_fit_is_dropped_and_told),
};

static const struct program programs[] = {
	PROGRAM(program_misuse),
	PROGRAM(program_raises),
	PROGRAM(program_deadlock),
	PROGRAM(program_forks),
	PROGRAM(program_says_three),
	PROGRAM(program_full),
	PROGRAM(program_long),
};

SUITE(tests, programs)
