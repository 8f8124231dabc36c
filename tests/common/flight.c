/* flight.c: the virtual clock waits for what is on its way, and for nothing else. */

#include <stdlib.h>

#include "sockets.h"

/* ---- A server and its clients ---- */

enum { CLIENTS = 3, LINES = 3 };

struct serve { int fd; };

/* Answer each line with its length, after as many hundredths of a second. */
static void *serve(void *arg)
{
	const struct serve *self = arg;
	char text[64];
	ssize_t size;

	while ((size = AWAIT(async_loop_sock_recv(NULL, self->fd, text, sizeof text))) > 0) {
		NOTE_TIME("server got %zd", size);
		AWAIT(async_sleep((double)size / 100));
		AWAIT(async_loop_sock_sendall(NULL, self->fd, text, (size_t)size));
	}
	NOTE_TIME("server: end");
	close(self->fd);
	return NULL;
}

struct accept_all { int fd; };

static void *accept_all(void *arg)
{
	const struct accept_all *self = arg;

	for (int i = 0; i < CLIENTS; i++)
		async_create_task(serve, AWAIT(async_loop_sock_accept(NULL, self->fd, NULL, NULL)));
	return NULL;
}

static char text_of_26[] = "abcdefghijklmnopqrstuvwxyz";

ASYNC static int ask_once(int fd, size_t size)
{
	TIMEOUT(limit, .04);

	AWAIT(async_sleep(.001 * (double)size));
	AWAIT(async_loop_sock_sendall(NULL, fd, text_of_26, size));
	return (int)AWAIT(async_loop_sock_recv(NULL, fd, (char[64]){ 0 }, 64));
}

struct ask { int number; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	int fd = tcp_socket();

	AWAIT(async_sleep(self->number / 100.0));
	AWAIT(connect_to_listener(fd));
	NOTE_TIME("client %d connected", self->number);
	for (int i = 1; i <= LINES; i++) {
		EXCEPTION(e);
		int size = TRY(ask_once(fd, (size_t)(i * self->number)));

		if (EXCEPT(TimeoutError, e))
			size = -1;
		NOTE_TIME("client %d: %d", self->number, size);
	}
	close(fd);
	return NULL;
}

static void *serve_and_ask(void *arg)
{
	int fd = open_listener();
	struct async_task *acceptor = async_create_task(accept_all, fd);
	struct async_task *clients[CLIENTS];

	for (int i = 0; i < CLIENTS; i++)
		clients[i] = async_create_task(ask, i + 1);
	AWAIT(async_gather(NULL, clients[0], clients[1], clients[2]));
	AWAIT(async_await(acceptor));
	AWAIT(async_sleep(1));
	close(fd);
	return arg;
}

/* How often it runs: `make` has no time for more in builds that are slow. */
#ifdef __OPTIMIZE__
enum { RUNS = 1000 };
#else
enum { RUNS = 50 };
#endif

static void test_virtual_clock__runs_alike_a_thousand_times(void)
{
	char *first;

	async_run(serve_and_ask);
	first = strdup(suite_notes());
	ASSERT_NOTES(first);
	for (int i = 1; i < RUNS; i++) {
		async_run(serve_and_ask);
		ASSERT_NOTES(first);
	}
	free(first);
}

static const struct test tests[] = {
	TEST(test_virtual_clock__runs_alike_a_thousand_times),
};

SUITE(tests, NO_PROGRAMS)
