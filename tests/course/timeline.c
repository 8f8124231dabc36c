#include "suite.h"

#include <string.h>

#include "timeline.h"
#include "tracing.h"

enum { SECOND = 1000000000, MOST_FRAMES = 300 };

static struct record_frame frames[MOST_FRAMES];
static struct record record = { .frames = frames };

static void begin(void)
{
	record.count = 0;
}

static void add(enum record_kind kind, uint32_t task, double seconds, int64_t value,
		const char *text)
{
	struct record_frame *frame = &frames[record.count];

	*frame = (struct record_frame){
		.kind = kind, .task = task, .time = (int64_t)(seconds * SECOND), .value = value,
		.sequence = (uint32_t)record.count++,
	};
	snprintf(frame->text, sizeof(frame->text), "%s", text);
}

static void add_run(double seconds)
{
	add(RECORD_RUN, 0, seconds, ASYNC_CLOCK_VIRTUAL, "");
}

/* A task that sleeps. */
static void add_sleeper(uint32_t task, const char *function, double from, double to)
{
	add(RECORD_CREATE, task, from, 0, function);
	add(RECORD_STEP, task, from, 0, "");
	add(RECORD_SUSPEND, task, from, (int64_t)((to - from) * SECOND), "sleep");
	add(RECORD_STEP, task, to, 0, "");
	add(RECORD_DONE, task, to, RECORD_RESULT, "");
}

static const char *told(const struct timeline *timeline)
{
	static char text[64 * 1024];
	FILE *file = fmemopen(text, sizeof(text), "w");

	memset(text, 0, sizeof(text));
	timeline_tell(timeline, file);
	fclose(file);
	return text;
}

static void test_timeline__no_loop_no_timeline(void)
{
	begin();
	ASSERT(timeline_new(&record) == NULL);
	add(RECORD_MARK, 0, 0, 0, "before any loop");
	ASSERT(timeline_new(&record) == NULL);
	ASSERT(async_exception() == NULL);
}

static void test_timeline__a_second_loop_lies_behind_the_first(void)
{
	begin();
	add_run(0);
	add_sleeper(1, "first", 0, 2);
	add(RECORD_STOP, 0, 2, 0, "");
	add_run(0);
	add_sleeper(2, "second", 0, 3);
	ASSERT_STRING(told(timeline_new(&record)),
		      "Task-1 first waits from 0 to 2 s: sleep 2 s. It is woken by its timer.\n"
		      "Task-1 first is done at 2 s.\n"
		      "Task-2 second waits from 2 to 5 s: sleep 3 s. It is woken by its timer.\n"
		      "Task-2 second is done at 5 s.\n");
}

/* On the real clock the record is told the time once a pass. */
static void test_timeline__what_blocks_takes_its_time(void)
{
	begin();
	add(RECORD_RUN, 0, 100, ASYNC_CLOCK_REAL, "");
	add(RECORD_CREATE, 1, 100, 0, "main_task");
	add(RECORD_STEP, 1, 100, 0, "");
	add(RECORD_BLOCK, 1, 100, 2 * (int64_t)SECOND, "");
	add(RECORD_SUSPEND, 1, 100, 1 * SECOND, "sleep");
	add(RECORD_STEP, 1, 103.001, 0, "");
	add(RECORD_DONE, 1, 103.001, RECORD_RESULT, "");
	ASSERT_STRING(told(timeline_new(&record)),
		      "Task-1 main_task runs from 0 to 2 s, and nothing else does.\n"
		      "Task-1 main_task waits from 2 to 3.001 s: sleep 1 s. It is woken by its "
		      "timer.\n"
		      "Task-1 main_task is done at 3.001 s.\n");
}

static void test_timeline__late_is_ready(void)
{
	begin();
	add_run(0);
	add(RECORD_CREATE, 1, 0, 0, "main_task");
	add(RECORD_STEP, 1, 0, 0, "");
	add(RECORD_SUSPEND, 1, 0, 1 * SECOND, "sleep");
	add(RECORD_STEP, 1, 4, 0, "");
	ASSERT_STRING(told(timeline_new(&record)),
		      "Task-1 main_task waits from 0 to 1 s: sleep 1 s. It is woken by its timer.\n"
		      "Task-1 main_task is ready from 1 to 4 s, and waits for its turn.\n"
		      "Task-1 main_task has its turn at 4 s, and the program ends in it.\n");
}

