#include <pthread.h>
#include <sys/wait.h>

#include "file.h"

/* ---- A story with something of everything ---- */

static void *buy(void *arg)
{
	struct async_future *paid = *(struct async_future **)arg;

	AWAIT(async_await(paid));
	async_block(0.25);
	AWAIT(async_sleep(0));
	return NULL;
}

struct buy { struct async_future *paid; };

static void *browse(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(60));
	return NULL;
}

static void *fail(void *arg)
{
	(void)arg;
	return async_raise(ValueError, "the card is \"torn\"");
}

static void ring(void *arg)
{
	(void)arg;
}

static void *story(void *arg)
{
	struct async_future *paid = async_loop_create_future(NULL);
	struct async_task *buyer = async_create_task(buy, paid);
	struct async_task *browser = async_create_task(browse);
	struct async_task *unlucky = async_create_task(fail);
	EXCEPTION(e);

	(void)arg;
	async_task_set_name(buyer, "Zo\xc3\xab \"Z\"\\\t\xff");
	async_loop_call_later(NULL, 0.5, ring, NULL);
	TRY(async_await(unlucky));
	if (EXCEPT(ValueError, e))
		AWAIT(async_sleep(1));
	async_future_set_result(paid, NULL);
	async_task_cancel(browser);
	AWAIT(async_await(buyer));
	return NULL;
}

static void program_story(void)
{
	suite_counts_passes();
	async_run(story);
}

static json_t *load_story(void)
{
	struct ending ending = run_program("program_story", trace_to_file());

	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, "");
	return load_whole();
}

static void test_trace__steps_and_waits(void)
{
	json_t *trace = load_story();

	ASSERT_STRING(digest(trace, "X"),
		      "X step 2 0+0 await=Task-4 at=tests/trace/trace.c:LINE\n"
		      "X step 3 0+0 await=future at=tests/trace/trace.c:LINE\n"
		      "X step 4 0+0 await=sleep at=tests/trace/trace.c:LINE\n"
		      "X step 5 0+0\n"
		      "X step 2 0+0 await=sleep at=tests/trace/trace.c:LINE\n"
		      "X step 2 1+0 await=Task-2 at=tests/trace/trace.c:LINE\n"
		      "X block 3 1+0.25\n"
		      "X step 3 1+0.25 await=sleep at=tests/trace/trace.c:LINE\n"
		      "X step 4 1.25+0\n"
		      "X step 3 1.25+0\n"
		      "X step 2 1.25+0\n"
		      "X run 1 0+1.25\n"
		      "X step 6 1.25+0\n"
		      "X run 1 1.25+0\n"
		      "X step 7 1.25+0\n"
		      "X run 1 1.25+0\n");
	ASSERT_STRING(digest(trace, "be"),
		      "b await Task-4 2 0 #0x1\n"
		      "b await future 3 0 #0x2\n"
		      "b await sleep 4 0 #0x3\n"
		      "e await Task-4 2 0 #0x1\n"
		      "b await sleep 2 0 #0x1\n"
		      "e await sleep 2 1 #0x1\n"
		      "b await Task-2 2 1 #0x1\n"
		      "e await future 3 1 #0x2\n"
		      "b await sleep 3 1.25 #0x2\n"
		      "e await sleep 4 1.25 #0x3\n"
		      "e await sleep 3 1.25 #0x2\n"
		      "e await Task-2 2 1.25 #0x1\n");
	json_decref(trace);
}

static void test_trace__moments(void)
{
	json_t *trace = load_story();

	ASSERT_STRING(digest(trace, "i"),
		      "i create 1 0 task=Task-1 function=story\n"
		      "i create 2 0 task=Zoë \"Z\"\\\t� function=buy\n"
		      "i create 2 0 task=Task-3 function=browse\n"
		      "i create 2 0 task=Task-4 function=fail\n"
		      "i done 5 0 outcome=exception exception=ValueError: the card is \"torn\"\n"
		      "i timer 1 0.5 due=0.5\n"
		      "i cancel 4 1 by=Task-1\n"
		      "i done 4 1.25 outcome=cancelled exception=CancelledError\n"
		      "i done 3 1.25 outcome=result\n"
		      "i done 2 1.25 outcome=result\n"
		      "i create 1 1.25 task=Task-5 function=shutdown_asyncgens\n"
		      "i done 6 1.25 outcome=result\n"
		      "i create 1 1.25 task=Task-6 function=shutdown_default_executor\n"
		      "i done 7 1.25 outcome=result\n");
	json_decref(trace);
}

