/* loop.h: descriptors are told of as in asyncio, which watches for levels: in each pass in which
 * they are ready, and in the order of the kernel's list. */

#include "loop-internal.h"
#include "pair.h"

/* Read one byte, and leave the others to the next pass. */
static void read_one(void *arg)
{
	char byte;

	(void)arg;
	if (read(ours, &byte, 1) == 1)
		note("%c", byte);
	if (byte == '.')
		async_loop_stop(loop);
}

static void one_byte_a_pass(void)
{
	write_theirs("abc.");
	async_loop_add_reader(loop, ours, read_one, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write a b c .");
	async_loop_remove_reader(loop, ours);
}

static void test_add_reader__tells_again_of_what_is_left(void)
{
	on_both_clocks(one_byte_a_pass);
}

/* Many pairs of sockets; whoever is readable says its number and reads. */
enum { PAIRS = 70 };
static int pairs[PAIRS][2];

static void say_number(void *arg)
{
	int (*pair)[2] = arg;
	char byte;

	note("%d", (int)(pair - pairs));
	ASSERT_INT(read((*pair)[0], &byte, 1), 1);
}

static void open_pairs(int count)
{
	for (int i = 0; i < count; i++) {
		ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pairs[i]), 0);
		async_loop_add_reader(loop, pairs[i][0], say_number, &pairs[i]);
	}
}

static void close_pairs(int count)
{
	for (int i = 0; i < count; i++) {
		async_loop_remove_reader(loop, pairs[i][0]);
		close(pairs[i][0]);
		close(pairs[i][1]);
	}
}

static void write_to_pair(int i)
{
	ASSERT_INT(write(pairs[i][1], "x", 1), 1);
}

static void write_from_last(void *next)
{
	for (int i = 3; i >= 0; i--)
		write_to_pair(i);
	async_loop_call_soon(loop, next, NULL);
}

static void say_pass(void *arg)
{
	(void)arg;
	note("|");
	stop(loop);
}

static void write_in_order(void *arg)
{
	(void)arg;
	write_to_pair(1);
	write_to_pair(2);
	async_loop_call_soon(loop, write_from_last, say_pass);
}

/* 1 and 2 are told of in one look, and so come before 3 and 0 in the next, though all four are
 * written to from the last to the first. */
static void those_of_the_look_before_come_first(void)
{
	open_pairs(4);
	async_loop_call_soon(loop, write_in_order, NULL);
	async_loop_run_forever(loop);
	async_loop_call_soon(loop, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("1 2 | 1 2 3 0");
	close_pairs(4);
}

static void test_add_reader__is_told_in_the_order_of_a_list_of_levels(void)
{
	on_both_clocks(those_of_the_look_before_come_first);
}

static void write_to_all(void *arg)
{
	(void)arg;
	for (int i = 0; i < PAIRS; i++)
		write_to_pair(i);
	async_loop_call_soon(loop, say_pass, NULL);
}

static void all_in_one_pass(void)
{
	int told = 0;

	open_pairs(PAIRS);
	async_loop_call_soon(loop, write_to_all, NULL);
	async_loop_run_forever(loop);
	for (const char *c = suite_notes(); *c != '\0'; c++)
		told += *c == ' ';
	ASSERT_INT(told, PAIRS);
	ASSERT_CONTAINS(suite_notes(), "| 0 1 2 3");
	ASSERT_CONTAINS(suite_notes(), " 67 68 69");
	close_pairs(PAIRS);
}

static void test_add_reader__tells_of_all_in_one_pass(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	all_in_one_pass();
	close_scene();
}

static void read_and_note(void *arg)
{
	char text[64];
	ssize_t length = read(ours, text, sizeof text - 1);

	text[length > 0 ? length : 0] = '\0';
	note("read(%s)", text);
	async_loop_stop(loop);
	(void)arg;
}

static void replace_ours(void *arg)
{
	(void)arg;
	note("replace");
	async_loop_add_reader(loop, ours, read_and_note, NULL);
}

/* The former one is ready, and does not run; the next one is told in the next pass. */
static void replaced_while_ready(void)
{
	write_theirs("x.");
	async_loop_call_soon(loop, replace_ours, NULL);
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_run_forever(loop);
	ASSERT_NOTES("write replace read(x.)");
	async_loop_remove_reader(loop, ours);
}

static void test_add_reader__replaced_while_it_is_ready(void)
{
	on_both_clocks(replaced_while_ready);
}

static const struct test tests[] = {
	TEST(test_add_reader__tells_again_of_what_is_left),
	TEST(test_add_reader__is_told_in_the_order_of_a_list_of_levels),
	TEST(test_add_reader__tells_of_all_in_one_pass),
	TEST(test_add_reader__replaced_while_it_is_ready),
};

SUITE(tests, NO_PROGRAMS)
