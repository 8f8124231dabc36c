#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "suite.h"
#include "task-internal.h"

/* ---- Tasks that say when it is their turn ---- */

struct turns { char name; int count; };

static void *turns(void *arg)
{
	const struct turns *self = arg;

	for (int i = 0; i < self->count; i++) {
		if (i > 0)
			AWAIT(async_sleep(0));
		note("%c", self->name);
	}
	return NULL;
}

struct crowd { int tasks, count; };

static void *crowd(void *arg)
{
	const struct crowd *self = arg;
	struct async_task *last = NULL;

	for (int i = 0; i < self->tasks; i++)
		last = async_create_task(turns, (char)('a' + i), self->count);
	for (int i = 0; i < self->count; i++)
		AWAIT(async_sleep(1));
	return last;
}

/* What [tasks] tasks of [count] turns each note under [schedule]. */
static const char *play(const char *schedule, int tasks, int count)
{
	static char played[1024];

	async_use_schedule(schedule);
	async_run(crowd, tasks, count);
	async_use_schedule(NULL);
	snprintf(played, sizeof played, "%s", suite_notes());
	ASSERT_NOTES(played);
	return played;
}

static const char *play_seed(unsigned seed, int tasks, int count)
{
	char schedule[32];

	snprintf(schedule, sizeof schedule, "random:%u", seed);
	return play(schedule, tasks, count);
}

/* ---- Random orders ---- */

static void test_schedule__without_one_the_order_is_asyncio_s(void)
{
	ASSERT_STRING(play(NULL, 3, 2), "a b c a b c");
	ASSERT_STRING(play("", 3, 2), "a b c a b c");
}

static void test_schedule__a_seed_gives_the_same_order_each_time(void)
{
	char first[256];

	for (unsigned seed = 0; seed < 20; seed++) {
		strcpy(first, play_seed(seed, 5, 4));
		ASSERT_STRING(play_seed(seed, 5, 4), first);
	}
}

/* The same on every machine: of splitmix64, whose numbers for seed 17 are known. */
static void test_schedule__a_seed_gives_the_same_order_everywhere(void)
{
	ASSERT_STRING(play("random:17", 5, 1), "a e d c b");
	ASSERT_STRING(play("random:18446744073709551615", 5, 1), "e a b c d");
}

static void test_schedule__other_seeds_give_other_orders(void)
{
	char orders[20][64];

	for (unsigned seed = 0; seed < 20; seed++) {
		strcpy(orders[seed], play_seed(seed, 8, 2));
		for (unsigned other = 0; other < seed; other++)
			ASSERT(strcmp(orders[seed], orders[other]) != 0);
	}
}

static void test_schedule__all_orders_of_three_come_equally_often(void)
{
	static const char *const orders[] = {
		"a b c", "a c b", "b a c", "b c a", "c a b", "c b a",
	};
	int counts[6] = { 0 };

	for (unsigned seed = 1; seed <= 1200; seed++) {
		const char *order = play_seed(seed, 3, 1);

		for (int i = 0; i < 6; i++)
			counts[i] += strcmp(order, orders[i]) == 0;
	}
	for (int i = 0; i < 6; i++)
		ASSERT(counts[i] > 150 && counts[i] < 250);
}

static void test_schedule__each_task_keeps_the_order_of_its_own_turns(void)
{
	const char *played = play_seed(3, 26, 3);

	for (char name = 'a'; name <= 'z'; name++) {
		int count = 0;

		for (const char *c = played; *c != '\0'; c++)
			count += *c == name;
		ASSERT_INT(count, 3);
	}
}

/* ---- Callbacks ---- */

static void note_done(struct async_future *future, void *name)
{
	(void)future;
	note("%s", (const char *)name);
}