static void test_trace__arrows(void)
{
	json_t *trace = load_story();

	ASSERT_STRING(digest(trace, "sf"),
		      "s wake 1 0 #1\n"
		      "f wake 2 0 #1\n"
		      "s wake 2 0 #2\n"
		      "f wake 3 0 #2\n"
		      "s wake 2 0 #3\n"
		      "f wake 4 0 #3\n"
		      "s wake 2 0 #4\n"
		      "f wake 5 0 #4\n"
		      "s wake 5 0 #5\n"
		      "f wake 2 0 #5\n"
		      "s wake 1 1 #6\n"
		      "f wake 2 1 #6\n"
		      "s wake 2 1 #7\n"
		      "f wake 3 1 #7\n"
		      "s wake 2 1 #8\n"
		      "f wake 4 1.25 #8\n"
		      "s wake 3 1.25 #9\n"
		      "f wake 2 1.25 #9\n"
		      "s wake 1 1.25 #10\n"
		      "f wake 6 1.25 #10\n"
		      "s wake 1 1.25 #11\n"
		      "f wake 7 1.25 #11\n");
	json_decref(trace);
}

static void test_trace__counters(void)
{
	json_t *trace = load_story();

	ASSERT_STRING(digest(trace, "C"),
		      "C loop 1 0 ready=1 timers=0 tasks=1\n"
		      "C loop 1 0 ready=3 timers=1 tasks=4\n"
		      "C loop 1 0 ready=1 timers=2 tasks=3\n"
		      "C loop 1 0.5 ready=1 timers=2 tasks=3\n"
		      "C loop 1 1 ready=1 timers=1 tasks=3\n"
		      "C loop 1 1 ready=1 timers=1 tasks=3\n"
		      "C loop 1 1 ready=2 timers=1 tasks=3\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=2\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=1\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=0\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=1\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=0\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=1\n"
		      "C loop 1 1.25 ready=1 timers=0 tasks=0\n");
	json_decref(trace);
}

static void test_trace__names_are_those_at_the_end_and_escaped(void)
{
	json_t *trace = load_story();

	ASSERT_STRING(digest(trace, "M"),
		      "M thread_name 2 0 name=Task-1 story\n"
		      "M thread_name 3 0 name=Zoë \"Z\"\\\t� buy\n"
		      "M thread_name 4 0 name=Task-3 browse\n"
		      "M thread_name 5 0 name=Task-4 fail\n"
		      "M thread_name 6 0 name=Task-5 shutdown_asyncgens\n"
		      "M thread_name 7 0 name=Task-6 shutdown_default_executor\n"
		      "M thread_name 1 0 name=loop\n"
		      "M process_name 1 0 name=asyncio\n");
	json_decref(trace);
}

/* ---- Threads, descriptors, and several loops ---- */

static void *work_elsewhere(void *arg)
{
	return arg;
}

static void *use_thread(void *arg)
{
	(void)arg;
	AWAIT(async_to_thread(work_elsewhere));
	return NULL;
}

static void program_thread(void)
{
	async_run(use_thread);
}

static void test_trace__functions_in_threads(void)
{
	json_t *trace;

	ASSERT_INT(run_program("program_thread", trace_to_file()).status, 0);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "i"), "i thread 2 0 function=work_elsewhere\n");
	ASSERT_CONTAINS(digest(trace, "b"), "b await thread 2 0 #0x1\n");
	json_decref(trace);
}

static void *browse_thrice(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++)
		AWAIT(async_sleep(1));
	return NULL;
}

static void nothing_to_read(void *arg)
{
	(void)arg;
}

static void *watch_pipe(void *arg)
{
	int ends[2];

	(void)arg;
	if (pipe(ends) != 0)
		return NULL;
	async_loop_add_reader(NULL, ends[0], nothing_to_read, NULL);
	AWAIT(async_sleep(2));
	async_loop_remove_reader(NULL, ends[0]);
	return NULL;
}

static void program_watches(void)
{
	async_run(watch_pipe);
}

static void test_trace__polls(void)
{
	json_t *trace;

	ASSERT_INT(run_program("program_watches", trace_to_file()).status, 0);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "X"), "X poll 1 0+0\n");
	json_decref(trace);
}

