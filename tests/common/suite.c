#include "suite.h"

#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap.h"
#include "loop-internal.h"
#include "stack.h"
#include "task-internal.h"

/* A test asks for more memory than there is, and means to be told so. */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:detect_stack_use_after_return=1";
}

const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* What the parent knows of the child in which the tests run, also when it crashes. */
static struct progress {
	size_t tests, run, failed;
	char test[128];			/* the one that runs; "" between them */
	off_t seen;			/* up to here a test has seen what was written to stderr */
} *progress;

static int captured;			/* the memory file that stderr goes to */
static char *captured_text;

/* ---- Counting ---- */

enum { TASKS, EVENTS, STACKS, DESCRIPTORS, BYTES, COUNTS };

static const char *const count_names[COUNTS] = {
	"live tasks", "libevent events", "stacks in use", "open descriptors", "live bytes",
};

struct counts { size_t of[COUNTS]; };

static size_t count_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t count = 0;

	while (directory != NULL && readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

static void *nothing(void *arg)
{
	return arg;
}

/* What was allocated outside of tasks, and what a run leaves, lives on to the end of the next run:
 * so have two that leave nothing, and count then. */
static struct counts count(void)
{
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	async_run(nothing);
	async_run(nothing);
	return (struct counts){ {
		[TASKS] = task_live(),
		[EVENTS] = loop_event_count(),
		[STACKS] = stack_live(),
		[DESCRIPTORS] = count_descriptors(),
		[BYTES] = heap_live_bytes(),
	} };
}

/* ---- Before and after each test ---- */

enum { LIMIT = 120 };		/* seconds a test: nothing here waits, so this ends what hangs */

static struct counts counts_before;
static unsigned assertions_before;
static char notes[64 * 1024];
static size_t notes_length;

void suite_counts_passes(void)
{
	task_gives_way = false;
}

static void set_up(void)
{
	task_gives_way = ASYNC_HARD;
	counts_before = count();
	assertions_before = CU_get_number_of_asserts();
	notes_length = 0;
	notes[0] = '\0';
	suite_stderr();
}

static void assert_nothing_raised(void)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		suite_assert(false, __FILE__, __LINE__, "the test leaves %s raised: %s",
			     e->type->name, e->message);
}

static void tear_down(void)
{
	if (CU_get_number_of_asserts() == assertions_before)
		suite_assert(false, __FILE__, __LINE__, "the test asserts nothing");
	assert_nothing_raised();

	struct counts counts_after = count();
	for (int i = 0; i < COUNTS; i++)
		suite_assert(counts_after.of[i] == counts_before.of[i], __FILE__, __LINE__,
			     "%s: %zu before the test, %zu behind it", count_names[i],
			     counts_before.of[i], counts_after.of[i]);

	const char *text = suite_stderr();
	suite_assert(text[0] == '\0', __FILE__, __LINE__, "on stderr, unasked for: %s", text);
}

/* ---- Assertions ---- */

