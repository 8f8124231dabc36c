/* The loop's calls for sockets: accept, connect, recv, sendall; cancelled, refused, at the end. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

static int new_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
}

struct serve { struct async_loop *loop; int listener, n; };

static void *serve(void *arg)
{
	const struct serve *self = arg;
	for (int i = 0; i < self->n; i++) {
		struct sockaddr_in address;
		socklen_t length = sizeof address;
		char data[5];
		ssize_t size;
		int conn = AWAIT(async_loop_sock_accept(self->loop, self->listener,
							(struct sockaddr *)&address, &length));
		printf("server: accepted %s blocking %s\n", inet_ntoa(address.sin_addr),
		       py(!(fcntl(conn, F_GETFL) & O_NONBLOCK)));
		while (size = AWAIT(async_loop_sock_recv(self->loop, conn, data, 5)), size > 0) {
			printf("server: got %s\n", repr(data, size));
			for (ssize_t j = 0; j < size; j++)
				data[j] = toupper((unsigned char)data[j]);
			AWAIT(async_loop_sock_sendall(self->loop, conn, data, size));
		}
		close(conn);
	}
	return NULL;
}

struct sock_recv { struct async_loop *loop; int sock; size_t n; };

/* loop.sock_recv(sock, n), as Python prints what it gives */
static void *sock_recv(void *arg)
{
	const struct sock_recv *self = arg;
	char data[16];
	ssize_t size = AWAIT(async_loop_sock_recv(self->loop, self->sock, data, self->n));
	return (void *)repr(data, size);
}

#define RECV(sock, n) (char *)AWAIT(async_await(async_coroutine(sock_recv, loop, sock, n)))

ASYNC static int exchange(struct async_loop *loop, int listener,
			  const struct sockaddr *address, socklen_t length)
{
	struct async_task *server = async_create_task(serve, loop, listener, 1);
	int client = new_socket();
	AWAIT(async_loop_sock_connect(loop, client, address, length));
	AWAIT(async_loop_sock_sendall(loop, client, "weather in Oslo", 15));
	for (int i = 0; i < 3; i++)
		printf("client: got %s\n", RECV(client, 5));
	AWAIT(async_loop_sock_sendall(loop, client, "abc", 3));
	printf("client: got %s\n", RECV(client, 8));

	puts("-- cancelled");
	EXCEPTION(e);
	struct async_task *task = async_create_task(sock_recv, loop, client, 9);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	TRY(async_wait_for(async_coroutine(sock_recv, loop, client, 9), 0.5));
	if (EXCEPT(TimeoutError, e))
		puts("client: timeout");
	AWAIT(async_loop_sock_sendall(loop, client, "xyz", 3));
	printf("client: got %s\n", RECV(client, 9));
	shutdown(client, SHUT_WR);
	printf("client: got %s\n", RECV(client, 9));
	AWAIT(async_await(server));
	close(client);
	return 0;
}

enum { LOT = 500000 };

struct sendall { struct async_loop *loop; int sock; };

static void *sendall(void *arg)
{
	const struct sendall *self = arg;
	AWAIT(async_loop_sock_sendall(self->loop, self->sock, async_alloc(LOT), LOT));
	return NULL;
}

ASYNC static int a_lot(struct async_loop *loop)
{
	puts("-- a lot");
	int pair[2];
	char *data = async_alloc(100000);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	struct async_task *sender = async_create_task(sendall, loop, pair[0]);
	AWAIT(async_sleep(0));
	printf("sent %s\n", py(async_task_done(sender)));
	ssize_t total = 0;
	while (total < LOT)
		total += AWAIT(async_loop_sock_recv(loop, pair[1], data, 100000));
	AWAIT(async_await(sender));
	printf("received %zd\n", total);
	close(pair[0]);
	printf("the end: %s\n", RECV(pair[1], 1));
	close(pair[1]);
	return 0;
}

ASYNC static int errors(struct async_loop *loop, const struct sockaddr *address, socklen_t length)
{
	EXCEPTION(e);
	puts("-- errors");
	int client = new_socket();
	TRY(async_loop_sock_connect(loop, client, address, length));
	if (EXCEPT(OSError, e))
		printf("%s %s\n", e->type->name, strerrorname_np(e->error_number));
	close(client);
	client = new_socket();
	TRY(async_loop_sock_recv(loop, client, (char[1]){ 0 }, 1));
	if (EXCEPT(OSError, e))
		printf("%s %s\n", e->type->name, strerrorname_np(e->error_number));
	close(client);
	return 0;
}

static void *main_task(void *arg)
{
	struct async_loop *loop = async_get_running_loop();
	int listener = new_socket();
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof at;
	struct sockaddr *address = (struct sockaddr *)&at;
	bind(listener, address, length);
	listen(listener, 100);
	getsockname(listener, address, &length);
	AWAIT(exchange(loop, listener, address, length));
	AWAIT(a_lot(loop));
	close(listener);
	AWAIT(errors(loop, address, length));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