/* In one pass: callbacks 1, 2, 3 and tasks between them; then callbacks of futures. */
static void *mixed(void *arg)
{
	struct async_future *first = async_loop_create_future(NULL);
	struct async_future *second = async_loop_create_future(NULL);

	(void)arg;
	async_future_add_done_callback(first, note_done, "first");
	async_future_add_done_callback(second, note_done, "second");
	async_loop_call_soon(NULL, note_callback, "1");
	async_create_task(turns, 'a', 2);
	async_loop_call_later(NULL, 0, note_callback, "timer");
	async_create_task(turns, 'b', 2);
	async_loop_call_soon(NULL, note_callback, "2");
	async_create_task(turns, 'c', 2);
	async_loop_call_soon(NULL, note_callback, "3");
	async_future_set_result(first, NULL);
	async_future_set_result(second, NULL);
	AWAIT(async_sleep(1));
	return NULL;
}

static void test_schedule__callbacks_keep_their_places(void)
{
	bool moved = false;

	async_run(mixed);
	ASSERT_NOTES("1 a b 2 c 3 first second timer a b c");
	for (unsigned seed = 0; seed < 50; seed++) {
		char schedule[32], a, b, c, d, e, f;

		snprintf(schedule, sizeof schedule, "random:%u", seed);
		async_use_schedule(schedule);
		async_run(mixed);
		ASSERT_INT(sscanf(suite_notes(), "1 %c %c 2 %c 3 first second timer %c %c %c", &a,
				  &b, &c, &d, &e, &f), 6);
		moved |= a != 'a';
		ASSERT_NOTES(suite_notes());
	}
	async_use_schedule(NULL);
	ASSERT(moved);
}

/* ---- Given orders: in programs, where tasks are numbered from 1 ---- */

static void program_three(void)
{
	async_run(crowd, 3, 2);
	puts(suite_notes());
}

static void program_three_twice(void)
{
	async_run(crowd, 3, 1);
	async_run(crowd, 3, 1);
	puts(suite_notes());
}

static void program_mixed(void)
{
	async_run(mixed);
	puts(suite_notes());
}

static void assert_prints(const char *program, const char *environment, const char *out)
{
	struct ending ending = run_program(program, environment);

	ASSERT_INT(ending.status, 0);
	ASSERT_STRING(ending.err, "");
	ASSERT_STRING(ending.out, out);
}

static void test_schedule__a_given_order_is_followed(void)
{
	/* Task-1 makes 2, 3 and 4, which then are ready; and once more a pass later. */
	assert_prints("program_three", "ASYNC_SCHEDULE=order:4,3,3,4", "c b a b c a\n");
	assert_prints("program_three", "ASYNC_SCHEDULE=order:2,4", "a c b a c b\n");
	assert_prints("program_three", "ASYNC_SCHEDULE=order:3", "b a c b a c\n");
	assert_prints("program_three", "ASYNC_SCHEDULE=order:", "a b c a b c\n");
	assert_prints("program_three", "ASYNC_SCHEDULE=order:2,3,2,3,9", "a b c a b c\n");
}

static void test_schedule__a_given_order_leaves_callbacks_in_their_places(void)
{
	assert_prints("program_mixed", "ASYNC_SCHEDULE=order:4,3,3,2",
		      "1 c b 2 a 3 first second timer b a c\n");
}

static void test_schedule__it_goes_on_in_the_next_loop(void)
{
	assert_prints("program_three_twice", "ASYNC_SCHEDULE=order:4,3,9,10", "c b a b c a\n");
}

static void test_schedule__a_task_that_is_not_ready_ends_the_program(void)
{
	struct ending ending = run_program("program_three", "ASYNC_SCHEDULE=order:4,2,5,1");

	ASSERT_INT(ending.status, 2);
	ASSERT_STRING(ending.err, "ASYNC_SCHEDULE=order:4,2,5,1: number 3 is Task-5, which is not "
				  "ready there; ready are Task-4, Task-2, Task-3\n");
}

/* ---- What is no schedule ---- */

