#ifndef SOCKETS_H
#define SOCKETS_H

/* TCP sockets of the loopback for the suites. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"

static struct sockaddr_in listening;		/* where open_listener() listens */

/* A new socket, which does not block. */
static int tcp_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int open_listener(void)
{
	socklen_t size = sizeof listening;
	int fd = tcp_socket();

	listening = (struct sockaddr_in){ .sin_family = AF_INET };
	inet_pton(AF_INET, "127.0.0.1", &listening.sin_addr);
	ASSERT_INT(bind(fd, (struct sockaddr *)&listening, sizeof listening), 0);
	ASSERT_INT(listen(fd, 100), 0);
	ASSERT_INT(getsockname(fd, (struct sockaddr *)&listening, &size), 0);
	return fd;
}

/* Connect [fd] to it. */
__attribute__((unused)) ASYNC
static int connect_to_listener(int fd)
{
	return async_loop_sock_connect(NULL, fd, (struct sockaddr *)&listening, sizeof listening);
}

/* Seconds of the real clock. */
__attribute__((unused))
static double real_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* In one string, when that is. */
#define NOTE_TIME(...)										\
	do {											\
		note(__VA_ARGS__);								\
		note("@%g", async_loop_time(NULL));						\
	} while (0)

#endif
