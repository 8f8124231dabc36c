/* socket.h: a file, by a socket. */

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "suite.h"

static int pair[2];			/* connected */

static void receive_and_note(void)
{
	char text[64];
	ssize_t size = read(pair[0], text, sizeof text);

	note("received(%.*s)", (int)size, text);
}

static void *send_a_file(void *arg)
{
	FILE *file = tmpfile();
	EXCEPTION(e);

	ASSERT_INT(fwrite("0123456789", 1, 10, file), 10);
	fflush(file);
	note("%zd", AWAIT(async_loop_sock_sendfile(NULL, pair[1], fileno(file), 2, 5)));
	note("at %ld", (long)lseek(fileno(file), 0, SEEK_CUR));
	receive_and_note();
	note("%zd", AWAIT(async_loop_sock_sendfile(NULL, pair[1], fileno(file), 8, SIZE_MAX)));
	receive_and_note();
	TRY(async_loop_sock_sendfile(NULL, pair[1], pair[0], 0, 5));
	if (EXCEPT(SendfileNotAvailableError, e))
		note("%s", e->message);
	fclose(file);
	return arg;
}

static void test_sock_sendfile__a_part_and_the_rest(void)
{
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	async_run(send_a_file);
	close(pair[0]);
	close(pair[1]);
	ASSERT_NOTES("5 at 7 received(23456) 2 received(89) not a regular file");
}

/* More than the kernel takes at once. */
static void *read_all(void *arg)
{
	static char part[100000];
	size_t sum = 0;
	ssize_t size;

	(void)arg;
	while ((size = AWAIT(async_loop_sock_recv(NULL, pair[0], part, sizeof part))) > 0)
		sum += (size_t)size;
	return (void *)sum;
}

static void *send_a_large_file(void *arg)
{
	struct async_task *reader = async_create_task(read_all);
	FILE *file = tmpfile();

	ASSERT_INT(ftruncate(fileno(file), 3 << 20), 0);
	note("%zd", AWAIT(async_loop_sock_sendfile(NULL, pair[1], fileno(file), 0, SIZE_MAX)));
	shutdown(pair[1], SHUT_WR);
	note("%zu", (size_t)AWAIT(async_await(reader)));
	fclose(file);
	return arg;
}

static void test_sock_sendfile__of_more_than_the_kernel_takes(void)
{
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	async_run(send_a_large_file);
	close(pair[0]);
	close(pair[1]);
	ASSERT_NOTES("3145728 3145728");
}

static const struct test tests[] = {
	TEST(test_sock_sendfile__a_part_and_the_rest),
	TEST(test_sock_sendfile__of_more_than_the_kernel_takes),
};

SUITE(tests, NO_PROGRAMS)