static void test_schedule__what_is_none_is_refused(void)
{
	static const char *const wrong[] = {
		"first", "random:x", "random:1 ", "random:-1", "random:18446744073709551616",
		"randomly", "order", "order:2,", "order:,2", "order:2;3", "order:0",
		"order:4294967296", "order: 2",
	};
	char message[256];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		async_use_schedule(wrong[i]);
		snprintf(message, sizeof message, "\"%s\" is no schedule: write random:SEED, "
			 "random, or order: and the numbers of tasks, as in order:3,2,2,1",
			 wrong[i]);
		ASSERT_RAISED(ValueError, message);
	}
	ASSERT_STRING(play(NULL, 2, 1), "a b");

	struct ending ending = run_program("program_three", "ASYNC_SCHEDULE=backwards");
	ASSERT_INT(ending.status, 2);
	ASSERT_STRING(ending.out, "");
	ASSERT_STRING(ending.err, "ASYNC_SCHEDULE=backwards is no schedule: write random:SEED, "
				  "random, or order: and the numbers of tasks, as in "
				  "order:3,2,2,1\n");
}

/* ---- A race, and the seed that finds it ---- */

static int seats;

/* Both look, wait for a moment, and sell. The second asks for the price first, and so it looks
 * behind the first one's sale, in asyncio's order. */
struct sell { const char *seller; bool asks; };

static void *sell(void *arg)
{
	const struct sell *self = arg;

	if (self->asks)
		AWAIT(async_sleep(0));
	if (seats > 0) {
		AWAIT(async_sleep(0));
		if (--seats < 0)
			return async_raise(RuntimeError, "%s sold a seat twice", self->seller);
	}
	return NULL;
}

static void *sell_last_seat(void *arg)
{
	(void)arg;
	seats = 1;
	struct async_task *first = async_create_task(sell, "Ada", false);
	struct async_task *second = async_create_task(sell, "Grace", true);

	AWAIT(async_gather(NULL, first, second));
	return NULL;
}

static void program_sells(void)
{
	suite_counts_passes();
	async_run(sell_last_seat);
}

static void test_schedule__finds_and_replays_a_race(void)
{
	char environment[64];
	struct ending ending;
	unsigned seed = 0;

	ASSERT_INT(run_program("program_sells", NULL).status, 0);
	do {
		snprintf(environment, sizeof environment, "ASYNC_SCHEDULE=random:%u", ++seed);
		ending = run_program("program_sells", environment);
	} while (ending.status == 0 && seed < 50);
	ASSERT_INT(ending.status, 1);
	ASSERT_CONTAINS(ending.err, "RuntimeError: Grace sold a seat twice\n");
	ASSERT_CONTAINS(ending.err, environment);	/* the seed that was told */

	ASSERT_INT(run_program("program_sells", environment).status, 1);
	ending = run_program("program_sells", "ASYNC_SCHEDULE=order:2,3");
	ASSERT_INT(ending.status, 1);
	ASSERT_CONTAINS(ending.err, "RuntimeError: Grace sold a seat twice\n");
	ASSERT_INT(run_program("program_sells", "ASYNC_SCHEDULE=order:2,2").status, 0);
}

/* ---- When the seed is told ---- */

static void *wait_for_ever(void *arg)
{
	(void)arg;
	AWAIT(async_await(async_loop_create_future(NULL)));
	return NULL;
}

static void *call_bare(void *arg)
{
	(void)arg;
	async_raise(ValueError, "nobody looks");
	return async_await(async_loop_create_future(NULL));
}

static void *nothing(void *arg)
{
	return arg;
}

static void program_deadlock(void)
{
	async_run(wait_for_ever);
}

static void program_misuse(void)
{
	async_run(call_bare);
}

static void program_assert(void)
{
	async_run(nothing);
	assert(!"every seat is sold once");
}

static void program_exit(void)
{
	async_run(nothing);
	exit(3);
}

