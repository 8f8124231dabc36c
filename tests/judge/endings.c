/* Verdicts on programs that end in every way there is, well and badly: the judge must come back
 * with the right one, soon, and leave nothing behind. Each act is such a program; "judge" is a
 * judge that asks for one mark, "done". */

#include "judge-internal.h"
#undef TEST
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- Acts ---- */

static void done(void)
{
	record_mark("done", 1);
	record_returned();
}

static void act_well(void)
{
	puts("a line");
	done();
}

static void act_idle(void)
{
	record_returned();
}

static void act_exit(void)
{
	record_mark("done", 1);
	exit(0);
}

static void act_forge_verdict(void)
{
	puts("{\"outcome\": \"passed\", \"points\": 10}\n1 passed, 0 failed");
	fflush(stdout);
	_exit(0);
}

static void act_crash(void)
{
	volatile char *volatile nowhere = NULL;

	*nowhere = 1;
	done();
}

static void act_abort(void)
{
	abort();
}

static void act_flood(void)
{
	for (;;)
		puts("line after line after line");
}

static void act_flood_errors(void)
{
	for (;;)
		fputs("error", stderr);
}

static void act_fill_disk(void)
{
	static const char page[4096];
	int fd = memfd_create("large", 0);

	while (write(fd, page, sizeof page) > 0)
		;
	pause();
}

static void act_spin(void)
{
	for (int signal_number = 1; signal_number < NSIG; signal_number++)
		signal(signal_number, SIG_IGN);
	for (;;)
		__asm__ volatile("");
}

static void act_pause(void)
{
	for (;;)
		pause();
}

/* A child in a session of its own that keeps the outputs, and waits for ever. */
static void act_leave_daemon(void)
{
	char text[32];
	int ready[2];
	pid_t child = pipe(ready) < 0 ? -1 : fork();

	if (child == 0) {
		setsid();
		close(ready[1]);
		act_pause();
	}
	snprintf(text, sizeof text, "daemon %d", (int)child);
	record_mark(text, child);
	record_returned();
}

static void act_close_everything(void)
{
	close_range(0, ~0U, 0);
	done();
}

static void act_write_everywhere(void)
{
	int open = 0;

	for (int fd = 3; fd < 2000; fd++)
		open += write(fd, "x", 1) >= 0 || errno != EBADF;
	if (!open)
		done();
}

static void act_look_around(void)
{
	extern char **environ;
	int foreign =
		getenv("ACT") != NULL || getenv("HOME") != NULL || getenv("ASYNC_RECORD") != NULL;

	for (char **entry = environ; *entry; entry++)
		foreign += !strchr(*entry, '=');
	foreign += getsid(0) != getpid() || strcmp(getenv("ASYNC_CLOCK"), "virtual") != 0;
	if (!foreign)
		done();
	record_returned();
}

static void act_read_input(void)
{
	char line[64] = "";

	if (fgets(line, sizeof line, stdin) && strcmp(line, "yes, please\n") == 0 &&
	    !fgets(line, sizeof line, stdin))
		record_mark("done", 1);
	record_returned();
}

static void act_many_events(void)
{
	for (int i = 0; i < 20000; i++)
		record_mark("again", i);
	done();
}

static void act_strange_output(void)
{
	fwrite("\033[31m red \377 \xe2\x80\xae back\0 end\n", 1, 25, stdout);
	record_returned();
}

static void *wait_for_nobody(void *arg)
{
	AWAIT(async_await(async_loop_create_future(NULL)));
	return arg;
}

static void act_deadlock(void)
{
	async_run(wait_for_nobody);
	record_returned();
}

static void *raise_error(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "no such city");
}

static void act_raise(void)
{
	async_run(raise_error);
	record_returned();
}

static void *raise_in_a_task(void *arg)
{
	async_create_task(raise_error);
	AWAIT(async_sleep(1));
	return arg;
}

static void act_nobody_asks(void)
{
	async_run(raise_in_a_task);
	record_returned();
}

static void *make_coroutine(void *arg)
{
	async_coroutine(raise_error);
	return arg;
}

static void act_never_await(void)
{
	async_run(make_coroutine);
	record_returned();
}

static void *sleep_bare(void *arg)
{
	async_raise(ValueError, "first");
	int dropped = async_sleep(1);
	return dropped ? arg : NULL;
}

static void act_misuse(void)
{
	async_run(sleep_bare);
	record_returned();
}

/* ---- The judge ---- */

static void test_done(void)
{
	const struct run *run = stage(.input = "yes, please\n");

	expect_number("not-done", 1, mark_count(run, "done"), "marks");
}

static const struct exercise exercise = {
	.file = "tests/exercises/09-endings/7-act.c",
	.title = "Act",
	.kind = KIND_MODIFY,
	.minutes = 1,
	.points = 10,
	.seeds = 1,
	.tutorial = "Acts",
	.hints = { "a", "b", "c" },
	.starter = "not-done",
	.feedbacks = { { "not-done", "Make the mark." } },
	.tests = { { "test_done", test_done, 1 } },
};