static void *run_in_thread(void *arg)
{
	async_run(browse_thrice);
	return arg;
}

static void program_two_threads(void)
{
	suite_counts_passes();
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, run_in_thread, NULL) != 0)
			abort();
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static void test_trace__each_thread_is_a_process_of_its_own(void)
{
	size_t runs[3] = { 0 }, i;
	json_t *trace, *event;

	ASSERT_INT(run_program("program_two_threads", trace_to_file()).status, 0);
	trace = load_whole();
	json_array_foreach(json_object_get(trace, "traceEvents"), i, event)
		if (strcmp(text_of(event, "name"), "await sleep") == 0)
			runs[number_of(event, "pid") % 3]++;
	ASSERT_INT(runs[1], 6);
	ASSERT_INT(runs[2], 6);
	json_decref(trace);
}

static void program_twice(void)
{
	async_run(browse_thrice);
	async_run(browse_thrice);
}

static void test_trace__the_next_loop_runs_behind_the_last(void)
{
	json_t *trace;

	ASSERT_INT(run_program("program_twice", trace_to_file()).status, 0);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "X"), "X run 1 0+3\n");
	ASSERT_CONTAINS(digest(trace, "X"), "X run 1 3+3\n");
	json_decref(trace);
}

/* On the real clock, too, this takes next to no time. */
static void *bustle(void *arg)
{
	(void)arg;
	for (int i = 0; i < 200; i++)
		async_create_task(work_elsewhere);
	AWAIT(async_sleep(0.001));
	return NULL;
}

static void program_real(void)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_use_schedule("random:5");
	async_run(use_thread);
	async_run(bustle);
}

static void test_trace__holds_together_on_the_real_clock(void)
{
	json_t *trace;

	ASSERT_INT(run_program("program_real", trace_to_file()).status, 0);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "i"), "i done 2 ");
	json_decref(trace);
}

/* ---- By the program itself ---- */

static void test_trace__a_program_can_trace_a_part_of_itself(void)
{
	json_t *trace;

	trace_to_file();
	async_use_trace(file);
	async_run(browse_thrice);
	async_use_trace(NULL);
	async_run(browse_thrice);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "X"), "X run 1 0+3\n");
	ASSERT(strstr(digest(trace, "X"), "X run 1 3+3\n") == NULL);
	json_decref(trace);
}

/* ---- A chapter ---- */

static void become_chapter(const char *program)
{
	putenv(setting);
	setenv("ASYNC_CLOCK", "virtual", true);
	if (freopen("/dev/null", "w", stdout) != NULL)
		execl(program, program, (char *)NULL);
	_exit(127);
}

static void test_trace__of_a_chapter_s_program(void)
{
	const char *config = getenv("CONFIG_DIR");
	char program[512];
	int status = 0;
	json_t *trace;
	pid_t child;

	snprintf(program, sizeof program, "%s/chapters/03-gather/2-gathered",
		 config != NULL ? config : "build/release");
	trace_to_file();
	child = fork();
	if (child == 0)
		become_chapter(program);
	waitpid(child, &status, 0);
	ASSERT_INT(status, 0);
	trace = load_whole();
	ASSERT_CONTAINS(digest(trace, "X"), "await=gather");
	ASSERT_CONTAINS(digest(trace, "M"), "name=Task-2 fetch_data\n");
	json_decref(trace);
}

static const struct test tests[] = {
	TEST(test_trace__steps_and_waits),
	TEST(test_trace__moments),
	TEST(test_trace__arrows),
	TEST(test_trace__counters),
	TEST(test_trace__names_are_those_at_the_end_and_escaped),
	TEST(test_trace__functions_in_threads),
	TEST(test_trace__polls),
	TEST(test_trace__each_thread_is_a_process_of_its_own),
	TEST(test_trace__the_next_loop_runs_behind_the_last),
	TEST(test_trace__holds_together_on_the_real_clock),
	TEST(test_trace__a_program_can_trace_a_part_of_itself),
	TEST(test_trace__of_a_chapter_s_program),
};

static const struct program programs[] = {
	PROGRAM(program_story),
	PROGRAM(program_thread),
	PROGRAM(program_watches),
	PROGRAM(program_two_threads),
	PROGRAM(program_twice),
	PROGRAM(program_real),
};

SUITE(tests, programs)