static void test_timeline__takes_lines_and_wakers_from_the_trace(void)
{
	static const char trace[] =
		"{ \"traceEvents\": [ { \"ph\": \"X\", \"tid\": 2, \"name\": \"step\","
		"    \"args\": { \"at\": \"chapters/shop.c:7\" } },"
		"  { \"ph\": \"s\", \"tid\": 6 }, { \"ph\": \"f\", \"tid\": 2 },"
		"  { \"ph\": \"X\", \"tid\": 2, \"name\": \"step\" },"
		"  { \"ph\": \"M\", \"tid\": 2, \"args\": { \"name\": \"Ada buy\" } } ] }";
	struct timeline *timeline;
	json_t *json = json_loads(trace, 0, NULL);

	begin();
	add_run(0);
	add(RECORD_CREATE, 1, 0, 0, "buy");
	add(RECORD_STEP, 1, 0, 0, "");
	add(RECORD_SUSPEND, 1, 0, 0, "event");
	add(RECORD_STEP, 1, 2, 0, "");
	add(RECORD_DONE, 1, 2, RECORD_RESULT, "");
	timeline = timeline_new(&record);
	timeline_add_trace(timeline, json);
	ASSERT_STRING(told(timeline), "Ada buy waits from 0 to 2 s: event (shop.c:7). It is woken "
		      "by Task-5.\nAda buy is done at 2 s.\n");
	json_decref(json);
}

static void test_fold__counts_who_is_there_at_once(void)
{
	struct folds folds;

	begin();
	add_run(0);
	for (uint32_t i = 1; i <= 52; i++) {
		if (i > 2)
			add(RECORD_DONE, i - 2, i, RECORD_RESULT, "");
		add(RECORD_CREATE, i, i, 0, "fetch");
	}
	folds = timeline_fold(timeline_new(&record));
	ASSERT_INT(folds.count, 13);
	ASSERT_STRING(words_of_fold(&folds.list[12]), "40 x fetch");
	ASSERT_STRING(words_of_crowd(&folds.list[12]), "at most 2 at once");
}

static void test_compare__finds_the_first_difference(void)
{
	struct timeline *here, *there;
	struct difference difference;

	begin();
	add_run(0);
	add_sleeper(1, "fetch", 0, 1);
	add_sleeper(2, "fetch", 1, 3);
	here = timeline_new(&record);
	begin();
	add_run(0);
	add_sleeper(7, "fetch", 0, 1);
	add_sleeper(9, "fetch", 1, 4);
	there = timeline_new(&record);
	difference = timeline_compare(here, there);
	ASSERT(difference.any);
	ASSERT_INT(difference.here, SECOND);
	ASSERT_STRING(difference.words_here, "Task-2 fetch waits from 1 to 3 s: sleep 2 s. It is "
		      "woken by its timer.");
	ASSERT_STRING(difference.words_there, "Task-9 fetch waits from 1 to 4 s: sleep 3 s. It is "
		      "woken by its timer.");
	ASSERT(!timeline_compare(here, here).any);

	begin();
	add_run(0);
	add_sleeper(1, "fetch", 0, 1);
	difference = timeline_compare(here, timeline_new(&record));
	ASSERT_STRING(difference.words_there, "It is over.");
}

/* splitmix64, by Steele, Lea and Flood. */
static uint64_t chance(void)
{
	static uint64_t state = 6;
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static int64_t any_number(void)
{
	static const int64_t numbers[] = {
		0, 1, 2, 3, -1, SECOND, INT64_MAX, INT64_MIN, UINT32_MAX, 1000000,
	};

	return numbers[chance() % (sizeof(numbers) / sizeof(*numbers))];
}

static void add_anything(void)
{
	static const char *const texts[] = {
		"", "sleep", "gather", "Task-1", "Task-99999", "thread", "fetch", "\xff",
	};
	struct record_frame *frame = &frames[record.count];

	add((enum record_kind)(chance() % 20), (uint32_t)(chance() % 5), 0, any_number(),
	    texts[chance() % (sizeof(texts) / sizeof(*texts))]);
	frame->time = chance() % 4 > 0 ? (int64_t)(chance() % 5) * SECOND : any_number();
	if (chance() % 20 == 0)
		frame->task = (uint32_t)any_number();
}

/* A record is genuine, but nothing here leans on that. */
static void test_timeline__stands_any_record(void)
{
	FILE *null = fopen("/dev/null", "w");
	const struct timeline *last = NULL;

	for (int i = 0; i < 300; i++) {
		begin();
		add_run(0);
		while (record.count < MOST_FRAMES - 1 && chance() % 100 > 0)
			add_anything();
		struct picture picture = {
			.timeline = timeline_new(&record), .title = "any", .mark = -1,
			.beside = last,
		};
		ASSERT(picture.timeline != NULL);
		picture.length = picture.timeline->shown;
		for (int width = 0; width < 100; width += 33)
			trace_draw(&picture, width, width % 2, null);
		trace_write_svg(&picture, null);
		timeline_tell(picture.timeline, null);
		if (last)
			timeline_compare(picture.timeline, last);
		last = picture.timeline;
	}
	fclose(null);
}

static const struct test tests[] = {
	TEST(test_timeline__no_loop_no_timeline),
	TEST(test_timeline__a_second_loop_lies_behind_the_first),
	TEST(test_timeline__what_blocks_takes_its_time),
	TEST(test_timeline__late_is_ready),
	TEST(test_timeline__takes_lines_and_wakers_from_the_trace),
	TEST(test_fold__counts_who_is_there_at_once),
	TEST(test_compare__finds_the_first_difference),
	TEST(test_timeline__stands_any_record),
};

SUITE(tests, NO_PROGRAMS)
