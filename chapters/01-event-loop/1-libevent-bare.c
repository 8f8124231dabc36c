/* An event loop waits for many things at once and calls a function for each: libevent's loop, bare.
 *
 * A weather station measures after 10 ms and sends its reading through a pipe. The weather service
 * prints what comes out of the pipe. main() says what is to be waited for, and calls neither of the
 * two functions: the loop does.
 *
 * This program knows nothing of the virtual clock: its 10 ms are real. */

#include <event2/event.h>
#include <stdio.h>
#include <unistd.h>

static void measure(evutil_socket_t nothing, short what, void *arg)
{
	const int *pipe_in = arg;

	(void)nothing;
	(void)what;
	puts("station: 10 ms are over, I send my reading");
	dprintf(*pipe_in, "Oslo: 3 degrees");
}

static void receive(evutil_socket_t pipe_out, short what, void *arg)
{
	char reading[80];
	ssize_t size = read(pipe_out, reading, sizeof(reading));

	(void)what;
	(void)arg;
	printf("service: a reading has come: %.*s\n", (int)size, reading);
}

int main(void)
{
	struct event_base *base = event_base_new();
	const struct timeval in_10_ms = { .tv_usec = 10000 };
	int ends[2];

	if (!base || pipe(ends) < 0) {
		perror("no event loop or no pipe");
		return 1;
	}

	/* 1. Say what to wait for, and whom to call then. */
	struct event *timer = evtimer_new(base, measure, &ends[1]);
	struct event *reader = event_new(base, ends[0], EV_READ, receive, NULL);
	event_add(timer, &in_10_ms);
	event_add(reader, NULL);

	/* 2. Hand over. The call comes back when nothing is left to wait for. */
	puts("main: the loop takes over");
	event_base_dispatch(base);
	puts("main: nothing is left to wait for");

	/* 3. Clean up. */
	event_free(timer);
	event_free(reader);
	event_base_free(base);
	close(ends[0]);
	close(ends[1]);
	return 0;
}
