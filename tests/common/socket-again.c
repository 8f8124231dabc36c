/* Who waits for a descriptor again and again; and what a cancelled task has received. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop-internal.h"
#include "suite.h"
#include "socket.h"

static int pair[2];

static void run_on(enum async_clock clock, void *(*scene)(void *arg))
{
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	async_use_clock(clock);
	async_run(scene);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	close(pair[0]);
	close(pair[1]);
}

static void on_both(void *(*scene)(void *arg))
{
	run_on(ASYNC_CLOCK_REAL, scene);
	run_on(ASYNC_CLOCK_VIRTUAL, scene);
}

static void write_other(void *text)
{
	note("write");
	if (write(pair[1], text, strlen(text)) < 0)
		note("failed");
}

ASYNC static int receive(size_t room)
{
	char text[64];
	ssize_t size = AWAIT(async_loop_sock_recv(NULL, pair[0], text, room));

	text[size] = '\0';
	note("recv(%s)", text);
	return 0;
}

/* ---- Again and again ---- */

static void *receive_in_turn(void *arg)
{
	size_t events = loop_event_count();

	for (int i = 0; i < 3; i++) {
		async_loop_call_soon(NULL, write_other, "x");
		AWAIT(receive(60));
	}
	loop_end_rest(async_get_running_loop());
	ASSERT_INT(loop_event_count(), events);
	return arg;
}

static void test_sock_recv__again_and_again(void)
{
	on_both(receive_in_turn);
	ASSERT_NOTES("write recv(x) write recv(x) write recv(x) "
		     "write recv(x) write recv(x) write recv(x)");
}

/* Behind a wait, in the same step, the number becomes another file's. [kept]: the old one stays
 * open by another number. */
static void *receive_by_a_number(bool kept)
{
	int others[2], copy;

	async_loop_call_soon(NULL, write_other, "old");
	AWAIT(receive(60));
	copy = kept ? dup(pair[0]) : -1;
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, others), 0);
	dup2(others[0], pair[0]);
	dup2(others[1], pair[1]);
	close(others[0]);
	close(others[1]);
	async_loop_call_soon(NULL, write_other, "new");
	AWAIT(receive(60));
	if (copy >= 0)
		close(copy);
	return NULL;
}

static void *receive_by_a_number_of_a_closed_one(void *arg)
{
	(void)arg;
	return receive_by_a_number(false);
}

static void *receive_by_a_number_of_a_kept_one(void *arg)
{
	(void)arg;
	return receive_by_a_number(true);
}

static void test_sock_recv__by_a_number_that_is_another_files_by_now(void)
{
	on_both(receive_by_a_number_of_a_closed_one);
	on_both(receive_by_a_number_of_a_kept_one);
	ASSERT_NOTES("write recv(old) write recv(new) write recv(old) write recv(new) "
		     "write recv(old) write recv(new) write recv(old) write recv(new)");
}

static bool hurries;

static void hurry(void *arg)
{
	if (hurries)
		async_loop_call_soon(NULL, hurry, arg);
}

static void *receive_while_the_loop_never_rests(void *arg)
{
	hurries = true;
	async_loop_call_soon(NULL, hurry, NULL);
	AWAIT(async_await(async_create_task(receive_by_a_number_of_a_closed_one)));
	hurries = false;
	return arg;
}

static void test_sock_recv__by_such_a_number_in_a_loop_that_never_rests(void)
{
	on_both(receive_while_the_loop_never_rests);
	ASSERT_NOTES("write recv(old) write recv(new) write recv(old) write recv(new)");
}

static void note_readable(void *arg)
{
	note("readable");
	async_loop_remove_reader(NULL, pair[0]);
	async_future_set_result(arg, NULL);
}

static void *receive_then_add_a_reader(void *arg)
{
	struct async_future *future = async_loop_create_future(NULL);

	async_loop_call_soon(NULL, write_other, "x");
	AWAIT(receive(60));
	async_loop_add_reader(NULL, pair[0], note_readable, future);
	async_loop_call_soon(NULL, write_other, "y");
	AWAIT(async_await(future));
	AWAIT(receive(60));
	return arg;
}

static void test_sock_recv__then_add_reader(void)
{
	on_both(receive_then_add_a_reader);
	ASSERT_NOTES("write recv(x) write readable recv(y) write recv(x) write readable recv(y)");
}