void suite_assert(bool holds, const char *file, int line, const char *format, ...)
{
	char text[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	CU_assertImplementation(holds, (unsigned)line, text, file, "", CU_FALSE);
}

void suite_assert_int(const char *file, int line, const char *text, intmax_t actual,
		      intmax_t expected)
{
	suite_assert(actual == expected, file, line, "%s: found %jd, expected %jd", text, actual,
		     expected);
}

void suite_assert_string(const char *file, int line, const char *text, const char *actual,
			 const char *expected)
{
	suite_assert(actual != NULL && strcmp(actual, expected) == 0, file, line,
		     "%s: found \"%s\", expected \"%s\"", text, actual != NULL ? actual : "(NULL)",
		     expected);
}

void suite_assert_contains(const char *file, int line, const char *text, const char *actual,
			   const char *part)
{
	suite_assert(actual != NULL && strstr(actual, part) != NULL, file, line,
		     "%s: found \"%s\", expected somewhere in it \"%s\"", text,
		     actual != NULL ? actual : "(NULL)", part);
}

void suite_assert_time(const char *file, int line, const char *text, double actual, double expected)
{
	bool equal = actual == expected || fabs(actual - expected) < 0.5e-9;

	suite_assert(equal, file, line, "%s: found %.9f s, expected %.9f s", text, actual,
		     expected);
}

void suite_assert_exception(const char *file, int line, const char *text,
			    const struct async_exception *e,
			    const struct async_exception_type *type, const char *message)
{
	bool equal = e != NULL && e->type == type &&
		     (message == NULL || strcmp(e->message, message) == 0);

	suite_assert(equal, file, line, "%s: found %s(\"%s\"), expected %s(\"%s\")", text,
		     e != NULL ? e->type->name : "no exception", e != NULL ? e->message : "",
		     type->name, message != NULL ? message : "...");
}

void suite_assert_raised(const char *file, int line, const struct async_exception_type *type,
			 const char *message)
{
	EXCEPTION(e);

	suite_assert_exception(file, line, "raised", async_exception(), type, message);
	if (EXCEPT(BaseException, e))
		return;
}

void suite_assert_notes(const char *file, int line, const char *expected)
{
	suite_assert_string(file, line, "noted", notes, expected);
	notes_length = 0;
	notes[0] = '\0';
}

void note(const char *format, ...)
{
	va_list arguments;
	size_t space = sizeof notes - notes_length;

	va_start(arguments, format);
	int length = snprintf(notes + notes_length, space, notes_length > 0 ? " " : "");
	length += vsnprintf(notes + notes_length + length, space - (size_t)length, format,
			    arguments);
	va_end(arguments);
	notes_length += (size_t)length < space ? (size_t)length : space - 1;
}

void note_callback(void *text)
{
	note("%s", (const char *)text);
}

const char *suite_notes(void)
{
	return notes;
}

/* ---- What was printed ---- */

/* All of the memory file from [from] on, as a string. */
static char *read_from(int fd, off_t from)
{
	off_t size = lseek(fd, 0, SEEK_END) - from;
	char *text = calloc(1, (size_t)size + 1);

	if (text == NULL || pread(fd, text, (size_t)size, from) != size)
		abort();
	return text;
}

const char *suite_stderr(void)
{
	free(captured_text);
	captured_text = read_from(captured, progress->seen);
	progress->seen += (off_t)strlen(captured_text);
	return captured_text;
}

/* How long the line number is that [text] begins with, as "line 123" or, behind a file's name, as
 * ".c:123"; [mask] is what stands for it. Returns: 0 if there is none. */
static size_t length_of_line_number(const char *text, const char **mask)
{
	static const char *const marks[] = { "line ", ".c:" };
	static const char *const masks[] = { "line N", ".c:LINE" };

	for (int i = 0; i < 2; i++) {
		size_t length = strlen(marks[i]), digits = 0;

		if (strncmp(text, marks[i], length) == 0)
			digits = strspn(text + length, "0123456789");
		*mask = masks[i];
		if (digits > 0)
			return length + digits;
	}
	return 0;
}

const char *mask_lines(const char *text)
{
	static char masked[16 * 1024];
	size_t length = 0, number;
	const char *mask;

	while (*text != '\0' && length < sizeof masked - 16) {
		number = length_of_line_number(text, &mask);
		if (number == 0)
			masked[length++] = *text++;
		else
			length += (size_t)sprintf(masked + length, "%s", mask);
		text += number;
	}
	masked[length] = '\0';
	return masked;
}

/* ---- Programs ---- */

/* Run this suite again, with [name] for an argument, by the command that it was run by: see
 * tests/run. */
static void run_again(const char *name)
{
	char suite[PATH_MAX] = "";

	if (getenv("RUNNER") == NULL)
		execl("/proc/self/exe", "suite", "--program", name, (char *)NULL);
	else if (readlink("/proc/self/exe", suite, sizeof suite - 1) > 0)
		execl("/bin/sh", "sh", "-c", "exec $RUNNER \"$0\" --program \"$1\"", suite, name,
		      (char *)NULL);
	_exit(127);
}

static void become_program(const char *name, const char *environment, int out, int err)
{
	const struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	setenv("ASYNC_CLOCK", "virtual", true);
	if (environment != NULL)
		putenv((char *)environment);
	alarm(LIMIT);
	if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
		run_again(name);
	_exit(127);
}

struct ending run_program(const char *name, const char *environment)
{
	static char *out_text, *err_text;
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		become_program(name, environment, out, err);
	if (child < 0 || waitpid(child, &status, 0) != child)
		abort();
	free(out_text);
	free(err_text);
	out_text = read_from(out, 0);
	err_text = read_from(err, 0);
	close(out);
	close(err);
	return (struct ending){ WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status),
				out_text, err_text };
}

