/* The client of all echo servers: load PORT CONNECTIONS. Each connection sends 64 bytes, waits for
 * them to come back, and sends again. It measures how many times that is done in a second, and, if
 * SERVER_PID says whose it is, how much processor time the server needs for each. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../seconds.h"

enum { MESSAGE = 64, MOST = 16384, AT_ONCE = 256, REQUESTS = 40000 };

static struct client { int fd, received; } clients[MOST];
static char message[MESSAGE];

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void send_message(const struct client *client)
{
	if (send(client->fd, message, MESSAGE, MSG_NOSIGNAL) != MESSAGE)
		fail("sending");
}

static void open_client(struct client *client, int port, int epoll)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.ptr = client };
	int on = 1;

	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client->fd < 0 ||
	    connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail("connecting");
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
		fail("watching");
}

/* Returns: whether a whole message has come back. */
static bool receive(struct client *client)
{
	char echo[MESSAGE];
	ssize_t size = recv(client->fd, echo, (size_t)(MESSAGE - client->received), MSG_DONTWAIT);

	if (size < 0 && errno == EAGAIN)
		return false;
	if (size <= 0 || memcmp(echo, message + client->received, (size_t)size) != 0)
		fail("receiving");
	client->received = (client->received + (int)size) % MESSAGE;
	return client->received == 0;
}

/* Have [count] clients send [total] messages in all, and receive them. */
static void exchange(int epoll, int count, int total)
{
	struct epoll_event events[AT_ONCE];
	int sent = count, done = 0;

	for (int i = 0; i < count; i++)
		send_message(&clients[i]);
	while (done < total) {
		int ready = epoll_wait(epoll, events, AT_ONCE, -1);

		for (int i = 0; i < ready; i++) {
			if (!receive(events[i].data.ptr))
				continue;
			done++;
			if (sent < total) {
				send_message(events[i].data.ptr);
				sent++;
			}
		}
	}
}

/* The processor time that the server has used; less than 0: it is not known. */
static double server_time(void)
{
	const char *pid = getenv("SERVER_PID");
	struct timespec used;
	clockid_t clock;

	if (pid == NULL || clock_getcpuclockid(atoi(pid), &clock) != 0 ||
	    clock_gettime(clock, &used) != 0)
		return -1;
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[2]) : 0, epoll = epoll_create1(EPOLL_CLOEXEC);
	double began, used;

	if (count < 1 || count > MOST || epoll < 0) {
		fprintf(stderr, "usage: load PORT CONNECTIONS\n");
		return 1;
	}
	for (size_t i = 0; i < MESSAGE; i++)
		message[i] = (char)('!' + i);
	for (int i = 0; i < count; i++)
		open_client(&clients[i], atoi(argv[1]), epoll);
	exchange(epoll, count, count > REQUESTS / 10 ? count : REQUESTS / 10);
	used = server_time();
	began = seconds();
	exchange(epoll, count, REQUESTS);
	printf("rate %.0f\n", REQUESTS / (seconds() - began));
	if (used >= 0)
		printf("cpu %.3f\n", (server_time() - used) * 1e6 / REQUESTS);
	return 0;
}