/* ---- What a cancelled task has received ---- */

static void *receive_task(void *arg)
{
	AWAIT(receive(60));
	return arg;
}

static void cancel_task(void *task)
{
	async_task_cancel(task);
}

/* The loop hears of it in the next pass, and there the task is cancelled, too, behind that. */
static void write_and_cancel(void *task)
{
	write_other("abc");
	async_loop_call_soon(NULL, note_callback, "between");
	async_loop_call_later(NULL, 0, cancel_task, task);
}

/* Have a task receive "abc", and be cancelled before it can say so. */
ASYNC static int lose_a_receiver(void)
{
	struct async_task *task = async_create_task(receive_task);

	AWAIT(async_sleep(1));
	async_loop_call_soon(NULL, write_and_cancel, task);
	AWAIT(async_sleep(1));
	ASSERT(async_task_cancelled(task));
	return 0;
}

static void *receive_in_pieces(void *arg)
{
	AWAIT(lose_a_receiver());
	write_other("def");
	AWAIT(async_readable(pair[0]));
	AWAIT(receive(2));
	AWAIT(receive(2));
	AWAIT(receive(60));
	return arg;
}

static void test_sock_recv__in_pieces_what_a_cancelled_task_left(void)
{
	run_on(ASYNC_CLOCK_VIRTUAL, receive_in_pieces);
	ASSERT_NOTES("write between write recv(ab) recv(c) recv(def)");
}

static void *receive_with_the_sender(void *arg)
{
	char text[8] = "";
	unsigned length = 0;

	AWAIT(lose_a_receiver());
	ASSERT_INT(AWAIT(async_loop_sock_recvfrom(NULL, pair[0], text, 8, NULL, &length)), 3);
	note("%s", text);
	return arg;
}

static void test_sock_recvfrom__what_a_cancelled_task_left(void)
{
	run_on(ASYNC_CLOCK_VIRTUAL, receive_with_the_sender);
	ASSERT_NOTES("write between abc");
}

/* The next one waits already, and has room for less; when it is cancelled, too, the order stays. */
static void *receive_two(void *arg)
{
	AWAIT(receive(2));
	return arg;
}

static struct async_task *second;

static void begin_second_and_cancel(void *first)
{
	write_other("abc");
	async_loop_call_soon(NULL, note_callback, "between");
	async_loop_call_later(NULL, 0, cancel_task, first);
	second = async_create_task(receive_two);
}

static void *receive_behind_two(void *arg)
{
	struct async_task *first = async_create_task(receive_task);

	AWAIT(async_sleep(1));
	async_loop_call_soon(NULL, begin_second_and_cancel, first);
	AWAIT(async_sleep(1));
	ASSERT(async_task_cancelled(first));
	ASSERT(async_task_done(second));
	AWAIT(receive(60));
	return arg;
}

static void test_sock_recv__by_who_waits_behind_a_cancelled_task(void)
{
	suite_counts_passes();
	run_on(ASYNC_CLOCK_VIRTUAL, receive_behind_two);
	ASSERT_NOTES("write between recv(ab) recv(c)");
}

/* What was held for a socket that is closed is nobody's. */
static void *receive_from_another(void *arg)
{
	int others[2];

	AWAIT(lose_a_receiver());
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, others), 0);
	dup2(others[0], pair[0]);
	dup2(others[1], pair[1]);
	close(others[0]);
	close(others[1]);
	write_other("new");
	AWAIT(receive(60));
	return arg;
}

static void test_sock_recv__nothing_that_was_left_by_another_file(void)
{
	run_on(ASYNC_CLOCK_VIRTUAL, receive_from_another);
	ASSERT_NOTES("write between write recv(new)");
}

static const struct test tests[] = {
	TEST(test_sock_recv__again_and_again),
	TEST(test_sock_recv__by_a_number_that_is_another_files_by_now),
	TEST(test_sock_recv__by_such_a_number_in_a_loop_that_never_rests),
	TEST(test_sock_recv__then_add_reader),
	TEST(test_sock_recv__in_pieces_what_a_cancelled_task_left),
	TEST(test_sock_recvfrom__what_a_cancelled_task_left),
	TEST(test_sock_recv__by_who_waits_behind_a_cancelled_task),
	TEST(test_sock_recv__nothing_that_was_left_by_another_file),
};

SUITE(tests, NO_PROGRAMS)
