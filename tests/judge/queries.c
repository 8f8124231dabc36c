/* Queries of the judge library: on a record made by hand, on texts, and on arrays in this file's
 * own object file. */

#include "judge-internal.h"
#undef TEST
#include "suite.h"

#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- A record made by hand ---- */

static struct record_frame frames[] = {
	{ .kind = RECORD_MARK, .text = "before" },
	{ .kind = RECORD_RUN },
	{ .kind = RECORD_CREATE, .task = 1, .text = "main_task" },
	{ .kind = RECORD_CREATE, .task = 2, .text = "fetch" },
	{ .kind = RECORD_CREATE, .task = 3, .text = "fetch" },
	{ .kind = RECORD_MARK, .time = 0, .text = "fetch Oslo", .value = 5 },
	{ .kind = RECORD_MARK, .time = 1000000000, .text = "fetch Lima", .value = 6 },
	{ .kind = RECORD_BLOCK, .time = 1500000000, .value = 250000000 },
	{ .kind = RECORD_BLOCK, .time = 1500000000, .value = 500000000 },
	{ .kind = RECORD_MARK, .time = 2500000000, .text = "fetched Oslo" },
	{ .kind = RECORD_THREAD, .time = 2500000000, .text = "resize" },
	{ .kind = RECORD_MARK, .time = 3000000000, .text = "fetch Rome" },
	{ .kind = RECORD_MARK, .time = 3500000000, .text = "fetched Lima" },
	{ .kind = RECORD_REPORT, .value = RECORD_NEVER_AWAITED, .text = "fetch" },
	{ .kind = RECORD_STOP, .time = 4000000000 },
	{ .kind = RECORD_RUN, .time = 4000000000 },
	{ .kind = RECORD_STOP, .time = 4500000000 },
	{ .kind = RECORD_RETURNED, .time = 4500000000 },
};

static struct run run;

__attribute__((constructor)) static void number_frames(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	run.record.frames = frames;
	run.record.count = sizeof frames / sizeof frames[0];
	for (uint32_t i = 0; i < run.record.count; i++)
		frames[i].sequence = i;
}

static void test_run__has_times_and_numbers(void)
{
	ASSERT_TIME(run_seconds(&run), 4.5);
	ASSERT_TIME(run_blocked(&run), 0.75);
	ASSERT_INT(run_tasks(&run, NULL), 3);
	ASSERT_INT(run_tasks(&run, "fetch"), 2);
	ASSERT_INT(run_tasks(&run, "nobody"), 0);
	ASSERT_INT(run_threads(&run, NULL), 1);
	ASSERT_INT(run_threads(&run, "resize"), 1);
	ASSERT_INT(run_reports(&run, RECORD_NEVER_AWAITED), 1);
	ASSERT_INT(run_reports(&run, RECORD_DEADLOCK), 0);
}

static void test_marks__are_found_by_their_text(void)
{
	const char *texts[3] = { NULL, NULL, "untouched" };

	ASSERT_INT(mark_count(&run, "fetch Oslo"), 1);
	ASSERT_INT(mark_count(&run, "fetch"), 0);
	ASSERT_TIME(mark_seconds(&run, "fetched Lima"), 3.5);
	ASSERT(isnan(mark_seconds(&run, "fetched Rome")));
	ASSERT_INT(mark_value(&run, "fetch Lima", -1), 6);
	ASSERT_INT(mark_value(&run, "fetch Bonn", -1), -1);
	ASSERT_INT(run_marks(&run, "fetch ", texts, 2), 3);
	ASSERT_STRING(texts[0], "fetch Oslo");
	ASSERT_STRING(texts[1], "fetch Lima");
	ASSERT_STRING(texts[2], "untouched");
}

static void test_marks__have_an_order_and_overlap(void)
{
	ASSERT(mark_before(&run, "fetch Oslo", "fetched Oslo"));
	ASSERT(!mark_before(&run, "fetched Oslo", "fetch Oslo"));
	ASSERT(!mark_before(&run, "fetch Rome", "fetched Rome"));
	ASSERT(marks_overlap(&run, "fetch Oslo", "fetched Oslo", "fetch Lima", "fetched Lima"));
	ASSERT(!marks_overlap(&run, "fetch Oslo", "fetched Oslo", "fetch Rome", "fetched Lima"));
	ASSERT(!marks_overlap(&run, "fetch Oslo", "fetched Oslo", "fetch Rome", "fetched Rome"));
	ASSERT_INT(marks_in_flight(&run, "fetch ", "fetched "), 2);
}

static void test_queries__find_nothing_in_an_empty_run(void)
{
	const struct run empty = { .output = "" };
	const char *text = "untouched";

	ASSERT(isnan(run_seconds(&empty)));
	ASSERT_TIME(run_blocked(&empty), 0);
	ASSERT_INT(run_lines(&empty, &text, 1), 0);
	ASSERT_INT(marks_in_flight(&empty, "a", "b"), 0);
	ASSERT(run_next(&empty, RECORD_MARK, NULL) == NULL);
	ASSERT_STRING(text, "untouched");
}

static void test_lines__end_with_the_last_that_is_not_blank(void)
{
	static const char text[] = "one\n\n three\n \n\n";
	const struct run printed = { .output = text, .output_size = sizeof text - 1 };
	const char *lines[4] = { NULL };

	ASSERT_INT(run_lines(&printed, lines, 4), 3);
	ASSERT_STRING(lines[0], "one");
	ASSERT_STRING(lines[1], "");
	ASSERT_STRING(lines[2], " three");
	judge_forget();
}

