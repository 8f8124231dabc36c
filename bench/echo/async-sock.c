/* Ours, on sockets: a task a connection, loop.sock_recv() and loop.sock_sendall(). */

#include "async.h"

#include <unistd.h>

#include "listen.h"

struct echo { int fd; };

static void *echo(void *arg)
{
	const int fd = ((const struct echo *)arg)->fd;
	char data[ROOM];
	ssize_t size;

	while ((size = AWAIT(async_loop_sock_recv(NULL, fd, data, sizeof data))) > 0) {
		AWAIT(async_loop_sock_sendall(NULL, fd, data, (size_t)size));
	}
	close(fd);
	return NULL;
}

static void *serve(void *arg)
{
	const int listener = listen_and_say();

	(void)arg;
	for (;;) {
		int fd = AWAIT(async_loop_sock_accept(NULL, listener, NULL, NULL));

		async_detach(async_create_task(echo, fd));
	}
}

int main(void)
{
	async_run(serve);
	return 0;
}