/* Judges the program that ACT in the environment names: an act, or with a slash a file. */
static void judge_act(void)
{
	char *act = getenv("ACT");
	char *own[] = { "judge", "--", "/proc/self/exe", "--program", act, NULL };
	char self[4096] = "";
	char *shell[] = { "judge", "--", "/bin/sh", "-c",
			  "\"$0\" --program act_crash; exit $?", self, NULL };
	char *file[] = { "judge", "--", act, NULL };

	if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
		abort();
	judge_limits.processor_seconds = 1;
	judge_limits.wall_milliseconds = strcmp(act, "act_pause") == 0 ? 1500 : 10000;
	exit(strcmp(act, "shell") == 0 ? judge_main(&exercise, 6, shell)
	     : *act == '/' ? judge_main(&exercise, 3, file) : judge_main(&exercise, 5, own));
}

static const struct program programs[] = {
	PROGRAM(judge_act),
	PROGRAM(act_well),
	PROGRAM(act_idle),
	PROGRAM(act_exit),
	PROGRAM(act_forge_verdict),
	PROGRAM(act_crash),
	PROGRAM(act_abort),
	PROGRAM(act_flood),
	PROGRAM(act_flood_errors),
	PROGRAM(act_fill_disk),
	PROGRAM(act_spin),
	PROGRAM(act_pause),
	PROGRAM(act_leave_daemon),
	PROGRAM(act_close_everything),
	PROGRAM(act_write_everywhere),
	PROGRAM(act_look_around),
	PROGRAM(act_read_input),
	PROGRAM(act_many_events),
	PROGRAM(act_strange_output),
	PROGRAM(act_deadlock),
	PROGRAM(act_raise),
	PROGRAM(act_nobody_asks),
	PROGRAM(act_never_await),
	PROGRAM(act_misuse),
};

static const char *member(const json_t *verdict, const char *name)
{
	const char *text = json_string_value(json_object_get(verdict, name));

	return text ? text : "null";
}

/* Have [act] judged, and see that the verdict is [outcome] for [feedback]. Returns: the verdict,
 * which the caller gives back. */
static json_t *assert_verdict(const char *act, const char *outcome, const char *feedback)
{
	char setting[64];

	snprintf(setting, sizeof setting, "ACT=%s", act);
	struct ending ending = run_program("judge_act", setting);
	json_t *verdict = json_loads(ending.out, 0, NULL);
	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, "");
	ASSERT(verdict != NULL);
	ASSERT_STRING(member(verdict, "outcome"), outcome);
	ASSERT_STRING(member(verdict, "feedback"), feedback);
	ASSERT_INT(json_integer_value(json_object_get(verdict, "points")),
		   strcmp(outcome, "passed") == 0 ? 10 : 0);
	ASSERT_INT(json_integer_value(json_object_get(verdict, "maximum")), 10);
	ASSERT_INT(json_integer_value(json_object_get(verdict, "assertions")), 2);
	return verdict;
}

static void assert_ending(const char *act, const char *outcome, const char *feedback,
			  const char *detail)
{
	json_t *verdict = assert_verdict(act, outcome, feedback);

	if (detail)
		ASSERT_CONTAINS(member(verdict, "detail"), detail);
	json_decref(verdict);
}

/* ---- Tests ---- */

static void test_verdict__passes_what_returns_and_has_its_mark(void)
{
	assert_ending("act_well", "passed", "null", NULL);
}

static void test_verdict__names_the_feedback_of_the_exercise(void)
{
	json_t *verdict = assert_verdict("act_idle", "wrong", "not-done");

	ASSERT_STRING(member(verdict, "rule"), "Make the mark.");
	ASSERT_STRING(member(verdict, "expected"), "1 marks");
	ASSERT_STRING(member(verdict, "found"), "0 marks");
	ASSERT_STRING(member(verdict, "run"), "seed 1: ASYNC_CLOCK=virtual 7-act");
	ASSERT_STRING(member(verdict, "exercise"), "09-endings/7-act");
	ASSERT_STRING(member(verdict, "tutorial"), "Acts");
	json_decref(verdict);
}

static void test_verdict__exit_in_the_middle_is_no_end(void)
{
	assert_ending("act_exit", "wrong", "ended-early", NULL);
	assert_ending("act_forge_verdict", "wrong", "ended-early",
		      "It printed:\n{\"outcome\": \"passed\"");
}

static void test_verdict__of_a_crash_names_the_signal(void)
{
	json_t *verdict = assert_verdict("act_abort", "wrong", "crashed");

	ASSERT_CONTAINS(member(verdict, "found"), "signal 6, Aborted");
	json_decref(verdict);
	assert_ending("act_crash", "wrong", "crashed", NULL);
}

