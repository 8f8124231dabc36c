/* Each allocation of what waits for descriptors and signals fails once, in turn. */

#include <netdb.h>
#include <signal.h>

#include "sockets.h"
#include "torture.h"

struct receive { int fd; };

static void *receive(void *arg)
{
	char text[8];

	AWAIT(async_loop_sock_recv(NULL, ((struct receive *)arg)->fd, text, sizeof text));
	return NULL;
}

/* ---- Scenes, which close what they have opened ---- */

static int fds[3];

static void *connect_and_send(void *arg)
{
	TIMEOUT(limit, 3);
	struct async_task *task;

	AWAIT(connect_to_listener(fds[1]));
	fds[2] = AWAIT(async_loop_sock_accept(NULL, fds[0], NULL, NULL));
	task = async_create_task(receive, fds[2]);
	AWAIT(async_sleep(1));
	AWAIT(async_loop_sock_sendall(NULL, fds[1], "x", 1));
	AWAIT(async_await(task));
	AWAIT(async_readable(fds[1]));
	return arg;
}

static void *use_sockets(void *arg)
{
	fds[0] = open_listener();
	fds[1] = tcp_socket();
	fds[2] = -1;
	connect_and_send(NULL);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return arg;
}

static void *use_names(void *arg)
{
	const struct addrinfo *found = AWAIT(async_loop_getaddrinfo(NULL, "127.0.0.1", "80"));
	const char *host;

	AWAIT(async_loop_getnameinfo(NULL, found->ai_addr, found->ai_addrlen, NI_NUMERICHOST, &host,
				     NULL));
	TRY(async_loop_getaddrinfo(NULL, "no.address", "80", .flags = AI_NUMERICHOST));
	catch_any();
	return arg;
}

static void *use_signals(void *arg)
{
	struct async_event *event = async_event();
	TIMEOUT(limit, 3);

	catch_any();
	if (event == NULL)
		return arg;
	async_loop_add_signal_handler(NULL, SIGUSR1, (void (*)(void *))async_event_set, event);
	if (async_exception() == NULL)
		raise(SIGUSR1);
	AWAIT(async_event_wait(event));
	async_loop_remove_signal_handler(NULL, SIGUSR1);
	return arg;
}

static void test_torture__of_sockets(void)
{
	torture(use_sockets);
}

static void test_torture__of_names(void)
{
	torture(use_names);
}

static void test_torture__of_signals(void)
{
	torture(use_signals);
}

static const struct test tests[] = {
	TEST(test_torture__of_sockets),
	TEST(test_torture__of_names),
	TEST(test_torture__of_signals),
};

SUITE(tests, NO_PROGRAMS)
