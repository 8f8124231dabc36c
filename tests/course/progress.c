/* What the learner has done is remembered, whatever happens to the file, the disk and the
 * program. */

#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "progress.h"

#define NAME "03-gather/7-overlap"

static const struct exercise overlap = { .name = NAME, .source = NAME ".c", .points = 10 };
static const struct verdict passed = { .exercise = NAME, .outcome = OUTCOME_PASSED };
static const struct verdict wrong = { .exercise = NAME, .outcome = OUTCOME_WRONG };

static struct tree tree = { .learner = true };

static char *in_folder(const char *name)
{
	return async_sprintf("%s/%s", tree.work, name);
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(in_folder(name), "w");

	ASSERT(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static const char *get(const char *name)
{
	char *bytes;
	size_t size;

	return files_read(in_folder(name), &bytes, &size) == 0 ? bytes : NULL;
}

/* Run [task] in a learner's folder of its own. */
static void in_new_folder(void *(*task)(void *))
{
	char *folder = files_make_folder();

	tree_keep_json();
	async_use_clock(ASYNC_CLOCK_REAL);
	tree.work = tree.root = folder;
	ASSERT(files_make_path(in_folder(TREE_GIVEN "/03-gather")) == 0);
	ASSERT(mkdir(in_folder("03-gather"), 0777) == 0);
	async_run(task);
	ASSERT(async_exception() == NULL);
	files_remove_folder(folder);
}

static struct progress_entry entry_now(const struct progress *progress)
{
	return progress_of(progress, NAME);
}

/* ---- What is remembered ---- */

static void *remember(void *unused)
{
	struct progress progress, again;

	AWAIT(progress_load(&progress, &tree));
	ASSERT(progress.notice == NULL);
	ASSERT_INT(entry_now(&progress).state, PROGRESS_NEW);
	ASSERT(progress_current(&progress) == NULL);
	AWAIT(progress_note_current(&progress, NAME));
	AWAIT(progress_note_hint(&progress, NAME, 2));
	AWAIT(progress_note_hint(&progress, NAME, 1));
	ASSERT_INT(entry_now(&progress).state, PROGRESS_NEW);
	AWAIT(progress_note_verdict(&progress, &overlap, &wrong));
	ASSERT_INT(entry_now(&progress).state, PROGRESS_TRIED);
	AWAIT(progress_note_verdict(&progress, &overlap, &passed));
	AWAIT(progress_note_verdict(&progress, &overlap, &wrong));
	AWAIT(progress_note_solution(&progress, NAME));

	AWAIT(progress_load(&again, &tree));
	ASSERT_INT(entry_now(&again).state, PROGRESS_PASSED);
	ASSERT_INT(entry_now(&again).tries, 3);
	ASSERT_INT(entry_now(&again).hints, 2);
	ASSERT(entry_now(&again).solution_seen);
	ASSERT_INT(strlen(entry_now(&again).first_passed), strlen("2026-11-21T14:03:12Z"));
	ASSERT_STRING(progress_current(&again), NAME);
	AWAIT(progress_note_reset(&again, NAME));
	ASSERT_INT(entry_now(&again).state, PROGRESS_TRIED);
	ASSERT_INT(entry_now(&again).hints, 0);
	ASSERT(entry_now(&again).first_passed != NULL);
	return unused;
}

static void test_progress__is_remembered(void)
{
	in_new_folder(remember);
}

static void *no_try(void *unused)
{
	struct verdict unjudged = { .exercise = NAME, .outcome = OUTCOME_UNJUDGED };
	struct verdict gone = wrong;
	struct progress progress;

	gone.feedback = "not-there";
	put(NAME ".c", "int given;\n");
	put(TREE_GIVEN "/" NAME ".c", "int given;\n");
	AWAIT(progress_load(&progress, &tree));
	AWAIT(progress_note_verdict(&progress, &overlap, &unjudged));
	AWAIT(progress_note_verdict(&progress, &overlap, &gone));
	AWAIT(progress_note_verdict(&progress, &overlap, &wrong));
	ASSERT_INT(entry_now(&progress).state, PROGRESS_NEW);
	ASSERT(get("progress.json") == NULL);
	put(NAME ".c", "int given;\nint mine;\n");
	AWAIT(progress_note_verdict(&progress, &overlap, &wrong));
	ASSERT_INT(entry_now(&progress).tries, 1);
	return unused;
}

static void test_progress__does_not_count_what_is_no_try(void)
{
	in_new_folder(no_try);
}

static void *keep_others(void *unused)
{
	struct progress progress;

	put("progress.json", "{ \"version\": 1, \"of mine\": [1, 2], \"exercises\": { \"" NAME
	    "\": { \"state\": 5, \"tries\": -3, \"hints\": 1e9, \"note\": \"mine\" } } }");
	AWAIT(progress_load(&progress, &tree));
	ASSERT(progress.notice == NULL);
	ASSERT_INT(entry_now(&progress).state, PROGRESS_NEW);
	ASSERT_INT(entry_now(&progress).tries, 0);
	AWAIT(progress_set(&progress, "review", NAME,
			   json_pack("{s:s,s:i}", "due", "2026-11-24", "interval_days", 3)));
	AWAIT(progress_load(&progress, &tree));
	ASSERT_CONTAINS(get("progress.json"), "\"of mine\"");
	ASSERT_CONTAINS(get("progress.json"), "\"note\": \"mine\"");
	ASSERT_CONTAINS(get("progress.json"), "\"interval_days\": 3");
	return unused;
}

static void test_progress__keeps_what_it_does_not_know(void)
{
	in_new_folder(keep_others);
}

/* ---- What is broken ---- */

static void *keep_broken(void *unused)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "{}", "{\"version\": \"1\"}", "{\"version\": 2}",
		"{\"version\": 1, \"exercises\": []}", "{\"version\": 1, \"review\": {\"a\": 1}}",
		"{\"version\": 1, \"exercises\": {\"a\": \"\\u0000\"}}", "\377\376",
		"{\"version\": 1, \"exercises\": {}} more",
	};
	struct progress progress;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		put("progress.json", texts[i]);
		AWAIT(progress_load(&progress, &tree));
		ASSERT_CONTAINS(progress.notice ?: "", "it is kept as ");
		ASSERT_STRING(get(async_sprintf("progress.json.broken-%zu", i + 1)), texts[i]);
		ASSERT(get("progress.json") == NULL);
		ASSERT_INT(entry_now(&progress).state, PROGRESS_NEW);
	}
	AWAIT(progress_note_verdict(&progress, &overlap, &passed));
	AWAIT(progress_load(&progress, &tree));
	ASSERT_INT(entry_now(&progress).state, PROGRESS_PASSED);
	return unused;
}

