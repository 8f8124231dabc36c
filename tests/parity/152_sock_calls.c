/* Sockets by the loop's own calls: what waits, for how many passes, and what is lost: nothing. */

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"

static void print(void *text)
{
	puts(text);
}

static void *ticker(void *arg)
{
	for (int i = 0; i < 12; i++) {
		printf("pass %d\n", i);
		AWAIT(async_sleep(0));
	}
	return arg;
}

struct receive { int sock; const char *name; };

static void *receive(void *arg)
{
	const struct receive *self = arg;
	char data[100];
	ssize_t size = AWAIT(async_loop_sock_recv(NULL, self->sock, data, sizeof data));
	printf("%s received b'%.*s'\n", self->name, (int)size, data);
	return NULL;
}
#define receive(...) receive(&(struct receive){ __VA_ARGS__ })

ASYNC static int send_text(int sock, const char *text)
{
	return AWAIT(async_loop_sock_sendall(NULL, sock, text, strlen(text)));
}

ASYNC static int at_once(struct async_loop *loop, int a, int b)
{
	puts("-- what is there is taken without waiting");
	async_loop_call_soon(loop, print, "the next pass");
	AWAIT(send_text(a, "hello"));
	AWAIT(receive(b, "b"));
	puts("still the same pass");
	AWAIT(async_sleep(0));
	return 0;
}

ASYNC static int passes(struct async_loop *loop, int a, int b)
{
	(void)loop;
	puts("-- the passes of a wait");
	struct async_task *tick = async_create_task(ticker);
	struct async_task *reader = async_create_task(receive, b, "b");
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	AWAIT(send_text(a, "one "));
	AWAIT(send_text(a, "two"));
	puts("sent");
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	AWAIT(send_text(a, " three"));
	puts("sent more");
	AWAIT(async_await(reader));
	puts("reader is done");
	AWAIT(async_await(tick));
	AWAIT(receive(b, "b"));
	return 0;
}

ASYNC static int cancelled(struct async_loop *loop, int a, int b)
{
	(void)loop;
	puts("-- cancelled while it waits");
	struct async_task *reader = async_create_task(receive, b, "b");
	AWAIT(async_sleep(.01));
	async_task_cancel(reader);
	AWAIT(async_sleep(0));
	AWAIT(send_text(a, "for the next"));
	AWAIT(receive(b, "the next"));
	puts(async_task_cancelled(reader) ? "True" : "False");
	return 0;
}

static void send_later(void *sock)
{
	send((int)(intptr_t)sock, "later", 5, 0);
}

ASYNC static int replaced(struct async_loop *loop, int a, int b)
{
	puts("-- cancelled, and another waits at once");
	struct async_task *reader = async_create_task(receive, b, "b");
	AWAIT(async_sleep(.01));
	async_task_cancel(reader);
	async_loop_call_later(loop, .01, send_later, (void *)(intptr_t)a);
	AWAIT(receive(b, "the next"));
	return 0;
}

enum { LARGE = 3 << 20 };

struct send_large { int sock; };

static void *send_large(void *arg)
{
	char *data = async_alloc(LARGE);
	AWAIT(async_loop_sock_sendall(NULL, ((struct send_large *)arg)->sock, data, LARGE));
	return NULL;
}

ASYNC static int large(struct async_loop *loop, int a, int b)
{
	puts("-- more than the kernel takes");
	char *part = async_alloc(65536);
	long size = LARGE;
	struct async_task *sender = async_create_task(send_large, a);
	AWAIT(async_sleep(.01));
	printf("sent all: %s\n", async_task_done(sender) ? "True" : "False");
	while (size > 0)
		size -= AWAIT(async_loop_sock_recv(loop, b, part, 65536));
	AWAIT(async_await(sender));
	printf("sent all: True, %ld left\n", size);
	return 0;
}

ASYNC static int end(struct async_loop *loop, int a, int b)
{
	(void)loop;
	puts("-- the end");
	EXCEPTION(e);
	struct async_task *reader = async_create_task(receive, b, "b");
	AWAIT(async_sleep(.01));
	close(a);
	AWAIT(async_await(reader));
	TRY(send_text(b, "x"));
	if (EXCEPT(BrokenPipeError, e))
		printf("%s %d\n", e->type->name, e->error_number);
	close(b);
	return 0;
}

struct accept_one { int sock; const char *name; };

static void *accept_one(void *arg)
{
	const struct accept_one *self = arg;
	struct sockaddr_in address;
	socklen_t length = sizeof address;
	int connection = AWAIT(async_loop_sock_accept(NULL, self->sock,
						      (struct sockaddr *)&address, &length));
	printf("%s accepted %s\n", self->name, inet_ntoa(address.sin_addr));
	return (void *)(intptr_t)connection;
}

