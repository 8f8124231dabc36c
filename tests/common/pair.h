#ifndef PAIR_H
#define PAIR_H

/* For the suites of descriptors: a loop with a pair of connected sockets. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "suite.h"

static void stop(void *loop)
{
	async_loop_stop(loop);
}

static struct async_loop *loop;
static int ours, theirs;

static void open_scene(enum async_clock clock)
{
	int pair[2] = { -1, -1 };

	async_use_clock(clock);
	loop = async_new_event_loop();
	ASSERT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	ours = pair[0];
	theirs = pair[1];
}

static void close_scene(void)
{
	async_loop_close(loop);
	close(ours);
	close(theirs);
}

__attribute__((unused))
static void on_both_clocks(void (*test)(void))
{
	for (int clock = ASYNC_CLOCK_REAL; clock <= ASYNC_CLOCK_VIRTUAL; clock++) {
		open_scene(clock);
		test();
		close_scene();
	}
}

static void write_theirs(void *text)
{
	note("write");
	if (write(theirs, text, strlen(text)) < 0)
		note("failed");
}

#endif
