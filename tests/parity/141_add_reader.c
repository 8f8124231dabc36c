/* Descriptors without streams: readers and writers that the program adds, called once a pass as
 * long as there is something. */

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

static int left, right, calls;

/* A pair of sockets that do not block. */
static void pair(void)
{
	int ends[2];
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);
	left = ends[0];
	right = ends[1];
}

/* left.recv(n), as Python prints it */
static const char *left_recv(size_t n)
{
	char data[16];
	return repr(data, recv(left, data, n, 0));
}

static void on_readable(void *done)
{
	char data[4];
	ssize_t size = recv(left, data, sizeof data, 0);
	printf("read %s\n", repr(data, size));
	if (size == 0) {
		async_loop_remove_reader(NULL, left);
		async_future_set_result(done, NULL);
	}
}

ASYNC static int four_at_a_time(void)
{
	puts("-- four bytes at a time");
	struct async_future *done = async_loop_create_future(NULL);
	async_loop_add_reader(NULL, left, on_readable, done);
	send(right, "0123456789", 10, 0);
	for (int i = 0; i < 5; i++) {
		printf("pass %d\n", i);
		AWAIT(async_sleep(0));
	}
	send(right, "the end", 7, 0);
	shutdown(right, SHUT_WR);
	AWAIT(async_await(done));
	puts(py(async_loop_remove_reader(NULL, left)));
	return 0;
}

static void on_writable(void *text)
{
	printf("%s %d\n", (char *)text, ++calls);
	if (calls == 3)
		printf("removed %s\n", py(async_loop_remove_writer(NULL, left)));
}

ASYNC static int room_to_write(void)
{
	puts("-- a writer is called as long as there is room");
	async_loop_add_writer(NULL, left, on_writable, "room");
	for (int i = 0; i < 6; i++)
		AWAIT(async_sleep(0));
	return 0;
}

static void first(void *unused)
{
	(void)unused;
	puts("the first");
}

static void second(void *unused)
{
	(void)unused;
	printf("the second %s\n", left_recv(9));
}

static void writable(void *unused)
{
	(void)unused;
	printf("writable %s\n", py(async_loop_remove_writer(NULL, left)));
}

static void remove_reader(void *unused)
{
	(void)unused;
	printf("removed %s\n", py(async_loop_remove_reader(NULL, left)));
}

ASYNC static int replaced(void)
{
	puts("-- one takes the other's place");
	async_loop_add_reader(NULL, left, first, NULL);
	async_loop_add_reader(NULL, left, second, NULL);
	async_loop_add_writer(NULL, left, writable, NULL);
	send(right, "hello", 5, 0);
	AWAIT(async_sleep(0.1));

	puts("-- removed in the pass in which it would be called");
	send(right, "lost?", 5, 0);
	async_loop_call_soon(NULL, remove_reader, NULL);
	AWAIT(async_sleep(0.1));
	puts(left_recv(9));
	return 0;
}

static void on_end(void *unused)
{
	(void)unused;
	printf("end %s ", left_recv(9));
	puts(py(async_loop_remove_reader(NULL, left)));
}

ASYNC static int other_side_ends(void)
{
	puts("-- the end of the other side is something to read");
	async_loop_add_reader(NULL, left, on_end, NULL);
	AWAIT(async_sleep(0.1));
	puts("waited");
	close(right);
	AWAIT(async_sleep(0.1));
	return 0;
}

static void told(struct async_loop *loop, const struct async_exception_context *context, void *arg)
{
	(void)loop;
	(void)arg;
	printf("told: %s\n", context->exception->message);
}

static void raises(void *rounds)
{
	if (++*(int *)rounds == 3)
		async_loop_remove_reader(NULL, left);
	async_raise(ValueError, "round %d", *(int *)rounds);
}

ASYNC static int raises_thrice(void)
{
	int rounds = 0;
	puts("-- a reader that raises is called again");
	async_loop_set_exception_handler(NULL, told, NULL);
	async_loop_add_reader(NULL, left, raises, &rounds);
	AWAIT(async_sleep(0.1));
	return 0;
}

static void *main_task(void *arg)
{
	pair();
	AWAIT(four_at_a_time());
	AWAIT(room_to_write());
	close(left);
	close(right);
	pair();
	AWAIT(replaced());
	AWAIT(other_side_ends());
	AWAIT(raises_thrice());
	close(left);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