/* A socket of [type], bound to a port of the loopback that is free. */
static int bound(int type, struct sockaddr_in *address)
{
	socklen_t length = sizeof *address;
	int sock = socket(AF_INET, type | SOCK_NONBLOCK, 0);
	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	inet_pton(AF_INET, "127.0.0.1", &address->sin_addr);
	if (bind(sock, (struct sockaddr *)address, length) != 0)
		abort();
	getsockname(sock, (struct sockaddr *)address, &length);
	return sock;
}

/* str(e).replace(port, "PORT") */
static void print_without_port(const char *message, int port)
{
	char text[16];
	const char *at;
	snprintf(text, sizeof text, "%d", port);
	at = strstr(message, text);
	printf("%.*sPORT%s\n", (int)(at - message), message, at + strlen(text));
}

ASYNC static int connections(struct async_loop *loop)
{
	puts("-- connections");
	struct sockaddr_in address;
	EXCEPTION(e);
	int listening = bound(SOCK_STREAM, &address);
	listen(listening, 100);
	struct async_task *acceptor = async_create_task(accept_one, listening, "the server");
	AWAIT(async_sleep(.01));
	int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	AWAIT(async_loop_sock_connect(loop, client, (struct sockaddr *)&address, sizeof address));
	puts("connected");
	int server = (int)(intptr_t)AWAIT(async_await(acceptor));
	AWAIT(send_text(client, "over TCP"));
	AWAIT(receive(server, "the server"));
	close(server);
	AWAIT(receive(client, "the client"));
	close(client);
	close(listening);
	client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	TRY(async_loop_sock_connect(loop, client, (struct sockaddr *)&address, sizeof address));
	if (EXCEPT(ConnectionRefusedError, e))
		print_without_port(e->message, ntohs(address.sin_port));
	close(client);
	return 0;
}

ASYNC static int datagrams(struct async_loop *loop)
{
	puts("-- datagrams");
	struct sockaddr_in here, there, address;
	socklen_t length = sizeof address;
	int a = bound(SOCK_DGRAM, &here), b = bound(SOCK_DGRAM, &there);
	ssize_t size = AWAIT(async_loop_sock_sendto(loop, a, "one", 3, (struct sockaddr *)&there,
						    sizeof there));
	printf("%zd\n", size);
	size = AWAIT(async_loop_sock_sendto(loop, a, "other", 5, (struct sockaddr *)&there,
					    sizeof there));
	printf("%zd\n", size);
	for (int i = 0; i < 2; i++) {
		char data[100];
		size = AWAIT(async_loop_sock_recvfrom(loop, b, data, sizeof data,
						      (struct sockaddr *)&address, &length));
		printf("b'%.*s' %s\n", (int)size, data,
		       address.sin_port == here.sin_port ? "True" : "False");
	}
	close(a);
	close(b);
	return 0;
}

ASYNC static int names(struct async_loop *loop)
{
	puts("-- names");
	EXCEPTION(e);
	const struct addrinfo *info = AWAIT(async_loop_getaddrinfo(loop, "127.0.0.1", "80",
								   .type = SOCK_STREAM));
	for (; info != NULL; info = info->ai_next) {
		const struct sockaddr_in *address = (const struct sockaddr_in *)info->ai_addr;
		const char *host, *port;
		printf("('%s', %d)\n", inet_ntoa(address->sin_addr), ntohs(address->sin_port));
		AWAIT(async_loop_getnameinfo(loop, info->ai_addr, info->ai_addrlen,
					     NI_NUMERICHOST | NI_NUMERICSERV, &host, &port));
		printf("('%s', '%s')\n", host, port);
	}
	TRY(async_loop_getaddrinfo(loop, "no.address", "80", .flags = AI_NUMERICHOST));
	if (EXCEPT(gaierror, e))
		printf("gaierror: %s\n", e->message);
	return 0;
}

static void *main_task(void *arg)
{
	static int (*const pair_parts[])(struct async_loop *loop, int a, int b) = {
		at_once, passes, cancelled, replaced, large, end,
	};
	static int (*const parts[])(struct async_loop *loop) = { connections, datagrams, names };
	struct async_loop *loop = async_get_running_loop();
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
		abort();
	for (int i = 0; i < 6; i++)
		AWAIT(pair_parts[i](loop, pair[0], pair[1]));
	for (int i = 0; i < 3; i++)
		AWAIT(parts[i](loop));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
