/* The least code that echoes: epoll, and two system calls a message. */

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "listen.h"

enum { AT_ONCE = 256 };

static int epoll;

static void watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
		perror("watching");
		exit(1);
	}
}

static void echo(int fd)
{
	char data[ROOM];
	ssize_t size = recv(fd, data, sizeof data, 0);

	if (size < 0 && errno == EAGAIN)
		return;
	if (size <= 0 || send(fd, data, (size_t)size, MSG_NOSIGNAL) != size)
		close(fd);
}

int main(void)
{
	struct epoll_event events[AT_ONCE];
	int listener = listen_and_say();

	epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(listener);
	for (;;) {
		int ready = epoll_wait(epoll, events, AT_ONCE, -1);

		for (int i = 0; i < ready; i++) {
			int fd = events[i].data.fd;

			if (fd != listener)
				echo(fd);
			else if ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
				watch(fd);
		}
	}
}