static void test_progress__that_is_broken_is_kept(void)
{
	in_new_folder(keep_broken);
}

static void *nest(void *unused)
{
	enum { DEEP = 100000 };
	char *deep = async_alloc(DEEP + 1);
	struct progress progress;

	memset(deep, '[', DEEP);
	put("progress.json", deep);
	AWAIT(progress_load(&progress, &tree));
	ASSERT_CONTAINS(progress.notice ?: "", "progress.json.broken-1");
	ASSERT(truncate(in_folder("progress.json.broken-1"), 0) == 0);

	ASSERT(mkfifo(in_folder("progress.json"), 0666) == 0);
	AWAIT(progress_load(&progress, &tree));
	ASSERT_CONTAINS(progress.notice ?: "", "progress.json.broken-2");
	ASSERT(mkdir(in_folder("progress.json"), 0777) == 0);
	AWAIT(progress_load(&progress, &tree));
	ASSERT_CONTAINS(progress.notice ?: "", "progress.json.broken-3");
	return unused;
}

static void test_progress__that_is_hostile_is_kept(void)
{
	in_new_folder(nest);
}

/* ---- What cannot be written ---- */

/* As when the disk is full: no file may have more bytes than that. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	ASSERT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static void *fill_disk(void *unused)
{
	struct progress progress, other;

	AWAIT(progress_load(&progress, &tree));
	AWAIT(progress_note_hint(&progress, NAME, 1));
	const char *before = AWAIT(async_strdup(get("progress.json")));
	limit_files(20);
	{
		EXCEPTION(e);
		TRY(progress_note_verdict(&progress, &overlap, &passed));
		ASSERT(EXCEPT(OSError, e));
		ASSERT_CONTAINS(e ? e->message : "", "cannot write ");
	}
	limit_files(RLIM_INFINITY);
	ASSERT_STRING(get("progress.json"), before);
	ASSERT_INT(entry_now(&progress).state, PROGRESS_PASSED);

	/* Another program writes; then there is space again. */
	AWAIT(progress_load(&other, &tree));
	AWAIT(progress_note_current(&other, "01-a/1-x"));
	AWAIT(progress_note_hint(&progress, NAME, 3));
	AWAIT(progress_load(&other, &tree));
	ASSERT_INT(entry_now(&other).state, PROGRESS_PASSED);
	ASSERT_INT(entry_now(&other).tries, 1);
	ASSERT_INT(entry_now(&other).hints, 3);
	ASSERT_STRING(progress_current(&other), "01-a/1-x");
	ASSERT_STRING(progress_current(&progress), "01-a/1-x");
	return unused;
}

