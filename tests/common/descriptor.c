/* loop.h: descriptors. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "pair.h"

/* Read until EAGAIN, and note what came. */
static void read_and_note(void *arg)
{
	char text[64];
	ssize_t length;

	while ((length = read(ours, text, sizeof text - 1)) > 0) {
		text[length] = '\0';
		note("read(%s)", text);
		if (strchr(text, '.') != NULL)
			async_loop_stop(loop);
	}
	if (length == 0) {
		note("eof");
		async_loop_remove_reader(loop, ours);
		async_loop_stop(loop);
	}
	(void)arg;
}

/* ---- Readers ---- */

static void what_is_there_already(void)
{
	write_theirs("hello.");
	async_loop_add_reader(loop, ours, read_and_note, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write read(hello.)");
	ASSERT(async_loop_remove_reader(loop, ours));
}

static void test_add_reader__for_what_is_there_already(void)
{
	on_both_clocks(what_is_there_already);
}

/* Read, and then have the next text written, as long as there is one. */
static void read_and_ask_for_more(void *arg)
{
	const char *const **next = arg;

	read_and_note(NULL);
	if (**next != NULL)
		async_loop_call_later(loop, .001, write_theirs, (void *)*(*next)++);
}

static void what_comes_later(void)
{
	static const char *const texts[] = { "b", "c.", NULL };
	const char *const *next = texts;

	async_loop_add_reader(loop, ours, read_and_ask_for_more, &next);
	async_loop_call_later(loop, .001, write_theirs, "a");
	async_loop_run_forever(loop);
	ASSERT_NOTES("write read(a) write read(b) write read(c.)");
	ASSERT(async_loop_remove_reader(loop, ours));
}

static void test_add_reader__for_what_comes_later(void)
{
	on_both_clocks(what_comes_later);
}

static void until_the_end_of_file(void)
{
	async_loop_add_reader(loop, ours, read_and_note, NULL);
	shutdown(theirs, SHUT_WR);
	async_loop_run_forever(loop);
	ASSERT_NOTES("eof");
	ASSERT(!async_loop_remove_reader(loop, ours));
}

static void test_add_reader__tells_of_the_end_of_file(void)
{
	on_both_clocks(until_the_end_of_file);
}

static void note_and_stop(void *text)
{
	note("%s", (const char *)text);
	async_loop_stop(loop);
}

static void takes_the_place(void)
{
	async_loop_add_reader(loop, ours, note_callback, "old");
	async_loop_add_reader(loop, ours, note_and_stop, "new");
	async_loop_call_soon(loop, write_theirs, "x");
	async_loop_run_forever(loop);
	ASSERT_NOTES("write new");
	ASSERT(async_loop_remove_reader(loop, ours));
	ASSERT(!async_loop_remove_reader(loop, ours));
}

static void test_add_reader__takes_the_place_of_the_former(void)
{
	on_both_clocks(takes_the_place);
}

/* Readable, but the reader goes before its turn comes. */
static void remove_ours(void *arg)
{
	(void)arg;
	note("%s", async_loop_remove_reader(loop, ours) ? "removed" : "none");
}

static void removed_while_ready(void)
{
	write_theirs("x");
	async_loop_call_soon(loop, remove_ours, NULL);
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_call_later(loop, .001, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write removed");
}

static void test_remove_reader__while_it_is_ready(void)
{
	on_both_clocks(removed_while_ready);
}

static void remove_ours_and_stop(void *arg)
{
	remove_ours(arg);
	async_loop_stop(loop);
}

/* As above, and then another file gets the number, with a reader of its own and nothing to read. */
static void reuse_ours(void *arg)
{
	int pair[2];

	remove_ours(arg);
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	ASSERT_INT(dup2(pair[0], ours), ours);
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_call_later(loop, .001, remove_ours_and_stop, NULL);
	close(pair[0]);
	theirs = dup2(pair[1], theirs);
	close(pair[1]);
}

static void reused_while_ready(void)
{
	write_theirs("x");
	async_loop_call_soon(loop, reuse_ours, NULL);
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_run_forever(loop);
	ASSERT_NOTES("write removed removed");
}

static void test_add_reader__on_a_number_reused_while_it_is_ready(void)
{
	on_both_clocks(reused_while_ready);
}

static void again_after_removal(void)
{
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_remove_reader(loop, ours);
	write_theirs("again.");
	async_loop_add_reader(loop, ours, read_and_note, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write read(again.)");
	async_loop_remove_reader(loop, ours);
}

static void test_add_reader__again_after_removal(void)
{
	on_both_clocks(again_after_removal);
}

/* The number of a closed descriptor is given to the next one. */
static void test_add_reader__on_a_descriptor_whose_number_is_reused(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	int number = ours, other[2];

	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_remove_reader(loop, ours);
	close(ours);
	close(theirs);
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, other), 0);
	ours = other[0];
	theirs = other[1];
	ASSERT_INT(ours, number);
	what_comes_later();
	close_scene();
}

/* ---- Writers ---- */

static void note_writable(void *arg)
{
	(void)arg;
	note("writable");
	async_loop_remove_writer(loop, ours);
	async_loop_stop(loop);
}

static void writable_at_once(void)
{
	async_loop_add_writer(loop, ours, note_writable, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("writable");
	ASSERT(!async_loop_remove_writer(loop, ours));
}

static void test_add_writer__of_one_that_is_writable(void)
{
	on_both_clocks(writable_at_once);
}

static void empty_theirs(void *arg)
{
	char buffer[4096];

	(void)arg;
	note("empty");
	while (read(theirs, buffer, sizeof buffer) > 0)
		;
}

static void writable_later(void)
{
	char buffer[4096] = "";

	while (write(ours, buffer, sizeof buffer) > 0)
		;
	async_loop_add_writer(loop, ours, note_writable, NULL);
	async_loop_call_later(loop, .001, empty_theirs, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("empty writable");
}

static void test_add_writer__of_one_that_becomes_writable(void)
{
	on_both_clocks(writable_later);
}

static void note_writable_once(void *arg)
{
	(void)arg;
	note("writable");
	async_loop_remove_writer(loop, ours);
}

static void reader_and_writer(void)
{
	async_loop_add_writer(loop, ours, note_writable_once, NULL);
	async_loop_add_reader(loop, ours, read_and_note, NULL);
	async_loop_call_later(loop, .001, write_theirs, "x.");
	async_loop_run_forever(loop);
	ASSERT_NOTES("writable write read(x.)");
	ASSERT(async_loop_remove_reader(loop, ours));
	ASSERT(!async_loop_remove_writer(loop, ours));
}

static void test_add_reader__and_a_writer_of_one_descriptor(void)
{
	on_both_clocks(reader_and_writer);
}

/* A reader that comes to a descriptor which has a writer already, and can be read from. */
static void fill_and_read(void *arg)
{
	char buffer[4096] = "";

	(void)arg;
	while (write(ours, buffer, sizeof buffer) > 0)
		;
	async_loop_add_reader(loop, ours, read_and_note, NULL);
}

static void late_reader(void)
{
	write_theirs("x.");
	async_loop_add_writer(loop, ours, fill_and_read, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write read(x.)");
	ASSERT(async_loop_remove_writer(loop, ours));
	ASSERT(async_loop_remove_reader(loop, ours));
}

static void test_add_reader__later_than_a_writer(void)
{
	on_both_clocks(late_reader);
}

/* ---- What cannot be watched ---- */

static void test_add_reader__of_a_regular_file(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	async_loop_add_reader(loop, file, note_callback, "never");
	ASSERT_RAISED(PermissionError, NULL);
	async_loop_add_reader(loop, ours, note_callback, "never");
	ASSERT(async_loop_remove_reader(loop, ours));
	ASSERT(!async_loop_remove_reader(loop, file));
	close(file);
	close_scene();
}

static void test_add_reader__of_what_is_no_descriptor(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	async_loop_add_reader(loop, -1, note_callback, "never");
	ASSERT_RAISED(ValueError, "Invalid file descriptor: -1");
	async_loop_add_writer(loop, INT_MAX, note_callback, "never");
	ASSERT_RAISED(OSError, "[Errno 9] Bad file descriptor");
	ASSERT(!async_loop_remove_reader(loop, -1));
	ASSERT(!async_loop_remove_writer(loop, 1 << 30));
	close_scene();
	async_loop_add_reader(NULL, 0, note_callback, "never");
	ASSERT_RAISED(RuntimeError, "no running event loop");
}

/* ---- Time and descriptors ---- */

static void test_virtual_clock__does_not_jump_over_what_can_be_read(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	write_theirs("now.");
	async_loop_call_later(loop, 1, note_callback, "later");
	async_loop_add_reader(loop, ours, read_and_note, NULL);
	async_loop_run_forever(loop);
	ASSERT_NOTES("write read(now.)");
	ASSERT_TIME(async_loop_time(loop), 0);
	close_scene();
}

static void test_virtual_clock__jumps_while_nothing_can_be_read(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_call_later(loop, 5, stop, loop);
	async_loop_run_forever(loop);
	ASSERT_NOTES("");
	ASSERT_TIME(async_loop_time(loop), 5);
	close_scene();
}

/* Closed without a word, and the number is another file's: asyncio hears nothing of that one. */
static void test_add_reader__on_a_number_that_was_closed_while_watched(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	int number = ours, other[2];

	async_loop_add_reader(loop, ours, note_callback, "never");
	close(ours);
	close(theirs);
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, other), 0);
	ours = other[0];
	theirs = other[1];
	ASSERT_INT(ours, number);
	what_comes_later();
	close_scene();
}

static void test_close__with_readers(void)
{
	open_scene(ASYNC_CLOCK_VIRTUAL);
	write_theirs("x");
	async_loop_add_reader(loop, ours, note_callback, "never");
	async_loop_add_writer(loop, ours, note_callback, "never");
	async_loop_add_reader(loop, theirs, note_callback, "never");
	close_scene();
	ASSERT_NOTES("write");
}

static const struct test tests[] = {
	TEST(test_add_reader__for_what_is_there_already),
	TEST(test_add_reader__for_what_comes_later),
	TEST(test_add_reader__tells_of_the_end_of_file),
	TEST(test_add_reader__takes_the_place_of_the_former),
	TEST(test_remove_reader__while_it_is_ready),
	TEST(test_add_reader__on_a_number_reused_while_it_is_ready),
	TEST(test_add_reader__again_after_removal),
	TEST(test_add_reader__on_a_descriptor_whose_number_is_reused),
	TEST(test_add_writer__of_one_that_is_writable),
	TEST(test_add_writer__of_one_that_becomes_writable),
	TEST(test_add_reader__and_a_writer_of_one_descriptor),
	TEST(test_add_reader__later_than_a_writer),
	TEST(test_add_reader__of_a_regular_file),
	TEST(test_add_reader__of_what_is_no_descriptor),
	TEST(test_virtual_clock__does_not_jump_over_what_can_be_read),
	TEST(test_virtual_clock__jumps_while_nothing_can_be_read),
	TEST(test_add_reader__on_a_number_that_was_closed_while_watched),
	TEST(test_close__with_readers),
};

SUITE(tests, NO_PROGRAMS)