static void program_ends_well(void)
{
	async_run(nothing);
	exit(0);
}

static void assert_tells(const char *program, int status, int times)
{
	struct ending ending = run_program(program, "ASYNC_SCHEDULE=random:42");
	int told = 0;

	for (const char *at = ending.err;
	     (at = strstr(at, "ASYNC_SCHEDULE=random:42\n")) != NULL; at++)
		told++;
	suite_assert(ending.status == status && told == times, __FILE__, __LINE__,
		     "%s: status %d, told %d times, and all in all:\n%s", program, ending.status,
		     told, ending.err);
}

static void test_schedule__the_seed_is_told_once_where_the_program_fails(void)
{
	assert_tells("program_deadlock", 1, 1);
	assert_tells("program_misuse", -SIGABRT, 1);
	assert_tells("program_assert", -SIGABRT, 1);
	assert_tells("program_exit", 3, 1);
	assert_tells("program_ends_well", 0, 0);
}

static void test_schedule__a_drawn_seed_is_told(void)
{
	struct ending ending = run_program("program_exit", "ASYNC_SCHEDULE=random");
	unsigned seed;

	ASSERT_INT(ending.status, 3);
	ASSERT_INT(sscanf(ending.err, "ASYNC_SCHEDULE=random:%u\n", &seed), 1);
	ending = run_program("program_exit", "ASYNC_SCHEDULE=random:");
	ASSERT_INT(sscanf(ending.err, "ASYNC_SCHEDULE=random:%u\n", &seed), 1);
}

/* ---- In the record ---- */

static void test_schedule__the_record_names_it(void)
{
	char environment[32];
	uint64_t key[2];
	struct record record;
	int fd = record_create(key);

	snprintf(environment, sizeof environment, "ASYNC_RECORD=%d", fd);
	ASSERT_INT(run_program("program_chooses", environment).status, 0);
	ASSERT_INT(record_read(fd, key, &record), 0);
	close(fd);
	ASSERT(record.count > 1);
	if (record.count > 1) {			/* behind the creation of the main task */
		ASSERT_INT(record.frames[1].kind, RECORD_RUN);
		ASSERT_STRING(record.frames[1].text, "order:2,3");
	}
	record_free(&record);
}

static void program_chooses(void)
{
	async_use_schedule("order:2,3");
	async_run(nothing);
}

static const struct test tests[] = {
	TEST(test_schedule__without_one_the_order_is_asyncio_s),
	TEST(test_schedule__a_seed_gives_the_same_order_each_time),
	TEST(test_schedule__a_seed_gives_the_same_order_everywhere),
	TEST(test_schedule__other_seeds_give_other_orders),
	TEST(test_schedule__all_orders_of_three_come_equally_often),
	TEST(test_schedule__each_task_keeps_the_order_of_its_own_turns),
	TEST(test_schedule__callbacks_keep_their_places),
	TEST(test_schedule__a_given_order_is_followed),
	TEST(test_schedule__a_given_order_leaves_callbacks_in_their_places),
	TEST(test_schedule__it_goes_on_in_the_next_loop),
	TEST(test_schedule__a_task_that_is_not_ready_ends_the_program),
	TEST(test_schedule__what_is_none_is_refused),
	TEST(test_schedule__finds_and_replays_a_race),
	TEST(test_schedule__the_seed_is_told_once_where_the_program_fails),
	TEST(test_schedule__a_drawn_seed_is_told),
	TEST(test_schedule__the_record_names_it),
};

static const struct program programs[] = {
	PROGRAM(program_three),
	PROGRAM(program_three_twice),
	PROGRAM(program_mixed),
	PROGRAM(program_sells),
	PROGRAM(program_deadlock),
	PROGRAM(program_misuse),
	PROGRAM(program_assert),
	PROGRAM(program_exit),
	PROGRAM(program_ends_well),
	PROGRAM(program_chooses),
};

SUITE(tests, programs)