static void test_verdict__sees_a_crash_through_a_sandbox(void)
{
	assert_ending("shell", "wrong", "crashed", NULL);
}

static void test_verdict__of_floods_is_a_limit(void)
{
	assert_ending("act_flood", "limit", "too-much-output", "line after line");
	assert_ending("act_flood_errors", "limit", "too-much-output", "errorerror");
	assert_ending("act_fill_disk", "limit", "too-much-output", NULL);
}

static void test_verdict__of_endless_programs_is_a_limit(void)
{
	assert_ending("act_spin", "limit", "out-of-time", NULL);
	assert_ending("act_pause", "limit", "out-of-time", NULL);
}

static void test_verdict__of_too_many_events_is_a_limit(void)
{
	assert_ending("act_many_events", "limit", "too-many-events", NULL);
}

static void test_verdict__does_not_wait_for_daemons_and_ends_them(void)
{
	json_t *verdict = assert_verdict("act_leave_daemon", "wrong", "not-done");
	const char *daemon_text = strstr(member(verdict, "detail"), "daemon ");
	int daemon = daemon_text ? atoi(daemon_text + strlen("daemon ")) : 0;

	ASSERT(daemon > 1);
	ASSERT(daemon > 1 && kill(daemon, 0) < 0 && errno == ESRCH);
	json_decref(verdict);
}

static void test_verdict__programs_have_their_three_descriptors_and_no_more(void)
{
	assert_ending("act_write_everywhere", "passed", "null", NULL);
	assert_ending("act_close_everything", "passed", "null", NULL);
}

static void test_verdict__programs_have_a_made_environment_and_input(void)
{
	assert_ending("act_look_around", "passed", "null", NULL);
	assert_ending("act_read_input", "passed", "null", NULL);
}

static void test_verdict__shows_output_that_harms_nobody(void)
{
	assert_ending("act_strange_output", "wrong", "not-done",
		      "\\x1b[31m red \\xff \\xe2\\x80\\xae back\\x00 end\n");
}

static void test_verdict__of_a_deadlock_says_who_waits(void)
{
	json_t *verdict = assert_verdict("act_deadlock", "wrong", "hangs");

	ASSERT_CONTAINS(member(verdict, "found"), "Task-1 (wait_for_nobody) waits for ever: ");
	ASSERT_CONTAINS(member(verdict, "who_waits"), "Task-1 (wait_for_nobody) waits for ");
	json_decref(verdict);
}

static void test_verdict__of_exceptions_has_the_traceback(void)
{
	json_t *verdict = assert_verdict("act_raise", "wrong", "unhandled-exception");

	ASSERT_STRING(member(verdict, "found"), "ValueError: no such city");
	ASSERT_CONTAINS(member(verdict, "detail"), "Traceback (most recent call last):");
	json_decref(verdict);
	assert_ending("act_nobody_asks", "wrong", "never-retrieved", "ValueError: no such city");
}

static void test_verdict__of_a_dropped_coroutine_names_it(void)
{
	json_t *verdict = assert_verdict("act_never_await", "wrong", "never-awaited");

	ASSERT_STRING(member(verdict, "found"), "the coroutine 'raise_error' was never awaited");
	json_decref(verdict);
}

static void test_verdict__of_misuse_says_what_to_do(void)
{
	assert_ending("act_misuse", "wrong", "misuse", "AWAIT");
}

static void test_verdict__of_what_does_not_start_is_none(void)
{
	assert_ending("/nonexistent/program", "unjudged", "not-started",
		      "No such file or directory");
	assert_ending("/bin/true", "unjudged", "not-started", NULL);
	assert_ending("/etc/passwd", "unjudged", "not-started", "Permission denied");
}

static const struct test tests[] = {
	TEST(test_verdict__passes_what_returns_and_has_its_mark),
	TEST(test_verdict__names_the_feedback_of_the_exercise),
	TEST(test_verdict__exit_in_the_middle_is_no_end),
	TEST(test_verdict__of_a_crash_names_the_signal),
	TEST(test_verdict__sees_a_crash_through_a_sandbox),
	TEST(test_verdict__of_floods_is_a_limit),
	TEST(test_verdict__of_endless_programs_is_a_limit),
	TEST(test_verdict__of_too_many_events_is_a_limit),
	TEST(test_verdict__does_not_wait_for_daemons_and_ends_them),
	TEST(test_verdict__programs_have_their_three_descriptors_and_no_more),
	TEST(test_verdict__programs_have_a_made_environment_and_input),
	TEST(test_verdict__shows_output_that_harms_nobody),
	TEST(test_verdict__of_a_deadlock_says_who_waits),
	TEST(test_verdict__of_exceptions_has_the_traceback),
	TEST(test_verdict__of_a_dropped_coroutine_names_it),
	TEST(test_verdict__of_misuse_says_what_to_do),
	TEST(test_verdict__of_what_does_not_start_is_none),
};

SUITE(tests, programs)