/* ---- Texts ---- */

static void test_clean__keeps_text_and_shows_the_rest(void)
{
	ASSERT_STRING(judge_clean("Zürich\t→\n", strlen("Zürich\t→\n"), 100),
		      "Zürich\t→\n");
	ASSERT_STRING(judge_clean("a\0b\x1b[2J", 7, 100), "a\\x00b\\x1b[2J");
	ASSERT_STRING(judge_clean("\xc0\x80 \xff \xed\xa0\x80", 8, 100),
		      "\\xc0\\x80 \\xff \\xed\\xa0\\x80");
	ASSERT_STRING(judge_clean("\xe2\x80\xaegnp.exe", 10, 100), "\\xe2\\x80\\xaegnp.exe");
	ASSERT_STRING(judge_clean("", 0, 100), "");
	judge_forget();
}

static void test_clean__cuts_what_is_too_long(void)
{
	ASSERT_STRING(judge_clean("abcdef", 6, 3), "abc\n(and more)");
	ASSERT_STRING(judge_clean("\xc3\xbc", 2, 1), "\\xc3\n(and more)");
	judge_forget();
}

/* ---- Answers, out of this object file ---- */

extern const char order[][8], blank[4][8], half[4][8];
extern const char *const pointers[2];
extern const int numbers[3];

/* The last one fills its place: no NUL. */
const char order[][8] = { "second", "first", "eighteen" };
const char blank[4][8] = { "" };
const char half[4][8] = { "", "second" };
const char *const pointers[2] = { "second", "first" };
const int numbers[3] = { 3, 1, 2 };

/* The object file that this program was made of. */
static const char *own_object(void)
{
	static char path[4096];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 3);

	strcpy(path + (size > 0 ? size : 0), ".o");
	return path;
}

static void test_answers__are_read_out_of_the_object(void)
{
	int count;

	judge.object = own_object();
	const char *const *texts = answers_text("order", sizeof order[0], &count);
	ASSERT(texts != NULL);
	ASSERT_INT(count, 3);
	ASSERT_STRING(texts ? texts[0] : NULL, "second");
	ASSERT_STRING(texts ? texts[2] : NULL, "eighteen");
	const int *found = answers_numbers("numbers", 3);
	ASSERT(found && memcmp(found, numbers, sizeof numbers) == 0);
	judge_forget();
}

static void test_answers__that_are_blank_are_left_out_at_the_end(void)
{
	int count;

	judge.object = own_object();
	ASSERT(answers_text("blank", sizeof blank[0], &count) != NULL);
	ASSERT_INT(count, 0);
	const char *const *texts = answers_text("half", sizeof half[0], &count);
	ASSERT_INT(count, 2);
	ASSERT_STRING(texts ? texts[0] : NULL, "");
	judge_forget();
}

static void test_answers__must_be_an_array_of_constants(void)
{
	int count;

	judge.object = own_object();
	ASSERT(answers_text("pointers", 8, &count) == NULL);
	ASSERT_INT(count, 0);
	ASSERT(answers_text("no_such_array", 8, &count) == NULL);
	ASSERT(answers_text("own_object", 8, &count) == NULL);
	ASSERT(answers_text("order", 7, &count) == NULL || count != 3);
	ASSERT(answers_numbers("numbers", 4) == NULL || answers_numbers("numbers", 4)[3] == 0);
	ASSERT(answers_numbers("numbers", 2) == NULL);
	judge.object = "/etc/passwd";
	ASSERT(answers_text("order", 8, &count) == NULL);
	judge_forget();
}

/* Reading files in which bytes were changed or cut off may find nothing, and must do
 * nothing worse. */
static void test_answers__survive_a_broken_object(void)
{
	char path[] = P_tmpdir "/judge-XXXXXX";
	static char bytes[1 << 20];
	int in = open(own_object(), O_RDONLY | O_CLOEXEC), out = mkstemp(path), count;
	ssize_t size = read(in, bytes, sizeof bytes);
	uint64_t random = 7;

	ASSERT(size > 64 && size < (ssize_t)sizeof bytes);
	judge.object = path;
	for (int round = 0; round < 200; round++) {
		random = random * 6364136223846793005 + 1442695040888963407;
		size_t at = (size_t)(random >> 33) % (round % 2 ? 64 : (size_t)size);
		char old = bytes[at];
		bytes[at] = (char)(random >> 24);
		size_t left = round % 5 ? (size_t)size : at;
		ASSERT(ftruncate(out, (off_t)left) == 0 &&
		       pwrite(out, bytes, left, 0) == (ssize_t)left);
		answers_text("order", sizeof order[0], &count);
		ASSERT(count >= 0 && count <= 64 << 10);
		bytes[at] = old;
		judge_forget();
	}
	close(in);
	close(out);
	unlink(path);
}

static const struct test tests[] = {
	TEST(test_run__has_times_and_numbers),
	TEST(test_marks__are_found_by_their_text),
	TEST(test_marks__have_an_order_and_overlap),
	TEST(test_queries__find_nothing_in_an_empty_run),
	TEST(test_lines__end_with_the_last_that_is_not_blank),
	TEST(test_clean__keeps_text_and_shows_the_rest),
	TEST(test_clean__cuts_what_is_too_long),
	TEST(test_answers__are_read_out_of_the_object),
	TEST(test_answers__that_are_blank_are_left_out_at_the_end),
	TEST(test_answers__must_be_an_array_of_constants),
	TEST(test_answers__survive_a_broken_object),
};

SUITE(tests, NO_PROGRAMS)
