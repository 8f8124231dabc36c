/* The loop of this course bears asyncio's names: station and service as in 1-libevent-bare.
 *
 * Two things are different. The delay may be a whole second, since the virtual clock does not
 * wait. And this loop runs until somebody stops it: the service does, when it has its reading. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "async.h"

struct service {
	struct async_loop *loop;
	int ends[2];		/* of a pipe: the service reads [0], the station writes [1] */
};

static void measure(void *arg)
{
	const struct service *service = arg;

	puts("station: one second is over, I send my reading");
	dprintf(service->ends[1], "Oslo: 3 degrees");
}

static void receive(void *arg)
{
	const struct service *service = arg;
	char reading[80];
	ssize_t size = read(service->ends[0], reading, sizeof(reading));

	printf("service: a reading has come: %.*s\n", (int)size, reading);
	async_loop_remove_reader(service->loop, service->ends[0]);
	async_loop_stop(service->loop);
}

int main(void)
{
	struct service service = { .loop = async_new_event_loop() };

	if (pipe2(service.ends, O_NONBLOCK) < 0) {
		perror("no pipe");
		return 1;
	}

	/* 1. Say what to wait for, and whom to call then. */
	async_loop_call_later(service.loop, 1, measure, &service);
	async_loop_add_reader(service.loop, service.ends[0], receive, &service);

	/* 2. Hand over. */
	puts("main: the loop takes over");
	async_loop_run_forever(service.loop);
	puts("main: the loop was stopped");

	/* 3. Clean up. */
	async_loop_close(service.loop);
	close(service.ends[0]);
	close(service.ends[1]);
	return 0;
}