static void test_progress__survives_a_full_disk(void)
{
	in_new_folder(fill_disk);
}

/* ---- Several programs, and dead ones ---- */

/* Ends with every write done, and says so after each, by a byte to [fd]. */
struct try_often { int times, fd; };

static void *try_often(void *arg)
{
	const struct try_often *self = arg;
	struct progress progress;

	AWAIT(progress_load(&progress, &tree));
	for (int i = 0; i < self->times; i++) {
		AWAIT(progress_note_verdict(&progress, &overlap, &wrong));
		if (write(self->fd, "", 1) != 1)
			break;
	}
	return arg;
}

static pid_t start(int times, int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		async_run(try_often, times, fd);
		_exit(async_exception() ? 1 : 0);
	}
	return pid;
}

struct tries_now { int *tries; };

static void *tries_now(void *arg)
{
	const struct tries_now *self = arg;
	struct progress progress;

	AWAIT(progress_load(&progress, &tree));
	ASSERT(progress.notice == NULL);
	*self->tries = entry_now(&progress).tries;
	return NULL;
}

/* The children begin outside of any loop, and the folder is shared. */
static void begin_shared_folder(void)
{
	tree_keep_json();
	async_use_clock(ASYNC_CLOCK_REAL);
	tree.work = tree.root = files_make_folder();
	ASSERT(files_make_path(in_folder(TREE_NOTES)) == 0);
}

static int count_tries(void)
{
	int tries = -1;

	async_run(tries_now, &tries);
	return tries;
}

static void test_progress__several_programs_lose_nothing(void)
{
	enum { PROGRAMS = 4, TIMES = 25 };
	int null = open("/dev/null", O_WRONLY), status, ended = 0;

	begin_shared_folder();
	for (int i = 0; i < PROGRAMS; i++)
		ASSERT(start(TIMES, null) > 0);
	for (int i = 0; i < PROGRAMS; i++)
		ended += wait(&status) > 0 && status == 0;
	ASSERT_INT(ended, PROGRAMS);
	ASSERT_INT(count_tries(), PROGRAMS * TIMES);
	close(null);
	files_remove_folder((void *)tree.work);
}

/* Each is killed in the midst of its work: of what it said was written, all is there, and at most
 * one more that it did not live to say. */
static void test_progress__a_killed_program_loses_nothing(void)
{
	enum { PROGRAMS = 30 };
	int said = 0, ends[2], tries;
	char byte;

	begin_shared_folder();
	for (int i = 0; i < PROGRAMS; i++) {
		ASSERT(pipe(ends) == 0);
		pid_t pid = start(1000000, ends[1]);

		close(ends[1]);
		for (int k = 0; k <= i % 7; k++)
			said += read(ends[0], &byte, 1) == 1;
		kill(pid, SIGKILL);
		while (read(ends[0], &byte, 1) == 1)
			said++;
		waitpid(pid, NULL, 0);
		close(ends[0]);
	}
	tries = count_tries();
	ASSERT(tries >= said && tries <= said + PROGRAMS);
	files_remove_folder((void *)tree.work);
}

static const struct test tests[] = {
	TEST(test_progress__is_remembered),
	TEST(test_progress__does_not_count_what_is_no_try),
	TEST(test_progress__keeps_what_it_does_not_know),
	TEST(test_progress__that_is_broken_is_kept),
	TEST(test_progress__that_is_hostile_is_kept),
	TEST(test_progress__survives_a_full_disk),
	TEST(test_progress__several_programs_lose_nothing),
	TEST(test_progress__a_killed_program_loses_nothing),
};

SUITE(tests, NO_PROGRAMS)