static int program_main(const char *name, const struct program programs[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (programs[i].name != NULL && strcmp(programs[i].name, name) == 0) {
			programs[i].run();
			return 0;
		}
	fprintf(stderr, "this suite has no program \"%s\"\n", name);
	return 127;
}

/* ---- The run ---- */

static void on_start(const CU_pTest test, const CU_pSuite suite)
{
	(void)suite;
	snprintf(progress->test, sizeof progress->test, "%s", test->pName);
	alarm(LIMIT);
}

static void on_complete(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord first)
{
	(void)suite;
	alarm(0);
	progress->run++;
	progress->failed += first != NULL;
	progress->test[0] = '\0';
	for (CU_pFailureRecord failure = first; failure != NULL; failure = failure->pNext)
		printf("%s:%u: %s: %s\n", failure->strFileName, failure->uiLineNumber, test->pName,
		       failure->strCondition);
	fflush(stdout);
}

static int run_tests(const struct test tests[], size_t count)
{
	if (dup2(captured, STDERR_FILENO) < 0 || CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	CU_pSuite suite = CU_add_suite_with_setup_and_teardown("suite", NULL, NULL, set_up,
							       tear_down);
	for (size_t i = 0; i < count; i++)
		if (CU_add_test(suite, tests[i].name, tests[i].run) == NULL)
			return 1;
	CU_set_test_start_handler(on_start);
	CU_set_test_complete_handler(on_complete);
	CU_run_all_tests();
	CU_cleanup_registry();
	free(captured_text);
	captured_text = NULL;
	return 0;
}

/* Say how the child ended, if not as it should. Returns: whether it ended well. */
static bool judge_end(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && progress->run == progress->tests)
		return true;
	char *written = read_from(captured, progress->seen);
	printf("%s: the process ended %s %d, having written:\n%s\n",
	       progress->test[0] != '\0' ? progress->test : "between the tests",
	       WIFSIGNALED(status) ? "by signal" : "with exit status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), written);
	free(written);
	return false;
}

int suite_main(int argc, char **argv, const struct test tests[], size_t test_count,
	       const struct program programs[], size_t program_count)
{
	struct test selected[test_count];
	int status = 0;

	setenv("LC_ALL", "C", true);
	if (argc >= 3 && strcmp(argv[1], "--program") == 0)
		return program_main(argv[2], programs, program_count);

	progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	captured = memfd_create("stderr", MFD_CLOEXEC);
	if (progress == MAP_FAILED || captured < 0)
		return 1;
	for (size_t i = 0; i < test_count; i++)
		if (argc < 2 || strstr(tests[i].name, argv[1]) != NULL)
			selected[progress->tests++] = tests[i];

	pid_t child = fork();
	if (child == 0)
		exit(run_tests(selected, progress->tests));
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	bool well = judge_end(status);
	size_t passed = progress->run - progress->failed, failed = progress->tests - passed;
	printf("%zu passed, %zu failed\n", passed, failed + (failed == 0 && !well));
	return well && failed == 0 ? 0 : 1;
}
